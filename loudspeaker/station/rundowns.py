"""From an approved announcement to the rundown that ``air`` plays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from loudspeaker.model import PointPlan
from loudspeaker.model.announcement import Item, Occurrence
from loudspeaker.rundown import Cue, Rundown
from loudspeaker.station.composing import takers
from loudspeaker.station.repeats import is_repetition
from loudspeaker.station.windows import last_start_of


def rundown_of(
    item: Item,
    occurrence: Occurrence,
    cues: Sequence[Cue],
    *,
    grace_s: float,
    complete: bool,
    plan: PointPlan,
) -> Rundown:
    """Return the rundown of one occurrence; its due time must be known by now."""
    assert occurrence.due is not None, "an approved occurrence has a due time"
    content, place = item.content, occurrence.place
    relay = content.relay_at(place)
    cuts_in_s = place.cuts_in_s if place else None
    return Rundown(
        occurrence=occurrence.id,
        item=item.id,
        title=content.title,
        priority=content.priority,
        due=occurrence.due,
        not_after=last_start_of(content, occurrence.due, grace=timedelta(seconds=grace_s)),
        points=content.points if relay is None else _by_radio(content.points, plan),
        cues=tuple(cues),
        text_sha256=content.text_sha256(),
        author=item.author,
        approver=item.approver or "",
        immediate=content.due is None
        and content.cron is None
        and place is None
        and not is_repetition(item, occurrence),
        complete=complete,
        takers=takers(content.parts, content.points, plan),
        approver_for=item.approver_for or "",
        kind=content.kind_at(place),
        release=content.release,
        live=content.live,
        slot=place.slot if place else None,
        follows=place.follows if place else None,
        cuts_in=None if cuts_in_s is None else occurrence.due + timedelta(seconds=cuts_in_s),
        relay=relay,
        programme=programme_of(item, occurrence),
    )


def programme_of(item: Item, occurrence: Occurrence) -> str:
    """Return what people call the programme of an airing, or what recurs; empty for single ones."""
    if occurrence.place is not None:
        return occurrence.place.programme
    return item.content.title if item.schedule is not None else ""


def _by_radio(points: tuple[int, ...], plan: PointPlan) -> tuple[int, ...]:
    """Return those of the points that hear what is not a clip; points over IP play nothing else."""
    radio = frozenset(plan.part(over_ip=False).numbers)
    return tuple(number for number in points if number in radio)
