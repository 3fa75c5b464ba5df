"""Multiplex power against the worked values of ITU-R BS.412-9."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.multiplex import Multiplexer, MultiplexSettings
from loudspeaker.radio.multiplex_power import (
    REFERENCE_POWER,
    PowerLimiter,
    PowerMeter,
    power_dbr,
)
from tests.radio.composite import in_turn


@pytest.mark.parametrize(("khz", "dbr"), [(6.75, -8.99), (19.0, 0.0), (75.0, 11.93)])
def test_the_worked_values(khz: float, dbr: float) -> None:
    meter = PowerMeter()
    for _ in range(3_050):
        meter.add((khz / 75) ** 2 / 2, 0.02)
    assert meter.dbr == pytest.approx(dbr, abs=0.01)


def test_a_minute_of_silence_forgets_everything() -> None:
    meter = PowerMeter()
    meter.add(0.5, 60)
    assert meter.dbr == pytest.approx(11.93, abs=0.01)
    meter.add(0.0, 30)
    assert meter.dbr == pytest.approx(11.93 - 3.01, abs=0.01)
    meter.add(0.0, 31)
    assert meter.dbr == -200.0
    assert power_dbr(0.0) == -200.0


def test_the_multiplex_measures_what_it_sends() -> None:
    multiplexer = Multiplexer(MultiplexSettings(), in_turn())
    random = np.random.default_rng(1)
    sent = [
        multiplexer.feed(random.uniform(-0.3, 0.3, 48_000).astype(np.float32)) for _ in range(61)
    ]
    measured = 10 * np.log10(np.mean(np.concatenate(sent[1:]) ** 2) / REFERENCE_POWER)
    assert multiplexer.meter.dbr == pytest.approx(measured, abs=0.1)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.001, 3)), max_size=60), st.floats(-3, 6))
def test_no_minute_is_above_the_limit(parts: list[tuple[float, float]], limit_dbr: float) -> None:
    fixed = 0.004
    meter, limiter = PowerMeter(), PowerLimiter(limit_dbr=limit_dbr, fixed_power=fixed)
    for power, seconds in [*parts, (1.0, 1.0), (0.5, 0.02)] * 3:
        gain = limiter.gain(power, seconds)
        assert 0 <= gain <= 1
        meter.add(power * gain**2 + fixed, seconds)
        assert meter.dbr <= limit_dbr + 0.01


def test_what_is_below_the_limit_is_left_alone() -> None:
    meter, limiter = PowerMeter(), PowerLimiter(limit_dbr=0, fixed_power=0.0041)
    for _ in range(6_000):
        gain = limiter.gain(0.02, 0.02)
        assert gain == 1.0
        meter.add(0.02 + 0.0041, 0.02)


def test_loud_sound_is_held_at_the_limit_and_not_far_below() -> None:
    multiplexer = Multiplexer(MultiplexSettings(power_limit_dbr=0.0), in_turn())
    random, highest = np.random.default_rng(2), -200.0
    for _ in range(300):
        multiplexer.feed(random.uniform(-1, 1, 48_000).astype(np.float32))
        highest = max(highest, multiplexer.meter.dbr)
    assert highest <= 0.0
    assert multiplexer.meter.dbr > -0.5


def test_a_limit_that_pilot_and_rds_pass_is_refused() -> None:
    with pytest.raises(ValueError, match="pilot"):
        Multiplexer(MultiplexSettings(power_limit_dbr=-20), in_turn())
