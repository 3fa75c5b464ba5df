"""One process of a role per home."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from loudspeaker.errors import HomeBusy
from loudspeaker.system.files import FILE_MODE, make_directory, storage_errors

_RETRY_S = 0.02


class Lock:
    """An flock(2) held until ``release`` or the end of the process; children do not inherit it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back; safe to call twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _holder(descriptor: int) -> int:
    text = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
    return int(text) if text.isdigit() else 0


def is_held(path: Path) -> bool:
    """Tell whether a process holds the lock; one that is not there, or not to be read, is not."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def hold_lock(path: Path, *, role: str, home: Path, wait_s: float = 0.0) -> Lock:
    """Take the lock at ``path`` or raise HomeBusy naming its holder after ``wait_s``."""
    make_directory(path.parent)
    with storage_errors(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
    deadline = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() < deadline:
                time.sleep(_RETRY_S)
                continue
            pid = _holder(descriptor)
            os.close(descriptor)
            raise HomeBusy(home=str(home), role=role, pid=pid) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        return Lock(descriptor)
