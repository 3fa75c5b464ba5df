"""A paper's type and what it is about: the title in capitals, or a letter's ``V/v …``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from loudspeaker.plugins.documents.reading.cells import Cell, Column
from loudspeaker.plugins.documents.reading.proposed import Proposed, Sure, proposed
from loudspeaker.plugins.documents.reading.type_names import BY_TITLE, LETTER, type_of_symbol
from loudspeaker.text.regex import regex

_ABOUT: Final = regex(r"^\W{0,2}v ?/ ?v[:.]? ")
_STOP: Final = regex(
    r"^(?:can cu|kinh (?:gui|moi|thua|trinh)|thuc hien|theo (?:de nghi|du bao)|de (?!nghi|an)"
    r"|nham |trong |ngay |hien nay|tren co so|sau khi|hom nay|thoi gian|dia diem|thanh phan|uy ban"
    r"|ubnd|hoi dong|chu tich|i{1,3}\. |iv\. |v\. |[a-d][.)] |\d{1,2}[.)] |dieu \d|chuong |phan "
    r"|[-–+•*(]|noi nhan)"
)
_LETTER_STOP: Final = regex(r"^(?:kinh gui|noi nhan|[-–+•*(]|\d{1,2}[.)] )")
_DECIDES: Final = regex(
    r"^(?:tm|kt)\.|^(?:pho )?(?:chu tich|giam doc|truong|hieu truong|bo truong|ban |chinh phu|quyet"
    r"|uy ban|ubnd|hoi dong|muc |phan |chuong |[ivx]+[.) ]|\d)"
)
_ENDED: Final = regex(r"[.:;!?]$|\./\.$")
_MOST_LINES: Final = 6
_SHORT: Final = 70
_FRAME: Final = " :|*.~-–—_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """The type's name as it begins a sentence, and the summary."""

    type: Proposed | None
    summary: Proposed | None


def title(cells: Sequence[Cell], symbol: str) -> Title:
    """Return type and summary; ``symbol`` tells the type where no title does."""
    place = _title_at(cells)
    if place is not None:
        return _of_named(cells, place, symbol)
    about = _about_at(cells)
    told = type_of_symbol(symbol)
    summary = _summary(cells, about) if about is not None else None
    if told and about is None:
        return Title(type=_guessed(told, cells), summary=None)
    is_letter = about is not None or any(c.plain.startswith("kinh gui") for c in cells)
    sure = Sure.CERTAIN if about is not None else Sure.LIKELY
    found = cells[about] if about is not None else cells[0] if cells else None
    kind = proposed(LETTER, sure, (found,)) if is_letter and found else None
    return Title(type=kind, summary=summary)


def _guessed(name: str, cells: Sequence[Cell]) -> Proposed | None:
    numbered = [cell for cell in cells if cell.plain.startswith("so")][:1]
    return proposed(name, Sure.GUESS, numbered)


def _title_at(cells: Sequence[Cell]) -> int | None:
    """Return the index of the first cell that is a type's name in capitals and nothing else."""
    for index, cell in enumerate(cells):
        if _ABOUT.match(cell.plain) or cell.plain.startswith("kinh gui"):
            return None
        if cell.column is not Column.RIGHT and cell.is_capital and _type(cell):
            return index
    return None


def _type(cell: Cell) -> str:
    return BY_TITLE.get(cell.plain.strip(_FRAME), "")


def _about_at(cells: Sequence[Cell]) -> int | None:
    return next((index for index, cell in enumerate(cells) if _ABOUT.match(cell.plain)), None)


def _of_named(cells: Sequence[Cell], place: int, symbol: str) -> Title:
    name = _type(cells[place])
    told = type_of_symbol(symbol)
    sure = Sure.CERTAIN if told in ("", name) else Sure.LIKELY
    behind = [cell for cell in cells[place + 1 :] if not cell.is_noise]
    lines = list(_going_on(behind))
    summary = _joined(lines, Sure.CERTAIN) or _joined(list(_shouted(behind)), Sure.LIKELY)
    return Title(type=proposed(name, sure, (cells[place],)), summary=summary)


def _shouted(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Yield the lines of a summary in capitals, as some write it; who decides is none."""
    for cell in cells[:_MOST_LINES]:
        if not cell.is_capital or _DECIDES.match(cell.plain) or cell.text.endswith(":"):
            return
        yield cell


def _summary(cells: Sequence[Cell], place: int) -> Proposed | None:
    first = cells[place]
    others = [c for c in cells[place + 1 :] if c.column is not Column.RIGHT and not c.is_noise]
    lines = [first, *_going_on(others, has_begun=True)]
    return _joined(lines, Sure.CERTAIN)


def _going_on(cells: Sequence[Cell], *, has_begun: bool = False) -> Iterator[Cell]:
    """Yield the lines of a summary, which ends where the text itself begins."""
    for count, (cell, following) in enumerate(pairwise([*cells, None])):
        assert cell is not None
        is_first = count == 0 and not has_begun
        # What goes on from the line above in a small letter begins nothing: "trong dịp Tết".
        stop = _LETTER_STOP if has_begun else _STOP
        is_begun = stop.match(cell.plain) and not cell.text[:1].islower()
        if cell.is_capital or is_begun or count >= _MOST_LINES:
            return
        if not is_first and not _may_go_on(cell, following):
            return
        yield cell
        if _ENDED.search(cell.text):
            return


def _may_go_on(cell: Cell, following: Cell | None) -> bool:
    """Tell a summary's further line from the first one of the text."""
    if _ENDED.search(cell.text) or cell.column is not Column.WHOLE:
        return cell.column is Column.LEFT and not _ENDED.search(cell.text)
    if not cell.text[:1].isupper():
        return True
    return len(cell.text) < _SHORT and not (following and following.text[:1].islower())


def _joined(lines: Sequence[Cell], sure: Sure) -> Proposed | None:
    text = " ".join(cell.text for cell in lines).strip(" |*_./;:-–—~")
    return proposed(text, sure, lines)
