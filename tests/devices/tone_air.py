"""Tone commands over a sound output in memory, and the codes that were heard of them."""

from __future__ import annotations

import numpy as np

from loudspeaker.devices.simulated import MemorySound, StandingClock
from loudspeaker.devices.sound.base import BLOCK_FRAMES, BYTES_PER_FRAME, RATE_HZ, SILENT, Label
from loudspeaker.devices.tones.points import TonePoints
from loudspeaker.devices.tones.queue import ToneQueue
from loudspeaker.devices.tones.sound import ToneSound
from loudspeaker.radio.tone_codes import ToneCode, ToneCodes, pause_s
from loudspeaker.radio.tone_decoder import ToneDecoder
from loudspeaker.radio.tone_systems import ToneSystem
from tests.devices.moments import NOON

SILENCE = bytes(BLOCK_FRAMES * BYTES_PER_FRAME)
LOW = RATE_HZ * 60 // 1000
CODES = ToneCodes(
    system=ToneSystem.DTMF,
    codes=(
        ToneCode(points=frozenset(range(1, 12)), open="12#", close="34#"),
        ToneCode(points=frozenset({1}), open="501", close="601"),
        ToneCode(points=frozenset({4}), open="504", close="604"),
    ),
    points=frozenset(range(1, 12)),
)


class ToneAir:
    """The sound runs as long as time passes."""

    def __init__(self, codes: ToneCodes = CODES) -> None:
        self.clock = StandingClock(NOON)
        self.output = MemorySound(self.clock)
        queue = ToneQueue(self.clock, pause_s=pause_s(codes.system))
        self.points = TonePoints(queue, codes, level_dbfs=-6)
        self.sound = ToneSound(self.output, queue, self.clock)
        self.begin_ns = self.clock.mono_ns()
        self._system = codes.system

    def silence(self, seconds: float) -> None:
        """Play silence for so long."""
        end_ns = self.clock.mono_ns() + round(seconds * 1e9)
        while self.clock.mono_ns() < end_ns:
            self.sound.write(SILENCE, SILENT, ahead_frames=LOW)

    def speak(self, seconds: float, level: int = 3000) -> None:
        """Play something that is part of a programme."""
        block = np.full(BLOCK_FRAMES, level, dtype="<i2").tobytes()
        for _ in range(round(seconds * RATE_HZ / BLOCK_FRAMES)):
            self.sound.write(block, Label(occurrence="a-1"), ahead_frames=LOW)

    @property
    def written_ns(self) -> int:
        """Return when a sample written now is heard."""
        return self.clock.mono_ns() + self.sound.queued_frames() * 1_000_000_000 // RATE_HZ

    @property
    def heard(self) -> list[tuple[str, int]]:
        """Return each code that was heard, and when it had ended."""
        samples = np.frombuffer(bytes(self.output.heard), dtype="<i2").astype(np.float32) / 32768
        quiet = np.append(samples, np.zeros(RATE_HZ)).astype(np.float32)
        return [
            (code.code, self.begin_ns + code.end_sample * 1_000_000_000 // RATE_HZ)
            for code in ToneDecoder(self._system).feed(quiet)
        ]

    @property
    def codes(self) -> list[str]:
        """Return each code that was heard."""
        return [code for code, _ in self.heard]
