"""Lines of a page out of pieces of text and where they stand on it.

A letterhead has two columns; read straight across, the issuer and the country's name run into
each other.  So pieces that stand far apart on one line are kept apart by a tab.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

COLUMN_GAP: Final = 1.4
"""In heights of the letters: no space between words of a justified line is so wide."""
_WORD_GAP: Final = 0.12
_SAME_LINE: Final = 0.5
"""So much of the lower one's height do two pieces of a line share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text; ``top`` is above ``bottom`` and the larger number."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Return its height on the page."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """Return how high its letters are, never zero."""
        return max(self.top - self.bottom, 1e-3)


def page_lines(pieces: Iterable[Piece]) -> list[str]:
    """Return the lines from top to bottom, a tab between columns."""
    return [text for line in _lines(pieces) if (text := _joined(line))]


def _lines(pieces: Iterable[Piece]) -> list[list[Piece]]:
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda each: (-each.middle, each.left)):
        if lines and _is_beside(piece, lines[-1][0]):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


def _is_beside(piece: Piece, first: Piece) -> bool:
    overlap = min(piece.top, first.top) - max(piece.bottom, first.bottom)
    return overlap >= _SAME_LINE * min(piece.height, first.height)


def _joined(line: Sequence[Piece]) -> str:
    ordered = sorted(line, key=lambda piece: piece.left)
    text, right = "", ordered[0].left
    for piece in ordered:
        gap = (piece.left - right) / piece.height
        text += _between(gap) if text else ""
        text += piece.text
        right = max(right, piece.right)
    return text.strip()


def _between(gap: float) -> str:
    if gap > COLUMN_GAP:
        return "\t"
    return " " if gap > _WORD_GAP else ""
