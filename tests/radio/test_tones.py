"""The tones themselves: lengths, levels, frequencies, and nothing beside them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.radio.tone_systems import ALPHABETS, ToneSystem, sequence_s, symbols_of
from loudspeaker.radio.tones import TONE_RATE_HZ, keyed, tone_sequence

FIVE_TONE = [system for system in ToneSystem if system is not ToneSystem.DTMF]


@pytest.mark.parametrize("system", FIVE_TONE)
@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 48_000])
def test_exactly_as_long_as_its_tones(system: ToneSystem, rate_hz: int) -> None:
    sound = tone_sequence(system, "1234567", level_dbfs=-6, rate_hz=rate_hz)
    assert len(sound) == round(7 * ALPHABETS[system].tone_s * rate_hz)
    assert sequence_s(system, "1234567") == pytest.approx(7 * ALPHABETS[system].tone_s)


def test_dtmf_has_pauses_between_its_digits_only() -> None:
    sound = tone_sequence(ToneSystem.DTMF, "12#", level_dbfs=0)
    assert len(sound) == round((3 * 0.06 + 2 * 0.05) * TONE_RATE_HZ)
    assert not sound[round(0.06 * TONE_RATE_HZ) : round(0.11 * TONE_RATE_HZ)].any()
    assert sequence_s(ToneSystem.DTMF, "12#") == pytest.approx(0.28)


@given(st.sampled_from(ToneSystem), st.floats(-40, 0))
@settings(max_examples=20, deadline=None)
def test_the_peak_is_where_it_is_asked_for(system: ToneSystem, level_dbfs: float) -> None:
    sound = tone_sequence(system, "15907", level_dbfs=level_dbfs)
    peak_dbfs = 20 * np.log10(np.abs(sound).max())
    assert level_dbfs - 0.3 < peak_dbfs < level_dbfs + 0.001


@pytest.mark.parametrize("system", FIVE_TONE)
def test_each_tone_has_its_frequency_to_a_hertz(system: ToneSystem) -> None:
    alphabet, symbols = ALPHABETS[system], symbols_of(system, "0123456789" + "9")
    sound = tone_sequence(system, "0123456789" + "9", level_dbfs=0)
    edges = np.rint(np.arange(12) * alphabet.tone_s * TONE_RATE_HZ).astype(int)
    for symbol, start, stop in zip(symbols, edges, edges[1:], strict=False):
        (wanted,) = alphabet.tones_hz[symbol]
        inside = sound[start + 200 : stop - 200]
        spectrum = np.abs(np.fft.rfft(inside * np.hanning(len(inside)), 1 << 18))
        assert np.argmax(spectrum) * TONE_RATE_HZ / (1 << 18) == pytest.approx(wanted, abs=1)


def test_no_jump_where_one_tone_follows_on_another() -> None:
    wave = keyed([0.07] * 4, [2400, 1060, 2600, 970], TONE_RATE_HZ)
    fastest = 2 * np.sin(np.pi * 2600 / TONE_RATE_HZ)
    assert np.abs(np.diff(wave, prepend=0.0, append=0.0)).max() <= fastest * 1.001


def test_nothing_far_beside_the_tones() -> None:
    """Hard edges would leave 40 dB more above 5 kHz."""
    sound = tone_sequence(ToneSystem.CCIR, "12345", level_dbfs=0)
    padded = np.concatenate((np.zeros(4800), sound, np.zeros(4800)))
    power = np.square(np.abs(np.fft.rfft(padded)))
    above = np.fft.rfftfreq(len(padded), 1 / TONE_RATE_HZ) > 5000
    assert 10 * np.log10(power[above].sum() / power.sum()) < -75


def test_what_is_no_code() -> None:
    with pytest.raises(ValueError, match="no code of eia"):
        tone_sequence(ToneSystem.EIA, "12#", level_dbfs=-6)
