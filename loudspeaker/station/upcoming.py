"""The actions about the timetable: schedules, and what will sound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from loudspeaker.config.roles import permit
from loudspeaker.errors import UsageRefused
from loudspeaker.model import Caller, TimeSource, from_iso, iso
from loudspeaker.model.announcement import Item
from loudspeaker.station import arguments as given
from loudspeaker.station.arguments import Arguments
from loudspeaker.station.drafting import Drafting
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
        drafting: Drafting,
        time: TimeSource,
        replan: Callable[[], None],
        content: Callable[[Item, datetime], dict[str, Any]],
    ) -> None:
        self._items = items
        self._schedules = schedules
        self._views = views
        self._drafting = drafting
        self._time = time
        self._replan = replan
        self._content = content

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
        """Return what will sound within ``hours``: approved schedules and single announcements.

        ``from`` is the moment to begin at, now unless it is given, and never before that.  With
        ``texts`` true what is said is there by id.
        """
        hours = given.number(arguments, "hours", 24)
        if not 0 < hours <= LONGEST_LOOK_HOURS:
            raise UsageRefused(option="--hours", problem=f"0 to {LONGEST_LOOK_HOURS}")
        start = max(self._time.wall(), self._from(arguments))
        until = start + timedelta(hours=hours)
        found = [*self._single(start, until), *self._recurring(start, until)]
        document = {
            "from": iso(start),
            "to": iso(until),
            "items": sorted(self._rows(found), key=lambda row: from_iso(row["due"])),
        }
        if arguments.get("texts") is not True:
            return document
        return {**document, "texts": {item.id: item.content.text for item, _row in found}}

    def _from(self, arguments: Arguments) -> datetime:
        text = given.text_or_none(arguments, "from")
        try:
            return self._time.wall() if text is None else from_iso(text)
        except ValueError:
            raise UsageRefused(option="--from", problem="not_a_day") from None

    def _rows(self, found: Iterable[tuple[Item, dict[str, Any]]]) -> Iterator[dict[str, Any]]:
        lengths: dict[str, float] = {}
        for item, row in found:
            if item.id not in lengths:
                lengths[item.id] = round(self._drafting.duration_s(item.content), 1)
            yield {**row, "duration_estimate_s": lengths[item.id]}

    def _single(self, start: datetime, until: datetime) -> Iterator[tuple[Item, dict[str, Any]]]:
        for occurrence in self._items.open_occurrences(due_before=until):
            item = self._items.get(occurrence.item)
            in_slot = occurrence.place is not None
            if item is None or item.content.cron is not None or in_slot:
                continue  # a slot is shown as a whole
            if occurrence.due is None or occurrence.due >= start or start <= self._time.wall():
                yield item, self._views.row(item, occurrence)

    def _recurring(self, now: datetime, until: datetime) -> Iterator[tuple[Item, dict[str, Any]]]:
        shown: set[str] = set()
        active = {schedule.name: (item, schedule) for item, schedule in self._schedules.active()}
        for each in occurrences([schedule for _, schedule in active.values()], now, until):
            item, schedule = active[each.schedule.name]
            mourned = self._drafting.mourned_until(item.content, each.due)
            is_next = schedule.programme is not None and item.id not in shown
            shown.add(item.id)
            yield (
                item,
                {
                    "id": item.id,
                    "due": iso(each.due),
                    "title": item.content.title,
                    "priority": item.content.priority.value,
                    "points": list(item.content.points),
                    "repeat": item.content.repeat,
                    "voice": item.content.voice,
                    "schedule": schedule.name,
                    "state": item.state.value,
                    "mourning_until": iso(mourned) if mourned else None,
                    "holds": self._content(item, each.due) if is_next else None,
                },
            )
