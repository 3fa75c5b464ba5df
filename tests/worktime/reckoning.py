"""A second reading of the working time: slow, minute by minute, from the table's bare lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from loudspeaker.model.time import STATION_ZONE

TABLE = Path(__file__).parents[2] / "schedules" / "working-days.tsv"
MINUTE = timedelta(minutes=1)


@cache
def exceptions() -> dict[str, str]:
    found = {}
    for line in TABLE.read_text("utf-8").splitlines():
        first, word = line.split("\t")[:2] if "\t" in line else ("", "")
        if word not in {"closed", "open"}:
            continue
        begin, _, end = first.partition("..")
        day = date.fromisoformat(begin)
        while day <= date.fromisoformat(end or begin):
            found[day.isoformat()] = word
            day += timedelta(days=1)
    return found


@cache
def worked_minutes(day: date) -> tuple[datetime, ...]:
    """Return the begin of every minute that is worked on a day."""
    word = exceptions().get(day.isoformat(), "closed" if day.strftime("%a") in "Sat Sun" else "")
    if word == "closed":
        return ()
    every = (datetime.combine(day, time(n // 60, n % 60), STATION_ZONE) for n in range(24 * 60))
    return tuple(
        each
        for each in every
        if "07:30" <= each.strftime("%H:%M") < "11:30"
        or "13:00" <= each.strftime("%H:%M") < "17:00"
    )


def minutes_from(moment: datetime) -> Iterator[datetime]:
    day = moment.date()
    while True:
        yield from (each for each in worked_minutes(day) if each >= moment)
        day += timedelta(days=1)


def due_by_minutes(
    received: datetime,
    minutes: int,
    cut_off: time | None,
    stops: Sequence[tuple[datetime, datetime]],
) -> datetime:
    """Return the end of the minute with which the limit is used up."""
    if cut_off is not None and received.time() > cut_off:
        received = datetime.combine(received.date() + timedelta(days=1), time(), STATION_ZONE)
    for minute in minutes_from(received):
        if not any(start <= minute < end for start, end in stops):
            minutes -= 1
        if not minutes:
            return minute + MINUTE
    raise AssertionError


def worked_between(start: datetime, end: datetime) -> int:
    day, count = start.date(), 0
    while day <= end.date():
        count += sum(start <= minute < end for minute in worked_minutes(day))
        day += timedelta(days=1)
    return count
