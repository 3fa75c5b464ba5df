"""Values over time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.village.timeline import Timeline


def test_a_value_counts_from_its_time_on() -> None:
    line = Timeline(value=False)
    line.set(10, True)
    line.set(20, False)
    assert [line.at(time) for time in (0, 9, 10, 19, 20, 99)] == [
        False,
        False,
        True,
        True,
        False,
        False,
    ]
    assert line.now is False


def test_changes_within_leave_out_both_ends() -> None:
    line = Timeline(0)
    for time in (10, 20, 30):
        line.set(time, time)
    assert line.changes_within(10, 30) == [20]
    assert line.changes_within(0, 100) == [10, 20, 30]


def test_the_same_value_again_is_no_change() -> None:
    line = Timeline("a")
    line.set(10, "a")
    assert line.changes_within(0, 100) == []


def test_a_late_change_counts_from_the_last_one_on() -> None:
    line = Timeline("a")
    line.set(20, "b")
    line.set(10, "c")
    assert (line.at(15), line.at(20)) == ("a", "c")


@given(st.lists(st.tuples(st.integers(1, 50), st.booleans())), st.integers(0, 500))
def test_forgetting_keeps_what_comes_after(changes: list[tuple[int, bool]], horizon: int) -> None:
    line, whole, now = Timeline(value=False), Timeline(value=False), 0
    for pause, value in changes:
        now += pause
        line.set(now, value)
        whole.set(now, value)
    line.forget_before(horizon)
    assert [line.at(time) for time in range(horizon, now + 2)] == [
        whole.at(time) for time in range(horizon, now + 2)
    ]
