"""From an approved announcement to the rundown that ``air`` plays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from loudspeaker.model import Priority
from loudspeaker.model.announcement import Content, Item, Occurrence
from loudspeaker.rundown import Cue, Rundown

EMERGENCY_LIFE = timedelta(hours=24)


def not_after(content: Content, due: datetime, *, grace_s: float) -> datetime:
    """Return until when it may start: grace for ordinary items, a day for an emergency."""
    ordinary = content.priority is not Priority.EMERGENCY
    limit = due + (timedelta(seconds=grace_s) if ordinary else EMERGENCY_LIFE)
    return limit if content.not_after is None else min(limit, content.not_after)


def rundown_of(
    item: Item, occurrence: Occurrence, cues: Sequence[Cue], *, grace_s: float, complete: bool
) -> Rundown:
    """Return the rundown of one occurrence; its due time must be known by now."""
    assert occurrence.due is not None, "an approved occurrence has a due time"
    content = item.content
    return Rundown(
        occurrence=occurrence.id,
        item=item.id,
        title=content.title,
        priority=content.priority,
        due=occurrence.due,
        not_after=not_after(content, occurrence.due, grace_s=grace_s),
        points=content.points,
        cues=tuple(cues),
        text_sha256=content.text_sha256(),
        author=item.author,
        approver=item.approver or "",
        immediate=content.due is None and content.cron is None,
        complete=complete,
    )
