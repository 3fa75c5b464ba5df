"""A message as a file: there wholly, durably, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from loudspeaker.plugins.documents.edxml.values import Message
from loudspeaker.plugins.documents.edxml.writer import Where, write_message
from loudspeaker.plugins.documents.whole_files import replacing


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The hash and size of a message's file."""

    sha256: str
    size: int


def write_file(message: Message, path: Path, where: Where) -> Written:
    """Write a message to a file, as ``write_message``.

    StorageFailure where it cannot be written.
    """
    with replacing(path) as part:
        write_message(message, part, where)
    return Written(sha256=part.sha256, size=part.size)
