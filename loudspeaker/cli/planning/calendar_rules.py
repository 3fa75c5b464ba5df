"""What one event of a foreign calendar says about its times, in a schedule's own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Final

from loudspeaker.cli.planning.calendar_out import WEEKDAYS
from loudspeaker.model import STATION_ZONE
from loudspeaker.timetable.cron import parse
from loudspeaker.timetable.day_words import read_days
from loudspeaker.timetable.days import Days
from loudspeaker.timetable.times import cron_lines
from loudspeaker.timetable.timing import Timing
from loudspeaker.timetable.weekdays import CRON_NAMES

MOST_EXCEPTIONS: Final = 300
_MOST_COUNTED: Final = 2000
_LONGEST_CYCLE: Final = 60
_TAKEN: Final = frozenset(
    {"FREQ", "INTERVAL", "UNTIL", "COUNT", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST"}
)
_OWN_ZONES: Final = frozenset({"Asia/Ho_Chi_Minh", "Asia/Saigon", "Asia/Bangkok"})


class CannotSay(Exception):
    """A schedule cannot say this; ``problem`` is a word of ``CALENDAR_PROBLEMS``."""

    def __init__(self, problem: str, found: str = "") -> None:
        self.problem = problem
        self.found = found[:60]
        super().__init__(problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The times of one event as the keys of a schedule file."""

    times: tuple[str, ...] = ()
    cron: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    only: tuple[str, ...] = ()
    without: tuple[date, ...] = ()

    @property
    def timing(self) -> Timing:
        """When that is due, the days left out apart."""
        lines = [line for words in self.times for line in cron_lines(words)]
        return Timing(
            crons=(*lines, *self.cron),
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            days=Days(only=tuple(map(read_days, self.only))),
        )


def local_start(moment: object, *, recurs: bool) -> datetime:
    """Return ``DTSTART`` in the station's zone, to the minute; CannotSay."""
    if not isinstance(moment, datetime):
        raise CannotSay("no_time")
    if moment.second or moment.microsecond:
        raise CannotSay("seconds", f"{moment:%H:%M:%S}")
    if moment.tzinfo is None:  # floating: as the clock on the wall shows it
        return moment.replace(tzinfo=STATION_ZONE)
    local = moment.astimezone(STATION_ZONE)
    zone = str(moment.tzinfo)
    same_days = zone in _OWN_ZONES or (zone == "UTC" and local.date() == moment.date())
    if recurs and not same_days:
        raise CannotSay("zone", zone)
    return local


def once(start: datetime) -> Times:
    """Return the times of an event that does not recur."""
    return Times(times=(f"daily {start:%H:%M}",), only=(str(start.date()),))


def recurring(start: datetime, rule: Mapping[str, Any], exceptions: Iterable[date]) -> Times:
    """Return the times of an event that does; CannotSay."""
    parts = {str(name).upper(): _values(value) for name, value in rule.items()}
    if unknown := sorted(set(parts) - _TAKEN):
        raise CannotSay("rule", unknown[0])
    frequency = _one(parts, "FREQ", "").upper()
    read = _FREQUENCIES.get(frequency)
    if read is None:
        raise CannotSay("rule", f"FREQ={frequency}")
    times = replace(read(start, parts), valid_from=start.date())
    if next(times.timing.between(start, start + timedelta(minutes=1)), None) is None:
        raise CannotSay("start")
    without = tuple(sorted(set(exceptions)))
    if len(without) > MOST_EXCEPTIONS:
        raise CannotSay("exceptions", str(len(without)))
    return replace(times, valid_to=_last_day(times, start, parts), without=without)


# --- rules ----------------------------------------------------------------------------------------

_Parts = Mapping[str, list[Any]]


def _values(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _one(parts: _Parts, name: str, default: str) -> str:
    found = parts.get(name, [default])
    if len(found) != 1:
        raise CannotSay("rule", name)
    return str(found[0])


def _interval(parts: _Parts) -> int:
    text = _one(parts, "INTERVAL", "1")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= _LONGEST_CYCLE):
        raise CannotSay("rule", f"INTERVAL={text}")
    return int(text)


def _refuse(parts: _Parts, *names: str) -> None:
    for name in names:
        if name in parts:
            raise CannotSay("rule", name)


def _weekdays(parts: _Parts, start: datetime) -> list[int]:
    days = [str(day).upper() for day in parts.get("BYDAY", [WEEKDAYS[start.weekday()]])]
    for day in days:
        if day not in WEEKDAYS:
            raise CannotSay("rule", f"BYDAY={day}")
    return sorted({WEEKDAYS.index(day) for day in days})


def _cycle(days: int, start: datetime) -> tuple[str, ...]:
    if days > _LONGEST_CYCLE:
        raise CannotSay("rule", "INTERVAL")
    return (f"every {days} days from {start.date()}",)


def _daily(start: datetime, parts: _Parts) -> Times:
    _refuse(parts, "BYMONTHDAY", "BYMONTH")
    every = _interval(parts)
    if "BYDAY" in parts:
        _refuse(parts, *(["INTERVAL"] if every > 1 else []))
        return _on_weekdays(_weekdays(parts, start), start)
    return Times(times=(f"daily {start:%H:%M}",), only=_cycle(every, start) if every > 1 else ())


def _weekly(start: datetime, parts: _Parts) -> Times:
    _refuse(parts, "BYMONTHDAY", "BYMONTH")
    every, days = _interval(parts), _weekdays(parts, start)
    if every == 1:
        return _on_weekdays(days, start)
    if len(days) > 1:
        raise CannotSay("rule", "INTERVAL, BYDAY")
    return Times(times=(f"daily {start:%H:%M}",), only=_cycle(7 * every, start))


def _on_weekdays(days: list[int], start: datetime) -> Times:
    names = [CRON_NAMES[(day + 1) % 7] for day in days]
    listed = "thursday" if names == ["thu"] else ",".join(names)
    return Times(times=(f"{listed} {start:%H:%M}",))


def _monthly(start: datetime, parts: _Parts) -> Times:
    _refuse(parts, "BYDAY", "BYMONTH")
    if _interval(parts) > 1:
        raise CannotSay("rule", "INTERVAL")
    numbers = _numbers(parts, "BYMONTHDAY", start.day, 31)
    return Times(times=(f"days {numbers.replace(',', ', ')} of the month {start:%H:%M}",))


def _yearly(start: datetime, parts: _Parts) -> Times:
    _refuse(parts, "BYDAY")
    if _interval(parts) > 1:
        raise CannotSay("rule", "INTERVAL")
    days = _numbers(parts, "BYMONTHDAY", start.day, 31)
    months = _numbers(parts, "BYMONTH", start.month, 12)
    line = f"{start.minute} {start.hour} {days} {months} *"
    parse(line)
    return Times(cron=(line,))


def _numbers(parts: _Parts, name: str, default: int, most: int) -> str:
    found = sorted({int(number) for number in parts.get(name, [default])})
    if not 1 <= found[0] <= found[-1] <= most:
        raise CannotSay("rule", f"{name}={found[0]}")
    return ",".join(map(str, found))


_FREQUENCIES: Final = {
    "DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly, "YEARLY": _yearly,
}  # fmt: skip

# --- the end --------------------------------------------------------------------------------------


def _last_day(times: Times, start: datetime, parts: _Parts) -> date | None:
    if "UNTIL" in parts and "COUNT" in parts:
        raise CannotSay("rule", "UNTIL, COUNT")
    if "UNTIL" in parts:
        return _until(parts["UNTIL"], start)
    if "COUNT" not in parts:
        return None
    text = _one(parts, "COUNT", "")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= _MOST_COUNTED):
        raise CannotSay("rule", f"COUNT={text}")
    far = start + timedelta(days=366 * 50)
    counted = list(islice(times.timing.between(start, far), int(text)))
    return counted[-1].date() if len(counted) == int(text) else None


def _until(values: list[Any], start: datetime) -> date:
    (until,) = values if len(values) == 1 else (None,)
    if isinstance(until, datetime):
        zoned = until if until.tzinfo else until.replace(tzinfo=STATION_ZONE)
        local = zoned.astimezone(STATION_ZONE)
        early = local.time() < start.time()
        last = local.date() - timedelta(days=early)
    elif isinstance(until, date):
        last = until
    else:
        raise CannotSay("rule", "UNTIL")
    if last < start.date():
        raise CannotSay("rule", "UNTIL")
    return last
