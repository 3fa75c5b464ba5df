"""Times in plain words: read as the cron lines they equal, refused where they could mean two."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.model.settings import Unfit
from loudspeaker.timetable import day_words, times
from loudspeaker.timetable.plain import WEEKDAYS_EXPECTED
from loudspeaker.timetable.schedule import Schedule
from loudspeaker.timetable.times import cron_lines
from loudspeaker.timetable.weekdays import CRON_NAMES
from tests.timetable.moments import at

EVERY_DAY = ("30 5 * * *",)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("daily 05:30", EVERY_DAY),
        ("every day 5:30", EVERY_DAY),
        ("hằng ngày 5h30", EVERY_DAY),
        ("Hàng ngày lúc 5 giờ 30 phút", EVERY_DAY),
        ("mỗi ngày vào lúc 05:30", EVERY_DAY),
        ("5h30 hằng ngày", EVERY_DAY),
        ("hang ngay, 5h30", EVERY_DAY),
        ("daily 5:30, 17:00", (*EVERY_DAY, "0 17 * * *")),
        ("daily 17:00 5:30", (*EVERY_DAY, "0 17 * * *")),
        ("hằng ngày 5h30 và 17h", (*EVERY_DAY, "0 17 * * *")),
        ("daily 5:30, 5:30", EVERY_DAY),
        ("daily 0:00", ("0 0 * * *",)),
        ("mon-sat 17:00", ("0 17 * * 1,2,3,4,5,6",)),
        ("Monday to Saturday 17:00", ("0 17 * * 1,2,3,4,5,6",)),
        ("fri-mon 17:00", ("0 17 * * 0,1,5,6",)),
        ("sat,sun 6:00", ("0 6 * * 0,6",)),
        ("thursday 5:00", ("0 5 * * 4",)),
        ("thu 17:00", ("0 17 * * 4",)),
        ("tue,thu 5:00", ("0 5 * * 2,4",)),
        ("thứ 2 - thứ 7 17:00", ("0 17 * * 1,2,3,4,5,6",)),
        ("thứ hai đến thứ bảy 17h", ("0 17 * * 1,2,3,4,5,6",)),
        ("từ thứ 2 đến thứ 6 hằng tuần 17h", ("0 17 * * 1,2,3,4,5",)),
        ("thứ 2, 4, 6 17h", ("0 17 * * 1,3,5",)),
        ("thu 2, 4, 6 17h", ("0 17 * * 1,3,5",)),
        ("thứ bảy 16h", ("0 16 * * 6",)),
        ("các ngày thứ Bảy, Chủ nhật 6h", ("0 6 * * 0,6",)),
        ("thứ bảy và chủ nhật, 6h", ("0 6 * * 0,6",)),
        ("chủ nhật 6h", ("0 6 * * 0",)),
        ("CN 6h", ("0 6 * * 0",)),
        ("t2–t6 6h", ("0 6 * * 1,2,3,4,5",)),
        ("ngày 1, 15 hằng tháng 7:00", ("0 7 1,15 * *",)),
        ("ngày 1 và 15 dương lịch hằng tháng 7h", ("0 7 1,15 * *",)),
        ("ngày 1-3 hằng tháng 7h", ("0 7 1,2,3 * *",)),
        ("days 1, 15 of the month 7:00", ("0 7 1,15 * *",)),
    ],
)
def test_what_is_meant(text: str, lines: tuple[str, ...]) -> None:
    assert cron_lines(text) == lines
    assert cron_lines(unicodedata.normalize("NFD", text)) == lines


@pytest.mark.parametrize(
    ("text", "wrong", "expected"),
    [
        ("", "", times.TIME_EXPECTED),
        ("daily 5", "daily", times.TIME_EXPECTED),
        ("daily 24:00", "24", times.TIME_EXPECTED),
        ("daily 5:30, 5:60", "5:60", times.TIME_EXPECTED),
        ("daily 17.00", "daily", times.TIME_EXPECTED),
        ("hằng ngày 5h chiều", "chiều", times.HALVES_EXPECTED),
        ("daily 5:00 pm", "pm", times.HALVES_EXPECTED),
        ("hằng ngày 5h sáng, 5h chiều", "sáng", times.HALVES_EXPECTED),
        ("5:30", "5:30", times.DAYS_EXPECTED),
        ("today 5:30", "today", times.DAYS_EXPECTED),
        ("every two days 5:30", "every", times.DAYS_EXPECTED),
        ("thứ 5:30", "thứ", times.THU_EXPECTED),
        ("thứ 17:00", "thứ", WEEKDAYS_EXPECTED),
        ("thứ 8 5h", "thứ 8", WEEKDAYS_EXPECTED),
        ("thứ 1 5h", "thứ 1", WEEKDAYS_EXPECTED),
        ("mon-fooday 5h", "fooday", WEEKDAYS_EXPECTED),
        ("mon, 3 5h", "3", WEEKDAYS_EXPECTED),
        ("mon-wed-fri 5h", "mon", WEEKDAYS_EXPECTED),
        ("thu 5:30", "thu", times.THU_EXPECTED),
        ("thu 7h", "thu", times.THU_EXPECTED),
        ("weekdays 5:00", "weekdays", times.WORKING_EXPECTED),
        ("ngày làm việc 5:00", "ngày", times.WORKING_EXPECTED),
        ("rằm 5h", "rằm", times.MOON_EXPECTED),
        ("mùng 1 hằng tháng 5h", "mùng", times.MOON_EXPECTED),
        ("ngày 1 âm lịch 5h", "ngày", times.MOON_EXPECTED),
        ("2026-12-01 5h", "2026", times.DATE_EXPECTED),
        ("ngày 1/12 5h", "ngày", times.DATE_EXPECTED),
        ("ngày 1, 15 5h", "ngày", times.MONTHLY_EXPECTED),
        ("ngày 32 hằng tháng 5h", "32", times.MONTHLY_EXPECTED),
        ("ngày 0 hằng tháng 5h", "0", times.MONTHLY_EXPECTED),
        ("ngày 5-1 hằng tháng 5h", "5-1", times.MONTHLY_EXPECTED),
        ("daily 5:30 mon 6:00", "mon", times.EXPECTED),
        ("daily 5:30 - 6:00", "-", times.EXPECTED),
        ("daily 5:30 mon", "mon", times.EXPECTED),
        ("daily 5:30 " + "x" * 200, "daily", times.EXPECTED),
    ],
)
def test_what_is_refused_and_where(text: str, wrong: str, expected: str) -> None:
    with pytest.raises(Unfit) as caught:
        cron_lines(text)
    assert (text[caught.value.at :][: len(wrong)], str(caught.value)) == (wrong, expected)


def test_every_advice_is_listed() -> None:
    """So that faces can say each of them in the reader's language."""
    for module in (times, day_words):
        said = {value for name, value in vars(module).items() if name.endswith("EXPECTED")}
        assert said <= set(times.ADVICE) | set(day_words.ADVICE)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    refused_at = 0
    try:
        assert cron_lines(text)
    except Unfit as refusal:
        refused_at = refusal.at
    assert 0 <= refused_at <= len(text)


minutes = st.tuples(st.integers(0, 23), st.integers(0, 59))
NAMES = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")


@st.composite
def spoken_and_cron(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Draw a line in plain words and, made in another way, the cron lines for the same times."""
    clock = draw(st.lists(minutes, min_size=1, max_size=3, unique=True))
    vietnamese = draw(st.booleans())
    spoken = ", ".join(f"{h}h{m:02d}" if vietnamese else f"{h:02d}:{m:02d}" for h, m in clock)
    kind = draw(st.sampled_from(["daily", "weekdays", "range", "monthly"]))
    if kind == "daily":
        days, fields = ("hằng ngày" if vietnamese else "daily"), "* * *"
    elif kind == "monthly":
        numbers = draw(st.lists(st.integers(1, 31), min_size=1, max_size=4, unique=True))
        listed = ", ".join(map(str, numbers))
        days = f"ngày {listed} hằng tháng" if vietnamese else f"days {listed} of the month"
        fields = f"{','.join(map(str, numbers))} * *"
    elif kind == "weekdays":
        chosen = draw(st.lists(st.integers(0, 6), min_size=1, max_size=4, unique=True))
        days = ", ".join(NAMES[d] if vietnamese else CRON_NAMES[(d + 1) % 7] for d in chosen)
        days = "thursday" if days == "thu" else days
        fields = "* * " + ",".join(CRON_NAMES[(d + 1) % 7] for d in chosen)
    else:
        first = draw(st.integers(0, 5))
        last = draw(st.integers(first, 6))
        ends = [NAMES[d] if vietnamese else CRON_NAMES[(d + 1) % 7] for d in (first, last)]
        days = (" - " if vietnamese else "-").join(ends)
        days = "thursday" if days == "thu" else days
        fields = f"* * {CRON_NAMES[first + 1]}-{CRON_NAMES[(last + 1) % 7]}"
    return f"{days} {spoken}", [f"{m} {h} {fields}" for h, m in clock]


@settings(max_examples=60, deadline=None)
@given(spoken_and_cron())
def test_a_year_by_plain_words_is_the_year_by_cron(pair: tuple[str, list[str]]) -> None:
    spoken, lines = pair
    of_words = Schedule(name="a", title="A", crons=cron_lines(spoken), text="x")
    of_cron = Schedule(name="a", title="A", crons=tuple(lines), text="x")
    year = at("2027-12-01"), at("2028-12-01")  # with 29 February
    assert list(of_words.between(*year)) == list(of_cron.between(*year))
