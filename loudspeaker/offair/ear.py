"""From what a receiver gives to sound at 48 kHz, and to RDS where it gives the whole composite."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ, Samples
from loudspeaker.radio.rds import Group
from loudspeaker.radio.receiver import Receiver

_FULL_SCALE = 32_768.0
_FRAME_BYTES = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """Sound, and the groups that came with it."""

    samples: Samples
    groups: tuple[Group, ...] = ()


class Ear:
    """Takes signed 16-bit little-endian mono at 48 kHz, or composite at a higher rate."""

    def __init__(self, rate_hz: int) -> None:
        self._receiver = None if rate_hz == PROGRAMME_RATE_HZ else Receiver(rate_hz)
        self._rest = b""

    def hear(self, data: bytes) -> Heard:
        """Take bytes, however they are cut."""
        data = self._rest + data
        whole = len(data) // _FRAME_BYTES * _FRAME_BYTES
        self._rest = data[whole:]
        samples = np.frombuffer(data[:whole], dtype="<i2").astype(np.float32) / _FULL_SCALE
        if self._receiver is None:
            return Heard(samples=samples.astype(np.float32))
        reception = self._receiver.feed(samples)
        groups = tuple(received.group for received in reception.groups)
        return Heard(samples=reception.audio.astype(np.float32), groups=groups)
