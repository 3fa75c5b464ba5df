"""What stands in an element, read by the rules' names and with a notice of what is unusual."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from loudspeaker.plugins.documents.edxml.dates import is_usual, moment_of
from loudspeaker.plugins.documents.edxml.notices import Notes, Oddity
from loudspeaker.plugins.documents.edxml.tree import Node, plain_name

_LARGEST: Final = 1_000_000


class Fields:
    """The children of an element, or of none; all texts in NFC."""

    def __init__(self, node: Node | None, notes: Notes) -> None:
        self.node = node
        self._notes = notes

    def __bool__(self) -> bool:
        return self.node is not None

    def sub(self, name: str) -> Fields:
        """Return the first child of a name."""
        return next(self.all(name), Fields(None, self._notes))

    def all(self, name: str) -> Iterator[Fields]:
        """Yield the children of a name."""
        for each in self.node.all(plain_name(name)) if self.node else ():
            local = each.tag.rpartition(":")[2]
            if local != name:
                self._notes.add(Oddity.SPELLING, name, local)
            yield Fields(each, self._notes)

    def attribute(self, name: str) -> str:
        """Return an attribute, whatever its prefix."""
        given = self.node.attributes.items() if self.node else ()
        return next((text for tag, text in given if tag.rpartition(":")[2] == name), "").strip()

    @property
    def own(self) -> str:
        """The element's own text, in one line."""
        return " ".join(self.own_lines.split())

    @property
    def own_lines(self) -> str:
        """The element's own text with its lines."""
        text = self.node.text if self.node else ""
        return unicodedata.normalize("NFC", text.replace("\r\n", "\n"))

    def line(self, name: str) -> str:
        """Return a child's text in one line."""
        return self.sub(name).own

    def lines(self, name: str) -> str:
        """Return a child's text with its lines."""
        return self.sub(name).own_lines

    def moment(self, name: str) -> datetime | None:
        """Return a child's time, None with a notice where it cannot be read."""
        text = self.line(name)
        if not text:
            return None
        moment = moment_of(text)
        if moment is None:
            self._notes.add(Oddity.DATE, name, text)
        elif not is_usual(text):
            self._notes.add(Oddity.DATE_FORM, name, text)
        return moment

    def day(self, name: str) -> date | None:
        """Return a child's day, None with a notice where it cannot be read."""
        moment = self.moment(name)
        return moment.date() if moment else None

    def number(self, name: str) -> int | None:
        """Return a child's number of things, None with a notice where it is none."""
        text = self.line(name)
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) <= len(str(_LARGEST)):
            return int(text)
        self._notes.add(Oddity.NUMBER, name, text)
        return None
