"""The intake child, alive only while it reads something."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from loudspeaker.speech.rendered import SoundFile
from loudspeaker.system.worker import Worker

READ_LIMIT_S = 60.0


class Intake:
    """Has the files that people bring read in a process of their own, under its limits."""

    def __init__(
        self,
        start: Callable[[], subprocess.Popen[bytes]],
        *,
        clips: Path,
        changed: Callable[[], None],
    ) -> None:
        self._start = start
        self._clips = clips
        self._changed = changed
        self._turn = threading.Lock()
        self._worker: Worker | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The child that is at work, if there is one."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def read_sound(self, path: Path) -> SoundFile:
        """Return a sound file's clip, kept under its hash.

        Raises SoundRefused with the measured figure, FileRefused, StorageFailure,
        ProcessUnavailable.
        """
        found = self._read("read_sound", {"path": str(path), "out_dir": str(self._clips)})
        return SoundFile(sha256=found["sha256"], frames=found["frames"])

    def read_recording(self, path: Path, folder: Path) -> SoundFile:
        """Return a recording's clip, kept in ``folder``; raises as ``read_sound``."""
        found = self._read("read_recording", {"path": str(path), "out_dir": str(folder)})
        return SoundFile(sha256=found["sha256"], frames=found["frames"])

    def measure_recording(self, path: Path) -> dict[str, Any]:
        """Return what was measured on a recording, which is not kept; raises as ``read_sound``."""
        return self._read("read_recording", {"path": str(path)})

    def _read(self, what: str, wanted: dict[str, Any]) -> dict[str, Any]:
        with self._turn:
            worker = self._worker = Worker(self._start_child, "intake")
            try:
                return worker.request_with_retry(what, wanted, timeout_s=READ_LIMIT_S)
            finally:
                worker.close()
                self._worker = self._process = None
                self._changed()

    def _start_child(self) -> subprocess.Popen[bytes]:
        self._process = self._start()
        self._changed()
        return self._process

    def close(self) -> None:
        """End what is under way; it fails as if the child had crashed."""
        worker = self._worker
        if worker is not None:
            worker.close()
