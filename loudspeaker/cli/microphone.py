"""Recording at the desk: from a sound input of this machine into a WAV file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol

from loudspeaker.audio.pcm import from_int16_bytes, peak_dbfs, rms_dbfs
from loudspeaker.audio.wav_header import FRAME_BYTES, HEADER_BYTES, build_header
from loudspeaker.cli import local_sound
from loudspeaker.cli.call import Call
from loudspeaker.cli.listening import settings_of
from loudspeaker.cli.typed import positive
from loudspeaker.devices.sound.portaudio import load_library
from loudspeaker.errors import DeviceFailure, ProgrammeDevice
from loudspeaker.sentences.language import _
from loudspeaker.system.files import replacing

RATE_HZ: Final = 48_000
BLOCK_FRAMES: Final = RATE_HZ // 10
LONGEST_S: Final = 600.0
_METER_FROM_DB, _METER_WIDTH = -60.0, 40
_TOO_LOUD_DB, _TOO_QUIET_DB = -1.0, -40.0


class Input(Protocol):
    """A running sound input."""

    def read(self, frames: int) -> tuple[Any, bool]:
        """Return so many frames of 16-bit samples, and whether some were lost before them."""
        ...


def record(call: Call, out: Path, *, seconds: str | None, device: str | None) -> dict[str, Any]:
    """Record until the time is over or Ctrl+C; return what was recorded.

    Raises ProgrammeDevice, DeviceFailure (``no_input``), StorageFailure, UsageRefused.
    """
    most = f"0 to {LONGEST_S:g}"
    limit_s = positive("--seconds", seconds or f"{LONGEST_S:g}", most=LONGEST_S, problem=most)
    settings = settings_of(call)
    local_sound.use_programme_names(settings, call.home)
    try:
        local_sound.check_device(device or local_sound.DEFAULT, settings)
    except ProgrammeDevice as refused:
        refused.recording = True
        raise
    path = out.absolute()
    with local_sound.quiet():
        library = load_library()
        name = _find_input(library, device)
        stream = _open(library, device)
    meter = _nothing if call.json or not sys.stderr.isatty() else _draw
    with stream, replacing(path) as file:
        frames, peak_db, lost = _write(file, stream, round(limit_s * RATE_HZ), meter)
    return {
        "file": str(path),
        "device": name,
        "length_s": round(frames / RATE_HZ, 2),
        "peak_dbfs": round(peak_db, 1),
        "lost": lost,
    }


def _find_input(library: Any, device: str | None) -> str:
    try:
        return str(library.query_devices(device, "input")["name"])
    except Exception as error:  # sounddevice's own error has no narrower parent
        raise DeviceFailure(device=device or local_sound.DEFAULT, problem="no_input") from error


def _open(library: Any, device: str | None) -> Any:
    try:
        return library.RawInputStream(
            samplerate=RATE_HZ, channels=1, dtype="int16", device=device, blocksize=BLOCK_FRAMES
        )
    except Exception as error:  # as above
        raise DeviceFailure(device=device or local_sound.DEFAULT, problem=str(error)) from error


def _write(
    file: BinaryIO, stream: Input, most_frames: int, meter: Callable[[float, float], None]
) -> tuple[int, float, bool]:
    """Write a whole WAV file; return its frames, its peak, and whether some sound was lost."""
    file.write(bytes(HEADER_BYTES))
    frames, peak_db, lost = 0, -200.0, False
    for pcm, some_lost in _blocks(stream, most_frames):
        samples = from_int16_bytes(pcm)
        file.write(pcm)
        frames += len(samples)
        block_db = peak_dbfs(samples)
        peak_db, lost = max(peak_db, block_db), lost or some_lost
        meter(rms_dbfs(samples), block_db)
    file.seek(0)
    file.write(build_header(frames=frames, rate_hz=RATE_HZ))
    return frames, peak_db, lost


def _blocks(stream: Input, most_frames: int) -> Iterator[tuple[bytes, bool]]:
    """Yield what is heard; Ctrl+C ends the recording and keeps it."""
    left = most_frames
    while left > 0:
        try:
            data, lost = stream.read(min(BLOCK_FRAMES, left))
        except KeyboardInterrupt:
            return
        except Exception as error:  # as above
            raise DeviceFailure(device="microphone", problem=str(error)) from error
        pcm = bytes(data)
        left -= len(pcm) // FRAME_BYTES
        yield pcm, lost


def _nothing(_level_db: float, _peak_db: float) -> None:
    """Show nothing."""


def _draw(level_db: float, peak_db: float) -> None:
    """Draw the meter over the last one."""
    sys.stderr.write(f"\r{meter_line(level_db, peak_db)}")
    sys.stderr.flush()


def meter_line(level_db: float, peak_db: float) -> str:
    """Return the meter: a bar from −60 to 0 dBFS, the peak, and a word where it is not right."""
    share = min(1.0, max(0.0, 1.0 - level_db / _METER_FROM_DB))
    bar = "█" * round(share * _METER_WIDTH)
    word = ""
    if peak_db > _TOO_LOUD_DB:
        word = _("too loud")
    elif peak_db < _TOO_QUIET_DB:
        word = _("too quiet")
    return f"[{bar.ljust(_METER_WIDTH, '·')}] {peak_db:6.1f} dBFS {word.ljust(10)}"
