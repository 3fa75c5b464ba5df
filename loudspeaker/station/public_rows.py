"""What everybody may know of the records and of what is planned.

Whatever went on air was public; nothing else is given.  Content is that of the version that was
heard, proved by its hash: a draft that was written since is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from loudspeaker.asrun import Event, Reason
from loudspeaker.model import PointPlan, Priority, from_iso
from loudspeaker.model.announcement import Content, Item, ItemState, Occurrence, OccurrenceState
from loudspeaker.model.kind import Kind
from loudspeaker.model.languages import in_order
from loudspeaker.public.entries import Coming, InForce, Said, Sound
from loudspeaker.rundown import CueKind
from loudspeaker.station.drafting import Drafting
from loudspeaker.station.programmes import is_later_block
from loudspeaker.station.schedules import Schedules
from loudspeaker.store.items import Items
from loudspeaker.store.made import MadeCues
from loudspeaker.store.public_file import Heard
from loudspeaker.store.versions import Versions
from loudspeaker.timetable.lateness import occurrences

AHEAD: Final = timedelta(days=7)
MOST_COMING: Final = 150
IN_FORCE: Final = timedelta(minutes=60)
"""So long an emergency is in force that does not say how long itself."""
_PUBLIC: Final = frozenset({Kind.ANNOUNCEMENT, Kind.DRILL, Kind.CORRECTION, Kind.LIVE, Kind.RELAY})
_VOICES: Final = frozenset({CueKind.SPEECH, CueKind.RECORDING})
PROGRAMME: Final = "programme"
"""The kind of an entry that is a programme: it has a title, and no text of its own."""


class PublicRows:
    """Reads; changes nothing."""

    def __init__(
        self,
        *,
        items: Items,
        versions: Versions,
        made: MadeCues,
        schedules: Schedules,
        drafting: Drafting,
        plan: Callable[[], PointPlan],
    ) -> None:
        self._items = items
        self._versions = versions
        self._made = made
        self._schedules = schedules
        self._drafting = drafting
        self._plan = plan

    # --- what was heard -------------------------------------------------------------------------

    def heard(self, record: Mapping[str, Any]) -> Heard | None:
        """Return what a record tells everybody; None for one that tells nothing.

        KeyError, TypeError or ValueError for what is no record.
        """
        if record["event"] != Event.END:
            return None
        kind = Kind(record.get("kind") or Kind.ANNOUNCEMENT)
        if kind not in _PUBLIC:
            return None
        pair = self._items.with_item(record["occurrence"])
        if pair is None or is_later_block(pair[1]):
            return None
        item, occurrence = pair
        content = self._content_of(item, occurrence)
        if content is None or content.text_sha256() != record["text_sha256"]:
            return None
        release = content.release
        return Heard(
            occurrence=occurrence.id,
            said=self._said(item, occurrence, content, kind, record),
            corrects=release.corrects if release and kind is Kind.CORRECTION else None,
        )

    def _content_of(self, item: Item, occurrence: Occurrence) -> Content | None:
        """Return the content of the version that an airing is of; None if it was not kept."""
        if item.version == occurrence.version:
            return item.content
        version = self._versions.of(item.id, occurrence.version)
        return version.content if version else None

    def _said(
        self,
        item: Item,
        occurrence: Occurrence,
        content: Content,
        kind: Kind,
        record: Mapping[str, Any],
    ) -> Said:
        wall = from_iso(record["wall"])
        began = occurrence.aired_at or wall
        is_programme = content.programme is not None
        withdrawn = _is_withdrawn(item, record)
        points = tuple(int(number) for number in record["points"] or ())
        return Said(
            id=f"{item.id}.{occurrence.version}",
            title="" if withdrawn else content.title,
            text="" if withdrawn or is_programme else content.said,
            level=content.priority.value,
            kind=PROGRAMME if is_programme else kind.value,
            languages=tuple(in_order(part.language for part in content.all_parts)),
            sounds=() if withdrawn else self._sounds(item, occurrence),
            first_aired=min(began, wall),
            last_aired=min(began, wall),
            airings=1,
            points=points,
            hamlets=self.hamlets(points),
            partial=record["result"] != OccurrenceState.AIRED,
            withdrawn=withdrawn,
        )

    def _sounds(self, item: Item, occurrence: Occurrence) -> tuple[Sound, ...]:
        """Return the clips of what was said, once; a programme's own are not kept."""
        if item.content.programme is not None:
            return ()
        cues = self._made.of(replace(item, version=occurrence.version))
        found = (
            Sound(sha256=cue.sha256, frames=cue.frames, language=cue.language)
            for cue in cues
            if cue.kind in _VOICES and cue.sha256
        )
        return tuple(dict.fromkeys(found))

    def hamlets(self, points: Iterable[int]) -> tuple[str, ...]:
        """Return the names of the zones that points are in."""
        wanted, plan = frozenset(points), self._plan()
        zones = {point.zone for point in plan.points if point.number in wanted}
        return tuple(zone.name for zone in plan.zones if zone.number in zones)

    def all_hamlets(self) -> tuple[str, ...]:
        """Return the names of all zones, in their order."""
        return tuple(zone.name for zone in self._plan().zones)

    # --- what comes -----------------------------------------------------------------------------

    def coming(self, now: datetime) -> tuple[Coming, ...]:
        """Return what is approved and due in the next days, by time; not what is mourned away."""
        mourning, lengths_s = self._drafting.mourning(), dict[str, float]()
        planned = sorted([*self._single(now), *self._recurring(now)], key=_by_time)
        found: list[Coming] = []
        for item, due in planned[:MOST_COMING]:
            urgent = item.content.priority is Priority.EMERGENCY
            if urgent or mourning.until(due) is None:
                if item.id not in lengths_s:
                    lengths_s[item.id] = round(self._drafting.duration_s(item.content), 1)
                found.append(self._coming(item, due, lengths_s[item.id]))
        return tuple(found)

    def _single(self, now: datetime) -> Iterator[tuple[Item, datetime]]:
        names = self._items.approved_due(now, now + AHEAD, limit=MOST_COMING)
        for item, occurrence in self._items.pairs(names).values():
            content = item.content
            if content.cron is None and content.release is None and occurrence.due is not None:
                yield item, occurrence.due

    def _recurring(self, now: datetime) -> Iterator[tuple[Item, datetime]]:
        active = {schedule.name: (item, schedule) for item, schedule in self._schedules.active()}
        schedules = [schedule for _, schedule in active.values()]
        for each in occurrences(schedules, now, now + AHEAD)[:MOST_COMING]:
            yield active[each.schedule.name][0], each.due

    def _coming(self, item: Item, due: datetime, length_s: float) -> Coming:
        content = item.content
        return Coming(
            id=item.id,
            due=due,
            title=content.title,
            level=content.priority.value,
            is_programme=content.programme is not None,
            points=content.points,
            hamlets=self.hamlets(content.points),
            length_s=length_s,
        )

    # --- what is in force -----------------------------------------------------------------------

    def in_force(self, now: datetime, heard: Iterable[Said]) -> tuple[InForce, ...]:
        """Return the emergencies in force; ``heard`` are those that were heard in the last day.

        Nobody follows one that was taken back, corrected, or has not begun.
        """
        over = {said.id for said in heard if said.corrected or said.withdrawn}
        found: dict[str, InForce] = {}
        for name in {each.id.rpartition(".")[0] for each in heard} | self._items.on_air():
            item = self._items.get(name)
            force = self._force(item) if item else None
            if force is not None and force.until > now and force.id not in over:
                found[force.id] = force
        return tuple(sorted(found.values(), key=lambda each: (each.since, each.id)))

    def _force(self, item: Item) -> InForce | None:
        content = item.content
        is_emergency = content.priority is Priority.EMERGENCY and content.kind is Kind.ANNOUNCEMENT
        if not is_emergency or item.state is not ItemState.APPROVED:
            return None
        airings = [
            each
            for each in self._items.occurrences_of(item.id)
            if each.aired_at and each.version == item.version
        ]
        starts = [each.aired_at for each in airings if each.aired_at]
        if not starts:
            return None
        return InForce(
            id=f"{item.id}.{item.version}",
            title=content.title,
            text=content.said,
            since=min(starts),
            until=_until(content, starts),
            points=content.points,
            hamlets=self.hamlets(content.points),
        )


def _by_time(planned: tuple[Item, datetime]) -> tuple[datetime, str]:
    return planned[1], planned[0].id


def _until(content: Content, starts: list[datetime]) -> datetime:
    """Return when an emergency is over by itself."""
    if content.release is not None:
        return min(starts) + timedelta(minutes=content.release.lasts_min)
    return max(starts) + IN_FORCE if content.not_after is None else content.not_after


def _is_withdrawn(item: Item, record: Mapping[str, Any]) -> bool:
    """Tell whether people took an announcement back while it was on air."""
    cut = record["result"] != OccurrenceState.AIRED and record["reason"] == Reason.OPERATOR
    return cut and item.state is ItemState.CANCELLED and item.schedule is None
