"""When what happens: alarms for handing over and for lateness, and the recurring announcements."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from loudspeaker.asrun import Event, Reason
from loudspeaker.model import Priority, TimeSource
from loudspeaker.model.announcement import Item, ItemState, Occurrence, OccurrenceState
from loudspeaker.station.alarms import Alarms
from loudspeaker.station.endings import WITH_US, Endings
from loudspeaker.station.handover import Handover
from loudspeaker.station.outage import Outage
from loudspeaker.station.preflight import Preflight
from loudspeaker.station.programmes import Programmes
from loudspeaker.station.windows import last_start_of
from loudspeaker.store.choices import Choices
from loudspeaker.store.items import Items
from loudspeaker.system.watched_clock import WatchedClock
from loudspeaker.timetable.mourning import Mourning
from loudspeaker.timetable.schedule import Schedule

HAND_OVER_AHEAD = timedelta(seconds=60)
HORIZON = timedelta(hours=25)
LOOK_AGAIN = timedelta(hours=1)
LATE_MARGIN = timedelta(seconds=2)
_NOT_MADE = frozenset({OccurrenceState.FLAGGED, OccurrenceState.PLANNED})


class Planner:
    """Keeps an alarm for every occurrence that is not over; for one that is, they do nothing."""

    def __init__(
        self,
        *,
        items: Items,
        alarms: Alarms,
        endings: Endings,
        handover: Handover,
        time: TimeSource,
        clock: WatchedClock,
        preflight: Preflight,
        programmes: Callable[[], Programmes],
        make: Callable[[Item, Occurrence], None],
        schedules: Callable[[], Iterable[tuple[Item, Schedule]]],
        approved: Callable[[], Iterable[tuple[Item, Schedule]]],
        held_back: Callable[[Item], bool],
        grace_s: Callable[[], float],
        mourning: Callable[[], Mourning],
        choices: Choices,
    ) -> None:
        self._items = items
        self._alarms = alarms
        self._endings = endings
        self._handover = handover
        self._time = time
        self._clock = clock
        self._preflight = preflight
        self._programmes = programmes
        self._make = make
        self._schedules = schedules
        self._held_back = held_back
        self._grace_s = grace_s
        self._mourning = mourning
        self._outage = Outage(
            items=items,
            choices=choices,
            endings=endings,
            alarms=alarms,
            time=time,
            is_time_known=lambda: clock.is_known,
            has_proof=lambda: clock.trust.has_proof(),  # noqa: PLW0108 - looked at when asked
            approved=approved,
            active=schedules,
            airings=self._airings,
            why=self._why_missed,
        )

    def plan(self, item: Item, occurrence: Occurrence) -> None:
        """Set the alarms of one occurrence."""
        if occurrence.state.terminal:
            return
        if occurrence.due is None:
            self._plan_waiting(item, occurrence)
            return
        self._programmes().plan(item, occurrence)
        if occurrence.state in WITH_US:
            self._preflight.plan(occurrence)
        late = self._last_start(item, occurrence.due) + LATE_MARGIN
        self._alarms.ring(f"late {occurrence.id}", late, lambda: self.expire(occurrence.id))
        if item.state is ItemState.APPROVED and occurrence.state in WITH_US:
            ahead = occurrence.due - HAND_OVER_AHEAD
            self._alarms.ring(f"give {occurrence.id}", ahead, lambda: self.hand_over(occurrence.id))

    def _plan_waiting(self, item: Item, occurrence: Occurrence) -> None:
        """Have what waits for a programme ended when it is not wanted any more."""
        limit = item.content.not_after
        if item.content.waits_for is not None and limit is not None:
            late, name = limit + LATE_MARGIN, f"late {occurrence.id}"
            self._alarms.ring(name, late, lambda: self.expire(occurrence.id))

    def _last_start(self, item: Item, due: datetime) -> datetime:
        return last_start_of(item.content, due, grace=timedelta(seconds=self._grace_s()))

    def plan_all(self) -> None:
        """Set every alarm anew from the database, and look at the schedules."""
        self.expand()
        for occurrence in self._items.open_occurrences():
            item = self._items.get(occurrence.item)
            if item is not None:
                self.plan(item, occurrence)

    # --- handing over ---------------------------------------------------------------------------

    def hand_over(self, occurrence_id: str) -> None:
        """Hand over what is ready; make what is a repetition, or could not be made before.

        What is being made is handed over by ``made`` when it is.
        """
        found = self._items.with_item(occurrence_id)
        if found is None or self._held_back(found[0]):
            return
        self._programmes().ensure(found[1])
        item, occurrence = self._items.with_item(occurrence_id) or found
        if occurrence.due != found[1].due and not self._is_near(occurrence):
            return  # its slot was composed just now: it is due later, and has an alarm for that
        until = self._mourned_until(item)
        if until is not None:  # it may still begin then, if that is soon enough
            self._alarms.ring(f"give {occurrence_id}", until, lambda: self.hand_over(occurrence_id))
        elif occurrence.state is OccurrenceState.READY:
            self._handover.give(occurrence_id)
        elif occurrence.state in _NOT_MADE:
            self._make(item, occurrence)

    def made(self, item: Item, occurrence: Occurrence) -> None:
        """Note that an occurrence has been made: it is handed over if its time is near."""
        if self._is_near(occurrence) and not (self._held_back(item) or self._mourned_until(item)):
            self._programmes().ensure(occurrence)
            self._handover.give(occurrence.id)
        ready = self._items.move(occurrence.id, OccurrenceState.READY, only_from=WITH_US)
        if ready is not None and self._is_near(ready):  # its alarm may have rung in vain
            self.hand_over(occurrence.id)

    def _mourned_until(self, item: Item, moment: datetime | None = None) -> datetime | None:
        """Return the end of the mourning that keeps this from air now, or at a moment."""
        if item.content.priority is Priority.EMERGENCY:
            return None
        return self._mourning().until(moment or self._time.wall())

    def _is_near(self, occurrence: Occurrence) -> bool:
        due = occurrence.due
        return due is not None and due - HAND_OVER_AHEAD <= self._time.wall()

    # --- lateness -------------------------------------------------------------------------------

    def expire(self, occurrence_id: str) -> None:
        """Close an occurrence whose window is over, unless that is for ``air`` to do."""
        found = self._items.with_item(occurrence_id)
        if found is None:
            return
        item, occurrence = found
        limit = self._limit(item, occurrence)
        if limit is None or not self._counts(item):
            return  # it is planned again when the time is known
        if self._time.wall() <= limit:
            self.plan(item, occurrence)  # the clock was set back after the alarm rang
        elif occurrence.state in WITH_US:
            self._endings.close(item, occurrence, *self._why_late(item, occurrence))
        elif occurrence.state is OccurrenceState.HANDED:
            self._remind(item, occurrence)

    def _limit(self, item: Item, occurrence: Occurrence) -> datetime | None:
        """Return until when it may begin; None for what has no time."""
        if occurrence.due is not None:
            return self._last_start(item, occurrence.due)
        return item.content.not_after if item.content.waits_for is not None else None

    def _counts(self, item: Item) -> bool:
        """Tell whether the wall clock says anything about an item's lateness."""
        return self._clock.is_known or item.content.priority is Priority.EMERGENCY

    def _remind(self, item: Item, occurrence: Occurrence) -> None:
        """Offer what ``air`` should have ended by now: it does so when it has heard of it."""
        given = self._handover.give(occurrence.id)
        if not given and self._handover.was_refused(occurrence.id):
            self._endings.withdraw(item, occurrence, Event.MISSED, Reason.GRACE_EXCEEDED)

    def _why_late(self, item: Item, occurrence: Occurrence) -> tuple[Event, Reason]:
        if item.state is not ItemState.APPROVED:
            return Event.MISSED, Reason.UNAPPROVED
        if self._held_back(item):
            return Event.CANCELLED, Reason.OPERATOR
        return self._why_missed(item, occurrence)

    def _why_missed(self, item: Item, occurrence: Occurrence) -> tuple[Event, Reason]:
        if self._mourned_until(item, occurrence.due) or self._mourned_until(item):
            return Event.MISSED, Reason.MOURNING
        if occurrence.state is OccurrenceState.FLAGGED:
            return Event.FAILED, Reason.SPEECH_FAILED
        if occurrence.due and self._clock.skipped(self._last_start(item, occurrence.due)):
            return Event.MISSED, Reason.CLOCK
        return Event.MISSED, Reason.GRACE_EXCEEDED

    def clock_was_set(self, by_s: float) -> None:
        """Move the windows of emergencies with the clock: they count passed time.

        Not of those accepted before this boot: their times are those of a clock that was right.
        """
        self._outage.clock_was_set()
        before = self._time.wall() - timedelta(seconds=by_s)
        booted = before - timedelta(microseconds=self._time.mono_ns() / 1000)
        for occurrence in self._items.open_occurrences():
            item = self._items.get(occurrence.item)
            if item is None or item.content.priority is not Priority.EMERGENCY:
                continue
            if not booted <= item.accepted_at <= before:
                continue
            if occurrence.due is not None:
                self._items.set_due(occurrence.id, occurrence.due + timedelta(seconds=by_s))
                self._handover.move(occurrence.id, by_s)

    # --- recurring announcements ----------------------------------------------------------------

    def expand(self) -> None:
        """Keep the occurrences of approved schedules for the next day in the database.

        Not while nobody knows which day it is: then that is done when somebody does.
        """
        now = self._time.wall()
        self._outage.begin()
        if not self._clock.is_known:
            return
        for item, schedule in self._schedules():
            due_times = schedule.between(now, now + HORIZON)
            airings = [each for due in due_times for each in self._airings(item, due)]
            for each in self._items.plan(airings):
                self.plan(item, each)
                self._make(item, each)
        self._alarms.ring("schedules", now + LOOK_AGAIN, self.expand)
        self._outage.planned(now, now + HORIZON)

    def _airings(self, item: Item, due: datetime) -> tuple[Occurrence, ...]:
        first = _recurrence(item, due)
        if item.content.programme is None:
            return (first,)
        return self._programmes().airings(item, first)


def _recurrence(item: Item, due: datetime) -> Occurrence:
    return Occurrence(
        id=f"{item.id}-{item.version}-{due:%Y%m%dT%H%M}",
        item=item.id,
        version=item.version,
        due=due,
        state=OccurrenceState.RENDERING,
    )
