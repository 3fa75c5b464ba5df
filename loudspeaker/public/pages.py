"""Pages and cards that plug-ins give everybody: blocks of text, never HTML.

Texts that change with the time of day come with the moments from which they hold, so that a kiosk
whose line is cut still shows the right one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from loudspeaker.model import from_iso, iso

NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
SHA256: Final = re.compile(r"[0-9a-f]{64}")
FILE_KINDS: Final = ("pdf", "xlsx", "docx", "csv", "txt", "png", "jpg", "zip")
LARGEST_FILE: Final = 64 << 20
PAGE, CARD = "page", "card"
"""What the names of a plug-in's rows in ``public.db`` begin with."""


class BlockKind(StrEnum):
    """The kinds of blocks there are."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    CALLS = "calls"
    """Rows of a name, a telephone number, and what it is for."""
    TIMED = "timed"
    """A paragraph whose text changes with time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A text that holds from a moment on, until the next one."""

    since: datetime
    text: str

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {"since": iso(self.since), "text": self.text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One piece of a page.

    ``rows`` are the lines of a list (one text each), a table or telephone numbers; ``head`` are
    the names of a table's columns.
    """

    kind: BlockKind
    text: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    timed: tuple[Timed, ...] = ()

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "kind": self.kind.value,
            "text": self.text,
            "head": list(self.head),
            "rows": [list(row) for row in self.rows],
            "timed": [each.to_values() for each in self.timed],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFile:
    """A file of a page, kept by the plug-in in its folder under this SHA-256, ``size`` in bytes.

    ``name`` stands in its address (``a-z 0-9 -``), ``title`` on the page; ``kind`` is one of
    ``FILE_KINDS``.
    """

    name: str
    title: str
    sha256: str
    size: int
    kind: str = "pdf"

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "name": self.name,
            "title": self.title,
            "sha256": self.sha256,
            "size": self.size,
            "kind": self.kind,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPage:
    """A page for everybody; ``plugin`` is filled in by the station.

    A ``listed`` one stands in the portal's and the kiosk's navigation.  ``spoken`` is the page in
    sentences, as it would be read aloud.
    """

    name: str
    title: str
    blocks: tuple[Block, ...]
    changed: datetime
    spoken: str = ""
    listed: bool = False
    files: tuple[PageFile, ...] = ()
    plugin: str = ""

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values; of a page without files as before there were any."""
        files = {"files": [file.to_values() for file in self.files]} if self.files else {}
        return {
            **files,
            "plugin": self.plugin,
            "name": self.name,
            "title": self.title,
            "blocks": [block.to_values() for block in self.blocks],
            "changed": iso(self.changed),
            "spoken": self.spoken,
            "listed": self.listed,
        }

    def texts(self) -> Iterator[str]:
        """Yield what can be searched: not what holds only for a while."""
        for block in self.blocks:
            yield block.text
            yield from block.head
            for row in block.rows:
                yield from row
        for file in self.files:
            yield file.title


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A page by its title alone, for navigation and search."""

    plugin: str
    name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card on the kiosk's first page, which leads to the page ``name`` of the same plug-in."""

    name: str
    title: str
    timed: tuple[Timed, ...] = ()
    plugin: str = ""

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "plugin": self.plugin,
            "name": self.name,
            "title": self.title,
            "timed": [each.to_values() for each in self.timed],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicChange:
    """What is new: pages that are new or otherwise, names of pages that are no more.

    ``mark`` is what the station gives as ``since`` the next time.  Much at once may come in pieces:
    the station asks on until there is nothing new.
    """

    mark: str
    pages: tuple[PublicPage, ...] = ()
    gone: tuple[str, ...] = ()


def text_at(timed: Sequence[Timed], now: datetime) -> str:
    """Return the text that holds, empty before the first."""
    return next((each.text for each in reversed(timed) if each.since <= now), "")


def page_of(values: Any) -> PublicPage:
    """Return a page of its values; ValueError, TypeError or KeyError for anything else."""
    return PublicPage(
        plugin=str(values["plugin"]),
        name=str(values["name"]),
        title=str(values["title"]),
        blocks=tuple(map(block_of, values["blocks"])),
        changed=from_iso(values["changed"]),
        spoken=str(values["spoken"]),
        listed=bool(values["listed"]),
        files=tuple(map(_file_of, values.get("files", ()))),
    )


def card_of(values: Any) -> Card:
    """Return a card of its values; ValueError, TypeError or KeyError for anything else."""
    return Card(
        plugin=str(values["plugin"]),
        name=str(values["name"]),
        title=str(values["title"]),
        timed=tuple(map(_timed_of, values["timed"])),
    )


def block_of(values: Any) -> Block:
    """Return a block of its values; ValueError, TypeError or KeyError for anything else."""
    return Block(
        kind=BlockKind(values["kind"]),
        text=str(values["text"]),
        head=tuple(map(str, values["head"])),
        rows=tuple(tuple(map(str, row)) for row in values["rows"]),
        timed=tuple(map(_timed_of, values["timed"])),
    )


def _file_of(values: Any) -> PageFile:
    file = PageFile(
        name=str(values["name"]),
        title=str(values["title"]),
        sha256=str(values["sha256"]),
        size=int(values["size"]),
        kind=str(values["kind"]),
    )
    if not is_file(file):
        raise ValueError("no file of a page")
    return file


def is_file(file: PageFile) -> bool:
    """Tell whether a file of a page is what it is to be."""
    named = NAME.fullmatch(file.name) and SHA256.fullmatch(file.sha256)
    return bool(named) and file.kind in FILE_KINDS and 0 < file.size <= LARGEST_FILE


def _timed_of(values: Any) -> Timed:
    return Timed(since=from_iso(values["since"]), text=str(values["text"]))
