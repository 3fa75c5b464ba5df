"""The decoder's process: gives up what it does not need, then becomes ffmpeg between two pipes.

What comes from the web is decoded here and nowhere else: no network, no protocol but the pipe,
no reader but the one that was named, bounded memory and processor time.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Sequence
from typing import NoReturn

from loudspeaker.bridge.containers import READERS
from loudspeaker.model.relay import SourceProblem
from loudspeaker.system.confine import confine

log = logging.getLogger(__name__)
MEMORY_BYTES = 1 << 30  # ffmpeg's libraries alone take 300 MB of address space
CPU_SECONDS = 1800  # two hours of any codec take a tenth of it
RATE_HZ = 48_000


def command_for(ffmpeg: str, reader: str) -> list[str]:
    """Return the command that decodes standard input to 16-bit mono at the programme's rate."""
    if reader not in READERS:
        raise ValueError(reader)
    quiet = ["-nostdin", "-hide_banner", "-loglevel", "info", "-nostats"]
    bounded = ["-max_alloc", "50000000", "-threads", "1"]
    soon = ["-probesize", "16384", "-analyzeduration", "500000", "-fflags", "nobuffer"]
    source = ["-protocol_whitelist", "pipe", "-f", reader, "-i", "pipe:0"]
    sound = ["-map", "0:a:0", "-vn", "-sn", "-dn", "-ac", "1", "-ar", str(RATE_HZ)]
    out = ["-f", "s16le", "-flush_packets", "1", "pipe:1"]
    return [ffmpeg, *quiet, *bounded, *soon, *source, *sound, *out]


def main(arguments: Sequence[str]) -> NoReturn:
    """Become ffmpeg, or end if there is none."""
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        print(SourceProblem.NO_DECODER.value, file=sys.stderr)  # noqa: T201 - our parent reads it
        raise SystemExit(1)
    command = command_for(ffmpeg, arguments[0])
    confinement = confine(nice=0, memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS, network=False)
    log.info("decoder: %s", confinement)
    os.execv(ffmpeg, command)  # noqa: S606 - no shell, and every argument is our own
