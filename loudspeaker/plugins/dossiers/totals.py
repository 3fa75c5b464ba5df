"""The totals of the month that is over, for everybody: counted beside the other work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from loudspeaker.plugins.dossiers.counting.counts import Counts, summed
from loudspeaker.plugins.dossiers.counting.public import Cell, shown
from loudspeaker.plugins.dossiers.counting.statistics import Statistics, month


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthTotals:
    """What was received in each domain, and how many in all; None is hidden."""

    year: int
    month: int
    rows: tuple[tuple[str, Cell], ...]
    total: Cell


class Totals:
    """Counted by a periodic job, told by the pages; a reference is taken over in one step."""

    def __init__(self) -> None:
        self.now: MonthTotals | None = None

    def count(self, statistics: Statistics, now: datetime) -> None:
        """Count the month before this one, unless that was done."""
        year, number = (now.year, now.month - 1) if now.month > 1 else (now.year - 1, 12)
        if self.now is not None and (self.now.year, self.now.month) == (year, number):
            return
        start, end = month(year, number)
        self.now = month_totals(statistics.counted(start, end, now), year, number)


def month_totals(lines: Sequence[Counts], year: int, number: int) -> MonthTotals:
    """Return what may be told: of one kind of cell, those under five hidden with the total."""
    by_domain = [each for each in summed(lines, "domain") if each.received]
    cells, total = shown([each.received for each in by_domain])
    rows = tuple(zip((each.domain for each in by_domain), cells, strict=True))
    return MonthTotals(year=year, month=number, rows=rows, total=total)
