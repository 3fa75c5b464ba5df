"""Room on the disk that is kept for emergencies: a file that is given up when nothing else is left.

Its blocks are the disk's, not a hole: what was given up is room for whoever writes next.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from loudspeaker.system.files import FILE_MODE, sync_directory

log = logging.getLogger(__name__)
RESERVE_BYTES: Final = 32 << 20
"""Speech takes 96 kB a second: more than five minutes of it, with all that is written beside."""
MARGIN_BYTES: Final = 8 << 20
"""So much is free beyond the reserve before it is made: else it would come and go."""
PROBE_BYTES: Final = 256 << 10
_BLOCK_BYTES: Final = 512  # of st_blocks
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


class Reserve:
    """The file of one home; safe from any thread.  Nothing here raises."""

    def __init__(
        self,
        path: Path,
        *,
        size_bytes: int = RESERVE_BYTES,
        free_bytes: Callable[[Path], int] = _free_bytes,
    ) -> None:
        self._path = path
        self._size_bytes = size_bytes
        self._free = free_bytes
        self._lock = threading.Lock()

    @property
    def missing_bytes(self) -> int:
        """Return how much more has to be free until it is made again; 0 while it is there."""
        if self._is_whole():
            return 0
        return max(1, self._size_bytes + MARGIN_BYTES - self._free_bytes())

    def keep(self) -> bool:
        """Make the reserve if it is missing and there is room; tell whether it is there."""
        with self._lock:
            if self._is_whole():
                return True
            if self._free_bytes() < self._size_bytes + MARGIN_BYTES:
                return False
            try:
                self._make()
            except OSError as error:
                log.info("no reserve on the disk: %s", error)
                return False
            return True

    def make_room(self) -> None:
        """Give the reserve up if the disk is full, or too full for an emergency."""
        with self._lock:
            if self._free_bytes() < self._size_bytes or self._is_full():
                self._give_up()

    def let_start(self) -> None:
        """Give the reserve up if nothing at all can be written.

        For a process that is about to open its database, which takes a little room: one that
        cannot start airs no emergency.
        """
        with self._lock:
            if self._is_full():
                self._give_up()

    def _give_up(self) -> None:
        with suppress(OSError):
            self._path.unlink()
            sync_directory(self._path.parent)
            log.warning("the disk is full: the reserve is given up")

    def _is_whole(self) -> bool:
        try:
            found = self._path.stat()
        except OSError:
            return False
        return found.st_blocks * _BLOCK_BYTES >= self._size_bytes

    def _free_bytes(self) -> int:
        try:
            return self._free(self._path.parent)
        except OSError:
            return 0

    def _is_full(self) -> bool:
        """Try it: of quotas the free room says nothing.  A broken disk is not a full one."""
        probe = self._beside("probe")
        try:
            _write(probe, os.urandom(PROBE_BYTES))
        except OSError as error:
            return error.errno in _FULL
        finally:
            with suppress(OSError):
                probe.unlink()
        return False

    def _make(self) -> None:
        new = self._beside("new")
        try:
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
            try:
                os.posix_fallocate(descriptor, 0, self._size_bytes)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            new.replace(self._path)
            sync_directory(self._path.parent)
        except OSError:
            with suppress(OSError):
                new.unlink()
            raise

    def _beside(self, suffix: str) -> Path:
        return self._path.with_name(f"{self._path.name}.{suffix}")


def _write(path: Path, data: bytes) -> None:
    with path.open("wb", buffering=0) as stream:
        written = 0
        while written < len(data):
            written += stream.write(data[written:])
