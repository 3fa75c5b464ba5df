"""Where a command's text comes from: its argument, standard input or a file, always bounded."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from loudspeaker.errors import FileRefused, TextRefused, UsageRefused
from loudspeaker.text.prepare import decode

STDIN = "-"
MOST_BYTES = 512 * 1024  # more than the longest text that can be allowed, in UTF-8


def read_source(text: str | None, file: Path | None) -> str | None:
    """Return the text; None if neither is given.

    Raises UsageRefused (both), FileRefused, TextRefused (``not_text`` with the place,
    ``too_long``).
    """
    if text is not None and file is not None:
        raise UsageRefused(option="TEXT, --file", problem="not_together")
    if file is not None:
        return decode(_read_file(file))
    if text == STDIN:
        return decode(_bounded(sys.stdin.buffer))
    # What is not UTF-8 in an argument arrives as lone surrogates.
    return None if text is None else decode(text.encode("utf-8", "surrogateescape"))


def need_source(text: str | None, file: Path | None) -> str:
    """Return the text; UsageRefused if none is given."""
    found = read_source(text, file)
    if found is None:
        raise UsageRefused(option="TEXT", problem="missing")
    return found


def _read_file(path: Path) -> bytes:
    try:
        if not path.is_file():
            problem = "not_a_file" if path.exists() else "missing"
            raise FileRefused(path=str(path), problem=problem)
        with path.open("rb") as stream:
            return _bounded(stream)
    except OSError as error:
        raise FileRefused(path=str(path), problem=error.strerror or str(error)) from error


def _bounded(stream: BinaryIO) -> bytes:
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TextRefused(problem="too_long", length=len(data), limit=MOST_BYTES)
    return data
