"""The front end that all receivers of a village share: composite in, groups and sound out.

Whatever arrives while the carrier is off is nothing but silence here.  All points hear the same
signal, so it is demodulated once; who is captured, or loses groups, is decided point by point.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import numpy as np
import numpy.typing as npt

from loudspeaker.radio.rds import Group
from loudspeaker.radio.receiver import AUDIO_RATE_HZ, Receiver, Reception
from loudspeaker.village.line_server import Block
from loudspeaker.village.timeline import Timeline

_SECOND_NS = 1_000_000_000
_FULL_SCALE = 32767
_TAIL_NS = 500_000_000  # of silence behind a signal, so that its last group comes out
_PATIENCE_NS = 150_000_000  # a line that delivers is never so late
_KEPT_PIECES = 64
_RING_FRAMES = 96  # of a filter at the edge of a gap; it is part of what made it ring
_NEAR = (0, 1 - _RING_FRAMES, _RING_FRAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """From which sample on time runs how, and how the line counts: not at all in a gap."""

    first_sample: int
    start_ns: int
    sample_ns: float
    ahead: int | None
    """By how much the line's count is ahead of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """What has come out: groups with the time of their end, sound, and how far all is known."""

    groups: tuple[tuple[Group, int], ...]
    blocks: tuple[Block, ...]
    settled_ns: int


class Tuner:
    """Takes composite blocks in order; a new session begins a new signal."""

    def __init__(self, rate_hz: int, carrier: Timeline[bool]) -> None:
        self.rate_hz = rate_hz
        self._per_frame = rate_hz / AUDIO_RATE_HZ
        self._carrier = carrier
        self._receiver = Receiver(rate_hz)
        self._asleep = True
        self._session = ""
        self._fed = 0
        self._pieces: deque[_Piece] = deque(maxlen=_KEPT_PIECES)
        self._end_ns = 0  # of what has been fed
        self._signal_end_ns = 0
        self._settled_ns = 0

    def take(self, block: Block) -> Tuned:
        """Demodulate a block of a line."""
        if self._asleep or block.session != self._session:
            self._begin(block)
        self._pieces.append(
            _Piece(
                first_sample=self._fed,
                start_ns=block.start_ns,
                sample_ns=block.frame_ns,
                ahead=block.first_frame - self._fed,
            )
        )
        samples = np.frombuffer(block.pcm, dtype="<i2").astype(np.float32)
        samples *= np.float32(1 / _FULL_SCALE)
        self._end_ns = self._signal_end_ns = block.end_ns
        return self._feed(self._received(samples, block))

    def idle(self, now_ns: int) -> Tuned:
        """Let time pass without a signal: silence comes in until nothing more can come out."""
        if self._asleep or now_ns - self._end_ns < _PATIENCE_NS:
            return Tuned(groups=(), blocks=(), settled_ns=self._known_ns(now_ns))
        if now_ns - self._signal_end_ns > _TAIL_NS:
            self._asleep = True
        count = (now_ns - self._end_ns) * self.rate_hz // _SECOND_NS
        sample_ns = _SECOND_NS / self.rate_hz
        self._pieces.append(
            _Piece(first_sample=self._fed, start_ns=self._end_ns, sample_ns=sample_ns, ahead=None)
        )
        self._end_ns = now_ns
        tuned = self._feed(np.zeros(count, dtype=np.float32))
        return (
            tuned
            if not self._asleep
            else Tuned(groups=tuned.groups, blocks=tuned.blocks, settled_ns=self._known_ns(now_ns))
        )

    def _known_ns(self, now_ns: int) -> int:
        """Return until when nothing is missing: everything, while there is no signal."""
        if self._asleep:
            self._settled_ns = max(self._settled_ns, now_ns - _PATIENCE_NS)
        return self._settled_ns

    def _begin(self, block: Block) -> None:
        self._receiver, self._fed = Receiver(self.rate_hz), 0
        self._session = block.session
        self._pieces.clear()
        self._asleep = False

    def _received(self, samples: npt.NDArray[np.float32], block: Block) -> npt.NDArray[np.float32]:
        """Return what the antenna gets: nothing while the carrier is off."""
        start, carrier = 0, self._carrier.at(block.start_ns)
        for change_ns in self._carrier.changes_within(block.start_ns, block.end_ns):
            stop = min(len(samples), round((change_ns - block.start_ns) / block.frame_ns))
            samples[start:stop] *= carrier
            start, carrier = stop, self._carrier.at(change_ns)
        samples[start:] *= carrier
        return samples

    def _feed(self, samples: npt.NDArray[np.float32]) -> Tuned:
        reception = self._receiver.feed(samples)
        self._fed += len(samples)
        self._settled_ns = max(self._settled_ns, self._time_of(reception.settled_sample))
        groups = tuple(
            (received.group, self._time_of(received.end_sample)) for received in reception.groups
        )
        return Tuned(groups=groups, blocks=self._blocks(reception), settled_ns=self._settled_ns)

    def _piece_at(self, sample: float) -> _Piece:
        pieces = (piece for piece in reversed(self._pieces) if piece.first_sample <= sample)
        return next(pieces, self._pieces[0])

    def _time_of(self, sample: float) -> int:
        piece = self._piece_at(sample)
        return piece.start_ns + round((sample - piece.first_sample) * piece.sample_ns)

    def _blocks(self, reception: Reception) -> tuple[Block, ...]:
        """Return the sound that came out, cut where the line's count goes on elsewhere."""
        begin = reception.first_frame
        end = begin + len(reception.audio)
        cuts = [begin, *(frame for frame in self._joints() if begin < frame < end), end]
        return tuple(
            self._block(reception.audio[start - begin : stop - begin], start)
            for start, stop in pairwise(cuts)
            if stop > start
        )

    def _joints(self) -> Iterator[int]:
        """Yield the frames at which a gap in the signal begins or ends, but for what rings."""
        for before, after in pairwise(self._pieces):
            if after.ahead != before.ahead:
                ring = _RING_FRAMES * ((after.ahead is None) - (before.ahead is None))
                yield ceil(after.first_sample / self._per_frame) + ring

    def _line_ahead(self, frame: int) -> int | None:
        """Return how far the line's count is ahead at a frame, None in a gap."""
        near = (self._piece_at((frame + ring) * self._per_frame).ahead for ring in _NEAR)
        return next((ahead for ahead in near if ahead is not None), None)

    def _block(self, audio: npt.NDArray[np.float32], frame: int) -> Block:
        sample = frame * self._per_frame
        ahead = self._line_ahead(frame)
        return Block(
            session="" if ahead is None else self._session,
            first_frame=round((sample + (ahead or 0)) / self._per_frame),
            start_ns=self._time_of(sample),
            frame_ns=self._pieces[-1].sample_ns * self._per_frame,
            pcm=np.rint(np.clip(audio, -1, 1) * _FULL_SCALE).astype("<i2").tobytes(),
        )
