"""The line to the other offices, as a promise: who keeps it is configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Protocol

from loudspeaker.errors import EntryRefused, LoudspeakerError, ProcessUnavailable

_LONGEST: Final = 500


class MessageKind(StrEnum):
    """The two types of messages."""

    PAPER = "edoc"
    STATUS = "status"


class LineDown(ProcessUnavailable):
    """The other side was not reached or made no sense: time-out, connection, no JSON; try again."""


class LineRefused(EntryRefused):
    """The other side has understood and says no, also with HTTP 200: trying again is of no use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One message that the other side keeps for us; times and status as it writes them."""

    id: str
    kind: str
    sender: str
    receiver: str
    created: str
    updated: str
    status: str
    status_text: str


class Line(Protocol):
    """A way to send and fetch messages.

    LineDown, LineRefused; StorageFailure for our own files.
    """

    def send(self, kind: MessageKind, file: Path) -> str:
        """Send a message; return the name that the other side gives it.

        The same file sent twice is one message there.
        """
        ...

    def listed(self, kind: MessageKind, since: date, until: date) -> list[Listed]:
        """Return what is kept for us of a kind, created on these days, both included."""
        ...

    def fetch(self, identifier: str, into: Path) -> None:
        """Put a message into a file, wholly or not at all."""
        ...


def listed_of(row: Mapping[str, Any]) -> Listed:
    """Return a row of a list; what is missing is empty."""

    def text(*names: str) -> str:
        found = next((row[name] for name in names if row.get(name) is not None), "")
        if isinstance(found, list | tuple):
            found = ", ".join(map(str, found))
        return str(found)[:_LONGEST]

    return Listed(
        id=text("id"),
        kind=text("type", "messageType"),
        sender=text("from"),
        receiver=text("to"),
        created=text("created"),
        updated=text("updated"),
        status=text("status"),
        status_text=text("statusDesc"),
    )


def told(error: LoudspeakerError) -> str:
    """Return what the other side is told of an error."""
    return str(getattr(error, "problem", "") or error.code)
