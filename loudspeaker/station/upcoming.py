"""The actions about the timetable: schedules, and what will sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from loudspeaker.config.roles import permit
from loudspeaker.errors import UsageRefused
from loudspeaker.model import Caller, TimeSource, from_iso, iso
from loudspeaker.station import arguments as given
from loudspeaker.station.arguments import Arguments
from loudspeaker.station.schedules import Schedules, Standing
from loudspeaker.station.views import Views
from loudspeaker.store.items import Items
from loudspeaker.timetable.lateness import occurrences

LONGEST_LOOK_HOURS = 24 * 366


class Upcoming:
    """Lists schedules and what is due; holds schedules back."""

    def __init__(
        self,
        *,
        items: Items,
        schedules: Schedules,
        views: Views,
        time: TimeSource,
        replan: Callable[[], None],
    ) -> None:
        self._items = items
        self._schedules = schedules
        self._views = views
        self._time = time
        self._replan = replan

    def schedules(self, _caller: Caller, _arguments: Arguments) -> list[dict[str, Any]]:
        """Return every schedule with its state."""
        return [self._schedule_row(standing) for standing in self._schedules.all().values()]

    def pause(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Hold a schedule back."""
        return self._choose(caller, arguments, paused=True)

    def unpause(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Let a schedule go on."""
        return self._choose(caller, arguments, paused=False)

    def _choose(self, caller: Caller, arguments: Arguments, *, paused: bool) -> dict[str, Any]:
        permit(caller, "pause" if paused else "unpause")
        standing = self._schedules.pause(given.text(arguments, "name"), paused=paused)
        self._replan()
        return self._schedule_row(standing)

    def _schedule_row(self, standing: Standing) -> dict[str, Any]:
        schedule = standing.schedule
        upcoming = None if standing.paused else schedule.next_after(self._time.wall())
        return {
            "id": standing.item.id,
            "name": schedule.name,
            "title": schedule.title,
            "cron": list(schedule.crons),
            "state": standing.item.state.value,
            "paused": standing.paused,
            "next": iso(upcoming) if upcoming else None,
        }

    def next(self, _caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Return what will sound within ``hours``: approved schedules and single announcements."""
        hours = given.number(arguments, "hours", 24)
        if not 0 < hours <= LONGEST_LOOK_HOURS:
            raise UsageRefused(option="--hours", problem=f"0 to {LONGEST_LOOK_HOURS}")
        now = self._time.wall()
        until = now + timedelta(hours=hours)
        rows = [*self._single_rows(until), *self._recurring_rows(now, until)]
        return {
            "from": iso(now),
            "to": iso(until),
            "items": sorted(rows, key=lambda row: from_iso(row["due"])),
        }

    def _single_rows(self, until: datetime) -> Iterator[dict[str, Any]]:
        for occurrence in self._items.open_occurrences(due_before=until):
            item = self._items.get(occurrence.item)
            if item is not None and item.content.cron is None:
                yield self._views.row(item, occurrence)

    def _recurring_rows(self, now: datetime, until: datetime) -> Iterator[dict[str, Any]]:
        active = {schedule.name: (item, schedule) for item, schedule in self._schedules.active()}
        for each in occurrences([schedule for _, schedule in active.values()], now, until):
            item, schedule = active[each.schedule.name]
            yield {
                "id": item.id,
                "due": iso(each.due),
                "title": item.content.title,
                "priority": item.content.priority.value,
                "points": list(item.content.points),
                "schedule": schedule.name,
                "state": item.state.value,
            }
