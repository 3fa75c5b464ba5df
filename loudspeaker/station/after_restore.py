"""What becomes of the database of a backup: what was due meanwhile is over, nobody knows how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from loudspeaker.asrun import Event, Reason
from loudspeaker.model import Priority
from loudspeaker.model.announcement import Item, ItemState, Occurrence, OccurrenceState
from loudspeaker.station.endings import stands_for
from loudspeaker.station.owing import note, record_of
from loudspeaker.store.items import Items
from loudspeaker.store.sqlite import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanwhile:
    """What only people can know since the backup.

    ``closed`` occurrences may have been heard; so may ``drafts``, which wait for approval.
    ``planned`` airings are still to come, though some may have been cancelled meanwhile.
    """

    closed: tuple[str, ...] = ()
    drafts: int = 0
    planned: int = 0


def close_old_occurrences(
    database: Database, is_settled: Callable[[str], bool], now: datetime
) -> Meanwhile:
    """Close what may have been aired between the backup and now, in a home that nobody runs.

    What the journal has settled is told by its records.
    """
    items = Items(database)
    closed, drafts, planned = [], set(), 0
    for occurrence in items.open_occurrences():
        item = items.get(occurrence.item)
        if item is None or stands_for(item, occurrence) or is_settled(occurrence.id):
            continue
        if not _may_have_aired(item, occurrence, now):
            drafts |= {item.id} if item.state is ItemState.DRAFT else set()
            planned += item.state is ItemState.APPROVED
            continue
        owed = [note(record_of(item, occurrence, Event.MISSED, Reason.RESTORED))]
        reason = Reason.RESTORED.value
        items.move(occurrence.id, OccurrenceState.MISSED, reason=reason, owed=owed)
        closed.append(occurrence.id)
    return Meanwhile(closed=tuple(closed), drafts=len(drafts), planned=planned)


def _may_have_aired(item: Item, occurrence: Occurrence, now: datetime) -> bool:
    if item.state is not ItemState.APPROVED:
        return occurrence.due is not None and occurrence.due <= now
    emergency = item.content.priority is Priority.EMERGENCY
    return emergency or occurrence.due is None or occurrence.due <= now
