"""What fell due while the station was away for longer than it had planned ahead.

Every slot has its one record, also those of a power cut of weeks.  A clock that is wrong when the
station starts would make records of slots that are still to come, and they would never be aired:
so nothing is recorded before the clock has stood for a while, nor of a long time without proof.
"""

from __future__ import annotations

import itertools
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from loudspeaker.asrun import Event, Reason
from loudspeaker.errors import LoudspeakerError, StorageFailure
from loudspeaker.model import TimeSource, from_iso, iso
from loudspeaker.model.announcement import Item, Occurrence
from loudspeaker.station.alarms import Alarms
from loudspeaker.station.endings import Endings
from loudspeaker.store.choices import Choices
from loudspeaker.store.items import Items
from loudspeaker.timetable.schedule import Schedule

log = logging.getLogger(__name__)
SETTLE: Final = timedelta(minutes=10)
"""So long the clock is not set before what has passed by it is recorded."""
UNPROVED_MOST: Final = timedelta(days=14)
"""Longer is only believed of a clock that something outside says is right."""
MOST: Final = timedelta(days=400)
AT_ONCE: Final = 50
PAUSE: Final = timedelta(seconds=1)
_KEPT = "planned_to"

Standing = tuple[Item, Schedule]
Named = tuple[str, int]
"""An item and its version."""
Missed = tuple[Item, Occurrence, Event, Reason]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A time for which nothing was planned, and the schedules that were on when it was over.

    ``stood`` is kept because they may be held back before the gap is recorded; a gap that was kept
    without it is taken to be of the schedules that are on now.
    """

    since: datetime
    end: datetime
    stood: frozenset[Named] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Up to when all slots have been planned, and the times before that for which they were not."""

    until: datetime
    gaps: tuple[Gap, ...] = ()

    def to_text(self) -> str:
        """Return it as it is kept."""
        gaps = [
            [iso(gap.since), iso(gap.end)] + ([] if gap.stood is None else [sorted(gap.stood)])
            for gap in self.gaps
        ]
        return json.dumps({"until": iso(self.until), "gaps": gaps})


def planned_from_text(text: str) -> Planned:
    """Read what ``to_text`` wrote."""
    values = json.loads(text)
    gaps = tuple(_gap_of(*gap) for gap in values["gaps"])
    return Planned(until=from_iso(values["until"]), gaps=gaps)


def _gap_of(since: str, end: str, stood: Iterable[Iterable[Any]] | None = None) -> Gap:
    names = None if stood is None else frozenset((str(item), int(of)) for item, of in stood)
    return Gap(since=from_iso(since), end=from_iso(end), stood=names)


class Outage:
    """Remembers up to when slots were planned, and closes those that never were."""

    def __init__(
        self,
        *,
        items: Items,
        choices: Choices,
        endings: Endings,
        alarms: Alarms,
        time: TimeSource,
        is_time_known: Callable[[], bool],
        has_proof: Callable[[], bool],
        approved: Callable[[], Iterable[Standing]],
        active: Callable[[], Iterable[Standing]],
        airings: Callable[[Item, datetime], Iterable[Occurrence]],
        why: Callable[[Item, Occurrence], tuple[Event, Reason]],
    ) -> None:
        self._items = items
        self._choices = choices
        self._endings = endings
        self._alarms = alarms
        self._time = time
        self._is_time_known = is_time_known
        self._has_proof = has_proof
        self._approved = approved
        self._active = active
        self._airings = airings
        self._why = why
        self._known: Mapping[Named, Standing] | None = None
        self._stood: frozenset[Named] = frozenset()
        self._before: Planned | None = None
        self._gaps: tuple[Gap, ...] = ()
        self._back_at: datetime | None = None
        self._work: Iterator[Missed] | None = None
        self._is_over = False

    def begin(self) -> None:
        """Note how things stood when the process began: what is approved later missed nothing.

        Called before anything is planned, also while nobody knows the time; the first call counts.
        """
        if self._known is None:
            kept = self._choices.get(_KEPT)
            self._before = planned_from_text(kept) if kept else None
            self._is_over = self._before is None
            self._known = {_name(item): (item, schedule) for item, schedule in self._approved()}
            self._stood = frozenset(_name(item) for item, _ in self._active())

    def planned(self, now: datetime, until: datetime) -> None:
        """Note that all slots from now on up to a moment are planned.

        A disk that does not keep this costs nothing: what has been planned is not planned twice.
        """
        if self._before is not None and self._back_at is None and not self._is_over:
            self._back_at = now
            gap = Gap(since=self._before.until, end=now, stood=self._stood)
            self._gaps = (*self._before.gaps, *([gap] if gap.since < gap.end else []))
            self._look_again(SETTLE)
        try:
            self._choices.keep(_KEPT, Planned(until=until, gaps=self._gaps).to_text())
        except StorageFailure as error:
            log.warning("up to when slots are planned is not kept: %s", error)

    def clock_was_set(self) -> None:
        """Begin anew: nothing counts that was found by the clock as it was."""
        if not self._is_over:
            self._back_at = self._work = None

    def _look_again(self, after: timedelta) -> None:
        self._alarms.ring("outage", self._time.wall() + after, self.look)

    def look(self) -> None:
        """Record the next slots that nobody had planned, until there are none left."""
        if self._is_over or self._back_at is None:
            return
        try:
            after = self._record(self._back_at)
        except LoudspeakerError:
            log.exception("what was due while the station was away is not recorded yet")
            self._work, after = None, SETTLE
        if after is not None:
            self._look_again(after)

    def _record(self, back_at: datetime) -> timedelta | None:
        """Record some; return after which time to go on, None when all is recorded."""
        if not self._is_believed():
            return SETTLE
        self._work = self._work or self._missed(back_at)
        some = list(itertools.islice(self._work, AT_ONCE))
        if some:
            self._endings.close_unplanned(some)
            log.info("recorded %d slots of the time the station was away", len(some))
            return PAUSE
        self._forget()
        return None

    def _is_believed(self) -> bool:
        longest = max((gap.end - gap.since for gap in self._gaps), default=timedelta())
        return self._is_time_known() and (longest <= UNPROVED_MOST or self._has_proof())

    def _forget(self) -> None:
        kept = self._choices.get(_KEPT)
        if kept is not None and self._gaps:
            self._choices.keep(_KEPT, Planned(until=planned_from_text(kept).until).to_text())
        self._gaps, self._is_over = (), True

    def _missed(self, back_at: datetime) -> Iterator[Missed]:
        """Yield what was due in the gaps and is not in the database."""
        for gap in self._gaps:
            for item, schedule in self._standing(gap):
                first = max(gap.since, gap.end - MOST, self._first_possible(item, back_at))
                for due in schedule.between(first, min(gap.end, back_at)):
                    yield from self._not_there(item, due)

    def _standing(self, gap: Gap) -> Iterator[Standing]:
        stood = self._stood if gap.stood is None else gap.stood
        return (each for name, each in (self._known or {}).items() if name in stood)

    def _first_possible(self, item: Item, back_at: datetime) -> datetime:
        """Return before which time an item had no slots: a clock that was behind left a gap there.

        ``accepted_at`` is no help where it is of a clock that was ahead.
        """
        first = self._items.first_due(item.id, item.version)
        known = [when for when in (first, item.accepted_at) if when is not None and when < back_at]
        return max(known, default=back_at - MOST)

    def _not_there(self, item: Item, due: datetime) -> Iterator[Missed]:
        for occurrence in self._airings(item, due):
            if self._items.occurrence(occurrence.id) is None:
                yield (item, occurrence, *self._why(item, occurrence))


def _name(item: Item) -> Named:
    return item.id, item.version
