"""Whose a message is and for whom, without its files: for who only hands it on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from loudspeaker.plugins.documents.edxml.notices import Notes
from loudspeaker.plugins.documents.edxml.reader import message_of
from loudspeaker.plugins.documents.edxml.refusals import Limits
from loudspeaker.plugins.documents.edxml.tree import read_tree
from loudspeaker.plugins.documents.edxml.values import PaperMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What stands on the envelope; ``status`` is the code of a status, empty for a paper."""

    sender: str
    receivers: tuple[str, ...]
    document: str
    status: str


class _Nowhere:
    """Lets an attachment go by."""

    def take(self, text: str) -> None:
        """Let it go by."""

    def finish(self) -> None:
        """Do nothing."""


def address_of(path: Path, limits: Limits | None = None) -> Address:
    """Return a message's address; MessageRefused, and OSError where the file cannot be read."""
    with path.open("rb") as stream:
        tree = read_tree(stream, _Nowhere, limits or Limits(), lambda _piece: None)
    message = message_of(tree, None, Notes())
    if isinstance(message, PaperMessage):
        return Address(
            sender=message.sender.code,
            receivers=tuple(each.code for each in message.receivers),
            document=message.document,
            status="",
        )
    return Address(
        sender=message.sender.code,
        receivers=(message.about.organ,) if message.about.organ else (),
        document=message.about.document,
        status=message.code,
    )
