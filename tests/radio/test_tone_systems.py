"""What is sent for a code, and what is meant by what was heard."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.tone_systems import ALPHABETS, ToneSystem, code_of, is_code, symbols_of

FIVE_TONE = [system for system in ToneSystem if system is not ToneSystem.DTMF]


@st.composite
def codes(draw: st.DrawFn) -> tuple[ToneSystem, str]:
    system = draw(st.sampled_from(ToneSystem))
    digits = sorted(ALPHABETS[system].digits)
    return system, draw(st.text(st.sampled_from(digits), min_size=1, max_size=16))


@given(codes())
def test_what_is_sent_means_the_code(given_code: tuple[ToneSystem, str]) -> None:
    system, code = given_code
    assert code_of(system, symbols_of(system, code)) == code


@given(codes())
def test_neighbouring_tones_of_one_run_always_differ(given_code: tuple[ToneSystem, str]) -> None:
    system, code = given_code
    if system is not ToneSystem.DTMF:
        assert all(a != b for a, b in pairwise(symbols_of(system, code)))


@pytest.mark.parametrize(
    ("code", "sent"), [("12345", "12345"), ("11", "1E"), ("111", "1E1"), ("11112", "1E1E2")]
)
def test_repeats(code: str, sent: str) -> None:
    assert [symbols_of(system, code) for system in FIVE_TONE] == [sent] * 5
    assert symbols_of(ToneSystem.DTMF, code) == code


@given(st.text(st.sampled_from("0123456789E"), max_size=8))
def test_anything_that_is_heard_means_only_digits(symbols: str) -> None:
    for system in FIVE_TONE:
        assert set(code_of(system, symbols)) <= ALPHABETS[system].digits


@pytest.mark.parametrize("text", ["", "1E", "12a", "1" * 17, "12 3", "12#"])
def test_no_code_of_a_five_tone_system(text: str) -> None:
    assert not any(is_code(system, text) for system in FIVE_TONE)
    with pytest.raises(ValueError, match="no code"):
        symbols_of(ToneSystem.CCIR, text)


def test_all_keys_of_dtmf() -> None:
    assert ALPHABETS[ToneSystem.DTMF].digits == set("0123456789ABCD*#")
    assert is_code(ToneSystem.DTMF, "12#")
    assert ALPHABETS[ToneSystem.DTMF].tones_hz["#"] == (941.0, 1477.0)
    assert ALPHABETS[ToneSystem.DTMF].tones_hz["7"] == (852.0, 1209.0)


def test_the_tables_of_the_five_tone_systems() -> None:
    zvei1, zvei2 = ALPHABETS[ToneSystem.ZVEI1], ALPHABETS[ToneSystem.ZVEI2]
    assert {s for s in zvei1.tones_hz if zvei1.tones_hz[s] != zvei2.tones_hz[s]} == {"E"}
    assert (zvei1.tones_hz["E"], zvei2.tones_hz["E"]) == ((2600.0,), (970.0,))
    ccir, eea = ALPHABETS[ToneSystem.CCIR], ALPHABETS[ToneSystem.EEA]
    assert ccir.tones_hz == eea.tones_hz
    assert (ccir.tone_s, eea.tone_s, zvei1.tone_s) == (0.1, 0.04, 0.07)
    assert ALPHABETS[ToneSystem.EIA].tones_hz["E"] == (459.0,)
