"""A timing as one line of text: what people approve, and what can be read again later."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from loudspeaker.timetable import cron
from loudspeaker.timetable.day_words import read_days, read_yearly
from loudspeaker.timetable.days import Days
from loudspeaker.timetable.timing import Season, Timing

_APART: Final = "; "
_VALIDITY = re.compile(r"(?P<first>[0-9-]*)\.\.(?P<last>[0-9-]*)")
_LUNAR, _ONLY, _EXCEPT, _SEASON = "lunar ", "only ", "except ", "season "


def timing_text(timing: Timing) -> str:
    """Return the line; what is not said in a schedule is not in it."""
    validity = f"{timing.valid_from or ''}..{timing.valid_to or ''}"
    return _APART.join([*timing.crons, validity, *_further(timing)])


def _further(timing: Timing) -> Iterator[str]:
    days = timing.days
    if days.lunar:
        yield _LUNAR + ",".join(map(str, sorted(days.lunar)))
    if days.only:
        yield _ONLY + ",".join(map(str, days.only))
    if days.exceptions:
        yield _EXCEPT + ",".join(map(str, days.exceptions))
    for season in timing.seasons:
        yield _SEASON + str(season)


def timing_from_text(text: str) -> Timing:
    """Return the timing of a line that ``timing_text`` made; ValueError for anything else."""
    crons: list[str] = []
    seasons: list[Season] = []
    days = {_LUNAR: "", _ONLY: "", _EXCEPT: ""}
    first = last = None
    for part in text.split(_APART):
        word = next((word for word in days if part.startswith(word)), None)
        if word is not None:
            days[word] = part.removeprefix(word)
        elif part.startswith(_SEASON):
            seasons.append(_season(part.removeprefix(_SEASON)))
        elif validity := _VALIDITY.fullmatch(part):
            first, last = (_day(validity[name]) for name in ("first", "last"))
        else:
            cron.parse(part)
            crons.append(part)
    return Timing(
        crons=tuple(crons),
        seasons=tuple(seasons),
        valid_from=first,
        valid_to=last,
        days=Days(
            lunar=frozenset(map(int, filter(None, days[_LUNAR].split(",")))),
            only=tuple(map(read_days, filter(None, days[_ONLY].split(",")))),
            exceptions=tuple(map(read_days, filter(None, days[_EXCEPT].split(",")))),
        ),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _season(text: str) -> Season:
    ranges, _, crons = text.partition(": ")
    return Season(tuple(map(read_yearly, ranges.split(" and "))), tuple(crons.split(", ")))
