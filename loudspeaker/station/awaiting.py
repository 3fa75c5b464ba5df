"""What people are told of programmes: what the next slot will hold, and what waits for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from loudspeaker.model import TimeSource, iso
from loudspeaker.model.announcement import Item, Occurrence
from loudspeaker.station.programmes import Programmes
from loudspeaker.station.schedules import Schedules
from loudspeaker.store.items import Items


class Awaiting:
    """Reads; changes nothing."""

    def __init__(
        self, schedules: Schedules, programmes: Programmes, items: Items, time: TimeSource
    ) -> None:
        self._schedules = schedules
        self._programmes = programmes
        self._items = items
        self._time = time

    def of(self, item: Item) -> dict[str, Any] | None:
        """Return the programme that an announcement waits for; None if it waits for none.

        ``state`` is None if there is no such programme any more.
        """
        name = item.content.waits_for
        if name is None:
            return None
        standing = self._schedules.all().get(name)
        if standing is None or standing.schedule.programme is None:
            return {"name": name, "title": name, "state": None, "paused": False, "next": None}
        following = None if standing.paused else standing.schedule.next_after(self._time.wall())
        return {
            "name": name,
            "title": standing.schedule.title,
            "state": standing.item.state.value,
            "paused": standing.paused,
            "next": iso(following) if following else None,
        }

    def content(self, item: Item, due: datetime) -> dict[str, Any]:
        """Return what a slot will hold, as it is composed or would be now."""
        programme = item.content.programme
        minutes = programme.minutes if programme else 0
        relays = [relay.to_values() for relay in programme.relays] if programme else []
        chosen = self._chosen(item, due)
        if chosen:
            rows = [self._row(occurrence) for occurrence in chosen]
            slot = {"minutes": minutes, "composed": True, "bulletins": rows, "left": []}
            return {**slot, "relays": relays}
        expected = self._programmes.expected(item, due)
        titles = {key: each.content.title for key, each in expected.waiting.items()}
        return {
            "minutes": minutes,
            "composed": False,
            "expected_s": round(expected.slot.length_s, 1),
            "bulletins": [
                {"id": p.key, "title": titles[p.key], "length_s": round(p.length_s, 1)}
                for p in expected.slot.pieces
                if p.key is not None
            ],
            "left": [{"id": key, "title": titles[key]} for key in expected.slot.left],
            "relays": relays,
        }

    def _chosen(self, item: Item, due: datetime) -> list[Occurrence]:
        """Return the bulletins of a slot that is composed already."""
        placed = self._items.open_in_slots()
        slots = {
            o.place.slot
            for o in placed
            if o.place and o.place.composed and o.item == item.id and o.due == due
        }
        return [o for o in placed if o.place and o.place.block is None and o.place.slot in slots]

    def _row(self, occurrence: Occurrence) -> dict[str, Any]:
        item = self._items.get(occurrence.item)
        return {"id": occurrence.item, "title": item.content.title if item else occurrence.item}
