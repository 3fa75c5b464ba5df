"""What a schedule that waits for approval changes in the next day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from loudspeaker.model import TimeSource, iso
from loudspeaker.model.announcement import Item, ItemState
from loudspeaker.station.schedules import Schedules
from loudspeaker.timetable.mourning import Mourning
from loudspeaker.timetable.plan import change

AHEAD = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimetableChanges:
    """Compares a draft with the version that was approved before it."""

    schedules: Schedules
    time: TimeSource
    mourning: Callable[[], Mourning]

    def of(self, item: Item) -> dict[str, Any] | None:
        """Return the difference; None for what is no schedule or waits for nobody."""
        standing = self.schedules.all().get(item.schedule or "")
        if standing is None or item.state is not ItemState.DRAFT:
            return None
        now, before = self.time.wall(), self.schedules.replaced(item)
        found = change(before, standing.schedule.timing, now, now + AHEAD)
        return {
            "from": iso(now),
            "to": iso(now + AHEAD),
            "is_new": before is None,
            "paused": standing.paused,
            "added": [iso(each) for each in found.added],
            "dropped": [iso(each) for each in found.dropped],
            "kept": [iso(each) for each in found.kept],
            "mourned": [iso(m) for m in (*found.added, *found.kept) if self.mourning().holds(m)],
        }
