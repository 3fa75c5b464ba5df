"""Which tones stand for which digit: DTMF, and the five-tone systems of old selective calling.

Anybody with a recorder can send these tones: they prove nothing about who sent them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

REPEAT = "E"
LONGEST_CODE = 16
_DIGITS = "0123456789"


class ToneSystem(StrEnum):
    """How digits become tones."""

    DTMF = "dtmf"
    ZVEI1 = "zvei1"
    ZVEI2 = "zvei2"
    CCIR = "ccir"
    EIA = "eia"
    EEA = "eea"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alphabet:
    """The symbols of a system.

    ``tones_hz`` gives each symbol's frequencies, which sound together for ``tone_s`` and are
    followed by ``pause_s`` of silence (none in the five-tone systems).  ``repeats`` tells that a
    digit equal to the one before is sent as ``REPEAT``.
    """

    tones_hz: dict[str, tuple[float, ...]]
    tone_s: float
    pause_s: float
    repeats: bool

    @property
    def digits(self) -> frozenset[str]:
        """What a code may be written with."""
        return frozenset(self.tones_hz) - ({REPEAT} if self.repeats else set())


def _one_by_one(tones_hz: tuple[int, ...], *, repeat_hz: int, tone_s: float) -> Alphabet:
    symbols = {**dict(zip(_DIGITS, tones_hz, strict=True)), REPEAT: repeat_hz}
    return Alphabet(
        tones_hz={symbol: (float(hz),) for symbol, hz in symbols.items()},
        tone_s=tone_s,
        pause_s=0.0,
        repeats=True,
    )


_ROWS_HZ, _COLUMNS_HZ = (697.0, 770.0, 852.0, 941.0), (1209.0, 1336.0, 1477.0, 1633.0)
_KEYS = ("123A", "456B", "789C", "*0#D")
_ZVEI_HZ = (2400, 1060, 1160, 1270, 1400, 1530, 1670, 1830, 2000, 2200)
_CCIR_HZ = (1981, 1124, 1197, 1275, 1358, 1446, 1540, 1640, 1747, 1860)
_EIA_HZ = (600, 741, 882, 1023, 1164, 1305, 1446, 1587, 1728, 1869)

_DTMF = Alphabet(
    tones_hz={
        key: (row_hz, column_hz)
        for row_hz, keys in zip(_ROWS_HZ, _KEYS, strict=True)
        for column_hz, key in zip(_COLUMNS_HZ, keys, strict=True)
    },
    tone_s=0.06,  # ITU-T Q.24 wants 40 ms of either; worn receivers want more
    pause_s=0.05,
    repeats=False,
)
ALPHABETS: dict[ToneSystem, Alphabet] = {
    ToneSystem.DTMF: _DTMF,
    ToneSystem.ZVEI1: _one_by_one(_ZVEI_HZ, repeat_hz=2600, tone_s=0.07),
    ToneSystem.ZVEI2: _one_by_one(_ZVEI_HZ, repeat_hz=970, tone_s=0.07),
    ToneSystem.CCIR: _one_by_one(_CCIR_HZ, repeat_hz=2110, tone_s=0.1),
    ToneSystem.EIA: _one_by_one(_EIA_HZ, repeat_hz=459, tone_s=0.033),
    ToneSystem.EEA: _one_by_one(_CCIR_HZ, repeat_hz=2110, tone_s=0.04),
}


def is_code(system: ToneSystem, text: str) -> bool:
    """Tell whether ``text`` is 1 to 16 digits of the system."""
    return 0 < len(text) <= LONGEST_CODE and set(text) <= ALPHABETS[system].digits


def symbols_of(system: ToneSystem, code: str) -> str:
    """Return what is sent for a code, repeated digits as ``REPEAT``; ValueError for no code.

    Three equal digits become digit, REPEAT, digit: what must differ are neighbouring tones.
    """
    if not is_code(system, code):
        raise ValueError(f"{code!r} is no code of {system}")
    if not ALPHABETS[system].repeats:
        return code
    sent = code[0]
    for digit in code[1:]:
        sent += REPEAT if digit == sent[-1] else digit
    return sent


def sequence_s(system: ToneSystem, code: str) -> float:
    """Return how long a code sounds."""
    alphabet, count = ALPHABETS[system], len(symbols_of(system, code))
    return count * alphabet.tone_s + (count - 1) * alphabet.pause_s


def code_of(system: ToneSystem, symbols: str) -> str:
    """Return the code that symbols stand for; a REPEAT with nothing before it is left out."""
    if not ALPHABETS[system].repeats:
        return symbols
    return "".join(_digits(symbols))


def _digits(symbols: str) -> Iterator[str]:
    if symbols and symbols[0] != REPEAT:
        yield symbols[0]
    for before, symbol in pairwise(symbols):
        heard = before if symbol == REPEAT else symbol
        if heard != REPEAT:
            yield heard
