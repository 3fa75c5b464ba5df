"""What can be seen of the station, as JSON-ready values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any

from loudspeaker.model import TimeSource, iso
from loudspeaker.model.announcement import Item, ItemState, Occurrence, OccurrenceState
from loudspeaker.station.drafting import Drafting, script_of
from loudspeaker.station.finder import Filed
from loudspeaker.store.items import Items
from loudspeaker.store.made import MadeCues

RECENT = timedelta(hours=24)


def _iso(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None


class Views:
    """Reads; changes nothing."""

    def __init__(self, items: Items, made: MadeCues, drafting: Drafting, time: TimeSource) -> None:
        self._items = items
        self._made = made
        self._drafting = drafting
        self._time = time

    def accepted(self, item: Item, occurrence: Occurrence) -> dict[str, Any]:
        """Return the answer to ``announce`` and its like."""
        return {
            **self.row(item, occurrence),
            "script": script_of(item.content).spoken,
            "duration_estimate_s": round(self._drafting.duration_s(item.content), 1),
            "accepted_at": iso(item.accepted_at),
            "audit": [asdict(finding) for finding in self._drafting.audit(item.content)],
        }

    def row(self, item: Item, occurrence: Occurrence) -> dict[str, Any]:
        """Return one line of the queue."""
        content = item.content
        return {
            "id": item.id,
            "occurrence": occurrence.id,
            "version": item.version,
            "state": shown_state(item, occurrence),
            "reason": occurrence.reason,
            "title": content.title,
            "due": _iso(occurrence.due),
            "priority": content.priority.value,
            "points": list(content.points),
            "repeat": content.repeat,
            "voice": content.voice,
            "author": item.author,
            "approver": item.approver,
            "why": item.why,
            "schedule": item.schedule,
        }

    def queue(self, *, limit: int, without: Collection[str]) -> list[dict[str, Any]]:
        """Return open announcements by due time, then those of the last day.

        Occurrences of ``without`` are left out.
        """
        since = self._time.wall() - RECENT
        listed = self._items.lines(due_after=since, limit=limit + len(without))
        shown = (line for line in listed if line["occurrence"] not in without)
        return [_row_of(line) for line in islice(shown, limit)]

    def details(self, filed: Filed, occurrences: list[Occurrence]) -> dict[str, Any]:
        """Return everything about one announcement."""
        content = filed.item.content
        return {
            **self.accepted(filed.item, filed.occurrence),
            "text": content.text,
            "script_values": content.script,
            "content_sha256": content.sha256(),
            "cues": [cue.to_values() for cue in self._made.of(filed.item)],
            "occurrences": [
                {
                    "occurrence": each.id,
                    "state": each.state.value,
                    "reason": each.reason,
                    "due": _iso(each.due),
                    "aired_at": _iso(each.aired_at),
                }
                for each in occurrences
            ],
        }


def _row_of(line: dict[str, Any]) -> dict[str, Any]:
    """Return one line of the queue, as ``Views.row`` has it; the line becomes it."""
    line["state"] = _shown(line.pop("item_state"), line["state"])
    return line


def shown_state(item: Item, occurrence: Occurrence) -> str:
    """Return one word for where an announcement stands: with the people, or on its way."""
    return _shown(item.state.value, occurrence.state.value)


@lru_cache(maxsize=256)
def _shown(item: str, occurrence: str) -> str:
    if item == ItemState.APPROVED or OccurrenceState(occurrence).terminal:
        decided = item in (ItemState.REJECTED, ItemState.CANCELLED)
        return item if decided else occurrence
    return item
