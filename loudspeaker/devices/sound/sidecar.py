"""The index of what each block of sound belongs to, for whoever compares sound with records."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from loudspeaker.devices.sound.base import Label

log = logging.getLogger(__name__)
SESSION_VARIABLE = "LOUDSPEAKER_SOUND_SESSION"
KEEP_SESSIONS = 20


class Index(Protocol):
    """Takes note of every block that is handed to the device."""

    def begin(self) -> None:
        """Note that a new stream begins at frame 0."""
        ...

    def note(self, label: Label, frames: int, mono_ns: int) -> None:
        """Note one block."""
        ...


class NoIndex:
    """Takes note of nothing: on a real station."""

    def begin(self) -> None:
        """Do nothing."""

    def note(self, label: Label, frames: int, mono_ns: int) -> None:
        """Do nothing."""


class Sidecar:
    """One file of JSON lines per sound session, ``<session>.jsonl`` in a directory.

    The session's name, never used twice, goes to the device's own process through the
    environment, so that both count frames from the same start.  A disk that takes nothing costs
    labels, never sound.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._session = ""
        self._first_frame = 0
        self._descriptor = -1
        self._failing = False

    def begin(self) -> None:
        """Begin a session; the oldest files of earlier ones go."""
        self._session = f"{os.getpid()}-{time.monotonic_ns()}"
        self._first_frame = 0
        os.environ[SESSION_VARIABLE] = self._session
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        with self._lost_labels():
            self._descriptor = self._open()

    def _open(self) -> int:
        self._directory.mkdir(parents=True, exist_ok=True)
        for old in sorted(self._directory.glob("*.jsonl"), key=_age)[:-KEEP_SESSIONS]:
            old.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_TRUNC | os.O_CLOEXEC
        return os.open(self._directory / f"{self._session}.jsonl", flags, 0o640)

    @contextmanager
    def _lost_labels(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if not self._failing:
                log.warning("the sound index is not on the disk: %s", error)
            self._failing = True
        else:
            self._failing = False

    def note(self, label: Label, frames: int, mono_ns: int) -> None:
        """Write one line."""
        line = {
            "session": self._session,
            "mono_ns": mono_ns,
            "occurrence": label.occurrence,
            "first_frame": self._first_frame,
            "frames": frames,
            "pos_frame": label.position_frames,
        }
        self._first_frame += frames
        with self._lost_labels():
            os.write(self._descriptor, json.dumps(line).encode() + b"\n")


def _age(path: Path) -> int:
    return path.stat().st_mtime_ns
