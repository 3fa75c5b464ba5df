"""SAME headers and their FSK, read back by a demodulator that knows nothing of ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.radio.same import END_OF_MESSAGE, SameHeader, same_burst, same_bursts

ISSUED = datetime(2026, 11, 28, 21, 30, tzinfo=timezone(timedelta(hours=7)))


def header(**changed: object) -> SameHeader:
    fields: dict[str, object] = {
        "originator": "CIV",
        "event": "RWT",
        "places": ("036001",),
        "valid_min": 90,
        "issued": ISSUED,
        "sender": "LOA/XA01",
    }
    return SameHeader(**{**fields, **changed})  # type: ignore[arg-type]


def read_back(sound: npt.NDArray[np.float32], rate_hz: int) -> bytes:
    """Correlate each bit's time with both tones."""
    bit = rate_hz / 520.83
    bits = []
    for number in range(round(len(sound) / bit)):
        part = sound[round(number * bit) : round((number + 1) * bit)]
        at = np.arange(len(part)) / rate_hz
        one, zero = (abs(part @ np.exp(-2j * np.pi * hz * at)) for hz in (6250 / 3, 1562.5))
        bits.append(one > zero)
    return np.packbits(bits, bitorder="little").tobytes()


def test_the_header_of_the_rule() -> None:
    assert header().text == "ZCZC-CIV-RWT-036001+0130-3321430-LOA/XA01-"
    places = header(places=("036001", "000000"), valid_min=15).text
    assert places == "ZCZC-CIV-RWT-036001-000000+0015-3321430-LOA/XA01-"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("originator", "civ"), ("event", "RW"), ("places", ()), ("places", ("36001",)),
        ("places", ("036001",) * 32), ("valid_min", 20), ("valid_min", 75),
        ("issued", ISSUED.replace(tzinfo=None)), ("sender", "SHORT"), ("sender", "LOA-XA01"),
    ],
)  # fmt: skip
def test_what_a_header_cannot_say(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=field):
        header(**{field: value})


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=60))
@settings(max_examples=20, deadline=None)
def test_every_text_can_be_read_back(text: str) -> None:
    for rate_hz in (48_000, 22_050):
        sound = same_burst(text, level_dbfs=-6, rate_hz=rate_hz)
        assert read_back(sound, rate_hz) == b"\xab" * 16 + text.encode()


def test_three_times_with_a_second_between() -> None:
    once = same_burst(END_OF_MESSAGE, level_dbfs=-3)
    assert len(once) == round(20 * 8 / 520.83 * 48_000)
    whole = same_bursts(END_OF_MESSAGE, level_dbfs=-3)
    assert len(whole) == 3 * len(once) + 2 * 48_000
    assert not whole[len(once) : len(once) + 48_000].any()
    assert np.array_equal(whole[-len(once) :], once)
    assert np.abs(whole).max() == pytest.approx(10 ** (-3 / 20), rel=0.01)


def test_texts_of_other_letters_cannot_be_sent() -> None:
    with pytest.raises(UnicodeEncodeError):
        same_burst("Xã", level_dbfs=-6)


def test_times_are_sent_in_utc() -> None:
    assert header(issued=datetime(2026, 1, 1, tzinfo=UTC)).text.split("-")[4] == "0010000"
