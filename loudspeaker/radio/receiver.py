"""The reference receiver: RDS groups and sound out of an FM composite signal.

Composite: rows of floats, ± 1 = ± 75 kHz of deviation, at one of ``RATES_HZ``, in blocks of any
size; results do not depend on how it is cut.  Anything that is no sensible number is taken for
silence or held at ± 4.  The RDS needs no pilot, and its carrier may have any phase and either
polarity; sampling clocks may be off by 200 ppm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from loudspeaker.radio.audio_demodulator import (
    AUDIO_FRAME,
    AUDIO_RATE_HZ,
    Audio,
    MonoDemodulator,
    StereoDemodulator,
)
from loudspeaker.radio.composite import FRAME_MS, Frames, sane
from loudspeaker.radio.composite_rates import RATES_HZ, check_rate
from loudspeaker.radio.rds import BIT_RATE_HZ, Group
from loudspeaker.radio.rds_demodulator import FRAMES_AWAITED, RdsDemodulator
from loudspeaker.radio.rds_sync import BlockSync, Received

__all__ = [
    "AUDIO_RATE_HZ",
    "RATES_HZ",
    "Received",
    "Receiver",
    "Reception",
    "Sound",
    "decode",
    "receive",
]


class Sound(StrEnum):
    """What the receiver makes of the programme."""

    NONE = "none"
    MONO = "mono"
    STEREO = "stereo"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reception:
    """What has come out of a block, whose first composite sample had the number ``start_sample``.

    ``audio`` is float32 at 48 kHz, one row or (stereo) rows of left and right; it goes on where the
    last ended, with the frame of number ``first_frame``.  Groups that ended before
    ``settled_sample`` have all been given, but for those in front of a new synchronisation.
    """

    groups: tuple[Received, ...]
    audio: Audio
    start_sample: int
    first_frame: int
    settled_sample: int


class Receiver:
    """One receiver from its first composite sample (number 0) on; ValueError for other rates.

    ``correct_bursts`` mends RDS blocks with one burst of up to five wrong bits.
    """

    def __init__(
        self, rate_hz: int, *, sound: Sound = Sound.MONO, correct_bursts: bool = False
    ) -> None:
        check_rate(rate_hz)
        self._rds = RdsDemodulator(rate_hz)
        self._sync = BlockSync(correct_bursts=correct_bursts)
        self._audio = _demodulator(rate_hz, sound)
        self._before = max(self._rds.before, self._audio.before if self._audio else 0)
        self._after = max(self._rds.after, self._audio.after if self._audio else 0)
        self._frames = Frames(rate_hz, before=self._before, after=self._after)
        self._frame = rate_hz * FRAME_MS // 1000
        self._frames_done = self._fed = 0

    @property
    def delay_samples(self) -> int:
        """How many samples after its end, at most, a group is given once groups are in step.

        Sound comes out earlier.
        """
        return (1 + FRAMES_AWAITED) * self._frame + self._after

    @property
    def synchronised(self) -> bool:
        """Whether groups are in step."""
        return self._sync.synchronised

    def feed(self, samples: npt.ArrayLike) -> Reception:
        """Take a block, also an empty one; ValueError when it is not one row of numbers."""
        block = sane(samples)
        start_sample, first_frame = self._fed, self._frames_done * AUDIO_FRAME
        groups: list[Received] = []
        audio: list[Audio] = []
        for window in self._frames.feed(block):
            groups += self._sync.push(*self._rds.push(window, self._before))
            if self._audio is not None:
                audio.append(self._audio.push(window, self._before))
            self._frames_done += 1
        self._fed += len(block)
        return Reception(
            groups=tuple(groups),
            audio=self._joined(audio),
            start_sample=start_sample,
            first_frame=first_frame,
            settled_sample=max(0, (self._frames_done - FRAMES_AWAITED) * self._frame),
        )

    def _joined(self, audio: list[Audio]) -> Audio:
        shape = self._audio.shape if self._audio is not None else ()
        return np.concatenate(audio) if audio else np.zeros((0, *shape), dtype=np.float32)


def _demodulator(rate_hz: int, sound: Sound) -> MonoDemodulator | StereoDemodulator | None:
    match sound:
        case Sound.MONO:
            return MonoDemodulator(rate_hz)
        case Sound.STEREO:
            return StereoDemodulator(rate_hz)
        case Sound.NONE:
            return None


def receive(blocks: Iterable[npt.ArrayLike], rate_hz: int) -> Iterator[Received]:
    """Yield the groups of a composite signal of any length, and when each ended; as ``Receiver``.

    Blocks are taken as they are needed.
    """
    receiver, fed = Receiver(rate_hz, sound=Sound.NONE), 0
    for block in blocks:
        reception = receiver.feed(block)
        fed = reception.start_sample + np.size(block)
        yield from reception.groups
    rest = np.zeros(receiver.delay_samples, dtype=np.float32)
    last_end = fed + rate_hz / BIT_RATE_HZ / 2
    # but nothing of the silence that was put behind the signal
    yield from (late for late in receiver.feed(rest).groups if late.end_sample <= last_end)


def decode(samples: npt.ArrayLike, rate: int) -> Iterator[Group]:
    """Yield the RDS groups of a composite signal (± 1 = ± 75 kHz), wrong blocks marked.

    ``rate`` is one of ``RATES_HZ``; else ValueError.
    """
    check_rate(rate)
    signal = sane(samples)
    seconds = (signal[at : at + int(rate)] for at in range(0, len(signal), int(rate)))
    return (received.group for received in receive(seconds, int(rate)))
