"""Who opens and closes a file, from the kernel (inotify(7), through libc)."""

from __future__ import annotations

import ctypes
import os
import struct
from dataclasses import dataclass

from loudspeaker.errors import DeviceFailure

_OPEN, _CLOSE_WRITE, _CLOSE_NOWRITE = 0x20, 0x08, 0x10
_EVENT = struct.Struct("iIII")  # watch, mask, cookie, length of the name that follows
_READ_BYTES = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """How often a watched file was opened and closed."""

    watch: int
    opened: int
    closed: int


class Watcher:
    """Watches files for being opened and closed by anybody, ourselves included."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self.descriptor = self._call(self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))

    def _call(self, result: int) -> int:
        if result < 0:
            raise DeviceFailure(device="inotify", problem=os.strerror(ctypes.get_errno()))
        return result

    def add(self, path: str) -> int:
        """Watch a file from now on; return the number that ``read`` gives."""
        mask = _OPEN | _CLOSE_WRITE | _CLOSE_NOWRITE
        return self._call(self._libc.inotify_add_watch(self.descriptor, os.fsencode(path), mask))

    def remove(self, watch: int) -> None:
        """Stop watching; a file that is gone has stopped already."""
        self._libc.inotify_rm_watch(self.descriptor, watch)

    def read(self) -> list[Used]:
        """Return what happened since the last call, in order; never waits."""
        try:
            data = os.read(self.descriptor, _READ_BYTES)
        except BlockingIOError:
            return []
        events, at = list[Used](), 0
        while at < len(data):
            watch, mask, _, name_length = _EVENT.unpack_from(data, at)
            at += _EVENT.size + name_length
            opened, closed = bool(mask & _OPEN), bool(mask & (_CLOSE_WRITE | _CLOSE_NOWRITE))
            events.append(Used(watch=watch, opened=int(opened), closed=int(closed)))
        return events

    def close(self) -> None:
        """Stop watching everything."""
        os.close(self.descriptor)
