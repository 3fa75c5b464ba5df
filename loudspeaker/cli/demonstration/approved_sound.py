"""The finished sound of an announcement, as it lies in the home."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from loudspeaker.devices.sound.base import BYTES_PER_FRAME
from loudspeaker.rundown import cue_from_values

HEADER_BYTES = 44  # of the files that the station writes (audio.wav_header)


def checksum_of(clips: Path, cues: Iterable[Mapping[str, Any]]) -> int:
    """Return the CRC-32 of the samples of cues (``rundown.Cue``) one after the other."""
    checksum = 0
    for values in cues:
        cue = cue_from_values(values)
        if cue.sha256 is None:
            checksum = zlib.crc32(bytes(cue.frames * BYTES_PER_FRAME), checksum)
        else:
            sound = (clips / f"{cue.sha256}.wav").read_bytes()
            checksum = zlib.crc32(sound[HEADER_BYTES:], checksum)
    return checksum
