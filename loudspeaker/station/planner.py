"""When what happens: alarms for handing over and for lateness, and the recurring announcements."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from loudspeaker.asrun import Event, Reason
from loudspeaker.clock import AlarmClock
from loudspeaker.model import TimeSource
from loudspeaker.model.announcement import Item, ItemState, Occurrence, OccurrenceState
from loudspeaker.station.owing import Owing, note
from loudspeaker.station.rundowns import not_after
from loudspeaker.store.items import Items
from loudspeaker.timetable.schedule import Schedule

log = logging.getLogger(__name__)
HAND_OVER_AHEAD = timedelta(seconds=60)
HORIZON = timedelta(hours=25)
LOOK_AGAIN = timedelta(hours=1)
LATE_MARGIN = timedelta(seconds=2)
_HELD_BY_US = frozenset(
    {
        OccurrenceState.PLANNED,
        OccurrenceState.RENDERING,
        OccurrenceState.READY,
        OccurrenceState.FLAGGED,
    }
)


class Planner:
    """Keeps an alarm for every occurrence that is not over."""

    def __init__(
        self,
        *,
        items: Items,
        clock: AlarmClock,
        owing: Owing,
        time: TimeSource,
        give: Callable[[str], bool],
        make: Callable[[Item, Occurrence], None],
        schedules: Callable[[], Iterable[tuple[Item, Schedule]]],
        grace_s: Callable[[], float],
    ) -> None:
        self._items = items
        self._clock = clock
        self._owing = owing
        self._time = time
        self._give = give
        self._make = make
        self._schedules = schedules
        self._grace_s = grace_s

    def plan(self, item: Item, occurrence: Occurrence) -> None:
        """Set the alarms of one occurrence."""
        if occurrence.due is None or occurrence.state.terminal:
            return
        late = not_after(item.content, occurrence.due, grace_s=self._grace_s()) + LATE_MARGIN
        self._clock.ring(f"late {occurrence.id}", late, lambda: self.expire(occurrence.id))
        if item.state is ItemState.APPROVED:
            ahead = occurrence.due - HAND_OVER_AHEAD
            self._clock.ring(f"give {occurrence.id}", ahead, lambda: self.hand_over(occurrence.id))

    def hand_over(self, occurrence_id: str) -> None:
        """Hand over a finished occurrence; one that ``air`` does not take is tried again."""
        occurrence = self._items.occurrence(occurrence_id)
        if occurrence is None or occurrence.state is not OccurrenceState.READY:
            return  # not made yet: the workshop hands over when it is
        if not self._give(occurrence_id):
            again = self._time.wall() + timedelta(seconds=2)
            self._clock.ring(f"give {occurrence_id}", again, lambda: self.hand_over(occurrence_id))

    def ready(self, occurrence: Occurrence) -> None:
        """Note that an occurrence has been made: hand it over if its time is near."""
        if occurrence.due is not None and occurrence.due - HAND_OVER_AHEAD <= self._time.wall():
            self.hand_over(occurrence.id)

    def forget(self, occurrence: Occurrence) -> None:
        """Drop the alarms of one occurrence."""
        for kind in ("late", "give"):
            self._clock.forget(f"{kind} {occurrence.id}")

    def plan_all(self) -> None:
        """Set every alarm anew from the database, and look at the schedules."""
        self.expand()
        for occurrence in self._items.open_occurrences():
            item = self._items.get(occurrence.item)
            if item is not None:
                self.plan(item, occurrence)

    # --- lateness -------------------------------------------------------------------------------

    def expire(self, occurrence_id: str) -> None:
        """Close an occurrence whose window is over and that ``air`` never had."""
        occurrence = self._items.occurrence(occurrence_id)
        item = self._items.get(occurrence.item) if occurrence else None
        if occurrence is None or item is None or occurrence.due is None:
            return
        limit = not_after(item.content, occurrence.due, grace_s=self._grace_s())
        if occurrence.state not in _HELD_BY_US:
            return
        if self._time.wall() <= limit:  # the clock was set back after the alarm rang
            self.plan(item, occurrence)
            return
        event, reason = _why_late(item, occurrence)
        state = OccurrenceState.FAILED if event is Event.FAILED else OccurrenceState.MISSED
        over = Occurrence(
            id=occurrence.id, item=item.id, due=occurrence.due, state=state, reason=reason.value
        )
        self._items.put(over, owed=[note(item, occurrence, event, reason)])
        self._owing.pay()

    # --- recurring announcements ----------------------------------------------------------------

    def expand(self) -> None:
        """Keep the occurrences of approved schedules for the next day in the database."""
        now = self._time.wall()
        for item, schedule in self._schedules():
            due_times = schedule.between(now, now + HORIZON)
            planned = [_recurrence(item, due) for due in due_times]
            self._items.put(*planned, only_new=True)
            for each in planned:
                occurrence = self._items.occurrence(each.id)
                if occurrence is not None and not occurrence.state.terminal:
                    self.plan(item, occurrence)
                    if occurrence.state is OccurrenceState.PLANNED:
                        self._start_making(item, occurrence)
        self._clock.ring("schedules", now + LOOK_AGAIN, self.expand)

    def _start_making(self, item: Item, occurrence: Occurrence) -> None:
        moved = self._items.move(occurrence.id, OccurrenceState.RENDERING)
        if moved is not None:
            self._make(item, moved)


def _why_late(item: Item, occurrence: Occurrence) -> tuple[Event, Reason]:
    if item.state is not ItemState.APPROVED:
        return Event.MISSED, Reason.UNAPPROVED
    if occurrence.state is OccurrenceState.FLAGGED:
        return Event.FAILED, Reason.SPEECH_FAILED
    return Event.MISSED, Reason.GRACE_EXCEEDED


def _recurrence(item: Item, due: datetime) -> Occurrence:
    return Occurrence(
        id=f"{item.id}-{item.version}-{due:%Y%m%dT%H%M}",
        item=item.id,
        due=due,
        state=OccurrenceState.PLANNED,
    )
