"""Programmes: their slots are composed just before their time, of what waits for them then.

A slot is a chain of airings, each an occurrence with its own record: the programme's own blocks,
and between them bulletins, each approved by its own two people for its own points.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from loudspeaker.model import TimeSource
from loudspeaker.model.announcement import Content, Item, ItemState, Occurrence, OccurrenceState
from loudspeaker.model.programme import MUSIC, Place
from loudspeaker.rundown import PROGRAMME_RATE_HZ
from loudspeaker.station.alarms import Alarms
from loudspeaker.station.approval import is_approved
from loudspeaker.station.endings import WITH_US
from loudspeaker.store.items import Items
from loudspeaker.store.made import MadeCues
from loudspeaker.timetable.filling import Piece, Slot, Waiting, fill

log = logging.getLogger(__name__)
COMPOSED_AHEAD: Final = timedelta(minutes=2)
"""Early enough for handing over, late enough for what is approved in the last minutes."""
MADE_AGAIN_AHEAD: Final = timedelta(minutes=10)
"""Of what waits nothing is due until it is chosen: what could not be spoken is tried again then."""
SLOT_FULL: Final = "slot_full"
"""The reason of a bulletin that waits although a slot has been: there was no room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A slot as it would be composed now, with the bulletins in it and those left out."""

    slot: Slot
    waiting: Mapping[str, Item]


class Programmes:
    """Composes slots; ``offering`` is held while nothing may be let go or handed over."""

    def __init__(
        self,
        *,
        items: Items,
        made: MadeCues,
        alarms: Alarms,
        time: TimeSource,
        offering: threading.RLock,
        estimate_s: Callable[[Item, int], float],
        music_s: Callable[[Item], float],
        can_sound: Callable[[Item, datetime, timedelta], bool],
        held_back: Callable[[Item], bool],
        grace_s: Callable[[], float],
        planned: Callable[[Item, Occurrence], None],
        make: Callable[[Item, Occurrence], None],
    ) -> None:
        self._items = items
        self._made = made
        self._alarms = alarms
        self._time = time
        self._offering = offering
        self._estimate_s = estimate_s
        self._music_s = music_s
        self._can_sound = can_sound
        self._held_back = held_back
        self._grace_s = grace_s
        self._planned = planned
        self._make = make

    # --- the programme's own blocks -------------------------------------------------------------

    def airings(self, item: Item, first: Occurrence) -> tuple[Occurrence, ...]:
        """Return the own blocks of one slot, ``first`` among them; the others' time may move."""
        programme = item.content.programme
        assert programme is not None, "a programme"
        assert first.due is not None, "a slot has a time"
        blocks = list(programme.fixed_blocks())
        end = first.due + timedelta(minutes=programme.minutes)
        found = [replace(first, place=_place(item.content, first.id, blocks[0]))]
        for number in blocks[1:]:
            due = max(first.due, end - timedelta(seconds=self._estimate_s(item, number)))
            place = _place(item.content, first.id, number)
            found.append(replace(first, id=f"{first.id}-{number}", due=due, place=place))
        return tuple(found)

    # --- composing ------------------------------------------------------------------------------

    def plan(self, item: Item, occurrence: Occurrence) -> None:
        """Have the slot composed in time that an occurrence begins."""
        place = occurrence.place
        if place is None or place.slot != occurrence.id or place.composed or not occurrence.due:
            return
        if item.state is ItemState.APPROVED:
            ahead = occurrence.due - COMPOSED_AHEAD
            self._alarms.ring(f"slot {place.slot}", ahead, lambda: self.compose(place.slot))
            again = occurrence.due - MADE_AGAIN_AHEAD
            self._alarms.ring(f"flagged {place.slot}", again, lambda: self._make_again(item))

    def _make_again(self, programme: Item) -> None:
        for occurrence in self._items.open_occurrences(waiting=True):
            if occurrence.state is OccurrenceState.FLAGGED:
                item = self._items.get(occurrence.item)
                if item and item.content.waits_for == programme.schedule and is_approved(item):
                    self._make(item, occurrence)

    def ensure(self, occurrence: Occurrence) -> None:
        """Compose the slot of an airing that is about to be handed over, if nobody has."""
        if occurrence.place is not None:
            self.compose(occurrence.place.slot)

    def compose(self, slot_id: str) -> None:
        """Give the bulletins that fit their times, once; what does not fit waits for the next."""
        with self._offering:
            found = self._items.with_item(slot_id)
            if found is None or not self._may_compose(*found):
                return
            item, first = found
            expected = self._expected(item, first)
            chosen = self._chained(item, first, expected)
            self._items.put(chosen)
            for key in expected.slot.left:
                self._leave(expected.waiting[key])
        log.info("slot %s: %d airings, %d left", slot_id, len(chosen), len(expected.slot.left))
        self._tell(chosen)

    def _may_compose(self, item: Item, first: Occurrence) -> bool:
        due, place = first.due, first.place
        if due is None or place is None or place.composed or first.state.terminal:
            return False
        now, late = self._time.wall(), due + timedelta(seconds=self._grace_s())
        in_time = due - COMPOSED_AHEAD <= now <= late
        wanted = is_approved(item) and first.version == item.version
        sounds = self._can_sound(item, max(due, now), timedelta(seconds=1))
        return in_time and wanted and sounds and not self._held_back(item)

    def expected(self, item: Item, due: datetime) -> Expected:
        """Return how the slot of a programme would be filled by what waits now."""
        return self._expected(item, _stand_in(item, due))

    def _expected(self, item: Item, first: Occurrence) -> Expected:
        programme, due = item.content.programme, first.due
        assert programme is not None, "a programme"
        assert due is not None, "a slot has a time"
        waiting = {each.id: each for each in self._waiting(item, due)}

        def can_sound(key: str, at_s: float, length_s: float) -> bool:
            begins = due + timedelta(seconds=at_s)
            return self._can_sound(waiting[key], begins, timedelta(seconds=length_s))

        slot = fill(
            programme,
            {number: self._own_s(item, first, number) for number in programme.fixed_blocks()},
            [self._as_waiting(each) for each in waiting.values()],
            music_s=self._music_s(item) if programme.music else 0.0,
            can_sound=can_sound,
        )
        return Expected(slot=slot, waiting=waiting)

    def _waiting(self, programme: Item, due: datetime) -> Iterable[Item]:
        """Yield the bulletins that are approved and made, and wait for this programme."""
        for occurrence in self._items.open_occurrences(waiting=True):
            item = self._items.get(occurrence.item)
            if item is None or item.content.waits_for != programme.schedule:
                continue
            limit = item.content.not_after
            in_time = limit is None or limit >= due
            if occurrence.state is OccurrenceState.READY and in_time and is_approved(item):
                yield item

    def _as_waiting(self, item: Item) -> Waiting:
        return Waiting(
            key=item.id,
            priority=item.content.priority,
            since=item.accepted_at,
            length_s=self._length_s(item),
        )

    def _length_s(self, item: Item, occurrence: Occurrence | None = None) -> float:
        return sum(cue.frames for cue in self._made.of(item, occurrence)) / PROGRAMME_RATE_HZ

    def _own_s(self, item: Item, first: Occurrence, number: int) -> float:
        programme = item.content.programme
        if programme is not None and programme.relay_at(number) is not None:
            return self._estimate_s(item, number)
        own = [o for o in self._of_slot(item, first.id) if o.place and o.place.block == number]
        made_s = self._length_s(item, own[0]) if own else 0.0
        return made_s or self._estimate_s(item, number)

    def _of_slot(self, item: Item, slot_id: str) -> list[Occurrence]:
        each = self._items.occurrences_of(item.id)
        return [occurrence for occurrence in each if _slot_of(occurrence) == slot_id]

    # --- what is kept of it ---------------------------------------------------------------------

    def _chained(self, item: Item, first: Occurrence, expected: Expected) -> list[Occurrence]:
        """Return all airings of a slot with their times, one right behind the other."""
        due = first.due
        assert due is not None, "a slot has a time"
        own = {o.place.block: o for o in self._of_slot(item, first.id) if o.place is not None}
        chosen: list[Occurrence] = []
        for piece in expected.slot.pieces:
            found = self._airing(first, own, piece, expected, chosen)
            follows = chosen[-1].id if chosen else None
            place = _place(item.content, first.id, piece.block, follows=follows)
            chosen.append(replace(found, due=due, place=place, reason=None))
            due += timedelta(seconds=piece.length_s)
        assert chosen[0].place is not None, "every airing has got one"
        chosen[0] = replace(chosen[0], place=replace(chosen[0].place, composed=True))
        return chosen

    def _airing(
        self,
        first: Occurrence,
        own: Mapping[int | None, Occurrence],
        piece: Piece,
        expected: Expected,
        chosen: Iterable[Occurrence],
    ) -> Occurrence:
        if piece.block == MUSIC:
            state = OccurrenceState.RENDERING
            return replace(first, id=f"{first.id}-m{piece.times}", state=state)
        if piece.key is None:
            return own[piece.block]
        bulletin = expected.waiting[piece.key]
        airings = self._items.occurrences_of(bulletin.id)
        if not piece.again:
            return airings[-1]
        number = len(airings) + sum(1 for each in chosen if each.item == bulletin.id)
        return replace(airings[-1], id=f"{bulletin.id}-{number}")

    def _leave(self, bulletin: Item) -> None:
        newest = self._items.occurrences_of(bulletin.id)[-1]
        self._items.move(newest.id, newest.state, only_from=WITH_US, reason=SLOT_FULL)

    def _tell(self, chosen: Iterable[Occurrence]) -> None:
        for occurrence in chosen:
            item = self._items.get(occurrence.item)
            if item is not None:
                self._planned(item, occurrence)
                if occurrence.state is OccurrenceState.RENDERING:
                    self._make(item, occurrence)


def is_later_block(occurrence: Occurrence) -> bool:
    """Tell whether this is a programme's own block behind its first: people see that one alone."""
    place = occurrence.place
    return place is not None and place.block is not None and place.slot != occurrence.id


def _slot_of(occurrence: Occurrence) -> str | None:
    return occurrence.place.slot if occurrence.place else None


def _place(
    content: Content, slot_id: str, block: int | None, *, follows: str | None = None
) -> Place:
    """Return a place; what follows waits as long as the first, and cuts in nowhere."""
    programme = content.programme
    assert programme is not None, "a programme"
    begins = block is not None and block == next(iter(programme.fixed_blocks()))
    return Place(
        slot=slot_id,
        block=block,
        follows=follows,
        cuts_in_s=programme.wait_s if begins else None,
        programme=content.title,
    )


def _stand_in(item: Item, due: datetime) -> Occurrence:
    """Return an occurrence that is kept nowhere."""
    return Occurrence(
        id=f"{item.id}-{item.version}-{due:%Y%m%dT%H%M}",
        item=item.id,
        version=item.version,
        due=due,
        state=OccurrenceState.PLANNED,
    )
