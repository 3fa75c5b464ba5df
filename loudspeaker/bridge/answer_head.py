"""The head of an answer from a streaming server: HTTP/1.x, or the older ``ICY 200 OK``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

MOST_BYTES: Final = 16_384
MOST_LINES: Final = 100
_STATUS = re.compile(r"(?:HTTP/1\.[01]|ICY) ([1-5][0-9]{2})(?: .*)?")
_FIELD = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}):[ \t]*(.*?)[ \t]*")
_LENGTH = re.compile(r"[0-9]{1,12}")
_ENDS = (b"\r\n\r\n", b"\n\n")
REDIRECTIONS: Final = frozenset({301, 302, 303, 307, 308})
OK: Final = 200


class BadHead(ValueError):
    """What came is no head of an answer, or is longer than any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Status and fields, names in small letters; of a field that comes twice the first counts."""

    status: int
    fields: Mapping[str, str]

    @property
    def kind(self) -> str:
        """The content's type in small letters, without parameters."""
        return self.fields.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def length(self) -> int | None:
        """How many bytes of content are announced, if that is told."""
        told = self.fields.get("content-length", "").strip()
        return int(told) if _LENGTH.fullmatch(told) else None

    @property
    def chunked(self) -> bool:
        """Tell whether the content comes in chunks."""
        return self.fields.get("transfer-encoding", "").strip().lower() == "chunked"

    @property
    def foreign_coding(self) -> str | None:
        """The coding that was not asked for (gzip, say), if there is one; it is never undone."""
        coding = self.fields.get("content-encoding", "").strip().lower()
        transfer = self.fields.get("transfer-encoding", "").strip().lower()
        if coding not in ("", "identity"):
            return coding
        if transfer not in ("", "identity", "chunked"):
            return transfer
        return "icy-metaint" if "icy-metaint" in self.fields else None


def split_head(data: bytes) -> tuple[bytes, bytes] | None:
    """Return head and what follows it, None while it is not complete; BadHead if it never ends."""
    found = [(at, len(end)) for end in _ENDS if (at := data.find(end)) >= 0]
    if not found:
        if len(data) > MOST_BYTES:
            raise BadHead("too long")
        return None
    at, length = min(found)
    if at > MOST_BYTES:
        raise BadHead("too long")
    return data[:at], data[at + length :]


def parse_head(data: bytes) -> Head:
    """Read a head without its empty line; BadHead."""
    lines = data.decode("latin-1").replace("\r\n", "\n").split("\n")
    if len(lines) > MOST_LINES:
        raise BadHead("too many lines")
    status = _STATUS.fullmatch(lines[0])
    if status is None:
        raise BadHead("no answer of a web server")
    fields: dict[str, str] = {}
    for line in lines[1:]:
        field = _FIELD.fullmatch(line)
        if field is None:
            raise BadHead("a line that is no field")
        fields.setdefault(field[1].lower(), field[2])
    return Head(status=int(status[1]), fields=fields)
