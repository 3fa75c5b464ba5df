"""A point from the air to its loudspeaker: composite signal and carrier go in, gated sound out.

Time is counted in composite samples, so that every change of the gate lies at the very sample at
which the group ended that caused it, however late that group became known.  For this the sound is
held back by one frame (32 ms) more than it needs to be made.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loudspeaker.radio.audio_demodulator import AUDIO_RATE_HZ, Audio
from loudspeaker.radio.command_receiver import CommandReceiver, Identity, Memory, Outcome
from loudspeaker.radio.gate import GateChange
from loudspeaker.radio.rds import Group
from loudspeaker.radio.receiver import Receiver, Reception, Sound

_SECOND_NS = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """What the point decided, in order, and what comes out of its loudspeaker.

    ``audio`` is as long as the sound received, zero wherever the gate is not open, at full volume
    (the amplifier's business); it begins with the frame of number ``first_frame``.  When there is
    an ``Accepted`` among the outcomes, store the memory before you play.
    """

    outcomes: tuple[Outcome, ...]
    audio: Audio
    first_frame: int


class PointReceiver:
    """One point with a tuner of its own; composite sample 0 is at ``start_ns``."""

    def __init__(
        self, identity: Identity, memory: Memory, *, rate_hz: int, start_ns: int = 0
    ) -> None:
        self._tuner = Receiver(rate_hz, sound=Sound.MONO)
        self._listener = PointListener(identity, memory, rate_hz=rate_hz, start_ns=start_ns)

    @property
    def memory(self) -> Memory:
        """What to keep over a power cut."""
        return self._listener.memory

    def feed(self, samples: npt.ArrayLike, *, carrier: bool) -> Heard:
        """Take a block, and whether there was a carrier (anybody's) while it was received."""
        return self._listener.hear(self._tuner.feed(samples), carrier=carrier)


class PointListener:
    """What makes a point of a reception; many may listen to one ``Receiver``."""

    def __init__(
        self, identity: Identity, memory: Memory, *, rate_hz: int, start_ns: int = 0
    ) -> None:
        self._commands = CommandReceiver(identity, memory)
        self._gated = GatedSound()
        self._rate_hz, self._start_ns = rate_hz, start_ns
        self._carrier = False
        self._settled = 0
        # what is still to be settled, with the sample at which it happened
        self._carriers: dict[int, bool] = {}
        self._groups: list[tuple[int, Group]] = []

    @property
    def memory(self) -> Memory:
        """What to keep over a power cut."""
        return self._commands.memory

    def hear(self, reception: Reception, *, carrier: bool) -> Heard:
        """Take what a block gave, none left out, and whether there was a carrier during it."""
        if carrier != self._carrier:
            self._carrier = self._carriers[reception.start_sample] = carrier
        self._groups += [
            # one found late counts from where the sound has got to
            (max(received.end_sample, self._settled), received.group)
            for received in reception.groups
        ]
        outcomes = self._settle(reception.settled_sample)
        for outcome in outcomes:
            if isinstance(outcome, GateChange):
                self._gated.change(self._frame_at(outcome.mono_ns), is_open=outcome.open)
        first_frame, audio = self._gated.play(reception, self._frame_of(self._settled))
        return Heard(outcomes=tuple(outcomes), audio=audio, first_frame=first_frame)

    def _settle(self, sample: int) -> list[Outcome]:
        """Let everything happen up to a sample, in the order of time."""
        events: list[tuple[int, Group | bool]] = [*self._carriers.items(), *self._groups]
        outcomes: list[Outcome] = []
        for at, event in sorted(events, key=lambda dated: dated[0]):
            if at > sample:
                break
            if isinstance(event, Group):
                outcomes += self._commands.hear(event, self._ns(at))
            else:
                outcomes += self._commands.carrier(self._ns(at), present=event)
        self._carriers = {at: there for at, there in self._carriers.items() if at > sample}
        self._groups = [(at, group) for at, group in self._groups if at > sample]
        self._settled = sample
        return [*outcomes, *self._commands.advance(self._ns(sample))]

    def _ns(self, sample: int) -> int:
        return self._start_ns + sample * _SECOND_NS // self._rate_hz

    def _frame_of(self, sample: int) -> int:
        return sample * AUDIO_RATE_HZ // self._rate_hz

    def _frame_at(self, mono_ns: int) -> int:
        """Return the first frame that is not before this time."""
        return -(-(mono_ns - self._start_ns) * AUDIO_RATE_HZ // _SECOND_NS)


class GatedSound:
    """Sound and the changes of a gate, brought together by frame numbers; shut at first."""

    def __init__(self) -> None:
        self._held: Audio | None = None
        self._first_frame = 0  # of what is held
        self._changes: list[tuple[int, bool]] = []
        self._open = False

    def change(self, frame: int, *, is_open: bool) -> None:
        """Open or shut from a frame on; changes come in order."""
        self._changes.append((frame, is_open))

    def play(self, reception: Reception, until_frame: int) -> tuple[int, Audio]:
        """Take sound; return the number of the first frame given and all before ``until_frame``."""
        held = reception.audio
        if self._held is None:
            self._first_frame = reception.first_frame
        else:
            held = np.concatenate([self._held, held])
        first = self._first_frame
        count = min(max(until_frame - first, 0), len(held))
        given, self._held = held[:count].copy(), held[count:].copy()
        self._first_frame += count
        self._shut(given, first)
        return first, given

    def _shut(self, audio: Audio, first: int) -> None:
        """Silence what lies before, between and behind the times of the gate being open."""
        done = 0
        while self._changes and self._changes[0][0] < first + len(audio):
            frame, is_open = self._changes.pop(0)
            upto = max(frame - first, done)
            if not self._open:
                audio[done:upto] = 0.0
            done, self._open = upto, is_open
        if not self._open:
            audio[done:] = 0.0
