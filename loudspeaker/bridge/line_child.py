"""The process that reads a sound input of this machine and writes what it hears to a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from loudspeaker.audio.wav_header import HEADER_BYTES, parse_header
from loudspeaker.devices.sound.base import BLOCK_FRAMES, BYTES_PER_FRAME, RATE_HZ
from loudspeaker.devices.sound.portaudio import load_library
from loudspeaker.errors import DeviceFailure, LoudspeakerError

_BLOCK_BYTES: Final = BLOCK_FRAMES * BYTES_PER_FRAME


def main(read: Callable[[], Iterator[bytes]]) -> int:
    """Write what is read until the pipe is closed; the last line on standard error says why not."""
    out = sys.stdout.buffer
    try:
        for block in read():
            out.write(block)
            out.flush()
    except BrokenPipeError:
        return 0
    except (LoudspeakerError, OSError) as error:
        problem = error.problem if isinstance(error, DeviceFailure) else str(error)
        print(problem, file=sys.stderr)  # noqa: T201 - our parent reads it
    return 1


def input_blocks(line: str) -> Iterator[bytes]:
    """Yield a sound input's blocks; DeviceFailure."""
    library = load_library()
    try:
        stream = library.RawInputStream(
            samplerate=RATE_HZ,
            channels=1,
            dtype="int16",
            device=None if line == "default" else line,
            blocksize=BLOCK_FRAMES,
        )
        with stream:
            while True:
                yield bytes(stream.read(BLOCK_FRAMES)[0])
    except GeneratorExit:
        raise
    except Exception as error:  # sounddevice's own error has no narrower parent
        raise DeviceFailure(device=line, problem=str(error)) from error


def file_blocks(path: Path, *, rate: float) -> Iterator[bytes]:
    """Yield a WAV file that stands for an input, again and again, at the pace of an input."""
    due_s = time.monotonic()
    while True:
        with path.open("rb") as stream:
            _check(stream, path)
            while len(block := stream.read(_BLOCK_BYTES)) == _BLOCK_BYTES:
                due_s += BLOCK_FRAMES / RATE_HZ / rate
                time.sleep(max(0.0, due_s - time.monotonic()))
                yield block


def _check(stream: BinaryIO, path: Path) -> None:
    head = stream.read(HEADER_BYTES)
    header = parse_header(head, file_bytes=path.stat().st_size, name=path.name)
    if header.rate_hz != RATE_HZ or header.frames < BLOCK_FRAMES:
        raise DeviceFailure(device=path.name, problem=f"no sound at {RATE_HZ} Hz")
