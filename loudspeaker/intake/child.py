"""The intake child: reads what people bring, under limits, and dies of it alone.

It takes jobs over pipes (``system.worker_child``).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from loudspeaker.errors import UsageRefused
from loudspeaker.system.confine import confine
from loudspeaker.system.files import store_content
from loudspeaker.system.worker_child import Handler, serve_stdio

log = logging.getLogger(__name__)

NICE = 10
MEMORY_BYTES = 1 << 30
CPU_SECONDS = 600  # of the child's whole life: it is started anew when it has used them up


def main(more: Mapping[str, Handler] = MappingProxyType({})) -> None:
    """Serve jobs, and ``more`` of them, until the parent closes the pipe."""
    # numpy starts threads when it is imported, and only a process without any may leave the
    # network as an ordinary user; hence nothing here imports it before.
    confinement = confine(
        nice=NICE, memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS, network=False
    )
    log.info("intake: %s", confinement)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    serve_stdio({"read_sound": read_sound, "read_recording": read_recording, **more})


def read_sound(
    arguments: dict[str, Any], _emit: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    """Read the sound file ``path`` and keep it as ``<sha256>.wav`` in ``out_dir``.

    Answers sha256, frames, rate_hz, duration_ms, loudness_lufs, true_peak_dbtp and gain_db.
    Raises what ``read_sound_file`` refuses, StorageFailure, UsageRefused.
    """
    from loudspeaker.audio.wav import to_wav  # noqa: PLC0415 - brings numpy, see ``main``
    from loudspeaker.intake.sound_file import read_sound_file  # noqa: PLC0415 - likewise

    source, out_dir = _path(arguments, "path"), _path(arguments, "out_dir")
    finished = read_sound_file(source)
    return {
        "sha256": store_content(out_dir, to_wav(finished.clip), ".wav"),
        "frames": finished.clip.frames,
        "rate_hz": finished.clip.rate_hz,
        "duration_ms": round(finished.clip.duration_ms),
        "loudness_lufs": round(finished.loudness_lufs, 2),
        "true_peak_dbtp": round(finished.true_peak_dbtp, 2),
        "gain_db": round(finished.gain_db, 2),
    }


def read_recording(
    arguments: dict[str, Any], _emit: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    """Read the recording ``path``; keep it as ``<sha256>.wav`` in ``out_dir``, if that is given.

    Answers sha256 (None if it is not kept), frames, and what was measured before and after.
    Raises what ``read_recording`` refuses, StorageFailure, UsageRefused.
    """
    from loudspeaker.audio.wav import to_wav  # noqa: PLC0415 - brings numpy, see ``main``
    from loudspeaker.intake.recording import read_recording as read  # noqa: PLC0415 - likewise

    found = read(_path(arguments, "path"))
    sha256 = None
    if arguments.get("out_dir") is not None:
        wav = to_wav(found.finished.clip)
        sha256 = store_content(_path(arguments, "out_dir"), wav, ".wav")
    return {"sha256": sha256, "frames": found.finished.clip.frames, **found.to_values()}


def _path(arguments: dict[str, Any], name: str) -> Path:
    given = arguments.get(name)
    if not isinstance(given, str) or not given:
        raise UsageRefused(option=name, problem="not a path")
    return Path(given)
