"""Withdrawing, updating and replacing papers that came, and tries of messages that go."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.exchange import outbox
from loudspeaker.plugins.documents.exchange.changing import (
    Change,
    Effect,
    Order,
    Paper,
    Purpose,
    State,
    answered,
    asked_back,
    changes,
)
from loudspeaker.plugins.documents.exchange.outbox import SendState, Tries
from loudspeaker.plugins.documents.exchange.statuses import Status
from tests.plugins.documents.edxml.making import NOW, OURS, PROVINCE

OLD, NEW = "H03,2026/11/20,14/QĐ-UBND", "H03,2026/11/23,15/QĐ-UBND"


def here(**other: object) -> dict[str, Paper]:
    paper = Paper(**{"document": OLD, "organ": PROVINCE, **other})  # type: ignore[arg-type]
    return {paper.document: paper}


def order(purpose: Purpose, **other: object) -> Order:
    values = {"sender": PROVINCE, "document": NEW, "target": OLD, "reason": "Nhầm", **other}
    return Order(purpose=purpose, **values)  # type: ignore[arg-type]


def one(made: Order, papers: dict[str, Paper]) -> Change:
    (change,) = changes(made, papers, OURS)
    return change


def test_a_withdrawal_is_obeyed_and_answered() -> None:
    change = one(order(Purpose.WITHDRAW), here())
    assert (change.effect, change.answer, change.correction) == (
        Effect.WITHDRAWN,
        Status.GIVEN_BACK,
        False,
    )
    assert change.after is not None
    assert change.after.state is State.WITHDRAWN
    assert change.note == "thu hồi: Nhầm"


@pytest.mark.parametrize("purpose", [Purpose.WITHDRAW, Purpose.UPDATE, Purpose.REPLACE])
def test_what_was_aired_needs_a_correction(purpose: Purpose) -> None:
    made = order(purpose, replaced=((OLD, ()),))
    assert one(made, here(aired=True)).correction
    assert not one(made, here(aired=False)).correction


@pytest.mark.parametrize("purpose", [Purpose.WITHDRAW, Purpose.UPDATE, Purpose.REPLACE])
def test_another_office_has_no_say(purpose: Purpose) -> None:
    papers = here()
    change = one(order(purpose, sender="H04", replaced=((OLD, ()),)), papers)
    assert (change.effect, change.after) == (Effect.NOTHING, papers[OLD])
    assert change.answer is (Status.KEPT if purpose is Purpose.WITHDRAW else None)
    assert "H04" in change.note


@pytest.mark.parametrize("purpose", [Purpose.WITHDRAW, Purpose.UPDATE, Purpose.REPLACE])
def test_an_order_before_its_paper_waits(purpose: Purpose) -> None:
    change = one(order(purpose, replaced=((OLD, ()),)), {})
    assert (change.effect, change.after, change.answer) == (Effect.WAITS, None, None)


def test_an_update_makes_a_version() -> None:
    change = one(order(Purpose.UPDATE), here(version=2))
    assert change.after is not None
    assert (change.effect, change.after.version, change.after.state) == (
        Effect.UPDATED,
        3,
        State.OPEN,
    )


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.REPLACED])
@pytest.mark.parametrize("purpose", [Purpose.UPDATE, Purpose.REPLACE])
def test_what_is_over_stays_over(purpose: Purpose, state: State) -> None:
    papers = here(state=state)
    change = one(order(purpose, replaced=((OLD, ()),)), papers)
    assert (change.effect, change.after) == (Effect.NOTHING, papers[OLD])


def test_a_withdrawal_twice_is_answered_twice() -> None:
    change = one(order(Purpose.WITHDRAW), here(state=State.WITHDRAWN, aired=True))
    assert (change.effect, change.answer, change.correction) == (
        Effect.NOTHING,
        Status.GIVEN_BACK,
        False,
    )


def test_a_paper_replaces_those_that_are_meant_for_us() -> None:
    other = "H03,2026/11/19,13/QĐ-UBND"
    papers = {**here(), **here(document=other)}
    made = order(Purpose.REPLACE, replaced=((OLD, (OURS, "H04")), (other, ("H04",)), (NEW, ())))
    first, second = changes(made, {**papers, **here(document=NEW)}, OURS)
    assert first.after is not None
    assert (first.document, first.effect, first.after.replaced_by) == (OLD, Effect.REPLACED, NEW)
    assert (second.document, second.effect) == (NEW, Effect.NOTHING)
    assert changes(order(Purpose.NEW), papers, OURS) == ()


def test_a_13_is_for_a_person_to_decide() -> None:
    papers = here(aired=True)
    assert asked_back(OLD, PROVINCE, papers).effect is Effect.ASKED
    assert asked_back(OLD, "H04", papers).answer is Status.KEPT
    assert asked_back(NEW, PROVINCE, papers).effect is Effect.WAITS
    assert asked_back(OLD, PROVINCE, here(state=State.WITHDRAWN)).answer is Status.GIVEN_BACK
    given_back = answered(papers[OLD], agreed=True, reason="")
    assert (given_back.effect, given_back.answer, given_back.correction) == (
        Effect.WITHDRAWN,
        Status.GIVEN_BACK,
        True,
    )
    kept = answered(papers[OLD], agreed=False, reason="Đã phát")
    assert (kept.effect, kept.answer, kept.after) == (Effect.NOTHING, Status.KEPT, papers[OLD])
    with pytest.raises(EntryRefused):
        answered(papers[OLD], agreed=False, reason=" ")


# --- tries ----------------------------------------------------------------------------------------


@settings(max_examples=50)
@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=40, max_size=40))
def test_a_line_that_stays_down_is_tried_ever_less_often_and_then_no_more(
    jitters: list[float],
) -> None:
    tries, now, waits = Tries(), NOW, list[timedelta]()
    for jitter in jitters:
        if not outbox.is_due(tries, now):
            break
        tries = outbox.failed(tries, "timeout", now, jitter)
        if tries.next_try is not None:
            assert not outbox.is_due(tries, now)
            waits.append(tries.next_try - now)
            now = tries.next_try
    assert (tries.state, tries.tries, len(waits)) == (
        SendState.DEAD,
        outbox.MOST_TRIES,
        outbox.MOST_TRIES - 1,
    )
    for n, wait in enumerate(waits):
        longest = min(outbox.FIRST_WAIT * 2**n, outbox.LONGEST_WAIT)
        assert longest / 2 <= wait <= longest
    assert timedelta(days=1) < now - NOW < timedelta(days=3)


def test_a_no_is_a_no_and_a_person_may_send_it_again() -> None:
    later: datetime = NOW + timedelta(hours=1)
    tried = outbox.failed(Tries(), "x" * 1000, NOW, 0.5)
    assert (len(tried.problem), tried.state) == (outbox.LONGEST_PROBLEM, SendState.WAITING)
    no = outbox.refused(tried, "mã lỗi 17")
    assert (no.state, no.tries, no.next_try) == (SendState.REFUSED, 2, None)
    assert not outbox.is_due(no, later)
    again = outbox.again(no, later)
    assert (again.state, again.tries, outbox.is_due(again, later)) == (SendState.WAITING, 0, True)
    sent = outbox.went(again, "m-1")
    assert (sent.state, sent.remote, sent.problem) == (SendState.SENT, "m-1", "")
    assert outbox.again(sent, later) == sent
