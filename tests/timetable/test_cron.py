from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.timetable.cron import Cron, CronRefused, between, next_after, parse, weekdays
from tests.timetable.moments import at, moments

# --- a second implementation: look at every minute, field by field, as text --------------------

NAMES = {name: str(n) for n, name in enumerate(["sun", "mon", "tue", "wed", "thu", "fri", "sat"])}
NAMES |= {
    name: str(n)
    for n, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}


def plain_match(text: str, value: int, low: int, high: int) -> bool:
    for written in text.lower().split(","):
        part, _, step = written.partition("/")
        first, dash, last = part.partition("-")
        first, last = NAMES.get(first, first), NAMES.get(last, last)
        if part == "*":
            bottom, top = low, high
        elif dash:
            bottom, top = int(first), int(last)
            if top == 0 < bottom:
                top = 7
        else:
            bottom = top = int(first)
        if bottom <= value <= top and (value - bottom) % int(step or 1) == 0:
            return True
    return False


def plain_fires(expression: str, moment: datetime) -> bool:
    minute, hour, day, month, weekday = expression.split()
    cron_weekday = moment.isoweekday() % 7
    on_weekday = plain_match(weekday, cron_weekday, 0, 7) or (
        cron_weekday == 0 and plain_match(weekday, 7, 0, 7)
    )
    on_day = plain_match(day, moment.day, 1, 31)
    if day[0] == "*" or weekday[0] == "*":
        right_day = on_day and on_weekday
    else:
        right_day = on_day or on_weekday
    return (
        right_day
        and plain_match(minute, moment.minute, 0, 59)
        and plain_match(hour, moment.hour, 0, 23)
        and plain_match(month, moment.month, 1, 12)
    )


def plain_between(expression: str, start: datetime, end: datetime) -> list[datetime]:
    moment = start.replace(second=0, microsecond=0)
    if moment < start:
        moment += timedelta(minutes=1)
    found = []
    while moment < end:
        if plain_fires(expression, moment):
            found.append(moment)
        moment += timedelta(minutes=1)
    return found


def field(low: int, high: int, names: tuple[str, ...] = ()) -> st.SearchStrategy[str]:
    number = st.integers(low, high)
    single = number.map(str)
    if names:
        single |= st.sampled_from(names)
    spans = st.tuples(number, number).map(lambda pair: f"{min(pair)}-{max(pair)}")
    steps = st.integers(1, high)
    stepped = st.tuples(spans | st.just("*"), steps).map(lambda pair: f"{pair[0]}/{pair[1]}")
    parts = single | spans | stepped | st.just("*")
    return st.just("*") | st.lists(parts, min_size=1, max_size=3).map(",".join)


expressions = st.tuples(
    field(0, 59),
    field(0, 23),
    field(1, 31),
    field(1, 12, ("jan", "Feb", "DEC")),
    field(0, 7, ("sun", "Mon", "SAT", "fri-sun")),
).map(" ".join)


@settings(max_examples=25, deadline=None)
@given(expressions, moments, st.integers(0, 72))
def test_between_agrees_with_looking_at_every_minute(
    expression: str, start: datetime, hours: int
) -> None:
    end = start + timedelta(hours=hours)
    assert list(between(expression, start, end)) == plain_between(expression, start, end)


@given(expressions, moments)
def test_next_is_the_first_between(expression: str, moment: datetime) -> None:
    due = next_after(expression, moment)
    horizon = moment + timedelta(days=800)
    after = moment + timedelta(microseconds=1)
    assert (due if due and due < horizon else None) == next(
        between(expression, after, horizon), None
    )


@given(expressions, moments)
def test_next_fires_and_is_later(expression: str, moment: datetime) -> None:
    due = next_after(expression, moment)
    if due is not None:
        assert due > moment
        assert (due.second, due.microsecond) == (0, 0)
        assert plain_fires(expression, due)


# --- examples written by hand ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "moment", "due"),
    [
        ("0 5 * * *", "2026-11-04 04:59:59", "2026-11-04 05:00"),
        ("0 5 * * *", "2026-11-04 05:00", "2026-11-05 05:00"),
        ("0 5 * * 0", "2026-11-04 06:00", "2026-11-08 05:00"),  # a Sunday, not a Monday
        ("0 5 * * 7", "2026-11-04 06:00", "2026-11-08 05:00"),
        ("0 5 * * sun", "2026-11-04 06:00", "2026-11-08 05:00"),
        ("0 5 * * 1", "2026-11-04 06:00", "2026-11-09 05:00"),
        ("0 5 * * MON-FRI", "2026-11-06 06:00", "2026-11-09 05:00"),
        ("0 5 * * fri-sun", "2026-11-07 06:00", "2026-11-08 05:00"),
        ("30 17 * * 5-7", "2026-11-08 17:29", "2026-11-08 17:30"),
        ("0 5 1 * *", "2026-11-04 06:00", "2026-12-01 05:00"),
        ("0 5 31 * *", "2026-11-04 06:00", "2026-12-31 05:00"),
        ("0 5 13 * fri", "2026-11-04 06:00", "2026-11-06 05:00"),  # the 13th or a Friday
        ("0 5 */2 * fri", "2026-11-04 06:00", "2026-11-13 05:00"),  # odd days that are Fridays
        ("0 5 29 2 *", "2026-11-04 06:00", "2028-02-29 05:00"),
        ("0 5 29 2 *", "2097-01-01 00:00", "2104-02-29 05:00"),
        ("0 0 1 jan *", "2026-01-01 00:00", "2027-01-01 00:00"),
        ("*/20 8-9 * * *", "2026-11-04 08:41", "2026-11-04 09:00"),
        ("1,31 8 * * *", "2026-11-04 08:01", "2026-11-04 08:31"),
    ],
)  # fmt: skip
def test_next(expression: str, moment: str, due: str) -> None:
    assert next_after(expression, at(moment)) == at(due)


def test_a_moment_of_another_zone() -> None:
    moment = datetime(2026, 11, 3, 21, 59, tzinfo=UTC)  # 04:59 in the commune
    assert next_after("0 5 * * *", moment) == at("2026-11-04 05:00")


@pytest.mark.parametrize("expression", ["0 5 30 2 *", "0 5 31 2,4,6,9,11 *"])
def test_a_date_that_never_comes(expression: str) -> None:
    began = time.process_time()
    assert next_after(expression, at("2026-11-04 06:00")) is None
    assert time.process_time() - began < 0.2


def test_the_end_of_time_is_no_error() -> None:
    assert next_after("0 5 * * *", at("9998-12-31 06:00")) is None


def test_a_year_of_a_timetable_is_quick() -> None:
    lines = [f"{minute} {5 + minute % 12} * * {minute % 7}-6" for minute in range(40)]
    began = time.process_time()
    due = [t for line in lines for t in between(line, at("2026-01-01"), at("2027-01-01"))]
    assert len(due) > 5000
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize(
    ("expression", "wrong"),
    [
        ("", "line"),
        ("0 5 * *", "line"),
        ("0 5 * * * *", "line"),
        ("@daily", "line"),
        ("0 5 * * *" + " " * 200, "line"),
        ("60 5 * * *", "minute"),
        ("x 5 * * *", "minute"),
        ("-1 5 * * *", "minute"),
        ("5- 5 * * *", "minute"),
        ("5,, 5 * * *", "minute"),
        ("*/0 5 * * *", "minute"),
        ("*/60 5 * * *", "minute"),
        ("5/10 5 * * *", "minute"),
        ("٥ 5 * * *", "minute"),
        ("1.5 5 * * *", "minute"),
        ("0 24 * * *", "hour"),
        ("0 9-5 * * *", "hour"),
        ("0 5 0 * *", "day of month"),
        ("0 5 32 * *", "day of month"),
        ("0 5 L * *", "day of month"),
        ("0 5 ? * *", "day of month"),
        ("0 5 15W * *", "day of month"),
        ("0 5 * 13 *", "month"),
        ("0 5 * mon *", "month"),
        ("0 5 * january *", "month"),
        ("0 5 * * 8", "weekday"),
        ("0 5 * * jan", "weekday"),
        ("0 5 * * fri-mon", "weekday"),
        ("0 5 * * fri#2", "weekday"),
        ("0 5 * * t7", "weekday"),
    ],
)
def test_refusals_name_the_field(expression: str, wrong: str) -> None:
    with pytest.raises(CronRefused) as caught:
        parse(expression)
    assert caught.value.field == wrong
    assert str(caught.value).startswith(f"{wrong}: ")


@given(st.text(max_size=30) | st.text(alphabet="0123456789*/-, sunmo", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        result = isinstance(parse(text), Cron)
    except CronRefused as refused:
        result = bool(refused.expected)
    assert result


def test_weekdays_alone() -> None:
    assert weekdays("mon-fri") == {0, 1, 2, 3, 4}
    assert weekdays("6,0") == {5, 6}
    assert weekdays("sun-sat") == weekdays("*") == set(range(7))
    assert weekdays("sun-sun") == {6}
