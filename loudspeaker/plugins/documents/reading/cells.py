"""A paper as cells: pieces of lines, of the left column, the right one, or of neither.

A letterhead that was read straight across is cut again where the words of its right column begin:
the country's name and motto, the place and date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

from loudspeaker.plugins.documents.reading.folding import fold
from loudspeaker.plugins.documents.reading.values import Page, Source
from loudspeaker.text.regex import regex

HEAD_LINES: Final = 40
_RIGHT_WORDS: Final = regex(
    r"c[o0]ng h[o0]a x[a-z] h[o0]i ch[a-z] nghia"
    r"|d[o0]c lap ?[-–—~. ]+ ?tu d[o0] ?[-–—~. ]+ ?h[a-z]nh ph[a-z]c"
    r"|dang cong san viet nam"
)
_DATED: Final = regex(r"ng[a-z]y ?[\d. …_]{0,6} ?th[a-z]ng ?[\d. …_]{0,6} ?n[a-z]m")
_NUMBERED: Final = regex(
    r"^\W{0,3}s[o06] ?[:.;]?[ \d.…_]{0,12}(?:/ ?\d{4} ?)?[/-] ?[^\W\d_]\S*(?: ?[-/&] ?\S+){0,3}"
)


class Column(StrEnum):
    """Where on its line a cell stands."""

    WHOLE = "whole"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A piece of a line, without space at its ends; ``plain`` is folded and of the same length."""

    text: str
    plain: str
    column: Column
    line: int
    source: Source

    def part(self, start: int, end: int | None = None) -> Cell:
        """Return a piece of the cell, without space at its ends."""
        end = len(self.text) if end is None else end
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        end = max(start, end)
        at = self.source.start
        return Cell(
            text=self.text[start:end],
            plain=self.plain[start:end],
            column=self.column,
            line=self.line,
            source=Source(page=self.source.page, start=at + start, end=at + end),
        )

    @property
    def is_noise(self) -> bool:
        """Tell rules, dots and specks: nothing of two letters or digits beside each other."""
        return not _SOMETHING.search(self.text)

    @property
    def is_capital(self) -> bool:
        """Tell a line in capitals."""
        return self.text.isupper()


_SOMETHING: Final = regex(r"[^\W_]{2}|\d|^[A-ZĐ]$")


def head_cells(page: Page) -> list[Cell]:
    """Return the cells of a first page's first lines, the letterhead's columns kept apart."""
    return [cell for line in islice(_lines(page), HEAD_LINES) for cell in _untangled(line)]


def all_cells(page: Page, most_lines: int | None = None) -> list[Cell]:
    """Return the cells of a page's lines, or of its first ones, as the tabs tell."""
    return [cell for line in islice(_lines(page), most_lines) for cell in line]


def _lines(page: Page) -> Iterator[list[Cell]]:
    at, number = 0, 0
    for line in page.text.split("\n"):
        cells = [cell for cell in _cells(page, line, at, number) if cell.text]
        if cells:
            yield cells
            number += 1
        at += len(line) + 1


def _cells(page: Page, line: str, at: int, number: int) -> Iterator[Cell]:
    plain = fold(line)
    whole = Cell(
        text=line,
        plain=plain,
        column=Column.WHOLE,
        line=number,
        source=Source(page=page.number, start=at, end=at + len(line)),
    )
    starts = [0, *(found.end() for found in re.finditer(r"\t+", line)), len(line) + 1]
    for n, start in enumerate(starts[:-1]):
        column = Column.WHOLE if len(starts) == 2 else Column.RIGHT if n else Column.LEFT  # noqa: PLR2004 - one cell
        yield _in_column(whole.part(start, min(starts[n + 1] - 1, len(line))), column)


def _in_column(cell: Cell, column: Column) -> Cell:
    return Cell(text=cell.text, plain=cell.plain, column=column, line=cell.line, source=cell.source)


def _untangled(line: Sequence[Cell]) -> list[Cell]:
    """Cut a line that was read straight across, and join what a stamp has torn apart.

    Number and day are often stamped into the gaps of their lines, away from the words around them.
    """
    whole = _whole(line)
    right = _RIGHT_WORDS.search(whole.plain)
    if right:
        return _cut(whole, right.start())
    number, dated = _NUMBERED.match(whole.plain), _DATED.search(whole.plain)
    if number and (dated is None or number.end() <= dated.start()):
        return _cut(whole, number.end()) if dated or len(line) > 1 else [whole]
    if dated:
        return _with_day(line, whole, dated.start())
    return list(line)


def _with_day(line: Sequence[Cell], whole: Cell, at: int) -> list[Cell]:
    """Return the cells before the one with the place, and all behind as one."""
    first = max(n for n, cell in enumerate(line) if cell.source.start <= whole.source.start + at)
    if first == 0 and (at > _LONGEST_PLACE or len(whole.text) > _LONGEST_DATE):
        return list(line)  # a sentence of the text
    start = line[first].source.start - whole.source.start
    return [*line[:first], _in_column(whole.part(start), Column.RIGHT)]


def _whole(line: Sequence[Cell]) -> Cell:
    """Return a line as one cell, its columns parted by a space."""
    first, last = line[0], line[-1]
    text = first.text
    for cell in line[1:]:
        text += " " * (cell.source.start - first.source.start - len(text)) + cell.text
    source = Source(page=first.source.page, start=first.source.start, end=last.source.end)
    column = first.column if len(line) == 1 else Column.WHOLE
    return Cell(text=text, plain=fold(text), column=column, line=first.line, source=source)


_LONGEST_PLACE: Final = 40
_LONGEST_DATE: Final = 70


def _cut(whole: Cell, at: int) -> list[Cell]:
    left, right = whole.part(0, at), whole.part(at)
    cells = (_in_column(left, Column.LEFT), _in_column(right, Column.RIGHT))
    return [cell for cell in cells if cell.text]
