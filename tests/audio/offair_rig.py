"""A programme and a receiver in time: what each had to say by when, and the verdicts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from loudspeaker.audio.offair import OffAir, Stretch, Verdict
from loudspeaker.audio.pcm import Samples
from tests.audio.babble import RATE_HZ, hiss

STEP_S = 0.1
BEFORE_S = 10.0


@dataclass(frozen=True, kw_only=True)
class Programme:
    """Sound that is sent from a time on; the carrier is up two seconds longer at both ends."""

    sound: Samples
    start_s: float = BEFORE_S

    @property
    def end_s(self) -> float:
        return self.start_s + len(self.sound) / RATE_HZ


def received(
    programme: Programme, heard: Samples, *, lag_s: float = 0.0, idle: Samples | None = None
) -> Samples:
    """Return all that a receiver gives: ``heard`` where the programme would be, else ``idle``."""
    total = round((programme.end_s + BEFORE_S) * RATE_HZ)
    around = hiss(total / RATE_HZ, rms=0.03) if idle is None else np.resize(idle, total)
    at = round((programme.start_s + lag_s) * RATE_HZ)
    return np.concatenate((around[:at], heard, around[at + len(heard) :])).astype(np.float32)


def watch(
    programme: Programme | None, sound: Samples, offair: OffAir | None = None
) -> list[Stretch]:
    """Let time run in steps; return every verdict."""
    offair = offair or OffAir()
    offair.listen(0.0)
    found: list[Stretch] = []
    total_s = len(sound) / RATE_HZ
    for number in range(round((total_s + 10) / STEP_S)):
        start_s, stop_s = number * STEP_S, (number + 1) * STEP_S
        if programme is not None:
            _send(offair, programme, start_s, stop_s)
        offair.aired.known_until(stop_s)
        offair.heard(sound[round(start_s * RATE_HZ) : round(stop_s * RATE_HZ)])
        found += offair.stretches()
    return found


def _send(offair: OffAir, programme: Programme, start_s: float, stop_s: float) -> None:
    if programme.start_s - 2 <= start_s <= programme.end_s + 2:
        offair.aired.carrier(start_s, stop_s)
    begin, end = (round((at - programme.start_s) * RATE_HZ) for at in (start_s, stop_s))
    begin, end = max(0, begin), min(len(programme.sound), end)
    if begin < end:
        offair.aired.sent(programme.start_s + begin / RATE_HZ, programme.sound[begin:end])


def within(found: list[Stretch], start_s: float, stop_s: float) -> Counter[Verdict]:
    """Count the verdicts about stretches that lie wholly between two times."""
    return Counter(s.verdict for s in found if start_s <= s.start_s <= stop_s - 2)
