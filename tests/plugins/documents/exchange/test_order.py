"""Statuses: what is owed and in which order, and what becomes of those that are heard."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.exchange.ledger import receiving_hears
from loudspeaker.plugins.documents.exchange.receiving import Event, allowed, due, is_asked_back
from loudspeaker.plugins.documents.exchange.sending import (
    Outcome,
    check_asking_back,
    hear,
    state_of,
)
from loudspeaker.plugins.documents.exchange.statuses import (
    LABELS,
    Status,
    checked_reason,
    known_status,
)


def lines(codes: str) -> list[Status]:
    return [Status(code) for code in codes.split()]


@pytest.mark.parametrize(
    ("before", "event", "owed"),
    [
        ("", Event.ARRIVED, "01"),
        ("01", Event.ARRIVED, ""),
        ("01", Event.REFUSED, "02"),
        ("", Event.REFUSED, "01 02"),
        ("01", Event.REGISTERED, "03"),
        ("", Event.REGISTERED, "01 03"),
        ("01 03", Event.REGISTERED, ""),
        ("01 03", Event.ASSIGNED, "04"),
        ("01 03 04", Event.ASSIGNED, ""),
        ("01 03 05", Event.ASSIGNED, ""),
        ("01 03 04", Event.STARTED, "05"),
        ("01 03", Event.STARTED, "05"),
        ("01 03 05", Event.CLOSED, "06"),
        ("01 03", Event.CLOSED, "05 06"),
        ("01", Event.CLOSED, "03 05 06"),
        ("01 03 05 06", Event.CLOSED, ""),
        ("01 03 05 06", Event.STARTED, ""),
        ("01 03 13", Event.GIVEN_BACK, "15"),
        ("01 03 13", Event.KEPT, "16"),
        ("01 03 13", Event.CLOSED, "05 06"),
        ("01 03 13 16", Event.CLOSED, "05 06"),
        ("01 03 13 16 13", Event.GIVEN_BACK, "15"),
        ("01 03 13 16 13", Event.KEPT, "16"),
        ("01 03 13 15", Event.GIVEN_BACK, ""),
    ],
)
def test_what_is_owed(before: str, event: Event, owed: str) -> None:
    assert due(lines(before), event) == tuple(lines(owed))


@pytest.mark.parametrize(
    ("before", "event"),
    [
        ("01 03", Event.REFUSED),
        ("01 02", Event.REGISTERED),
        ("01 02", Event.CLOSED),
        ("01 03 13 15", Event.CLOSED),
        ("01 03", Event.GIVEN_BACK),
        ("01 03", Event.KEPT),
        ("01 03 13 16", Event.KEPT),
    ],
)
def test_what_cannot_be_said(before: str, event: Event) -> None:
    with pytest.raises(EntryRefused):
        due(lines(before), event)


@settings(max_examples=200)
@given(st.lists(st.sampled_from([*Event, "13"]), max_size=12))
def test_whatever_happens_the_order_holds(happened: list[Event | str]) -> None:
    said: list[Status] = []
    for event in happened:
        if isinstance(event, str):
            said += [Status.ASKED_BACK] if not is_asked_back(said) else []
            continue
        try:
            owed = due(said, event)
        except EntryRefused:
            continue
        for each in owed:
            assert each in allowed(said)
            said.append(each)
    ours = [each for each in said if each is not Status.ASKED_BACK]
    once = [each for each in ours if each not in (Status.KEPT, Status.GIVEN_BACK)]
    assert len(set(once)) == len(once)
    way = "".join(each[-1] for each in once)
    assert way in ("", "1", "12", "13", "134", "135", "1345", "1356", "13456")
    if Status.GIVEN_BACK in ours:
        assert ours[-1] is Status.GIVEN_BACK


@pytest.mark.parametrize(
    ("before", "code", "outcome", "state"),
    [
        ("", "01", Outcome.TAKEN, "01"),
        ("01", "01", Outcome.DUPLICATE, "01"),
        ("01", "03", Outcome.TAKEN, "03"),
        ("01 03 05", "04", Outcome.LATE, "05"),
        ("03", "01", Outcome.LATE, "03"),
        ("01 02", "03", Outcome.CONTRADICTS, "02"),
        ("02", "01", Outcome.LATE, "02"),
        ("01 03", "02", Outcome.CONTRADICTS, "03"),
        ("01 03 05", "06", Outcome.TAKEN, "06"),
        ("01", "06", Outcome.TAKEN, "06"),
        ("01 03", "13", Outcome.CONTRADICTS, "03"),
        ("01 03", "15", Outcome.CONTRADICTS, "03"),
        ("01 03 13", "15", Outcome.TAKEN, "15"),
        ("01 03 13", "16", Outcome.TAKEN, "03"),
        ("01 03 13 16", "16", Outcome.DUPLICATE, "03"),
        ("01 03 13 16", "15", Outcome.CONTRADICTS, "03"),
        ("01 03 13 16 13", "16", Outcome.TAKEN, "03"),
        ("01 03 13 15", "15", Outcome.DUPLICATE, "15"),
        ("01 03 13 15", "05", Outcome.CONTRADICTS, "15"),
        ("01 03", "07", Outcome.UNKNOWN, "03"),
        ("", "x", Outcome.UNKNOWN, ""),
    ],
)
def test_what_is_heard(before: str, code: str, outcome: Outcome, state: str) -> None:
    heard = hear(lines(before), code)
    assert (heard.outcome, heard.state or "") == (outcome, state)
    assert bool(heard.note) == (
        outcome not in (Outcome.TAKEN, Outcome.DUPLICATE) or (before, code) == ("01", "06")
    )


@settings(max_examples=200)
@given(st.lists(st.sampled_from([each.value for each in Status] + ["00", "99"]), max_size=12))
def test_hearing_never_moves_back(codes: list[str]) -> None:
    before: list[Status] = []
    for code in codes:
        was = state_of(before)
        heard = hear(before, code)
        if heard.outcome in (Outcome.TAKEN, Outcome.LATE):
            before.append(Status(code))
        assert heard.state == state_of(before)
        if was in (Status.GIVEN_BACK, Status.DONE):
            assert heard.state in (was, Status.GIVEN_BACK)


def test_what_passed_over_is_told() -> None:
    assert hear(lines("01"), "06").note == "chưa nghe 03, 05"
    assert hear(lines("01 03"), "05").note == ""


@pytest.mark.parametrize(
    ("before", "code", "outcome"),
    [
        ("01 03", "13", Outcome.TAKEN),
        ("01 03 13", "13", Outcome.DUPLICATE),
        ("01 03 13 16", "13", Outcome.TAKEN),
        ("01 03 13 15", "13", Outcome.DUPLICATE),
        ("01 02", "13", Outcome.DUPLICATE),
        ("01", "03", Outcome.CONTRADICTS),
    ],
)
def test_what_a_sender_may_say(before: str, code: str, outcome: Outcome) -> None:
    assert receiving_hears(lines(before), code).outcome is outcome


def test_asking_back() -> None:
    check_asking_back(lines("01 03"))
    check_asking_back(lines(""))
    check_asking_back(lines("01 03 13 16"))
    for before in ("13", "01 02", "01 13 15"):
        with pytest.raises(EntryRefused):
            check_asking_back(lines(before))


def test_reasons_and_names() -> None:
    assert set(LABELS) == set(Status)
    assert known_status("03") is Status.REGISTERED
    assert known_status("3") is None
    assert checked_reason(Status.REFUSED, " Sai\n nơi nhận ") == "Sai nơi nhận"
    assert checked_reason(Status.DONE, "") == ""
    for status in (Status.REFUSED, Status.KEPT):
        with pytest.raises(EntryRefused):
            checked_reason(status, " \n")
