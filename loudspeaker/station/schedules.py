"""Schedule files as standing announcements: approved once, aired at every due time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from loudspeaker.asrun import Event, Reason
from loudspeaker.config.identity import account_of
from loudspeaker.config.schedules import check_targets, load_schedule
from loudspeaker.config.shipped import files
from loudspeaker.config.station import StationConfig
from loudspeaker.errors import LoudspeakerError, NotFound
from loudspeaker.model import TimeSource
from loudspeaker.model.announcement import Content, Item, ItemState, Occurrence, OccurrenceState
from loudspeaker.station.drafting import Draft, Drafting, Facts
from loudspeaker.station.ids import id_of
from loudspeaker.station.owing import note, withdrawal
from loudspeaker.store.items import Items
from loudspeaker.system.faults import Faults
from loudspeaker.timetable.schedule import Schedule

log = logging.getLogger(__name__)
_PAUSED = "schedule_paused:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A schedule, the item made of it, and whether it is held back."""

    schedule: Schedule
    item: Item
    paused: bool


class Schedules:
    """The schedule files of the home and the shipped ones, kept as items."""

    def __init__(
        self,
        home: Path,
        *,
        items: Items,
        drafting: Drafting,
        facts: Callable[[], Facts],
        time: TimeSource,
        faults: Faults,
    ) -> None:
        self._home = home
        self._items = items
        self._drafting = drafting
        self._facts = facts
        self._time = time
        self._faults = faults
        self._standing: dict[str, Standing] = {}

    def load(self) -> None:
        """Read every file; one that is refused is a fault and leaves its item as it is."""
        found = files("schedules", self._home)
        problems: list[str] = []
        for name, path in found.items():
            try:
                self._standing[name] = self._take(path)
            except LoudspeakerError as error:
                problems.append(str(error))
        for name in set(self._standing) - set(found):
            self._drop(self._standing.pop(name))
        self._faults.set("schedules", "; ".join(problems) or None)

    def _take(self, path: Path) -> Standing:
        loaded = load_schedule(path)
        facts = self._facts()
        check_targets(loaded, facts.plan, tuple(facts.voices))
        schedule = loaded.schedule
        content = self._content(schedule)
        known = self._items.of_schedule(schedule.name)
        item = self._current(known, content, schedule.name, path, facts.station)
        return Standing(schedule=schedule, item=item, paused=self._is_paused(schedule))

    def _content(self, schedule: Schedule) -> Content:
        points = ",".join(str(number) for number in schedule.points) or None
        draft = Draft(
            text=schedule.text,
            title=schedule.title,
            points=points,
            zone=schedule.zone,
            priority=schedule.priority.value,
            repeat=schedule.repeat,
            voice=schedule.voice,
        )
        validity = f"{schedule.valid_from or ''}..{schedule.valid_to or ''}"
        cron = "; ".join((*schedule.crons, validity))
        return replace(self._drafting.content(draft), cron=cron)

    def _current(
        self, known: Item | None, content: Content, name: str, path: Path, station: StationConfig
    ) -> Item:
        """Return the item for this content; other content than was approved is a draft again."""
        if known is None:
            return self._add(content, name, _author(path, station))
        if known.content == content and known.state is not ItemState.CANCELLED:
            return known
        item = replace(
            known,
            version=known.version + 1,
            content=content,
            state=ItemState.DRAFT,
            author=_author(path, station),
            approver=None,
            approved_sha256=None,
        )
        self._change(item, Reason.SUPERSEDED)
        return item

    def _add(self, content: Content, name: str, author: str) -> Item:
        item = Item(
            id=id_of(name, kind=b"schedule"),
            version=1,
            content=content,
            state=ItemState.DRAFT,
            author=author,
            accepted_at=self._time.wall(),
            schedule=name,
        )
        first = Occurrence(id=f"{item.id}-1", item=item.id, due=None, state=OccurrenceState.PLANNED)
        return self._items.add(item, first, key=None)

    def _drop(self, standing: Standing) -> None:
        item = self._items.get(standing.item.id)
        if item is not None and item.state is not ItemState.CANCELLED:
            self._change(replace(item, state=ItemState.CANCELLED), Reason.OPERATOR)

    def _change(self, item: Item, reason: Reason) -> None:
        """Keep an item's new state and let go of what was planned for the old one."""
        ended, owed = [], []
        for occurrence in self._items.occurrences_of(item.id):
            if occurrence.state.terminal or occurrence.due is None:
                continue
            if occurrence.state in (OccurrenceState.HANDED, OccurrenceState.ON_AIR):
                owed.append(withdrawal(occurrence, reason))
                continue
            over = replace(occurrence, state=OccurrenceState.CANCELLED, reason=reason.value)
            ended.append(over)
            owed.append(note(item, occurrence, Event.CANCELLED, reason))
        self._items.change(item, occurrences=ended, owed=owed)

    # --- use ------------------------------------------------------------------------------------

    def active(self) -> Iterator[tuple[Item, Schedule]]:
        """Yield the approved schedules that are not held back."""
        for standing in self.all().values():
            if standing.item.state is ItemState.APPROVED and not standing.paused:
                yield standing.item, standing.schedule

    def all(self) -> Mapping[str, Standing]:
        """Return every schedule by name, with its item as it is now."""
        return {
            name: replace(
                standing,
                item=self._items.get(standing.item.id) or standing.item,
                paused=self._is_paused(standing.schedule),
            )
            for name, standing in sorted(self._standing.items())
        }

    def _is_paused(self, schedule: Schedule) -> bool:
        chosen = self._items.setting(_PAUSED + schedule.name)
        return schedule.paused if chosen is None else chosen == "yes"

    def pause(self, name: str, *, paused: bool) -> Standing:
        """Hold a schedule back, or let it go on; NotFound."""
        if name not in self._standing:
            raise NotFound(kind="schedule", name=name, known=sorted(self._standing))
        self._items.keep_setting(_PAUSED + name, "yes" if paused else "no")
        standing = self.all()[name]
        if paused:
            self._change(standing.item, Reason.OPERATOR)
        return standing


def _author(path: Path, station: StationConfig) -> str:
    """Return who owns the file: the person of the station, else the system account."""
    account = account_of(path.stat().st_uid)
    person = station.person_of(account)
    return person.name if person else account
