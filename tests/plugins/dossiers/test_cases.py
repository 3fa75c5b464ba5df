"""Codes, states, the clock and hand-overs, as values."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.dossiers.cases.clock import Pace, Standing, pace, standing
from loudspeaker.plugins.dossiers.cases.codes import (
    Code,
    code_of,
    organisation_of,
    procedure_code_of,
)
from loudspeaker.plugins.dossiers.cases.dossier import Channel, Dossier, moved, opened, promised
from loudspeaker.plugins.dossiers.cases.filing import Filing, matter_of
from loudspeaker.plugins.dossiers.cases.handing import hand_over, step_dues
from loudspeaker.plugins.dossiers.cases.people import Told, party_of
from loudspeaker.plugins.dossiers.cases.states import MOVES, Clock, State, check_move, state_of
from loudspeaker.worktime import Limit, Stop, Unit, due
from tests.plugins.dossiers.making import CALENDAR, at, filing

DAY = date(2026, 11, 16)
CODE = Code(organisation="H03.12.25", day=DAY, number=1)


def new(
    moment: datetime,
    limit: Limit | None = None,
    cut_off: time | None = None,
    state: State = State.RECEIVED,
) -> Dossier:
    return opened(
        CALENDAR, code=CODE, procedure="1.001193", version=1, domain="HT", channel=Channel.COUNTER,
        limit=limit or Limit(amount=3, unit=Unit.DAY), cut_off=cut_off, at=moment, by="a",
        state=state,
    )[0]  # fmt: skip


def move(dossier: Dossier, to: State, moment: datetime) -> Dossier:
    return moved(CALENDAR, dossier, to, at=moment, by="a", reason="lý do")[0]


def test_codes() -> None:
    for text in ("H03.12.25-201110-0001", "000.17.22.H56-210531-0001", "H03-201110-12345"):
        assert str(code_of(text)) == text
    assert str(code_of(" h03.12.25-201110 -0001 ")) == "H03.12.25-201110-0001"
    assert code_of("H03-201110-0012345").number == 12345
    for text in (
        "", "H03.12.25-201131-0001", "H03.12.25-200230-0001", "H03.12.25-201110-0000",
        "H03.12.25-201110-001", "H3-201110-0001", "H03-201110-0001-1", "H03.1.2.3.4.5-201110-0001",
        "Ｈ03-201110-0001", "H03-20111٠-0001", "H03-201110-" + "9" * 50,
    ):  # fmt: skip
        with pytest.raises(EntryRefused):
            code_of(text)
    assert organisation_of(" g22.1 ") == "G22.1"
    assert procedure_code_of("2.000635") == "2.000635"
    for read, text in ((organisation_of, "12"), (procedure_code_of, "1.01"), (state_of, "11")):
        with pytest.raises(EntryRefused):
            read(text)


@settings(max_examples=100)
@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 9_999_999))
def test_a_code_is_read_as_it_was_written(day: date, number: int) -> None:
    code = Code(organisation="H03.12.25", day=day, number=number)
    assert code_of(str(code)) == code


def test_only_the_national_moves_are_made() -> None:
    """1→2, 1→3, 2→4, 4→5→4, 4→6→4, 4→9→10, 2/4/5/6→7, 4→8."""
    allowed = {
        (1, 2), (1, 3), (2, 4), (4, 5), (5, 4), (4, 6), (6, 4), (4, 9), (9, 10), (2, 7), (4, 7),
        (5, 7), (6, 7), (4, 8),
    }  # fmt: skip
    for before in State:
        for after in State:
            if (before, after) in allowed:
                check_move(before, after, "lý do")
            else:
                with pytest.raises(EntryRefused, match=before.label):
                    check_move(before, after, "lý do")
    assert {state for state in State if not MOVES[state]} == {
        State.REFUSED, State.WITHDRAWN, State.HALTED, State.RETURNED,
    }  # fmt: skip
    for after in (State.SUPPLEMENT, State.PAYMENT, State.WITHDRAWN, State.HALTED):
        with pytest.raises(EntryRefused, match="lý do"):
            check_move(State.IN_PROGRESS, after, " ")
    with pytest.raises(EntryRefused, match="dài nhất"):
        check_move(State.IN_PROGRESS, State.HALTED, "x" * 1001)
    assert [state_of(f" 0{n}"[-2:]) for n in range(1, 11)] == list(State)


def test_a_dossier_from_receipt_to_result() -> None:
    dossier = new(at("2026-11-16 09:00"))
    assert dossier.due == at("2026-11-19 09:00")
    dossier = move(dossier, State.IN_PROGRESS, at("2026-11-16 10:00"))
    dossier = move(dossier, State.SUPPLEMENT, at("2026-11-17 09:00"))
    assert (dossier.due, dossier.left) == (None, timedelta(hours=16))
    assert standing(dossier.state, dossier.due, at("2027-01-01")) is Standing.WAITING
    dossier = move(dossier, State.IN_PROGRESS, at("2026-11-23 14:00"))
    assert dossier.due == at("2026-11-26 14:00")
    with pytest.raises(EntryRefused, match="trước lần ghi gần nhất"):
        move(dossier, State.FINISHED, at("2026-11-20 08:00"))
    dossier = move(dossier, State.FINISHED, at("2026-11-25 16:00"))
    assert pace(at("2026-11-25 16:00"), at("2026-11-26 14:00")) is Pace.EARLY
    dossier = move(dossier, State.RETURNED, at("2026-11-27 08:00"))
    assert (dossier.ended, dossier.returned) == (at("2026-11-25 16:00"), at("2026-11-27 08:00"))
    assert standing(dossier.state, dossier.due, at("2027-01-01")) is Standing.ENDED


def test_what_was_filed_online_counts_from_its_receipt() -> None:
    dossier = new(at("2026-11-14 20:00"), state=State.REGISTERED)
    assert (dossier.due, standing(dossier.state, None, at("2026-12-01"))) == (
        None, Standing.NOT_STARTED,
    )  # fmt: skip
    dossier = move(dossier, State.RECEIVED, at("2026-11-16 15:30"))
    assert (dossier.received, dossier.due) == (at("2026-11-16 15:30"), at("2026-11-19 15:30"))
    with pytest.raises(EntryRefused):
        new(at("2026-11-14 20:00"), state=State.FINISHED)


def test_who_is_late_stays_late_while_something_is_waited_for() -> None:
    dossier = move(new(at("2026-11-16 09:00")), State.IN_PROGRESS, at("2026-11-16 10:00"))
    assert standing(dossier.state, dossier.due, at("2026-11-19 08:00")) is Standing.DUE_TODAY
    assert standing(dossier.state, dossier.due, at("2026-11-18 08:00")) is Standing.IN_TIME
    late = move(dossier, State.SUPPLEMENT, at("2026-11-20 09:00"))
    assert late.due == at("2026-11-19 09:00")
    assert standing(late.state, late.due, at("2026-11-21 09:00")) is Standing.OVERDUE
    back = move(late, State.IN_PROGRESS, at("2026-11-23 09:00"))
    assert back.due == late.due


def test_another_day_is_promised_with_an_apology_and_late_stays_late() -> None:
    dossier = move(new(at("2026-11-16 09:00")), State.IN_PROGRESS, at("2026-11-16 10:00"))
    now = at("2026-11-18 09:00")

    def promise(day: str, reason: str = "chờ xác minh", it: Dossier = dossier) -> Dossier:
        return promised(CALENDAR, it, at(day), at=now, by="a", reason=reason)[0]

    told = promise("2026-11-25 16:00")
    assert (told.promised, told.due) == (at("2026-11-25 16:00"), dossier.due)
    for day in ("2026-11-18 16:00", "2026-11-22 09:00", "2026-11-25 12:00"):
        with pytest.raises(EntryRefused, match="ngày hẹn lại"):
            promise(day)
    with pytest.raises(EntryRefused, match="ngày hẹn lại"):
        promise("2026-11-25 15:00", it=told)
    with pytest.raises(EntryRefused, match="lý do"):
        promise("2026-11-25 16:00", " ")
    with pytest.raises(EntryRefused, match="gia hạn"):
        promise("2026-11-25 16:00", it=move(dossier, State.PAYMENT, now))


@settings(max_examples=120)
@given(
    st.datetimes(datetime(2019, 1, 1), datetime(2026, 5, 1)),  # noqa: DTZ001
    st.integers(1, 10),
    st.none() | st.just(time(15)),
    st.lists(st.integers(0, 400), min_size=2, max_size=9),
)
def test_the_clock_of_moves_is_the_clock_of_working_time(
    start: datetime, days: int, cut_off: time | None, hours: list[int]
) -> None:
    received = at(start.replace(microsecond=0).isoformat())
    limit = Limit(amount=days, unit=Unit.DAY)
    dossier = move(new(received, limit, cut_off), State.IN_PROGRESS, received)
    moment, stops = received, list[Stop]()
    for gap in hours:
        moment += timedelta(hours=gap)
        stopping = dossier.state is State.IN_PROGRESS
        dossier = move(dossier, State.SUPPLEMENT if stopping else State.IN_PROGRESS, moment)
        stops = [*stops, Stop(start=moment)] if stopping else [
            *stops[:-1], Stop(start=stops[-1].start, end=moment),
        ]  # fmt: skip
    expected = due(CALENDAR, received, limit, cut_off=cut_off, stops=stops)
    assert dossier.due == expected.at
    assert (dossier.left or timedelta()) == expected.left


def test_hand_overs_go_from_who_has_it_to_another() -> None:
    first = hand_over(
        None, giver="Một cửa", taker="Tư pháp", at=at("2026-11-16 10:00"),
        due=at("2026-11-16 11:00"),
    )  # fmt: skip
    late = hand_over(
        first, giver="Tư pháp", taker="Lãnh đạo", at=at("2026-11-17 10:00"),
        due=at("2026-11-17 09:00"),
    )  # fmt: skip
    assert [first.pace, late.pace] == [Pace.ON_TIME, Pace.LATE]
    assert Pace.LATE.label == "quá hạn"
    again = hand_over(late, giver="Lãnh đạo", taker="Một cửa", at=late.at)
    assert again.pace is None
    for giver, taker, moment, what in (
        ("Tư pháp", "Tư pháp", late.at, "khác nhau"),
        ("Tư pháp", "Một cửa", late.at, "đang ở Lãnh đạo"),
        ("Lãnh đạo", "Một cửa", first.at, "trước lần bàn giao"),
    ):
        with pytest.raises(EntryRefused, match=what):
            hand_over(late, giver=giver, taker=taker, at=moment)
    steps = step_dues(CALENDAR, at("2026-11-16 07:30"), [timedelta(hours=4), timedelta(hours=12)])
    assert steps == (at("2026-11-16 11:30"), at("2026-11-17 17:00"))


def test_what_is_entered_about_people() -> None:
    party = party_of({
        "name": "Nguời  \u0301Nộp\n", "identity": "001 099 000 001", "phone": "0912.345-678",
        "email": "a@example.vn", "told": "email",
    })  # fmt: skip
    assert (party.identity, party.phone, party.told) == ("001099000001", "0912345678", Told.EMAIL)
    assert party_of(party.to_values()) == party
    for values, where in (
        ({"name": " "}, "họ tên"),
        ({"name": "x" * 201}, "họ tên"),
        ({"name": "A", "kind": "ghost"}, "loại đối tượng"),
        ({"name": "A", "identity": "12"}, "số giấy tờ"),
        ({"name": "A", "kind": "business", "identity": "1234567890123"}, "số giấy tờ"),
        ({"name": "A", "phone": "gọi tôi"}, "số điện thoại"),
        ({"name": "A", "email": "a@b"}, "thư điện tử"),
        ({"name": "A", "told": "call"}, "đồng ý"),
        ({"name": "A", "told": "pigeon"}, "đồng ý"),
    ):
        with pytest.raises(EntryRefused) as refused:
            party_of(values)
        assert where in refused.value.where


def test_what_is_filed() -> None:
    assert Filing(applicant=filing().applicant, matter=filing().matter).parties == (
        filing().applicant,
    )
    values = filing().matter.to_values()
    assert matter_of(values["subject"], values["papers"], values["fees"]) == filing().matter
    for subject, papers, fees in (
        ("", [], []),
        ("x" * 501, [], []),
        ("A", [("", 1, 0)], []),
        ("A", [("Tờ khai", -1, 0)], []),
        ("A", [], [("Phí", -1, False)]),
        ("A", [("Tờ khai", 1, 0)] * 61, []),
    ):
        with pytest.raises(EntryRefused):
            matter_of(subject, papers, fees)


def test_every_state_has_its_label_and_clock() -> None:
    assert {state.clock for state in State} == set(Clock)
    assert State.SUPPLEMENT.label == "Yêu cầu bổ sung giấy tờ"
    assert [channel.label for channel in Channel] == ["trực tiếp", "trực tuyến", "bưu chính"]


def test_what_was_promised_is_told_no_more_once_the_clock_has_stood_still() -> None:
    dossier = move(new(at("2026-11-16 09:00")), State.IN_PROGRESS, at("2026-11-16 10:00"))
    day, now = at("2026-11-23 16:00"), at("2026-11-18 10:00")
    assert dossier.told_due == dossier.due
    told = promised(CALENDAR, dossier, day, at=now, by="a", reason="chờ xác minh")[0]
    assert told.told_due == day
    stopped = move(told, State.SUPPLEMENT, at("2026-11-18 11:00"))
    assert stopped.told_due is None
    resumed = move(stopped, State.IN_PROGRESS, at("2026-11-27 08:00"))
    assert resumed.told_due == resumed.due
    assert resumed.due is not None
    assert resumed.due > day
