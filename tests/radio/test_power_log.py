"""Multiplex power over time."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.power_log import PowerLog, Samples

RATE_HZ = 1_900  # a tone of 19 Hz fits any second


def tone(khz: float, seconds: float, rate_hz: int = RATE_HZ) -> Samples:
    times = np.arange(round(seconds * rate_hz)) / rate_hz
    return (khz / 75 * np.sin(2 * np.pi * 19 * times)).astype(np.float32)


def log_of(*parts: Samples, rate_hz: int = RATE_HZ) -> PowerLog:
    log = PowerLog(rate_hz)
    for part in parts:
        log.feed(part)
    log.finish()
    return log


@pytest.mark.parametrize(("khz", "dbr"), [(6.75, -8.99), (19.0, 0.0), (75.0, 11.93)])
def test_the_worked_values_of_the_standard(khz: float, dbr: float) -> None:
    log = log_of(tone(khz, 61))

    assert len(log.seconds) == 61
    assert {round(second.power_dbr, 2) for second in log.seconds} == {dbr}
    assert log.mean_dbr == pytest.approx(dbr, abs=0.01)
    assert log.highest_minute_dbr == pytest.approx(dbr, abs=0.01)
    assert log.peak_khz == pytest.approx(khz, rel=1e-4)


def test_the_minute_slides() -> None:
    log = log_of(tone(75, 30), tone(0, 60), tone(19, 60))
    minutes = [second.minute_dbr for second in log.seconds]

    assert minutes[:59] == [None] * 59
    assert minutes[59] == pytest.approx(11.93 - 3.01, abs=0.01)
    assert minutes[89] == -200
    assert minutes[119] == pytest.approx(-3.01, abs=0.01)
    assert minutes[149] == pytest.approx(0.0, abs=0.01)
    assert log.highest_minute_dbr == minutes[59]


def test_a_short_signal_has_no_minute() -> None:
    log = log_of(tone(19, 2.5))

    assert [second.minute_dbr for second in log.seconds] == [None] * 3
    assert log.highest_minute_dbr is None
    assert log.mean_dbr == pytest.approx(0.0, abs=0.05)


def test_nothing_at_all() -> None:
    log = log_of()

    assert (log.mean_dbr, log.peak_khz, log.seconds) == (-200, 0.0, [])


def test_a_single_peak_is_found() -> None:
    signal = tone(10, 3)
    signal[4000] = -0.96

    assert [round(second.peak_khz) for second in log_of(signal).seconds] == [10, 10, 72]


@given(st.lists(st.integers(0, 5000), max_size=12))
def test_any_cutting_gives_the_same(lengths: list[int]) -> None:
    signal = tone(40, sum(lengths) / RATE_HZ + 1)[: sum(lengths)]
    edges = np.cumsum([0, *lengths]).tolist()
    parts = [signal[low:high] for low, high in itertools.pairwise(edges)]

    assert log_of(*parts).seconds == log_of(signal).seconds
