"""What people are told, at any time of any day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.office.saying import CARD_TITLE, cards, page, spoken, timed
from loudspeaker.plugins.office.values import Contact, Office, SpecialDay, hours_of
from loudspeaker.public.pages import BlockKind, text_at

USUAL = hours_of("7:30-11:30, 13:30-17:00", "")
NOW = datetime(2026, 12, 1, 8, 0, tzinfo=STATION_ZONE)  # a Tuesday
OFFICE = Office(
    address="Thôn Trung tâm",
    week=(USUAL,) * 5 + ((), ()),
    days=(
        SpecialDay(day=date(2026, 12, 5), hours=hours_of("7-11", ""), reason="làm bù"),
        SpecialDay(day=date(2027, 1, 1), hours=(), reason="Tết dương lịch"),
        SpecialDay(day=date(2027, 9, 2), hours=(), reason="Quốc khánh"),
    ),
    contacts=(Contact(post="Văn phòng", phone="0226 3868 113", about="hỏi chung"),),
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, 1, hour, minute, tzinfo=STATION_ZONE) + timedelta(days=day - 1)


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (at(1, 0), "Hôm nay mở cửa lúc 7 giờ 30."),
        (at(1, 7, 29), "Hôm nay mở cửa lúc 7 giờ 30."),
        (at(1, 7, 30), "Hôm nay làm việc đến 17 giờ, nghỉ trưa từ 11 giờ 30 đến 13 giờ 30."),
        (at(1, 11, 30), "Đang nghỉ trưa, mở cửa lại lúc 13 giờ 30."),
        (at(1, 14), "Hôm nay làm việc đến 17 giờ."),
        (at(1, 17), "Hôm nay đã hết giờ làm việc. Mở cửa lại lúc 7 giờ 30 thứ Tư 2/12/2026."),
        (at(4, 23, 59), "Hôm nay đã hết giờ làm việc. Mở cửa lại lúc 7 giờ thứ Bảy 5/12/2026."),
        (at(5, 8), "Hôm nay làm việc đến 11 giờ (làm bù)."),
        (at(6, 8), "Hôm nay nghỉ. Mở cửa lại lúc 7 giờ 30 thứ Hai 7/12/2026."),
        (at(14, 15), "Hôm nay làm việc đến 17 giờ."),
    ],
)
def test_what_holds_is_known_two_weeks_ahead(moment: datetime, told: str) -> None:
    assert text_at(timed(OFFICE, NOW), moment) == told


def test_a_holiday_says_why_and_when_it_opens_again() -> None:
    eve = datetime(2026, 12, 31, 20, tzinfo=STATION_ZONE)
    told = text_at(timed(OFFICE, eve), eve + timedelta(hours=10))
    assert told == "Hôm nay nghỉ (Tết dương lịch). Mở cửa lại lúc 7 giờ 30 thứ Hai 4/1/2027."


def test_the_day_is_that_of_the_commune() -> None:
    early = at(1, 1).astimezone(UTC)
    assert early.day == 30
    assert timed(OFFICE, early)[0].since == at(1, 0)


def test_an_office_that_never_opens_says_no_more_than_that() -> None:
    closed = Office(days=(SpecialDay(day=NOW.date(), hours=(), reason="bão"),))
    assert text_at(timed(closed, NOW), NOW) == "Hôm nay nghỉ (bão)."


def test_where_nothing_was_entered_nothing_is_shown() -> None:
    assert page(Office(), NOW, NOW) is None
    assert cards(Office(), NOW) == []
    assert timed(Office(address="Thôn 1"), NOW) == ()


def test_the_page_has_a_week_the_days_to_come_and_whom_to_call() -> None:
    made = page(OFFICE, NOW, NOW)
    assert made is not None
    blocks = {block.kind: block for block in made.blocks}
    rows = blocks[BlockKind.TABLE].rows
    assert rows[0] == ("Thứ Hai", "7 giờ 30 – 11 giờ 30", "13 giờ 30 – 17 giờ")
    assert rows[6] == ("Chủ nhật", "nghỉ", "nghỉ")
    assert blocks[BlockKind.LIST].rows == (
        ("Thứ Bảy 5/12/2026: làm việc từ 7 giờ đến 11 giờ (làm bù)",),
        ("Thứ Sáu 1/1/2027: nghỉ (Tết dương lịch)",),
    )
    assert blocks[BlockKind.CALLS].rows == (("Văn phòng", "0226 3868 113", "hỏi chung"),)
    assert made.listed


def test_it_can_be_read_aloud() -> None:
    assert spoken(OFFICE, NOW) == (
        "Giờ làm việc của trụ sở Ủy ban nhân dân xã."
        " Từ thứ Hai đến thứ Sáu: từ 7 giờ 30 đến 11 giờ 30 và từ 13 giờ 30 đến 17 giờ."
        " Từ thứ Bảy đến Chủ nhật: nghỉ."
        " Thứ Bảy 5/12/2026: làm việc từ 7 giờ đến 11 giờ (làm bù)."
        " Thứ Sáu 1/1/2027: nghỉ (Tết dương lịch)."
        " Địa chỉ: Thôn Trung tâm."
        " Văn phòng, về hỏi chung: số điện thoại 0226 3868 113."
    )


def test_the_card_leads_to_the_page() -> None:
    made = page(OFFICE, NOW, NOW)
    (card,) = cards(OFFICE, NOW)
    assert made is not None
    assert (card.name, card.title) == (made.name, CARD_TITLE)
    assert text_at(card.timed, at(1, 15)) == "Hôm nay làm việc đến 17 giờ."
