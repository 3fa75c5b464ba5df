"""A list that names a stream (M3U, PLS): its first address, and nothing else of it."""

from __future__ import annotations

import re
from typing import Final

MOST_BYTES: Final = 65_536
_PLS = re.compile(r"file[0-9]{1,3}\s*=\s*(\S+)", re.IGNORECASE)
_SEGMENTS: Final = "#EXT-X-"


class BadList(ValueError):
    """A list that names no stream; ``segmented`` where it is one of pieces (HLS)."""

    def __init__(self, *, segmented: bool = False) -> None:
        super().__init__("segmented" if segmented else "no address")
        self.segmented = segmented


def first_address(data: bytes) -> str:
    """Return the first address that a list names; BadList."""
    text = data[:MOST_BYTES].decode("utf-8", errors="replace").removeprefix("\ufeff")
    lines = [line.strip() for line in text.splitlines()]
    if any(line.upper().startswith(_SEGMENTS) for line in lines):
        raise BadList(segmented=True)
    for line in lines:
        if match := _PLS.fullmatch(line):
            return match[1]
        if line.lower().startswith(("http://", "https://")):
            return line
    raise BadList
