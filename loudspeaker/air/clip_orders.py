"""Keeps points that play whole clips by themselves in step with one airing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loudspeaker.devices.points.players import ClipList, ClipPlayers
from loudspeaker.devices.sound.base import RATE_HZ
from loudspeaker.radio.play_orders import MAX_CLIPS, ClipPlace, run_of
from loudspeaker.rundown import Cue, Rundown

_NS = 1_000_000_000
STEP_NS = 250_000_000
"""What the sound may be off before the points are told anew: between two villages nobody hears
it, and a point that is told anew has to jump."""


def places_of(cues: Sequence[Cue]) -> tuple[ClipPlace, ...]:
    """Return where each clip of a rundown lies; gaps are silence."""
    return tuple(_places(cues))


def _places(cues: Sequence[Cue]) -> Iterator[ClipPlace]:
    position = 0
    for cue in cues:
        if cue.sha256 is not None:
            digest = bytes.fromhex(cue.sha256)
            yield ClipPlace(position=position, frames=cue.frames, sha256=digest)
        position += cue.frames


def fetch_ahead(players: ClipPlayers, rundown: Rundown, *, first_cue: int = 0) -> None:
    """Have the points of a rundown fetch its clips, from one cue on."""
    points = [number for number in rundown.points if number in players.numbers]
    first_frame = sum(cue.frames for cue in rundown.cues[:first_cue])
    for numbers, cues in rundown.audiences(points):
        clips = [place for place in places_of(cues) if place.position >= first_frame]
        for start in range(0, len(clips), MAX_CLIPS):
            players.fetch(numbers, clips[start : start + MAX_CLIPS])


@dataclass(frozen=True, slots=True)
class _Anchor:
    """At ``heard_ns`` (CLOCK_MONOTONIC) the frame number ``position`` is heard."""

    position: int
    heard_ns: int


class ClipOrders:
    """Tells the points when what is heard, and again when that has changed."""

    def __init__(self, players: ClipPlayers, *, occurrence: str, attempt: int) -> None:
        self._players = players
        self._occurrence = occurrence
        self._run = run_of(occurrence, attempt)
        self._frame_ns = _NS / RATE_HZ / players.rate
        self._points: tuple[int, ...] = ()
        self._told: frozenset[int] = frozenset()
        self._anchor: _Anchor | None = None
        self._cues: Sequence[Cue] = ()

    @property
    def points(self) -> tuple[int, ...]:
        """The points that were told anything."""
        return tuple(sorted(self._told))

    def announce(self, points: Sequence[int], cues: Sequence[Cue], *, heard_ns: int) -> None:
        """Tell those of the points that play by themselves when the first frame is to be heard."""
        self.turn_to(points)
        self._order(cues, _Anchor(0, heard_ns))

    def turn_to(self, points: Sequence[int]) -> None:
        """From now on tell only these points, all there is to tell with the next sound."""
        self._points = tuple(number for number in points if number in self._players.numbers)
        self._told |= set(self._points)
        self._cues = ()

    def sounding(self, cues: Sequence[Cue], position: int, *, heard_ns: int) -> None:
        """Note when a position is really heard; tell the points if they cannot know."""
        if not self._points or self._anchor is None:
            return
        expected_ns = self._anchor.heard_ns + (position - self._anchor.position) * self._frame_ns
        if abs(expected_ns - heard_ns) > STEP_NS:
            self._order(cues, _Anchor(position, heard_ns))
        elif len(cues) != len(self._cues):
            self._order(cues, self._anchor, since=position)

    def repeat(self, position: int) -> None:
        """Tell all once more: a point may have come late."""
        if self._anchor is not None:
            self._order(self._cues, self._anchor, since=position)

    def _order(self, cues: Sequence[Cue], anchor: _Anchor, *, since: int | None = None) -> None:
        self._cues, self._anchor = tuple(cues), anchor
        begin = anchor.position if since is None else since
        left = [place for place in places_of(cues) if place.end > begin]
        if self._points and left:
            what = self._list(left[:MAX_CLIPS], self._points)
            self._players.play(what, position=anchor.position, heard_ns=anchor.heard_ns)

    def _list(self, clips: Sequence[ClipPlace], points: tuple[int, ...]) -> ClipList:
        return ClipList(run=self._run, label=self._occurrence, points=points, clips=tuple(clips))

    def cut(self) -> None:
        """End what the points play."""
        if self._told:
            self._players.cut()

    def acknowledged(self, rundown: Rundown) -> frozenset[int]:
        """Return the points that have reported to have played all that was for them."""
        found = (
            self._players.acknowledged(self._list(places_of(cues), numbers))
            for numbers, cues in rundown.audiences(self.points)
        )
        return frozenset().union(*found)
