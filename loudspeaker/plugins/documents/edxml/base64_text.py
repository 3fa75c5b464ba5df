"""Base64 that comes piece by piece."""

from __future__ import annotations

import binascii

from loudspeaker.plugins.documents.edxml.refusals import Reason, refused

_SPACES = b" \t\r\n"
_GROUP = 4


class Base64Text:
    """Decodes text as it comes: spaces anywhere, the padding only at the end; MessageRefused."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._rest = b""
        self._ended = False

    def decoded(self, text: str) -> bytes:
        """Return the bytes of what is whole so far."""
        try:
            signs = self._rest + text.encode("ascii").translate(None, _SPACES)
        except UnicodeEncodeError:
            raise refused(Reason.BASE64, self._where) from None
        usable = len(signs) - len(signs) % _GROUP
        self._rest = signs[usable:]
        return self._bytes(signs[:usable])

    def last(self) -> tuple[bytes, bool]:
        """Return the bytes of what is left, and whether its padding was missing."""
        if not self._rest:
            return b"", False
        missing = -len(self._rest) % _GROUP
        return self._bytes(self._rest.rstrip(b"=") + b"=" * missing), True

    def _bytes(self, signs: bytes) -> bytes:
        if not signs:
            return b""
        if self._ended:
            raise refused(Reason.BASE64, self._where)
        self._ended = signs.endswith(b"=")
        try:
            return binascii.a2b_base64(signs, strict_mode=True)
        except binascii.Error:
            raise refused(Reason.BASE64, self._where) from None
