"""Hearing codes in sound, as the tone receivers of old loudspeakers do.

Goertzel's bins, one for each tone of the system, over short overlapping windows: a symbol counts
where its tones make up most of what sounds, for at least half as long as it is sent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loudspeaker.radio.tone_systems import ALPHABETS, ToneSystem, code_of
from loudspeaker.radio.tones import TONE_RATE_HZ, Samples

_WINDOW_SHARE = 0.4  # of a tone, so that a window or more lies wholly inside each
_HOPS_A_TONE = 10
_PURE = 0.65  # of the power: below about 3 dB of noise over the tones nothing counts
_CHORD_SHARE = 0.12  # of the power, at least, in each tone of a chord (ITU-T Q.24: 8 dB of twist)
_QUIET = 10 ** (-46 / 20)
_LEAST_HOPS = 4
"""Half a tone: a window that it fills by two thirds counts already."""
_BRIDGED_HOPS = 2
_GAP_TONES = 2.5
"""So many tones' time without a symbol ends a code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardCode:
    """Digits that were heard in one go; ``end_sample`` is when the last of them had ended.

    ``known_sample`` is when it was certain that no other follows.
    """

    code: str
    end_sample: int
    known_sample: int


class ToneDecoder:
    """Takes sound in blocks of any length; two decoders fed differently say the same."""

    def __init__(self, system: ToneSystem, *, rate_hz: int = TONE_RATE_HZ) -> None:
        self._system = system
        alphabet = ALPHABETS[system]
        frequencies = sorted({hz for chord in alphabet.tones_hz.values() for hz in chord})
        self._symbol_of = {
            frozenset(frequencies.index(hz) for hz in chord): symbol
            for symbol, chord in alphabet.tones_hz.items()
        }
        self._chord = len(next(iter(alphabet.tones_hz.values())))
        tone = round(alphabet.tone_s * rate_hz)
        self._window = round(tone * _WINDOW_SHARE)
        self._hop = tone // _HOPS_A_TONE
        self._gap_hops = round(_HOPS_A_TONE * (_GAP_TONES - _WINDOW_SHARE))
        self._bins = _bins(frequencies, self._window, rate_hz)
        self._kept: npt.NDArray[np.float64] = np.empty(0)
        self._kept_from = 0
        self._now: str | None = None
        self._hops = 0
        self._missed = 0
        self._quiet_hops = 0
        self._symbols = ""
        self._end_sample = 0

    def feed(self, samples: Samples) -> list[HeardCode]:
        """Take samples, ±1 full scale; return the codes that have ended."""
        self._kept = np.concatenate((self._kept, samples.astype(np.float64)))
        count = max(0, (len(self._kept) - self._window) // self._hop + 1)
        found = []
        for number, symbol in enumerate(self._symbols_in(count)):
            ends = self._kept_from + number * self._hop + self._window
            if (code := self._take(symbol, ends)) is not None:
                found.append(code)
        self._kept = self._kept[count * self._hop :]
        self._kept_from += count * self._hop
        return found

    def _symbols_in(self, count: int) -> list[str | None]:
        if not count:
            return []
        every = np.lib.stride_tricks.sliding_window_view(self._kept, self._window)
        windows = every[: (count - 1) * self._hop + 1 : self._hop]
        power = np.mean(np.square(windows), axis=1)
        shares = np.square(np.abs(windows @ self._bins)) / np.maximum(power, _QUIET**2)[:, None]
        best = np.argsort(shares, axis=1)[:, -self._chord :]
        of_best = np.take_along_axis(shares, best, axis=1)
        pure = (of_best.sum(axis=1) >= _PURE) & (of_best.min(axis=1) >= _CHORD_SHARE)
        return [
            self._symbol_of.get(frozenset(map(int, bins))) if is_pure else None
            for bins, is_pure in zip(best, pure, strict=True)
        ]

    def _take(self, symbol: str | None, ends: int) -> HeardCode | None:
        """Follow one window; return the code that it ends."""
        self._follow(symbol)
        if symbol is not None and self._hops >= _LEAST_HOPS:
            if self._hops == _LEAST_HOPS:
                self._symbols += symbol
            self._end_sample, self._quiet_hops = ends, 0
            return None
        self._quiet_hops += 1
        if not self._symbols or self._quiet_hops < self._gap_hops:
            return None
        code, self._symbols = code_of(self._system, self._symbols), ""
        if not code:
            return None
        return HeardCode(code=code, end_sample=self._end_sample, known_sample=ends)

    def _follow(self, symbol: str | None) -> None:
        """Count windows with the same symbol; one that noise has spoilt does not end it."""
        if symbol is None:
            self._missed += 1
            if self._missed > _BRIDGED_HOPS:
                self._now, self._hops = None, 0
            return
        self._hops = self._hops + 1 if symbol == self._now else 1
        self._now, self._missed = symbol, 0


def _bins(frequencies: list[float], window: int, rate_hz: int) -> npt.NDArray[np.complex128]:
    """Return Goertzel's bins as columns: a sine in its bin gives its whole power.

    2/n of |Σ|, squared and halved, is a sine's power; so each column carries √2/n.
    """
    turns = np.outer(np.arange(window), frequencies) / rate_hz
    scaled: npt.NDArray[np.complex128] = np.exp(-2j * np.pi * turns) * (np.sqrt(2) / window)
    return scaled
