"""Raw PCM on standard input, as ``rtl_fm`` and sound cards give it: 16 bits, one channel."""

from __future__ import annotations

import os
from collections.abc import Iterator

from loudspeaker.audio.pcm import Samples, from_int16_bytes

_MOST_BYTES = 1 << 17


def raw_pcm(descriptor: int) -> Iterator[Samples]:
    """Yield samples of ±1 as they come, until the other side ends; a half sample is kept."""
    kept = b""
    while data := os.read(descriptor, _MOST_BYTES):
        data = kept + data
        whole = len(data) - len(data) % 2
        kept = data[whole:]
        yield from_int16_bytes(data[:whole])
