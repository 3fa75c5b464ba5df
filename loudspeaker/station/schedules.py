"""Schedule files as standing announcements: approved once, aired at every due time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from loudspeaker.asrun import Reason
from loudspeaker.config.identity import account_of
from loudspeaker.config.relay import RelayConfig
from loudspeaker.config.schedules import check_targets, load_schedule
from loudspeaker.config.shipped import files
from loudspeaker.errors import LoudspeakerError, NotFound
from loudspeaker.model import TimeSource
from loudspeaker.model.announcement import Content, Item, ItemState, Occurrence, OccurrenceState
from loudspeaker.station.approved_before import ApprovedBefore
from loudspeaker.station.drafting import Draft, Drafting, Facts
from loudspeaker.station.endings import WITH_US, Endings
from loudspeaker.station.ids import id_of
from loudspeaker.station.pauses import Pauses
from loudspeaker.station.programme_sound import with_addresses, with_files
from loudspeaker.station.templates import is_template
from loudspeaker.store.items import Items
from loudspeaker.system.faults import Faults
from loudspeaker.timetable.schedule import Schedule
from loudspeaker.timetable.timing import Timing
from loudspeaker.timetable.written import timing_text

log = logging.getLogger(__name__)


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
        endings: Endings,
        pauses: Pauses,
        approved: ApprovedBefore,
        facts: Callable[[], Facts],
        time: TimeSource,
        faults: Faults,
    ) -> None:
        self._home = home
        self._items = items
        self._drafting = drafting
        self._endings = endings
        self._pauses = pauses
        self._approved = approved
        self._facts = facts
        self._time = time
        self._faults = faults
        self._turn = threading.Lock()
        self._loaded: Mapping[str, Schedule] = {}

    def load(self) -> None:
        """Read every file; one that is refused is a fault and leaves its item as it is.

        The item of a file that is gone is cancelled, also if it went while nobody was looking.
        """
        with self._turn:
            found = files("schedules", self._home)
            loaded: dict[str, Schedule] = {}
            problems: list[str] = []
            for name, path in found.items():
                try:
                    loaded[name] = self._take(path)
                except (LoudspeakerError, OSError) as error:
                    problems.append(str(error))
                    loaded |= {name: self._loaded[name]} if name in self._loaded else {}
            for item in self._items.standing():
                if item.schedule not in found and not is_template(item):
                    after = replace(item, state=ItemState.CANCELLED)
                    self._endings.let_go(item, after, Reason.OPERATOR)
            self._loaded = loaded
        self._faults.set("schedules", "; ".join(problems) or None)

    # --- one file -------------------------------------------------------------------------------

    def _take(self, path: Path) -> Schedule:
        loaded = load_schedule(path)
        facts = self._facts()
        sounds = facts.sounds()
        check_targets(
            loaded,
            facts.plan,
            tuple(facts.voices),
            is_barred=facts.is_barred,
            sounds=sounds,
            sources=facts.station.relay.names,
        )
        schedule = loaded.schedule
        content = self._content(schedule, sounds, facts.station.relay)
        author = self._author(path)
        known = self._items.of_schedule(schedule.name)
        if known is None:
            self._add(schedule.name, content, author)
        elif known.content.sha256() != content.sha256() or known.state is ItemState.CANCELLED:
            self._draft_again(known, content, author)
        return schedule

    def _content(
        self, schedule: Schedule, sounds: Mapping[str, Path], sources: RelayConfig
    ) -> Content:
        points = ",".join(str(number) for number in schedule.points) or None
        draft = Draft(
            text=schedule.text,
            title=schedule.title,
            points=points,
            zone=schedule.zone,
            priority=schedule.priority.value,
            repeat=schedule.repeat if schedule.programme is None else 1,
            voice=schedule.voice,
        )
        programme = schedule.programme
        if programme is not None:
            programme = with_addresses(with_files(programme, sounds), sources)
        content = self._drafting.content(draft)
        return replace(content, cron=timing_text(schedule.timing), programme=programme)

    def _author(self, path: Path) -> str:
        """Return who owns the file: the person of the station, else the system account."""
        account = account_of(path.stat().st_uid)
        person = self._facts().station.person_of(account)
        return person.name if person else account

    def _add(self, name: str, content: Content, author: str) -> None:
        item = Item(
            id=id_of(name, kind=b"schedule"),
            version=1,
            content=content,
            state=ItemState.DRAFT,
            author=author,
            accepted_at=self._time.wall(),
            schedule=name,
        )
        self._items.add(item, _stand_in(item), key=None)

    def _draft_again(self, known: Item, content: Content, author: str) -> None:
        """Make other content than was approved a draft, and let go of what was planned."""
        item = replace(
            known,
            version=known.version + 1,
            content=content,
            state=ItemState.DRAFT,
            author=author,
            approver=None,
            approver_for=None,
            approved_sha256=None,
            why=None,
            despite=(),
        )
        if known.state is ItemState.APPROVED:
            self._approved.keep(known)
            log.warning("schedule %s has changed and needs approval", known.schedule)
        elif known.state is ItemState.CANCELLED:
            self._approved.forget(known)
        self._endings.let_go(known, item, Reason.SUPERSEDED, also=[_stand_in(item)])

    # --- use ------------------------------------------------------------------------------------

    def active(self) -> Iterator[tuple[Item, Schedule]]:
        """Yield the approved schedules that are not held back."""
        return ((item, on) for item, on in self.approved() if not self.held_back(item))

    def approved(self) -> Iterator[tuple[Item, Schedule]]:
        """Yield all approved schedules as they are when nobody holds them back."""
        for standing in self.all().values():
            if standing.item.state is ItemState.APPROVED:
                yield standing.item, replace(standing.schedule, paused=False)

    def replaced(self, item: Item) -> Timing | None:
        """Return when the schedule of a draft was due as it was last approved; None if never."""
        return self._approved.timing(item)

    def held_back(self, item: Item) -> bool:
        """Tell whether an item must wait because its schedule is paused."""
        name = item.schedule
        return name is not None and self._pauses.is_paused(name, self._loaded.get(name))

    def resting(self) -> list[Occurrence]:
        """Return what is open of paused schedules: it waits for nobody and for no time."""
        paused = [item for item in self._items.standing() if self.held_back(item)]
        each = (occurrence for item in paused for occurrence in self._items.occurrences_of(item.id))
        return [occurrence for occurrence in each if occurrence.state in WITH_US]

    def all(self) -> Mapping[str, Standing]:
        """Return every schedule by name, with its item as it is now."""
        found = {}
        for name, schedule in sorted(self._loaded.items()):
            item = self._items.of_schedule(name)
            if item is not None:
                paused = self._pauses.is_paused(name, schedule)
                found[name] = Standing(schedule=schedule, item=item, paused=paused)
        return found

    def pause(self, name: str, *, paused: bool) -> Standing:
        """Hold a schedule back, or let it go on; NotFound.

        What ``air`` has already is taken back; the rest of what is planned waits, and is aired
        if the schedule goes on in time.
        """
        if name not in self._loaded:
            raise NotFound(kind="schedule", name=name, known=sorted(self._loaded))
        self._pauses.choose(self._loaded[name], paused=paused)
        standing = self.all()[name]
        if paused:
            self._endings.take_back(standing.item, Reason.OPERATOR)
        return standing


def _stand_in(item: Item) -> Occurrence:
    """Return what stands for a recurring item among the occurrences that people see."""
    return Occurrence(
        id=f"{item.id}-1",
        item=item.id,
        version=item.version,
        due=None,
        state=OccurrenceState.PLANNED,
    )
