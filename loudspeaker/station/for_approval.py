"""What an approver is shown: the reading, what changed, and what it costs in airtime."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from loudspeaker.config.station import StationConfig
from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import STATION_ZONE, Caller, Priority, TimeSource
from loudspeaker.model.announcement import Content, Item, ItemState, Occurrence, OccurrenceState
from loudspeaker.station import arguments as given
from loudspeaker.station.air_link import Air
from loudspeaker.station.arguments import Arguments
from loudspeaker.station.drafting import Drafting, script_of
from loudspeaker.station.finder import Finder
from loudspeaker.station.views import Views
from loudspeaker.store.items import Items
from loudspeaker.store.versions import Version, Versions
from loudspeaker.text.difference import word_difference

FIELDS: Final = (
    "title",
    "due",
    "not_after",
    "waits_for",
    "cron",
    "programme",
    "priority",
    "points",
    "repeat",
    "voice",
)
MOST_COUNTED: Final = 1000
MINUTE_S: Final = 60
_HEARD = frozenset({OccurrenceState.AIRED, OccurrenceState.AIRED_PARTIAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class ForApproval:
    """Reads; changes nothing."""

    items: Items
    versions: Versions
    finder: Finder
    views: Views
    drafting: Drafting
    air: Air
    time: TimeSource
    station: Callable[[], StationConfig]
    timetable_change: Callable[[Item], dict[str, Any] | None]

    def shown(self, _caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Return everything that an approver must have seen; ``content_sha256`` is what it is of.

        ``changes`` holds the difference to the version before (``last``) and to the one that was
        heard last (``aired``), None where there is none or it was not kept.
        """
        filed = self.finder.filed(given.text(arguments, "id"))
        item = filed.item
        occurrences = self.items.occurrences_of(item.id)
        last = self.versions.newest_before(item.id, item.version)
        heard = self._heard(item, occurrences)
        return {
            **self.views.details(filed, occurrences),
            "timetable_change": self.timetable_change(item),
            "changes": {
                "last": last and difference(last, item.content),
                "aired": heard and difference(heard, item.content),
            },
            "airtime": self._airtime(item, filed.occurrence),
        }

    def _heard(self, item: Item, occurrences: list[Occurrence]) -> Version | None:
        numbers = {
            each.version
            for each in occurrences
            if each.state in _HEARD and each.version < item.version
        }
        return self.versions.of(item.id, max(numbers)) if numbers else None

    # --- airtime --------------------------------------------------------------------------------

    def _airtime(self, item: Item, occurrence: Occurrence) -> dict[str, Any]:
        """Return what one airing takes of the day's minutes; times in seconds, None if unknown."""
        content, now = item.content, self.time.wall()
        takes_s = self.drafting.duration_s(content)
        day = (
            None
            if content.cron or content.waits_for
            else _day(occurrence.due or content.due or now)
        )
        limit = self.station().day_budget.limit_minutes
        counts = content.priority is not Priority.EMERGENCY
        used_s = self._used_s() if day == _day(now) else 0.0
        planned_s = self._planned_s(item, day) if counts and limit and day else 0.0
        left_s = None
        if counts and limit and day and used_s is not None:
            left_s = round(limit * MINUTE_S - used_s - planned_s - takes_s, 1)
        return {
            "duration_s": round(takes_s, 1),
            "points": len(content.points),
            "point_seconds": round(takes_s * len(content.points), 1),
            "day": day.isoformat() if day else None,
            "counts": counts,
            "limit_s": limit * MINUTE_S if limit else None,
            "used_s": used_s if used_s is None else round(used_s, 1),
            "planned_s": round(planned_s, 1),
            "left_s": left_s,
        }

    def _used_s(self) -> float | None:
        try:
            return float(self.air.status().get("used_today_s", 0.0))
        except LoudspeakerError:
            return None

    def _planned_s(self, item: Item, day: date) -> float:
        """Return the seconds of what else is approved for that day and waits."""
        others = (each for each in self._waiting(item, day))
        return sum(self.drafting.duration_s(content) for content in others)

    def _waiting(self, item: Item, day: date) -> Iterator[Content]:
        counted = 0
        for occurrence in self.items.open_occurrences():
            if occurrence.item == item.id or not occurrence.due or _day(occurrence.due) != day:
                continue
            other = self.items.get(occurrence.item)
            if other is None or other.state is not ItemState.APPROVED:
                continue
            if other.content.priority is Priority.EMERGENCY:
                continue
            counted += 1
            if counted > MOST_COUNTED:
                return
            yield other.content


def _day(moment: datetime) -> date:
    return moment.astimezone(STATION_ZONE).date()


def difference(before: Version, after: Content) -> dict[str, Any]:
    """Return what changed: ``fields``, the ``words`` as they are read, and whether the text did."""
    old, new = before.content.to_values(), after.to_values()
    words = word_difference(script_of(before.content).spoken, script_of(after).spoken)
    return {
        "version": before.number,
        "author": before.author,
        "fields": [
            {"field": name, "before": old.get(name), "after": new.get(name)}
            for name in FIELDS
            if old.get(name) != new.get(name)
        ],
        "words": [asdict(stretch) for stretch in words],
        "text_changed": old["text"] != new["text"],
    }
