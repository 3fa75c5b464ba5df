"""The pilot by itself and beside what may be mistaken for it."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from loudspeaker.radio.composite import FRAME_MS, Frames
from loudspeaker.radio.composite_rates import RATES_HZ
from loudspeaker.radio.pilot import Pilot, PilotRecovery
from tests.radio.reference_modulator import RATE_HZ as MODULATOR_HZ
from tests.radio.reference_modulator import Signal, music, programme_signal

RATE_HZ = 192_000


def pilot_signal(
    seconds: float, *, hz: float = 19_000.0, level: float = 0.09, phase: float = 0.0,
    rate_hz: int = RATE_HZ,
) -> Signal:  # fmt: skip
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    return level * np.sin(2 * np.pi * hz * at + phase)


def recover(signal: Signal, rate_hz: int = RATE_HZ) -> list[Pilot]:
    recovery = PilotRecovery(rate_hz)
    frames = Frames(rate_hz, before=recovery.before, after=recovery.after)
    windows = frames.feed(signal.astype(np.float32))
    return [recovery.push(window, recovery.before) for window in windows]


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("hz", [18_994.2, 18_998.0, 19_000.0, 19_005.8])
def test_phase_frequency_and_level(rate_hz: int, hz: float) -> None:
    told = recover(pilot_signal(1.0, hz=hz, phase=0.7, rate_hz=rate_hz), rate_hz)
    number = len(told) - 1
    wanted = 0.7 + 2 * math.pi * (hz - 19_000) * number * FRAME_MS / 1000
    assert told[-1].present
    assert told[-1].level == pytest.approx(0.09, rel=0.01)
    assert told[-1].off_hz == pytest.approx(hz - 19_000, abs=0.02)
    assert abs(math.remainder(told[-1].phase - wanted, 2 * math.pi)) < 0.01


def test_the_phase_has_no_jumps() -> None:
    told = recover(pilot_signal(1.0, hz=19_004.0))
    for before, after in pairwise(told[1:]):
        assert math.remainder(before.phase + before.turn - after.phase, 2 * math.pi) == (
            pytest.approx(0, abs=1e-9)
        )


@pytest.mark.parametrize(("level", "present"), [(0.02, False), (0.03, False), (0.05, True)])
def test_how_much_of_it_is_a_pilot(level: float, present: bool) -> None:
    assert recover(pilot_signal(1.0, level=level))[-1].present is present


def test_it_is_held_a_little_longer_than_it_would_be_taken() -> None:
    told = recover(np.concatenate([pilot_signal(1.0), pilot_signal(1.0, level=0.03)]))
    assert told[-1].present


def test_it_goes_within_a_quarter_of_a_second() -> None:
    told = recover(np.concatenate([pilot_signal(1.0), np.zeros(RATE_HZ)]))
    assert not told[math.ceil(1250 / FRAME_MS)].present


def test_loud_mono_is_no_pilot() -> None:
    sides = music(MODULATOR_HZ, seed=1)
    signal = programme_signal(sides.left, sides.left, pilot=0.0)
    assert not any(pilot.present for pilot in recover(signal, MODULATOR_HZ))


def test_loud_stereo_does_not_move_it() -> None:
    sides = music(MODULATOR_HZ, seed=2)
    told = recover(programme_signal(sides.left, sides.right), MODULATOR_HZ)
    away = [abs(math.remainder(pilot.phase, 2 * math.pi)) for pilot in told]
    assert max(away[1:]) < 0.02  # the sound begins with a bang
    assert max(away[20:]) < 0.002


def test_noise_alone_is_none() -> None:
    noise = 0.2 * np.random.default_rng(1).standard_normal(3 * RATE_HZ)
    assert not any(pilot.present for pilot in recover(noise))
