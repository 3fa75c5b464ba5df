from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.plugins.documents.signing.time_queue import (
    LIMIT,
    LONGEST_WAIT,
    MOST_TRIES,
    Line,
    Step,
    again,
    asked,
    due,
    enter,
    failed,
    overdue,
    settle,
    stamped,
    wait_after,
)
from tests.plugins.documents.signing.papers import NOW

MINUTE = timedelta(minutes=1)


def test_a_paper_is_marked_until_it_is_stamped() -> None:
    line = enter("12/2026", NOW)
    assert line.mark == "chưa có dấu thời gian"
    tried = failed(asked(line, NOW), NOW + MINUTE, "HTTP 503")
    assert (tried.mark, tried.problem, tried.tries) == ("chưa có dấu thời gian", "HTTP 503", 1)
    done = stamped(asked(tried, NOW + 3 * MINUTE), NOW + 4 * MINUTE)
    assert (done.mark, done.step, done.problem) == ("", Step.STAMPED, "")
    assert done.stamped_at == NOW + 4 * MINUTE


def test_due_are_those_whose_time_has_come_longest_waiting_first() -> None:
    later = failed(asked(enter("b", NOW), NOW), NOW, "x")
    lines = [later, enter("c", NOW + MINUTE), enter("a", NOW), asked(enter("d", NOW), NOW)]
    assert [line.paper for line in due(lines, NOW)] == ["a"]
    assert [line.paper for line in due(lines, NOW + MINUTE)] == ["a", "b", "c"]
    assert due([stamped(enter("e", NOW), NOW)], NOW + MINUTE) == []


def test_waits_double_up_to_an_hour_and_are_spread() -> None:
    waits = [wait_after(tries) / MINUTE for tries in range(9)]
    assert waits == [1, 1, 2, 4, 8, 16, 32, 60, 60]
    assert wait_after(3, chance=0) < wait_after(3) < wait_after(3, chance=1)
    assert wait_after(10_000, chance=5) == LONGEST_WAIT * 1.2


def test_after_many_tries_a_person_has_to_ask() -> None:
    line = enter("a", NOW)
    for _ in range(MOST_TRIES):
        assert line.step is Step.WAITING
        line = failed(asked(line, line.next_try), line.next_try, "không trả lời")
    assert line.step is Step.GIVEN_UP
    assert line.mark == "chưa có dấu thời gian"
    assert line.next_try - NOW > timedelta(days=7)
    assert due([line], NOW + timedelta(days=30)) == []
    anew = again(line, NOW + timedelta(days=30))
    assert (due([anew], NOW + timedelta(days=30)), anew.tries) == ([anew], 0)


def test_asking_again_leaves_what_is_done_or_running() -> None:
    for line in (stamped(enter("a", NOW), NOW), asked(enter("b", NOW), NOW)):
        assert again(line, NOW + MINUTE) == line


def test_a_try_longer_than_its_limit_has_failed() -> None:
    line = asked(enter("a", NOW), NOW)
    assert settle([line], NOW + LIMIT) == []
    (after,) = settle([line, enter("b", NOW)], NOW + LIMIT + timedelta(seconds=1))
    assert (after.step, after.problem, after.tries) == (Step.WAITING, "timeout", 1)
    lost = Line(paper="c", since=NOW, next_try=NOW, step=Step.ASKED)
    assert overdue([lost], NOW) == [lost]


@given(st.lists(st.sampled_from(["ask", "fail", "settle", "again", "stamp"]), max_size=30))
def test_a_line_is_never_lost_and_never_unstamped(acts: list[str]) -> None:
    line, now, was_stamped = enter("a", NOW), NOW, False
    for act in acts:
        now += 10 * MINUTE
        if act == "ask" and due([line], now):
            line = asked(line, now)
        elif act == "fail" and line.step is Step.ASKED:
            line = failed(line, now, "x" * 500)
        elif act == "settle":
            line = (settle([line], now) or [line])[0]
        elif act == "again":
            line = again(line, now)
        elif act == "stamp" and line.step is Step.ASKED:
            line, was_stamped = stamped(line, now), True
        assert (line.step is Step.STAMPED) == was_stamped
        assert bool(line.mark) != was_stamped
        assert len(line.problem) <= 200
        if line.step is Step.WAITING:
            assert due([line], now + 2 * LONGEST_WAIT) == [line]
