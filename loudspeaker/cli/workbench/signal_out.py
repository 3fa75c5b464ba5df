"""A composite signal into a WAV file: 16 bits, full scale ±75 kHz, wholly there or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from loudspeaker.audio.pcm import Samples
from loudspeaker.audio.wav_stream import long_header
from loudspeaker.cli.workbench.progress import progress
from loudspeaker.errors import FileRefused
from loudspeaker.radio.multiplex import to_int16
from loudspeaker.radio.multiplex_power import FULL_DEVIATION_KHZ
from loudspeaker.sentences.language import _
from loudspeaker.system.files import replacing


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What has been written; ``peak_khz`` is the largest deviation of a sample."""

    path: Path
    rate_hz: int
    samples: int
    peak_khz: float

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.samples / self.rate_hz


def write_signal(blocks: Iterable[Samples], path: Path, *, rate_hz: int, samples: int) -> Written:
    """Write exactly ``samples`` in all; StorageFailure and the old file if they cannot be.

    FileRefused when something is there that is no file.
    """
    path = path.absolute()
    if path.exists() and not path.is_file():
        raise FileRefused(path=str(path), problem="not_a_file")
    done, peak = 0, 0.0
    with (
        progress(_("writing {file}").format(file=path.name), total=samples) as advance,
        replacing(path) as stream,
    ):
        stream.write(long_header(frames=samples, rate_hz=rate_hz))
        for block in blocks:
            stream.write(to_int16(block))
            peak = max(peak, float(np.abs(block).max(initial=0.0)))
            done += len(block)
            advance(done)
        assert done == samples
    return Written(path=path, rate_hz=rate_hz, samples=samples, peak_khz=peak * FULL_DEVIATION_KHZ)
