"""The intake child, alive only while it reads something."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

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
        wanted = {"path": str(path), "out_dir": str(self._clips)}
        with self._turn:
            worker = self._worker = Worker(self._start_child, "intake")
            try:
                found = worker.request_with_retry("read_sound", wanted, timeout_s=READ_LIMIT_S)
            finally:
                worker.close()
                self._worker = self._process = None
                self._changed()
        return SoundFile(sha256=found["sha256"], frames=found["frames"])

    def _start_child(self) -> subprocess.Popen[bytes]:
        self._process = self._start()
        self._changed()
        return self._process

    def close(self) -> None:
        """End what is under way; it fails as if the child had crashed."""
        worker = self._worker
        if worker is not None:
            worker.close()
