"""A form with one file, sent piece by piece (RFC 7578)."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

_PIECE: Final = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What is put before and behind a file's bytes; ``content_type`` tells how to read it."""

    content_type: str
    head: bytes
    tail: bytes

    def pieces(self, file: BinaryIO) -> Iterator[bytes]:
        """Yield the whole body."""
        yield self.head
        while piece := file.read(_PIECE):
            yield piece
        yield self.tail


def form_of(fields: Mapping[str, str], *, name: str, filename: str, file_type: str) -> Form:
    """Return a form with fields and a file; its boundary is nowhere in the file, being random."""
    boundary = f"loudspeaker-{secrets.token_hex(16)}"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{text}\r\n'
        for key, text in fields.items()
    ]
    parts.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        f"Content-Type: {file_type}\r\n\r\n"
    )
    return Form(
        content_type=f"multipart/form-data; boundary={boundary}",
        head="".join(parts).encode("ascii"),
        tail=f"\r\n--{boundary}--\r\n".encode("ascii"),
    )
