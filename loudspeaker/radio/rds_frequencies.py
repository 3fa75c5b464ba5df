"""Alternative frequencies as codes: method A of EN 50067, 3.2.1.6.

A list is its length plus 224, then one code for each frequency; two codes travel in every 0A.
"""

from __future__ import annotations

from collections.abc import Sequence

MOST_FREQUENCIES = 25
_BASE_KHZ, _STEP_KHZ = 87_500, 100
_LOWEST_CODE, _HIGHEST_CODE = 1, 204
_FILLER = 205
_COUNT = 224
_MEDIUM_WAVE_FOLLOWS = 250


def frequency_code(frequency_khz: int) -> int:
    """Return the code 1-204 of 87.6-107.9 MHz; ValueError for what has none."""
    code, rest = divmod(frequency_khz - _BASE_KHZ, _STEP_KHZ)
    if rest or not _LOWEST_CODE <= code <= _HIGHEST_CODE:
        raise ValueError(f"no alternative frequency: {frequency_khz} kHz")
    return code


def alternative_pairs(frequencies_khz: Sequence[int]) -> tuple[int, ...]:
    """Return block 3 of the successive 0A that carry the list; of an empty one "none"."""
    if len(frequencies_khz) > MOST_FREQUENCIES:
        raise ValueError(f"{len(frequencies_khz)} alternative frequencies, {MOST_FREQUENCIES} fit")
    codes = [_COUNT + len(frequencies_khz), *map(frequency_code, frequencies_khz)]
    codes += [_FILLER] * (len(codes) % 2)
    return tuple(first << 8 | second for first, second in zip(codes[::2], codes[1::2], strict=True))


class FrequencyList:
    """Puts a list together from the codes of successive 0A, and gives it in rising order.

    Of a list by method B it gives the frequencies without their pairing.
    """

    def __init__(self) -> None:
        self._wanted = -1  # codes in the list; -1: its beginning was not heard yet
        self._heard: list[int] = []
        self._skip = False

    def hear(self, block_3: int) -> tuple[int, ...] | None:
        """Take block 3 of a 0A; return the frequencies in kHz when a list has become whole."""
        for code in (block_3 >> 8, block_3 & 0xFF):
            self._take(code)
        if self._wanted != len(self._heard):
            return None
        codes, self._wanted = self._heard, -1
        if not _has_no_hole(codes):
            return None
        return tuple(_BASE_KHZ + _STEP_KHZ * code for code in sorted(set(codes)) if code > 0)

    def _take(self, code: int) -> None:
        if self._skip:
            self._skip = False
            self._heard.append(-code)  # medium wave: counted, not told
        elif _COUNT <= code <= _COUNT + MOST_FREQUENCIES:
            self._wanted, self._heard = code - _COUNT, []
        elif code == _MEDIUM_WAVE_FOLLOWS:
            self._skip = True
        elif _LOWEST_CODE <= code <= _HIGHEST_CODE:
            self._heard.append(code)


def _has_no_hole(codes: Sequence[int]) -> bool:
    """Tell a list from two halves of two rounds, between which its beginning was lost.

    Only by method B does the first frequency (the tuned one) come again.
    """
    return len(set(codes)) == len(codes) or codes.count(codes[0]) > 1
