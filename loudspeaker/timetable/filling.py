"""How a slot of a programme is filled: by priority until it is full, the rest waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from loudspeaker.model.priority import Priority
from loudspeaker.model.programme import MUSIC, Bulletins, Drop, Fill, First, Programme

BETWEEN_S: Final = 4.0
"""From one airing to the next: points are closed and opened, the carrier falls and rises."""
MOST_REPEATS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A bulletin that could be taken."""

    key: str
    priority: Priority
    since: datetime
    length_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One airing of the slot, ``at_s`` after its beginning.

    It is the programme's own ``block``, or the bulletin ``key``, ``again`` if to fill the slot.
    ``times`` tells how often the sound of ``length_s`` is heard one after the other.
    """

    at_s: float
    length_s: float
    block: int | None = None
    key: str | None = None
    again: bool = False
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What is heard, in order, and the bulletins for which there was no room."""

    pieces: tuple[Piece, ...]
    left: tuple[str, ...]

    @property
    def length_s(self) -> float:
        """How long all of it takes, about."""
        return max((piece.at_s + piece.length_s for piece in self.pieces), default=0.0)


CanSound = Callable[[str, float, float], bool]
"""Tells of a bulletin whether it may be heard so many seconds after the beginning, so long."""


def fill(
    programme: Programme,
    own_s: Mapping[int, float],
    waiting: Iterable[Waiting],
    *,
    music_s: float = 0.0,
    can_sound: CanSound = lambda _key, _at_s, _length_s: True,
) -> Slot:
    """Fill one slot; ``own_s`` are the lengths of its fixed blocks."""
    filling = _Filling(programme=programme, own_s=own_s, music_s=music_s, can_sound=can_sound)
    return filling.filled(list(waiting))


def room_s(programme: Programme, own_s: Mapping[int, float], priority: Priority) -> float:
    """Return how long a bulletin of a level may be to be taken at all, 0 if none is."""
    places = [step for step in programme.steps if _takes(step, priority)]
    if not places:
        return 0.0
    fixed_s = sum(own_s.values()) + BETWEEN_S * len(own_s)
    whole_s = (programme.minutes + programme.may_overrun_minutes) * 60.0 - fixed_s
    return max(0.0, *(min(whole_s, _most_s(place)) for place in places))


def _takes(step: Any, priority: Priority) -> bool:
    return isinstance(step, Bulletins) and priority in step.levels


def _most_s(place: Any) -> float:
    return place.most_minutes * 60.0 if place.most_minutes else float("inf")


@dataclass(kw_only=True)
class _Filling:
    programme: Programme
    own_s: Mapping[int, float]
    music_s: float
    can_sound: CanSound
    used_s: float = field(init=False)

    def filled(self, waiting: list[Waiting]) -> Slot:
        programme = self.programme
        self.used_s = sum(length_s + BETWEEN_S for length_s in self.own_s.values())
        chosen: dict[int, list[Piece]] = {}
        rest = sorted(waiting, key=self._keeping_order)
        at_s = 0.0
        for number, block in enumerate(programme.blocks):
            if isinstance(block, Bulletins):
                taken = self._taken(block, rest, at_s)
                rest = [each for each in rest if each not in taken]
                chosen[number] = [_piece(each) for each in sorted(taken, key=self._air_order)]
                at_s += sum(piece.length_s + BETWEEN_S for piece in chosen[number])
            else:
                at_s += self.own_s[number] + BETWEEN_S
        if chosen:
            chosen[max(chosen)] += self._filler([p for each in chosen.values() for p in each])
        return Slot(pieces=self._chained(chosen), left=tuple(each.key for each in rest))

    def _keeping_order(self, each: Waiting) -> tuple[float, ...]:
        """Return what is kept before what: the last in this order is dropped first."""
        if self.programme.drop is Drop.NEWEST_FIRST:
            return (each.since.timestamp(), each.priority.rank)
        return self._air_order(each)

    def _air_order(self, each: Waiting) -> tuple[float, ...]:
        since = each.since.timestamp()
        turn = -since if self.programme.first is First.NEWEST else since
        return (each.priority.rank, turn)

    def _taken(self, place: Bulletins, waiting: Sequence[Waiting], at_s: float) -> list[Waiting]:
        taken: list[Waiting] = []
        full_s = self.programme.minutes * 60.0
        most_s = full_s + self.programme.may_overrun_minutes * 60.0
        here_s = 0.0
        for each in waiting:
            needs_s = each.length_s + BETWEEN_S
            fits = self.used_s < full_s and self.used_s + needs_s <= most_s + BETWEEN_S
            fits = fits and here_s + each.length_s <= _most_s(place)
            may = each.priority in place.levels and fits
            if may and self.can_sound(each.key, at_s + here_s, each.length_s):
                taken.append(each)
                self.used_s += needs_s
                here_s += needs_s
        return taken

    def _filler(self, taken: Sequence[Piece]) -> list[Piece]:
        left_s = self.programme.minutes * 60.0 - self.used_s
        if self.programme.fill is Fill.REPEAT:
            return _again(taken, left_s)
        if self.programme.fill is not Fill.MUSIC or self.music_s <= 0:
            return []
        times = int((left_s - BETWEEN_S) // self.music_s)
        length_s = times * self.music_s
        return [Piece(at_s=0, length_s=length_s, block=MUSIC, times=times)] if times > 0 else []

    def _chained(self, chosen: Mapping[int, list[Piece]]) -> tuple[Piece, ...]:
        """Return everything in its order, each right behind the one before."""
        pieces: list[Piece] = []
        for number in range(len(self.programme.blocks)):
            if number in chosen:
                pieces += chosen[number]
            else:
                pieces.append(Piece(at_s=0, length_s=self.own_s[number], block=number))
        found, at_s = [], 0.0
        for piece in pieces:
            found.append(_at(piece, at_s))
            at_s += piece.length_s + BETWEEN_S
        return tuple(found)


def _piece(each: Waiting) -> Piece:
    return Piece(at_s=0, length_s=each.length_s, key=each.key)


def _at(piece: Piece, at_s: float) -> Piece:
    return Piece(
        at_s=at_s,
        length_s=piece.length_s,
        block=piece.block,
        key=piece.key,
        again=piece.again,
        times=piece.times,
    )


def _again(taken: Sequence[Piece], left_s: float) -> list[Piece]:
    """Return the bulletins once more, in their order, as long as one fits."""
    found: list[Piece] = []
    while taken and len(found) < MOST_REPEATS:
        fitting = [piece for piece in taken if piece.length_s + BETWEEN_S <= left_s]
        if not fitting:
            break
        for piece in fitting:
            if piece.length_s + BETWEEN_S <= left_s and len(found) < MOST_REPEATS:
                found.append(Piece(at_s=0, length_s=piece.length_s, key=piece.key, again=True))
                left_s -= piece.length_s + BETWEEN_S
    return found
