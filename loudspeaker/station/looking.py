"""The actions that only look: the queue, one announcement, the state of everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loudspeaker.config.identity import bare
from loudspeaker.config.station import StationConfig
from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import Caller, TimeSource, iso
from loudspeaker.model.announcement import Item, Occurrence
from loudspeaker.station import arguments as given
from loudspeaker.station.air_link import Air
from loudspeaker.station.arguments import Arguments
from loudspeaker.station.fault_list import FaultList
from loudspeaker.station.finder import Finder
from loudspeaker.station.views import Views
from loudspeaker.store.items import Items
from loudspeaker.system.channel import Encoded

QUEUE_LIMIT = 10_000


def _iso(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Reads; changes nothing."""

    items: Items
    finder: Finder
    views: Views
    faults: FaultList
    air: Air
    time: TimeSource
    station: Callable[[], StationConfig]
    resting: Callable[[], list[Occurrence]]
    """Tells what people need not see: paused schedules, templates, later repetitions."""
    reviews: Callable[[], list[dict[str, Any]]]
    """Tells what one person released and another still has to look at."""
    speech: Callable[[], dict[str, Any]]
    timetable_change: Callable[[Item], dict[str, Any] | None]
    """Tells what a schedule that waits for approval changes in the next day."""
    awaited: Callable[[Item], dict[str, Any] | None]
    """Tells of the programme that an announcement waits for."""
    plugins: Callable[[], list[dict[str, Any]]]
    """Tells how plug-ins say they are."""

    def queue(self, _caller: Caller, arguments: Arguments) -> Encoded:
        """Return open announcements, then those of the last day."""
        limit = given.whole_or_none(arguments, "limit")
        return self.views.queue(
            limit=QUEUE_LIMIT if limit is None else max(0, limit),
            without={occurrence.id for occurrence in self.resting()},
        )

    def show(self, _caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Return everything about one announcement."""
        filed = self.finder.filed(given.text(arguments, "id"))
        details = self.views.details(filed, self.items.occurrences_of(filed.item.id))
        return {**details, "timetable_change": self.timetable_change(filed.item)}

    def why(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Return the facts from which a face makes one sentence."""
        details = self.show(caller, arguments)
        item = self.items.get(details["id"])
        details["awaited"] = self.awaited(item) if item is not None else None
        return {**details, "now": iso(self.time.wall()), "air": self._air_status()}

    def status(self, _caller: Caller, _arguments: Arguments) -> dict[str, Any]:
        """Return what is on air, what is next and what is wrong."""
        air = self._air_status()
        station = self.station()
        return {
            "station": station.name,
            "profile": station.profile.value,
            "now": iso(self.time.wall()),
            "air": air,
            "on_air": air["on_air"] if air else None,
            "stopped_since": air["stopped_since"] if air else None,
            "mourning_until": _iso(station.mourning.until(self.time.wall())),
            "counts": self._counts(),
            "faults": self.faults.listed(air),
            "reviews": self.reviews(),
            "speech": self.speech(),
            "plugins": self.plugins(),
        }

    def _counts(self) -> dict[str, int]:
        resting = Counter(occurrence.state.value for occurrence in self.resting())
        counts = self.items.counts()
        return {state: n for state in counts if (n := counts[state] - resting[state])}

    def list_faults(self, _caller: Caller, arguments: Arguments) -> list[dict[str, Any]]:
        """Return what is wrong with playout and with the station; with ``all`` what was, too."""
        found = self.faults.listed(self._air_status())
        return [*found, *self.faults.ended()] if arguments.get("all") is True else found

    def acknowledge(self, caller: Caller, arguments: Arguments) -> list[dict[str, Any]]:
        """Note that the caller knows of the fault ``code``."""
        code = given.text(arguments, "code")
        return self.faults.acknowledge(code, by=bare(caller.name), air=self._air_status())

    def look_at_faults(self) -> None:
        """See which faults have begun and ended."""
        self.faults.look(self._air_status())

    def _air_status(self) -> dict[str, Any] | None:
        try:
            return self.air.status()
        except LoudspeakerError:
            return None
