"""What goes on air, in which order, and what an interruption makes of it.

A rundown is one airing: its cues in order, the points it is for and the time it is due.  Positions
are frames at the programme rate from the start of the first cue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from loudspeaker.model import Priority, from_iso, iso
from loudspeaker.model.kind import Kind as Kind  # noqa: PLC0414 - the rundown's word
from loudspeaker.model.languages import VIETNAMESE
from loudspeaker.model.live import Live, live_from_values
from loudspeaker.model.relay import LEAST_LEFT_S, Relay, relay_from_values
from loudspeaker.model.release import Release, release_from_values

PROGRAMME_RATE_HZ = 48_000
MAX_CHUNK_FRAMES = PROGRAMME_RATE_HZ
CHUNK_SHARE = 0.025
AIRED_SHARE = 0.9
MAX_FULL_EMERGENCY_AIRINGS = 2


class CueKind(StrEnum):
    """What a cue is to the listener."""

    CHIME = "chime"
    ATTENTION = "attention"
    SPEECH = "speech"
    RECORDING = "recording"
    GAP = "gap"
    LIVE = "live"


_SPEECH = frozenset({CueKind.SPEECH, CueKind.RECORDING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One item: ``frames`` of the sound file named ``sha256``, or of silence without one.

    ``language`` is None for what is for everybody: Vietnamese, and sound that is no speech.
    """

    kind: CueKind
    frames: int
    sha256: str | None = None
    language: str | None = None

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        values = {"kind": self.kind.value, "frames": self.frames, "sha256": self.sha256}
        return values if self.language is None else {**values, "language": self.language}

    def silenced(self) -> Cue:
        """Return as much silence."""
        return replace(self, kind=CueKind.GAP, sha256=None)


def cue_from_values(values: Mapping[str, Any]) -> Cue:
    """Read what ``Cue.to_values`` wrote; KeyError or ValueError if it is something else."""
    frames = int(values["frames"])
    if frames <= 0:
        raise ValueError(f"a cue of {frames} frames")
    return Cue(
        kind=CueKind(values["kind"]),
        frames=frames,
        sha256=values["sha256"],
        language=values.get("language"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rundown:
    """One airing.

    ``due`` is when the first sound is to be heard; after ``not_after`` it must not start any more.
    ``immediate`` rundowns start their lead-in at once instead of ahead of ``due``.
    ``approver_for`` is whose delegation the approver held, empty for a right of their own.
    ``complete`` is False while further cues are still to be appended (early start).
    ``takers`` tells for a language which of the points take it; one that is not named all do.
    ``live`` is there where a microphone is opened behind the cues, ``relay`` where another station
    is heard and the cues are its fallback.
    ``follows`` is the occurrence that must be over first, ``slot`` the one that begins the slot of
    both; from ``cuts_in`` on, it fades what else is on air and no more urgent.  ``programme`` is
    what people call the programme it is part of, or what recurs; empty for single announcements.
    """

    occurrence: str
    item: str
    title: str
    priority: Priority
    due: datetime
    not_after: datetime
    points: tuple[int, ...]
    cues: tuple[Cue, ...]
    text_sha256: str
    author: str
    approver: str
    immediate: bool = False
    complete: bool = True
    kind: Kind = Kind.ANNOUNCEMENT
    takers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    approver_for: str = ""
    release: Release | None = None
    live: Live | None = None
    slot: str | None = None
    follows: str | None = None
    cuts_in: datetime | None = None
    relay: Relay | None = None
    programme: str = ""

    @property
    def frames(self) -> int:
        """Return the length so far; of a relay, its time."""
        if self.relay is not None:
            return round(self.relay.seconds * PROGRAMME_RATE_HZ)
        return sum(cue.frames for cue in self.cues)

    @property
    def longest_frames(self) -> int:
        """Return the length so far, with all that may still be said live."""
        live_s = self.live.longest_s if self.live else 0
        return self.frames + live_s * PROGRAMME_RATE_HZ

    def points_for(self, cue: Cue) -> tuple[int, ...]:
        """Return the points that a cue is for."""
        if cue.language is None:
            return self.points
        return self.takers.get(cue.language, self.points)

    def cues_for(self, points: Collection[int]) -> tuple[Cue, ...]:
        """Return the cues as they are heard at every one of these points: silence for others'."""
        if not self.takers:
            return self.cues
        wanted = frozenset(points)
        return tuple(
            cue if wanted.issubset(self.points_for(cue)) else cue.silenced() for cue in self.cues
        )

    def audiences(
        self, points: Collection[int]
    ) -> Iterator[tuple[tuple[int, ...], tuple[Cue, ...]]]:
        """Yield points that hear the same, with what they hear."""
        alike: dict[tuple[str, ...], list[int]] = {}
        for number in points:
            left_out = tuple(name for name, takers in self.takers.items() if number not in takers)
            alike.setdefault(left_out, []).append(number)
        for numbers in alike.values():
            yield tuple(numbers), self.cues_for(numbers)

    def heard_frames(self, position: int) -> dict[str, int]:
        """Return language → how much of it has been heard up to a position.

        Relays count as Vietnamese.
        """
        if self.relay is not None:
            return {VIETNAMESE: position} if position else {}
        heard: dict[str, int] = {}
        start = 0
        for cue in self.cues:
            language = cue.language or (VIETNAMESE if cue.kind in _SPEECH else None)
            frames = min(cue.frames, max(0, position - start))
            if language is not None and frames:
                heard[language] = heard.get(language, 0) + frames
            start += cue.frames
        return heard

    def with_cue(self, cue: Cue) -> Rundown:
        """Return the rundown with one more cue at its end."""
        return replace(self, cues=(*self.cues, cue))

    def finished(self) -> Rundown:
        """Return the rundown as complete."""
        return replace(self, complete=True)

    def audio_sha256(self) -> str:
        """Return the hash over the list of cues: what exactly was, or was to be, heard."""
        listing = "\n".join(map(_listed, self.cues))
        return hashlib.sha256(listing.encode()).hexdigest()

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "occurrence": self.occurrence,
            "item": self.item,
            "title": self.title,
            "priority": self.priority.value,
            "due": iso(self.due),
            "not_after": iso(self.not_after),
            "points": list(self.points),
            "cues": [cue.to_values() for cue in self.cues],
            "text_sha256": self.text_sha256,
            "author": self.author,
            "approver": self.approver,
            "immediate": self.immediate,
            "complete": self.complete,
            "kind": self.kind.value,
            "takers": {language: list(points) for language, points in self.takers.items()},
            "approver_for": self.approver_for,
            "release": self.release.to_values() if self.release else None,
            "live": self.live.to_values() if self.live else None,
            "slot": self.slot,
            "follows": self.follows,
            "cuts_in": iso(self.cuts_in) if self.cuts_in else None,
            "relay": self.relay.to_values() if self.relay else None,
            "programme": self.programme,
        }


def _listed(cue: Cue) -> str:
    line = f"{cue.kind} {cue.sha256 or '-'} {cue.frames}"
    return line if cue.language is None else f"{line} {cue.language}"


def rundown_from_values(values: Mapping[str, Any]) -> Rundown:
    """Read what ``Rundown.to_values`` wrote; KeyError, TypeError or ValueError otherwise."""
    return Rundown(
        occurrence=str(values["occurrence"]),
        item=str(values["item"]),
        title=str(values["title"]),
        priority=Priority(values["priority"]),
        due=from_iso(values["due"]),
        not_after=from_iso(values["not_after"]),
        points=tuple(int(number) for number in values["points"]),
        cues=tuple(cue_from_values(cue) for cue in values["cues"]),
        text_sha256=str(values["text_sha256"]),
        author=str(values["author"]),
        approver=str(values["approver"]),
        immediate=bool(values["immediate"]),
        complete=bool(values["complete"]),
        # None of these is in the journals of older versions.
        kind=Kind(values.get("kind", Kind.ANNOUNCEMENT)),
        takers={
            str(language): tuple(int(number) for number in points)
            for language, points in values.get("takers", {}).items()
        },
        approver_for=str(values.get("approver_for") or ""),
        release=release_from_values(values.get("release")),
        live=live_from_values(values.get("live")),
        slot=values.get("slot"),
        follows=values.get("follows"),
        cuts_in=from_iso(values["cuts_in"]) if values.get("cuts_in") else None,
        relay=relay_from_values(values.get("relay")),
        programme=str(values.get("programme") or ""),
    )


def aired_boundary(total_frames: int) -> int:
    """Return the position from which an airing counts as heard in full (90 %)."""
    return -(-total_frames * 9 // 10)


def chunk_frames(total_frames: int) -> int:
    """Return the step of the written-ahead position: the smaller of 1 s and 2.5 % of the length.

    The position is committed up to two chunks ahead of what has been heard, and the sound queue
    may hold another 4 % and a block; so an item of two seconds or more that counts as aired has
    been heard to 80 % at the least.
    """
    return max(1, min(MAX_CHUNK_FRAMES, int(total_frames * CHUNK_SHARE)))


def chunk_ends(start_frame: int, total_frames: int) -> Iterator[int]:
    """Yield the positions to commit, each before the chunk that ends there; 90 % is one of them."""
    step = chunk_frames(total_frames)
    boundary = aired_boundary(total_frames)
    position = start_frame
    while position < total_frames:
        end = min(position + step, total_frames)
        position = boundary if position < boundary < end else end
        yield position


class Settlement(StrEnum):
    """What becomes of an airing that was cut short."""

    AIRED = "aired"
    REPLAY = "replay"
    PARTIAL = "aired_partial"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What the journal knows of an interrupted rundown, in frames committed by each attempt.

    ``left_s`` is what is left of a relay.
    """

    committed: Sequence[int]
    total_frames: int
    left_s: float = 0.0

    @property
    def best(self) -> int:
        """Return the furthest position of any attempt."""
        return max(self.committed, default=0)

    @property
    def together(self) -> int:
        """Return what all attempts made together, each of something else."""
        return sum(self.committed)

    @property
    def full_airings(self) -> int:
        """Return how many attempts count as heard in full."""
        boundary = aired_boundary(self.total_frames)
        return sum(1 for position in self.committed if position >= boundary)


def settle(rundown: Rundown, progress: Progress, now: datetime | None) -> Settlement:
    """Decide after a crash, a failed device or a break-in (design, rules 4 and 5).

    A normal item counts as aired from 90 %; an emergency is to be heard to its end at least once,
    but is not aired in full more than twice.  Both are replayed only until ``not_after``.  A test
    never comes back by itself: somebody stood at the pole and listened.  Nor does what was said
    live: nothing can say it again.  Of a relay, which goes on meanwhile, what is left is aired.
    ``now`` None stands for a clock that nobody believes: nothing is too late by that.
    """
    if rundown.relay is not None:
        return _settle_relay(progress)
    if rundown.live is not None and progress.best > 0:
        return Settlement.PARTIAL
    if _has_been_heard(rundown, progress):
        return Settlement.AIRED
    in_time = now is None or now <= rundown.not_after
    if in_time and rundown.kind is not Kind.TEST:
        return Settlement.REPLAY
    return Settlement.PARTIAL if progress.best > 0 else Settlement.MISSED


def _settle_relay(progress: Progress) -> Settlement:
    if progress.left_s >= LEAST_LEFT_S:
        return Settlement.REPLAY
    if progress.together >= aired_boundary(progress.total_frames):
        return Settlement.AIRED
    return Settlement.PARTIAL if progress.together else Settlement.MISSED


def _has_been_heard(rundown: Rundown, progress: Progress) -> bool:
    if not rundown.complete or progress.full_airings == 0:
        return False
    if rundown.priority is not Priority.EMERGENCY:
        return True
    heard_to_the_end = progress.best >= progress.total_frames
    return heard_to_the_end or progress.full_airings >= MAX_FULL_EMERGENCY_AIRINGS
