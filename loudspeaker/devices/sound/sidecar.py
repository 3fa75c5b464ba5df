"""The index of what each block of sound belongs to, for whoever compares sound with records."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Protocol

from loudspeaker.devices.sound.base import Label

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

    The session's name goes to the device's own process through the environment, so that both
    count frames from the same start.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._number = 0
        self._session = ""
        self._first_frame = 0
        self._descriptor = -1

    def begin(self) -> None:
        """Begin a session; the oldest files of earlier ones go."""
        self._directory.mkdir(parents=True, exist_ok=True)
        for old in sorted(self._directory.glob("*.jsonl"), key=_age)[:-KEEP_SESSIONS]:
            old.unlink(missing_ok=True)
        self._number += 1
        self._session = f"{os.getpid()}-{self._number}"
        self._first_frame = 0
        if self._descriptor >= 0:
            os.close(self._descriptor)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_TRUNC | os.O_CLOEXEC
        self._descriptor = os.open(self._directory / f"{self._session}.jsonl", flags, 0o640)
        os.environ[SESSION_VARIABLE] = self._session

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
        os.write(self._descriptor, json.dumps(line).encode() + b"\n")


def _age(path: Path) -> int:
    return path.stat().st_mtime_ns
