"""Hand-overs inside the office: from whom, to whom, when, and whether in time (form 06)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.dossiers.cases.clock import Pace, pace
from loudspeaker.plugins.dossiers.cases.people import one_line
from loudspeaker.worktime import Calendar, add


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """One line of form 06; ``due`` is when the giver's step was to be done, None for no limit."""

    giver: str
    taker: str
    at: datetime
    due: datetime | None = None
    note: str = ""

    @property
    def pace(self) -> Pace | None:
        """Tell early, on time or late; None without a limit."""
        return pace(self.at, self.due) if self.due else None


def hand_over(
    last: HandOver | None,
    *,
    giver: str,
    taker: str,
    at: datetime,
    due: datetime | None = None,
    note: str = "",
) -> HandOver:
    """Return the next one; EntryRefused where the giver is not who took it, or it was earlier."""
    giver, taker = one_line(giver), one_line(taker)
    if not giver or not taker or giver == taker:
        raise EntryRefused(where="bàn giao", problem="cần người giao và người nhận khác nhau")
    if last is not None and giver != last.taker:
        raise EntryRefused(where="người giao", problem=f"hồ sơ đang ở {last.taker}")
    if last is not None and at < last.at:
        raise EntryRefused(where="thời gian", problem="trước lần bàn giao gần nhất")
    return HandOver(giver=giver, taker=taker, at=at, due=due, note=one_line(note))


def step_dues(
    calendar: Calendar, counted_from: datetime, steps: Sequence[timedelta]
) -> tuple[datetime, ...]:
    """Return when each step of a procedure is due, each after the one before it."""
    total, found = timedelta(), []
    for step in steps:
        total += step
        found.append(add(calendar, counted_from, total))
    return tuple(found)
