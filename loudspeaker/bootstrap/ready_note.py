"""``run/ready.json``: that a station runs, and which processes it is made of."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path

from loudspeaker.errors import StorageFailure
from loudspeaker.system.files import write_durable
from loudspeaker.system.time import boot_id

log = logging.getLogger(__name__)


class ReadyNote:
    """The file, replaced in one step whenever it would say something new."""

    def __init__(self, path: Path, *, started_mono_ns: int) -> None:
        self._path = path
        self._started_mono_ns = started_mono_ns
        self._told: Mapping[str, int] | None = None

    def tell(self, pids: Mapping[str, int]) -> bool:
        """Write role → pid; tell whether this was the first time.

        Without room on the disk the station goes on, and the next call tries again.
        """
        if pids == self._told:
            return False
        content = {
            "pid": os.getpid(),
            "boot_id": boot_id(),
            "start_mono_ns": self._started_mono_ns,
            "pids": dict(pids),
        }
        try:
            write_durable(self._path, json.dumps(content).encode())
        except StorageFailure as error:
            log.warning("%s is not written: %s", self._path.name, error)
            return False
        first, self._told = self._told is None, dict(pids)
        return first

    def remove(self) -> None:
        """Say that nothing runs."""
        self._path.unlink(missing_ok=True)
