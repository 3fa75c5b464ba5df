"""A composite signal in a file, block by block, however long it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from loudspeaker.audio.pcm import Samples
from loudspeaker.audio.resample import Resampler
from loudspeaker.audio.wav_stream import blocks, open_stream
from loudspeaker.errors import SignalRefused, SoundRefused
from loudspeaker.radio.composite_rates import RATES_HZ
from loudspeaker.system.files import reading

BLOCKS_A_SECOND = 4
LOWEST_RATE_HZ = 128_000
"""The resampler passes 91 % of half the rate, and RDS reaches up to 59.4 kHz."""

RECEIVER_RATE_HZ = 192_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """A signal of ±1 = ±75 kHz: its first channel, if the file has two."""

    rate_hz: int
    seconds: float
    blocks: Iterator[Samples]


@contextmanager
def composite_file(path: Path) -> Iterator[Composite]:
    """Open a WAV file.

    Raises FileRefused, and SignalRefused with what ``wav_stream`` says; its ``blocks`` raise them
    too.
    """
    with reading(path) as source, _named(path):
        wav = open_stream(source.read)
        rate_hz = wav.layout.rate_hz
        found = blocks(source.read, wav, frames=max(1, rate_hz // BLOCKS_A_SECOND))
        yield Composite(
            rate_hz=rate_hz,
            seconds=wav.seconds(source.size_bytes),
            blocks=(frames[:, 0] for frames in found),
        )


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except SoundRefused as refused:
        raise SignalRefused(
            path=str(path), problem=refused.problem, measured=refused.measured
        ) from refused
    except SignalRefused as refused:
        refused.path = refused.path or str(path)
        raise


def receiver_rate_hz(rate_hz: int) -> int:
    """Return at which rate a signal of that rate is received.

    SignalRefused ``rate`` below ``LOWEST_RATE_HZ``.
    """
    if rate_hz < LOWEST_RATE_HZ:
        raise SignalRefused(path="", problem="rate", measured=f"{rate_hz} Hz")
    return rate_hz if rate_hz in RATES_HZ else RECEIVER_RATE_HZ


def at_receiver_rate(signal: Iterable[Samples], rate_hz: int) -> Iterator[Samples]:
    """Yield the signal at ``receiver_rate_hz``."""
    resampler = Resampler(from_hz=rate_hz, to_hz=receiver_rate_hz(rate_hz))
    for block in signal:
        yield resampler.feed(block)
    yield resampler.finish()
