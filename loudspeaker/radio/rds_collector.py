"""Text that comes in pieces, in any order, some of them lost."""

from __future__ import annotations

_END = 0x0D


class TextCollector:
    """Keeps the pieces of one text until it is whole; another text begins anew.

    A text ends at 0D if it is one that ``may_end``, else at its full length.
    """

    def __init__(self, length: int, *, may_end: bool = True) -> None:
        self._bytes: list[int | None] = [None] * length
        self._may_end = may_end

    def clear(self) -> None:
        """Forget all of it."""
        self._bytes = [None] * len(self._bytes)

    def put(self, at: int, word: int) -> None:
        """Take two bytes; if they differ from those kept, the others belong to an older text."""
        pair = [word >> 8, word & 0xFF]
        kept = self._bytes[at : at + 2]
        if any(old is not None and old != new for old, new in zip(kept, pair, strict=True)):
            self.clear()
        self._bytes[at : at + 2] = pair

    def whole(self) -> bytes | None:
        """Return the text without its end mark, None while something before its end is missing."""
        end = self._bytes.index(_END) if self._may_end and _END in self._bytes else None
        heard = [byte for byte in self._bytes[:end] if byte is not None]
        return bytes(heard) if len(heard) == len(self._bytes[:end]) else None
