"""Composite signals for tests: groups to send, and looking at spectra."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count

import numpy as np
import numpy.typing as npt

from loudspeaker.radio.multiplex import Multiplexer, MultiplexSettings, Samples
from loudspeaker.radio.rds import Group, basic_tuning, radio_text

PI = 0x7001
FRAME_RATE_HZ = 48_000
STATION: tuple[Group, ...] = (
    *(basic_tuning(pi=PI, name=b"VI HUONG", segment=at, pty=3, tp=True) for at in range(4)),
    *(radio_text(pi=PI, text=b"HOP THON 19H30\r", segment=at, pty=3, tp=True) for at in range(4)),
)


def in_turn(groups: Sequence[Group] = STATION) -> Callable[[int], Group]:
    """Return a source that sends these groups over and over."""
    number = count()
    return lambda _sample: groups[next(number) % len(groups)]


def composite_of(
    sound: npt.ArrayLike, settings: MultiplexSettings, *, block_frames: int = 960
) -> Samples:
    """Return the composite of sound cut in blocks; what does not fill the last block is left."""
    frames = np.atleast_2d(np.asarray(sound, dtype=np.float32))
    multiplexer = Multiplexer(settings, in_turn())
    starts = range(0, frames.shape[1] - block_frames + 1, block_frames)
    return np.concatenate([multiplexer.feed(frames[:, at : at + block_frames]) for at in starts])


def tone(frequency_hz: float, *, seconds: float = 1.0, level: float = 0.02) -> Samples:
    """Return a sine at 48 kHz."""
    times = np.arange(round(seconds * FRAME_RATE_HZ)) / FRAME_RATE_HZ
    return (level * np.sin(2 * np.pi * frequency_hz * times)).astype(np.float32)


def level_at(signal: Samples, frequency_hz: float, rate_hz: int) -> float:
    """Return the amplitude of one frequency in the last half second of a signal."""
    part = signal[-rate_hz // 2 :].astype(np.float64)
    window = np.blackman(len(part))
    turns = np.exp(-2j * np.pi * frequency_hz * np.arange(len(part)) / rate_hz)
    return float(abs(np.sum(part * window * turns)) * 2 / window.sum())


def share_db(
    signal: Samples, rate_hz: int, keep: Callable[[npt.NDArray[np.floating]], npt.NDArray[np.bool_]]
) -> float:
    """Return the power of the frequencies that ``keep`` picks, against all, in dB."""
    power = np.abs(np.fft.rfft(signal * np.blackman(len(signal)))) ** 2
    frequencies = np.fft.rfftfreq(len(signal), 1 / rate_hz)
    return float(10 * np.log10(power[keep(frequencies)].sum() / power.sum() + 1e-30))
