"""Content that comes in chunks (RFC 9112, section 7.1), taken apart as it comes."""

from __future__ import annotations

import re
from typing import Final

LARGEST: Final = 16 << 20
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\n]{0,200})?\r?")
_LONGEST_LINE: Final = 256


class BadChunk(ValueError):
    """What came is not in chunks, or in one larger than any stream needs."""


class Chunks:
    """Takes bytes however they are cut; gives the content, and tells once it is at its end."""

    def __init__(self) -> None:
        self._waiting = b""
        self._left = 0
        self._closes = False
        self.ended = False

    def feed(self, data: bytes) -> bytes:
        """Return the content in what has come; BadChunk."""
        self._waiting += data
        found: list[bytes] = []
        while not self.ended and self._step(found):
            pass
        return b"".join(found)

    def _step(self, found: list[bytes]) -> bool:
        """Go one step further; tell whether that was possible."""
        if self._left:
            part, self._waiting = self._waiting[: self._left], self._waiting[self._left :]
            self._left -= len(part)
            self._closes = not self._left
            found.append(part)
            return bool(part)
        line, end, rest = self._waiting.partition(b"\n")
        if not end:
            if len(line) > _LONGEST_LINE:
                raise BadChunk("a line that does not end")
            return False
        self._waiting = rest
        self._take_line(line)
        return True

    def _take_line(self, line: bytes) -> None:
        if self._closes:
            if line.rstrip(b"\r"):
                raise BadChunk("no end of a chunk")
            self._closes = False
            return
        match = _SIZE.fullmatch(line)
        size = int(match[1], 16) if match else LARGEST + 1
        if size > LARGEST:
            raise BadChunk("no size of a chunk")
        self._left, self.ended = size, size == 0
