"""What a request for a clip asks for: one path, one range, nothing else (RFC 9110)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus

HEAD_LIMIT_BYTES = 8192
_LINE = re.compile(rb"([A-Z]{1,20}) ([!-~]{1,1000}) HTTP/1\.[01]")
_PATH = re.compile(rb"/clips/([0-9a-f]{64})\.wav")
_RANGE = re.compile(rb"bytes=([0-9]{0,18})-([0-9]{0,18})")


class RequestRefused(Exception):
    """A request that is answered with a status alone."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipRequest:
    """A clip's hash; ``wanted`` are first and last byte as written, None where they are not."""

    sha256: str
    head_only: bool = False
    wanted: tuple[int | None, int | None] | None = None

    def part_of(self, size: int) -> range:
        """Return the bytes to send of a file of that size; RequestRefused if there are none."""
        if self.wanted is None:
            return range(size)
        first, last = self.wanted
        if first is None:
            part = range(max(0, size - (last or 0)), size)
        else:
            part = range(first, size if last is None else min(last + 1, size))
        if not part:
            raise RequestRefused(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        return part


def parse_request(head: bytes) -> ClipRequest:
    """Read a request up to its empty line; RequestRefused for all but GET and HEAD of a clip."""
    first, *fields = head.split(b"\r\n")
    line = _LINE.fullmatch(first)
    if line is None:
        raise RequestRefused(HTTPStatus.BAD_REQUEST)
    if line[1] not in (b"GET", b"HEAD"):
        raise RequestRefused(HTTPStatus.METHOD_NOT_ALLOWED)
    path = _PATH.fullmatch(line[2])
    if path is None:
        raise RequestRefused(HTTPStatus.NOT_FOUND)
    return ClipRequest(
        sha256=path[1].decode(), head_only=line[1] == b"HEAD", wanted=_wanted(fields)
    )


def _wanted(fields: list[bytes]) -> tuple[int | None, int | None] | None:
    """Return the one range that is asked for; several, or what is none, mean the whole file."""
    names = [field.partition(b":") for field in fields]
    asked = [value.strip() for name, _, value in names if name.lower() == b"range"]
    match = _RANGE.fullmatch(asked[0]) if len(asked) == 1 else None
    if match is None:
        return None
    first, last = (int(digits) if digits else None for digits in match.groups())
    empty = first is None and last is None
    backwards = first is not None and last is not None and last < first
    return None if empty or backwards else (first, last)
