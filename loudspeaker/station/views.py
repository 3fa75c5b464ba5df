"""What can be seen of the station, as JSON-ready values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from loudspeaker.emergency.risk import colour_of
from loudspeaker.model import TimeSource, iso
from loudspeaker.model.announcement import Content, Item, ItemState, Occurrence
from loudspeaker.station.drafting import Drafting, script_of
from loudspeaker.station.finder import Filed
from loudspeaker.station.queue_lines import QueueLines
from loudspeaker.station.repeats import never_begun
from loudspeaker.station.review import Reviewer, announcement_of, values_of
from loudspeaker.store.items import Items
from loudspeaker.store.made import MadeCues
from loudspeaker.system.channel import Encoded

RECENT = timedelta(hours=24)


def _iso(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None


class Views:
    """Reads; changes nothing."""

    def __init__(
        self,
        items: Items,
        made: MadeCues,
        drafting: Drafting,
        time: TimeSource,
        reviewer: Reviewer,
    ) -> None:
        self._items = items
        self._made = made
        self._drafting = drafting
        self._time = time
        self._reviewer = reviewer
        self._lines = QueueLines(items, self._seen_row, drafting.mourning)

    def accepted(self, item: Item, occurrence: Occurrence) -> dict[str, Any]:
        """Return the answer to ``announce`` and its like."""
        return {
            **self.row(item, occurrence),
            **self.said(item.content),
            "accepted_at": iso(item.accepted_at),
            "despite": list(item.despite),
        }

    def said(self, content: Content) -> dict[str, Any]:
        """Return what will be said, where, for how long, and what should be looked at."""
        return {
            "title": content.title,
            "priority": content.priority.value,
            "points": list(content.points),
            "repeat": content.repeat,
            "voice": content.voice,
            "script": script_of(content).spoken,
            "duration_estimate_s": self.duration_s(content),
            "audit": [asdict(finding) for finding in self._drafting.audit(content)],
            "concerns": self._concerns(content),
            "parts": self._drafting.part_rows(content),
            "live": content.live.to_values() if content.live else None,
            "programme": content.programme.to_values() if content.programme else None,
        }

    def duration_s(self, content: Content) -> float:
        """Return about how long one airing takes."""
        return round(self._drafting.duration_s(content), 1)

    def _concerns(self, content: Content) -> list[dict[str, Any]]:
        return values_of(self._reviewer.review(announcement_of(content)), content)

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
            "approver_for": item.approver_for,
            "why": item.why,
            "schedule": item.schedule,
            "waits_for": content.waits_for,
            "slot": occurrence.place.slot if occurrence.place else None,
            "block": occurrence.place.block if occurrence.place else None,
            "kind": content.kind.value,
            "live": content.live.to_values() if content.live else None,
            **released_as(content),
            "mourning_until": _iso(self.mourned_until(item, occurrence)),
        }

    def mourned_until(self, item: Item, occurrence: Occurrence) -> datetime | None:
        """Return the end of the mourning that holds an airing back; None where nothing does."""
        if occurrence.state.terminal:
            return None
        return self._drafting.mourned_until(item.content, occurrence.due)

    def queue(self, *, limit: int, without: Collection[str]) -> Encoded:
        """Return open announcements by due time, then those of the last day.

        Occurrences of ``without`` are left out, and repetitions that were cancelled beforehand.
        """
        since = self._time.wall() - RECENT
        lines = self._items.lines(due_after=since, limit=limit + len(without))
        return self._lines.encoded(lines, limit=limit, without=without)

    def _seen_row(self, item: Item, occurrence: Occurrence) -> dict[str, Any] | None:
        return None if never_begun(item, occurrence) else self.row(item, occurrence)

    def details(self, filed: Filed, occurrences: list[Occurrence]) -> dict[str, Any]:
        """Return everything about one announcement."""
        content = filed.item.content
        return {
            **self.accepted(filed.item, filed.occurrence),
            "text": content.text,
            "script_values": content.script,
            "part_values": [part.to_values() for part in content.parts],
            "content_sha256": content.sha256(),
            "cues": [cue.to_values() for cue in self._made.of(filed.item)],
            "occurrences": [
                {
                    "occurrence": each.id,
                    "state": each.state.value,
                    "reason": each.reason,
                    "due": _iso(each.due),
                    "aired_at": _iso(each.aired_at),
                    "mourning_until": _iso(self.mourned_until(filed.item, each)),
                }
                for each in occurrences
            ],
        }


def shown_state(item: Item, occurrence: Occurrence) -> str:
    """Return one word for where an announcement stands: with the people, or on its way."""
    if item.state is ItemState.APPROVED or occurrence.state.terminal:
        decided = item.state in (ItemState.REJECTED, ItemState.CANCELLED)
        return item.state.value if decided else occurrence.state.value
    return item.state.value


def released_as(content: Content) -> dict[str, Any]:
    """Return how an announcement is released, as JSON-ready values; nothing for ordinary ones."""
    release = content.release
    if release is None:
        return {}
    return {
        "kind": release.kind.value,
        "release": release.on_record(),
        "siren": release.siren.to_values() if release.siren else None,
        "every_min": release.every_min,
        "lasts_min": release.lasts_min,
        "level": release.level,
        "colour": colour_of(release.level),
    }
