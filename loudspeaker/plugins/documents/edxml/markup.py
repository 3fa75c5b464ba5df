"""XML as it is written: elements in order, every text escaped, nothing that XML cannot hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol
from xml.sax.saxutils import escape, quoteattr

from loudspeaker.errors import EntryRefused

_FORBIDDEN: Final = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Output(Protocol):
    """What bytes are written to."""

    def write(self, data: bytes, /) -> int:
        """Take all of them."""
        ...


class Markup:
    """Writes elements to a stream; EntryRefused for a text that XML cannot hold."""

    def __init__(self, stream: Output, prefix: str = "") -> None:
        self._stream = stream
        self._prefix = prefix
        self._write('<?xml version="1.0" encoding="UTF-8"?>\n')

    @contextmanager
    def element(
        self, name: str, attributes: dict[str, str] | None = None, *, prefix: str | None = None
    ) -> Iterator[None]:
        """Write an element around what the block writes; ``prefix`` holds inside it, too."""
        before = self._prefix
        self._prefix = before if prefix is None else prefix
        tag = self._prefix + name
        given = "".join(
            f" {key}={quoteattr(_checked(key, text))}" for key, text in (attributes or {}).items()
        )
        self._write(f"<{tag}{given}>")
        yield
        self._write(f"</{tag}>\n")
        self._prefix = before

    def leaf(self, name: str, text: str, *, needed: bool = False) -> None:
        """Write an element with a text; without one only where it is needed."""
        if not text and not needed:
            return
        if found := _FORBIDDEN.search(text):
            raise EntryRefused(
                where=name, problem=f"có ký tự không viết được: U+{ord(found[0]):04X}"
            )
        tag = self._prefix + name
        self._write(f"<{tag}>{escape(text)}</{tag}>\n")

    def raw(self, data: bytes) -> None:
        """Write base64 as it is."""
        self._stream.write(data)

    def _write(self, text: str) -> None:
        self._stream.write(text.encode("utf-8"))


def _checked(where: str, text: str) -> str:
    if found := _FORBIDDEN.search(text):
        sign = f"U+{ord(found[0]):04X}"
        raise EntryRefused(where=where, problem=f"có ký tự không viết được: {sign}")
    return text.replace("\r\n", "\n").replace("\r", "\n")
