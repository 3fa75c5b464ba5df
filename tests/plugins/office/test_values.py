"""Hours, days and numbers as people write them, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused, NotFound
from loudspeaker.plugins.office import changing
from loudspeaker.plugins.office.values import (
    Contact,
    Office,
    Span,
    SpecialDay,
    day_of,
    hours_of,
    office_of,
    phone_of,
    text_of,
    written,
)

TODAY = date(2026, 12, 1)
USUAL = (Span(450, 690), Span(810, 1020))


@pytest.mark.parametrize(
    "text",
    [
        "7:30-11:30, 13:30-17:00",
        "7h30-11h30; 13h30–17h",
        "7g30 - 11g30 và 13g30 - 17g",
        "từ 7 giờ 30 đến 11 giờ 30, từ 13 giờ 30 đến 17 giờ",
        "07.30—11.30,13.30 tới 17",
    ],
)
def test_hours_are_written_in_many_ways(text: str) -> None:
    assert hours_of(text, "thứ Hai") == USUAL
    assert written(USUAL) == "7:30-11:30, 13:30-17:00"


@pytest.mark.parametrize("text", ["", "  ", " , "])
def test_nothing_is_closed(text: str) -> None:
    assert hours_of(text, "thứ Hai") == ()


def test_a_day_may_last_to_its_end() -> None:
    assert hours_of("0-24", "x") == (Span(0, 1440),)


@pytest.mark.parametrize(
    "text",
    ["sáng", "7-", "7:60-8", "25-26", "11-7", "7-7", "7-9, 8-10", "13-17, 7-11", "7-8, 9-10, 11-12",
     "7:30 11:30", "<b>7-8</b>"],
)  # fmt: skip
def test_what_are_no_hours_is_refused_where_it_stands(text: str) -> None:
    with pytest.raises(EntryRefused) as caught:
        hours_of(text, "thứ Hai")
    assert caught.value.where == "thứ Hai"


@given(st.text(max_size=40))
def test_any_text_is_hours_or_refused(text: str) -> None:
    try:
        found = hours_of(text, "x")
    except EntryRefused:
        return
    assert hours_of(written(found), "x") == found


@pytest.mark.parametrize("text", ["2/9/2027", "02-09-2027", " 2.9.2027 ", "2027-09-02"])
def test_days(text: str) -> None:
    assert day_of(text) == date(2027, 9, 2)


@pytest.mark.parametrize("text", ["", "2/9", "31/2/2027", "9/2027", "mai", "2/9/27", "٢/٩/٢٠٢٧x"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(EntryRefused):
        day_of(text)


@pytest.mark.parametrize("text", ["113", "0226 3868 113", "+84 226.3868-113", "(0226) 3868113"])
def test_numbers(text: str) -> None:
    if text.startswith("("):
        with pytest.raises(EntryRefused):
            phone_of(text)
    else:
        assert phone_of(f" {text} ") == text


@pytest.mark.parametrize("text", ["", "x", "1", "113<script>", "0" * 25, "113\u202e"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(EntryRefused):
        phone_of(text)


def test_a_text_is_one_line_and_not_too_long() -> None:
    assert text_of(" a\n\tb\x00 ", "lý do") == "a b"
    for text in ("", "\x00 \u200b"):
        with pytest.raises(EntryRefused):
            text_of(text, "lý do", needed=True)
    with pytest.raises(EntryRefused):
        text_of("x" * 121, "lý do")


# --- changing -------------------------------------------------------------------------------------


def test_what_is_left_out_stays() -> None:
    first = changing.with_hours(Office(), address="Thôn 1", week={"mon": "7-11", "sat": "8-9"})
    then = changing.with_hours(first, address=None, week={"sat": ""})
    assert then.address == "Thôn 1"
    assert [written(hours) for hours in then.week] == ["7:00-11:00", *[""] * 6]
    assert changing.with_hours(then, address="", week={}).address == ""


@pytest.mark.parametrize("week", [{"monday": "7-8"}, {"mon": "x"}])
def test_no_weekday_and_no_hours(week: dict[str, str]) -> None:
    with pytest.raises(EntryRefused):
        changing.with_hours(Office(), address=None, week=week)


def set_day(office: Office, day: str, hours: str = "", reason: str = "x") -> Office:
    return changing.with_day(office, day=day, hours=hours, reason=reason, today=TODAY)


def test_days_are_in_order_each_once_and_the_past_goes() -> None:
    office = set_day(Office(), "2/9/2027")
    office = set_day(office, "5/12/2026", "7-11", "làm bù")
    office = set_day(office, "2/9/2027", reason="Quốc khánh")
    assert [(each.day, each.reason) for each in office.days] == [
        (date(2026, 12, 5), "làm bù"),
        (date(2027, 9, 2), "Quốc khánh"),
    ]
    later = date(2027, 1, 1)
    office = changing.with_day(office, day="1/2/2027", hours="", reason="x", today=later)
    assert [each.day.month for each in office.days] == [2, 9]
    assert changing.without_day(office, day="1/2/2027").days == office.days[1:]
    with pytest.raises(NotFound):
        changing.without_day(office, day="3/2/2027")


@pytest.mark.parametrize(("day", "reason"), [("30/11/2026", "x"), ("2/9/2027", " "), ("x", "x")])
def test_a_day_that_is_over_or_without_a_reason_is_refused(day: str, reason: str) -> None:
    with pytest.raises(EntryRefused):
        set_day(Office(), day, reason=reason)


def set_contact(office: Office, post: str, phone: str = "113", **other: Any) -> Office:
    return changing.with_contact(
        office, post=post, phone=phone, **{"about": "", "was": "", **other}
    )


def test_contacts_keep_their_place_and_their_names_are_their_own() -> None:
    office = set_contact(set_contact(Office(), "A"), "B")
    office = set_contact(office, "A", "114")
    office = set_contact(office, "C", "115", was="A", about="cháy")
    assert office.contacts == (
        Contact(post="C", phone="115", about="cháy"),
        Contact(post="B", phone="113"),
    )
    with pytest.raises(EntryRefused):
        set_contact(office, "B", was="C")
    with pytest.raises(NotFound):
        set_contact(office, "D", was="A")
    assert changing.without_contact(office, post="C").contacts == office.contacts[1:]
    with pytest.raises(NotFound):
        changing.without_contact(office, post="A")


def test_there_is_only_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changing, "MOST_CONTACTS", 1)
    monkeypatch.setattr(changing, "MOST_DAYS", 1)
    office = set_day(set_contact(Office(), "A"), "2/9/2027")
    with pytest.raises(EntryRefused):
        set_contact(office, "B")
    with pytest.raises(EntryRefused):
        set_day(office, "3/9/2027")
    changed = set_day(set_contact(office, "A", "114"), "2/9/2027", reason="y")
    assert (changed.contacts[0].phone, changed.days[0].reason) == ("114", "y")


def test_values_go_there_and_back() -> None:
    special = SpecialDay(day=TODAY, hours=USUAL, reason="x")
    office = Office(
        address="a", week=(USUAL,) * 7, days=(special,), contacts=(Contact(post="A", phone="113"),)
    )
    assert office_of(office.to_values()) == office
