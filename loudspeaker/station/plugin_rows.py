"""What plug-ins show everybody: asked, cleaned, bounded, and written to ``public.db``.

A plug-in that fails keeps what it last showed; one that is switched off shows nothing any more.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from loudspeaker.errors import DiskFull, StorageFailure
from loudspeaker.hookspecs import BadPlugin
from loudspeaker.hookspecs.actions import listed
from loudspeaker.model import TimeSource
from loudspeaker.public.pages import (
    NAME,
    Block,
    BlockKind,
    Card,
    PageFile,
    PublicChange,
    PublicPage,
    Timed,
    is_file,
)
from loudspeaker.station.plugin_thread import PluginFailure
from loudspeaker.station.plugins import Plugins
from loudspeaker.station.public_files import PublicFiles
from loudspeaker.store.public_file import PublicFile, TooMuch

PATIENCE_S: Final = 1.0
MOST_PIECES: Final = 50
"""One that has something new so often, each time that it is asked, is not waited for any more."""
MOST_AT_ONCE: Final = 500
MOST_PAGES: Final = 20_000
MOST_BYTES: Final = 64 << 20
MOST_CARDS: Final = 4
MOST_BLOCKS: Final = 200
MOST_FILES: Final = 50
MOST_LINES: Final = 500
MOST_CELLS: Final = 12
MOST_TIMED: Final = 200
LONGEST_TITLE: Final = 120
LONGEST_TEXT: Final = 5_000
LONGEST_CELL: Final = 500
LONGEST_SPOKEN: Final = 20_000
LONGEST_PAGE: Final = 200_000
LONGEST_MARK: Final = 200
_HIDDEN: Final = "C"
"""The class of control and format characters, marks of direction among them."""
_ROWS, _CARDS, _PIECES = "public rows", "cards", "pieces"


class PluginRows:
    """Brings the file up to date with every plug-in, one by one.

    ``enter`` lets in what is about to write while there is room on the disk; DiskFull.
    """

    def __init__(
        self,
        plugins: Plugins,
        time: TimeSource,
        *,
        enter: Callable[[], None] = lambda: None,
        files: PublicFiles | None = None,
    ) -> None:
        self._files = files
        self._plugins = plugins
        self._enter = enter
        self._time = time
        self._cards: dict[str, tuple[Card, ...]] = {}
        self._pieces: dict[str, int] = {}
        self._file: PublicFile | None = None

    def update(self, file: PublicFile) -> bool:
        """Ask each plug-in once and write what is new; tell whether to ask again at once.

        What one does wrong is a fault of its own.  StorageFailure and IntegrityFailure are of the
        file.
        """
        if file is not self._file:
            self._file, self._cards, self._pieces = file, {}, {}
        names = list(self._plugins.threads())
        if file.keep_plugins(names):
            self._prune(file)
        self._pieces = {name: self._pieces.get(name, 0) for name in names}
        for name in names:
            new = self._take_pages(name, file)
            self._pieces[name] = self._pieces[name] + 1 if new else 0
            endless = self._pieces[name] >= MOST_PIECES
            self._plugins.note(name, _PIECES, "always has new pages" if endless else None)
            self._take_cards(name, file)
        return any(0 < count < MOST_PIECES for count in self._pieces.values())

    def _take_pages(self, name: str, file: PublicFile) -> bool:
        """Take one piece of what is new; tell whether there was one."""
        since = file.mark_of(name)
        change = self._asked(name, _ROWS, lambda hooks: _change(hooks, name, since))
        if change is None or change.mark == since:
            return False
        try:
            self._enter()
            self._offer_files(name, change)
            file.take_pages(name, change, most_pages=MOST_PAGES, most_bytes=MOST_BYTES)
        except DiskFull:  # a fault of its own
            return False
        except (TooMuch, BadPlugin) as error:
            self._plugins.note(name, _ROWS, str(error))
            return False
        self._prune(file)
        return True

    def _offer_files(self, name: str, change: PublicChange) -> None:
        """Lay the files of pages ready; what fails there is the plug-in's, not of ``public.db``."""
        if self._files is not None:
            try:
                self._files.offer(name, change.pages)
            except StorageFailure as failure:
                raise BadPlugin(f"has a file that nobody can be shown: {failure.problem}") from None

    def _prune(self, file: PublicFile) -> None:
        if self._files is not None:
            self._files.prune(file.files_named)

    def _take_cards(self, name: str, file: PublicFile) -> None:
        now = self._time.wall()
        cards = self._asked(name, _CARDS, lambda hooks: _cards(hooks, name, now))
        if cards is not None and cards != self._cards.get(name):
            file.replace_cards(name, cards)
            self._cards[name] = cards

    def _asked(self, name: str, what: str, work: Any) -> Any:
        try:
            return self._plugins.ask(name, what, work, patience_s=PATIENCE_S)
        except PluginFailure:
            return None


# --- in the plug-in's thread ----------------------------------------------------------------------


def _change(hooks: Any, plugin: str, since: str) -> PublicChange | None:
    """Return what is new, cleaned; BadPlugin."""
    answers = [each for each in hooks.public_rows(since=since) if each is not None]
    if not answers:
        return None
    change = answers[0]
    if len(answers) > 1 or not isinstance(change, PublicChange) or not _is_mark(change.mark):
        raise BadPlugin("gives what is no change of its pages")
    pages, gone = list(change.pages), [str(name) for name in change.gone]
    if len(pages) > MOST_AT_ONCE or len(gone) > MOST_PAGES:
        raise BadPlugin(f"gives more than {MOST_AT_ONCE} pages at once")
    return PublicChange(
        mark=change.mark, pages=tuple(page_taken(page, plugin) for page in pages), gone=tuple(gone)
    )


def _is_mark(mark: Any) -> bool:
    return isinstance(mark, str) and 0 < len(mark) <= LONGEST_MARK and mark.isprintable()


def _cards(hooks: Any, plugin: str, now: datetime) -> tuple[Card, ...]:
    """Return the cards, cleaned; BadPlugin."""
    cards = listed(hooks.kiosk_cards(now=now), "cards")
    if len(cards) > MOST_CARDS or not all(isinstance(each, Card) for each in cards):
        raise BadPlugin("gives cards that are none, or too many")
    return tuple(
        replace(
            card,
            plugin=plugin,
            name=_name(card.name),
            title=line(card.title, LONGEST_TITLE),
            timed=_timed(card.timed),
        )
        for card in cards
    )


def page_taken(page: Any, plugin: str) -> PublicPage:
    """Return a page as everybody may be shown it: clean texts, none too long; BadPlugin."""
    if not isinstance(page, PublicPage) or not _is_moment(page.changed):
        raise BadPlugin("gives what is no page")
    taken = PublicPage(
        plugin=plugin,
        name=_name(page.name),
        title=line(page.title, LONGEST_TITLE),
        blocks=blocks_taken(page.blocks),
        changed=page.changed,
        spoken=line(page.spoken, LONGEST_SPOKEN),
        listed=page.listed is True,
        files=tuple(map(_file, _some(page.files, MOST_FILES))),
    )
    if not taken.title or sum(map(len, taken.texts())) > LONGEST_PAGE:
        raise BadPlugin("gives a page without a title, or too long")
    return taken


def blocks_taken(blocks: Any) -> tuple[Block, ...]:
    """Return blocks as everybody may be shown them; BadPlugin."""
    return tuple(map(_block, _some(blocks, MOST_BLOCKS)))


def _file(file: Any) -> PageFile:
    if not isinstance(file, PageFile) or type(file.size) is not int:
        raise BadPlugin("gives what is no file of a page")
    taken = PageFile(
        name=str(file.name),
        title=line(file.title, LONGEST_TITLE),
        sha256=str(file.sha256),
        size=file.size,
        kind=str(file.kind),
    )
    if not is_file(taken) or not taken.title:
        raise BadPlugin("gives what is no file of a page")
    return taken


def _block(block: Any) -> Block:
    if not isinstance(block, Block) or not isinstance(block.kind, BlockKind):
        raise BadPlugin("gives what is no block of a page")
    return Block(
        kind=block.kind,
        text=line(block.text, LONGEST_TEXT),
        head=_cells(block.head),
        rows=tuple(map(_cells, _some(block.rows, MOST_LINES))),
        timed=_timed(block.timed),
    )


def _cells(cells: Any) -> tuple[str, ...]:
    return tuple(line(each, LONGEST_CELL) for each in _some(cells, MOST_CELLS))


def _timed(timed: Any) -> tuple[Timed, ...]:
    found = _some(timed, MOST_TIMED)
    if not all(isinstance(each, Timed) and _is_moment(each.since) for each in found):
        raise BadPlugin("gives a text without its time")
    cleaned = (Timed(since=each.since, text=line(each.text, LONGEST_CELL)) for each in found)
    return tuple(sorted(cleaned, key=lambda each: each.since))


def _is_moment(value: Any) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None


def _some(values: Any, most: int) -> Sequence[Any]:
    if not isinstance(values, tuple | list) or len(values) > most:
        raise BadPlugin(f"gives no list, or one of more than {most}")
    return values


def _name(name: Any) -> str:
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise BadPlugin("gives a name with other than small letters, digits and '-'")
    return name


def line(text: Any, longest: int) -> str:
    """Return a text in one line: normalised, without hidden characters, cut; BadPlugin."""
    if not isinstance(text, str):
        raise BadPlugin("gives what is no text")
    composed = unicodedata.normalize("NFC", text[: 4 * longest])
    shown = (c for c in composed if c.isspace() or unicodedata.category(c)[0] != _HIDDEN)
    return " ".join("".join(shown).split())[:longest]
