"""Where live sound comes from: a sound input read block by block, or a file in its place."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from loudspeaker.audio.wav_header import HEADER_BYTES, parse_header
from loudspeaker.bootstrap.settings import Settings
from loudspeaker.cli import local_sound
from loudspeaker.devices.sound.base import BLOCK_FRAMES, BYTES_PER_FRAME, RATE_HZ
from loudspeaker.devices.sound.portaudio import load_library
from loudspeaker.errors import DeviceFailure, FileRefused, ProgrammeDevice, SimulatedOnly
from loudspeaker.system.home import Home

BLOCK_BYTES: Final = BLOCK_FRAMES * BYTES_PER_FRAME


class Input(Protocol):
    """Sound that comes in, 20 ms at a time."""

    def read(self) -> bytes:
        """Return the next block when it is there; nothing at the end."""
        ...


@contextmanager
def opened(
    home: Home, settings: Settings, *, device: str | None, source: Path | None
) -> Iterator[Input]:
    """Open the microphone, or a file that stands for it in the simulated profile.

    Raises SimulatedOnly, FileRefused, ProgrammeDevice, DeviceFailure.
    """
    if source is None:
        with _microphone(home, settings, device) as input_:
            yield input_
        return
    if not settings.station.simulated:
        raise SimulatedOnly(option="--input")
    with _file(source) as input_:
        yield input_


class _Microphone:
    """A blocking stream of PortAudio; no callback."""

    def __init__(self, stream: object, name: str) -> None:
        self._stream = stream
        self._name = name

    def read(self) -> bytes:
        """Wait for a block; DeviceFailure when the microphone is gone."""
        try:
            data, _lost = self._stream.read(BLOCK_FRAMES)  # type: ignore[attr-defined]
        except Exception as error:  # sounddevice's own error has no narrower parent
            raise DeviceFailure(device=self._name, problem=str(error)) from error
        return bytes(data)


@contextmanager
def _microphone(home: Home, settings: Settings, device: str | None) -> Iterator[Input]:
    local_sound.use_programme_names(settings, home)
    try:
        local_sound.check_device(device or local_sound.DEFAULT, settings)
    except ProgrammeDevice as refused:
        refused.recording = True
        raise
    name = device or local_sound.DEFAULT
    with local_sound.quiet():
        library = load_library()
        try:
            library.query_devices(device, "input")
        except Exception as error:  # as above
            raise DeviceFailure(device=name, problem="no_input") from error
        try:
            stream = library.RawInputStream(
                samplerate=RATE_HZ,
                channels=1,
                dtype="int16",
                device=device,
                blocksize=BLOCK_FRAMES,
                latency="low",
            )
        except Exception as error:  # as above
            raise DeviceFailure(device=name, problem=str(error)) from error
    with stream:
        yield _Microphone(stream, name)


class _Pipe:
    """Whoever writes keeps the pace."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self) -> bytes:
        """Wait for a whole block; a torn one at the end is dropped."""
        block = b""
        while len(block) < BLOCK_BYTES:
            data = self._stream.read(BLOCK_BYTES - len(block))
            if not data:
                return b""
            block += data
        return block


class _File(_Pipe):
    """A file read at the pace at which it would be spoken."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(stream)
        self._due_s = time.monotonic()

    def read(self) -> bytes:
        """Wait until the block would have been spoken."""
        self._due_s += BLOCK_FRAMES / RATE_HZ
        time.sleep(max(0.0, self._due_s - time.monotonic()))
        return super().read()


@contextmanager
def _file(path: Path) -> Iterator[Input]:
    try:
        stream = path.open("rb", buffering=0)
    except FileNotFoundError as error:
        raise FileRefused(path=str(path), problem="missing") from error
    except OSError as error:
        raise FileRefused(path=str(path), problem=error.strerror or str(error)) from error
    with stream:
        status = os.fstat(stream.fileno())
        if stat.S_ISFIFO(status.st_mode):
            yield _Pipe(stream)
            return
        header = parse_header(stream.read(HEADER_BYTES), file_bytes=status.st_size, name=path.name)
        if header.rate_hz != RATE_HZ:
            raise FileRefused(path=str(path), problem=f"{header.rate_hz} Hz instead of {RATE_HZ}")
        yield _File(stream)
