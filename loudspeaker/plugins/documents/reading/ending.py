"""A paper's end: to whom it goes, and who signed it in which post."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from loudspeaker.plugins.documents.reading.cells import Cell, Column, all_cells
from loudspeaker.plugins.documents.reading.proposed import Proposed, Sure, proposed
from loudspeaker.plugins.documents.reading.values import Page
from loudspeaker.text.found import CAPITAL
from loudspeaker.text.regex import regex

RECIPIENTS: Final = (
    r"n[o0]i nh[a-z]n(?! (?:ho so|don|tien|ket qua|qua|dang ky|giong|hang|thong tin|phan anh"
    r"|ho tro|giay|tra|va )) ?[:.;]?"
)
"""Of folded letters: where recipients begin, and not where people bring or fetch something."""
_RECIPIENTS: Final = regex(rf"^\W{{0,2}}{RECIPIENTS}")
_BULLET: Final = regex(r"^[-–—+•*=~] ?")
_KEPT: Final = regex(r"^l[a-z]u ?[:;]")
_FOR: Final = r"(?:(?:TM|KT|TL|TUQ|Q)\.|(?:T/M|K/T|T/L)\.?) ?(?=\w{2})"
_POST: Final = (
    r"(?:PHÓ |QUYỀN )?(?:CHỦ TỊCH|CHỦ NHIỆM|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|HIỆU TRƯỞNG|TRƯỞNG|BÍ THƯ|CỤC "
    r"TRƯỞNG|BỘ TRƯỞNG|THỨ TRƯỞNG|THỦ TƯỚNG|CHÁNH VĂN PHÒNG|CHÁNH THANH TRA|HẠT TRƯỞNG|TRẠM TRƯỞNG"
    r"|ĐỘI TRƯỞNG|CHỈ HUY TRƯỞNG|VIỆN TRƯỞNG)"
)
_POSITION: Final = regex(rf"(?<!\w)(?:{_FOR}|{_POST})(?:{CAPITAL}|[ ,.-])*$")
_ONLY_POSITION: Final = regex(rf"^\W{{0,2}}(?:{_FOR}|{_POST})(?:{CAPITAL}|[ ,.-])*$")
_PERSON: Final = rf"{CAPITAL}[^\W\d_A-ZĐ]{{0,6}}(?: {CAPITAL}[^\W\d_]{{0,6}}){{1,4}}"
_NAME: Final = regex(_PERSON)
_NAME_AT_END: Final = regex(rf"(?<=[.;] ){_PERSON}$")
_SHOWN_BY_SOFTWARE: Final = regex(
    r"^\(?(?:da ky|nguoi ky|ky boi|email|co quan|thoi gian ky|ky ngay)"
)
_MOST_LINES: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """``position`` has the lines above the name parted by dashes; recipients by semicolons."""

    signer: Proposed | None
    position: Proposed | None
    recipients: Proposed | None


def ending(pages: Sequence[Page]) -> Ending:
    """Return what stands at the end of the paper's own text, before what is attached to it."""
    for page in pages:
        cells = [piece for cell in all_cells(page) for piece in _untangled(cell)]
        for index, cell in enumerate(cells):
            if _RECIPIENTS.match(cell.plain):
                return _of(cells[index : index + _MOST_LINES])
    return _without_recipients(pages)


def _untangled(cell: Cell) -> Iterator[Cell]:
    """Part a recipient from the post or the name that was read straight across behind it."""
    if cell.column is Column.WHOLE and (_BULLET.match(cell.text) or _RECIPIENTS.match(cell.plain)):
        found = _POSITION.search(cell.text) or _NAME_AT_END.search(cell.text)
        if found and found.start() > 0:
            yield cell.part(0, found.start())
            yield cell.part(found.start())
            return
    yield cell


def _of(cells: Sequence[Cell]) -> Ending:
    goes_to = list(_listed(cells))
    posts = [cell for cell in cells if _ONLY_POSITION.match(cell.text)]
    name = _name(cells, posts[-1] if posts else None)
    values = [_BULLET.sub("", cell.text).strip(" .;,") for cell in goes_to]
    return Ending(
        signer=proposed(name.text, Sure.CERTAIN if posts else Sure.LIKELY, (name,))
        if name
        else None,
        position=_position(posts),
        recipients=proposed("; ".join(values), Sure.CERTAIN, goes_to),
    )


def _position(posts: Sequence[Cell]) -> Proposed | None:
    lines = [post.text.strip(" .,") for post in posts]
    value = " - ".join(lines) if len(lines) > 1 else "".join(lines).capitalize()
    return proposed(value, Sure.CERTAIN, posts)


def _listed(cells: Sequence[Cell]) -> Iterator[Cell]:
    for cell in cells:
        if _BULLET.match(cell.text) and not cell.is_noise:
            yield _to_its_end(cell)
            if _KEPT.match(_BULLET.sub("", cell.plain)):
                return


def _to_its_end(cell: Cell) -> Cell:
    """Return a recipient up to its semicolon; the last one, who keeps a copy, to its full stop."""
    is_last = _KEPT.match(_BULLET.sub("", cell.plain)) is not None
    ends = [at for sign in ("; ", ". ") if (at := cell.text.find(sign, 2)) > 0]
    ends = ends if is_last else [at for at in ends if cell.text[at] == ";"]
    return cell.part(0, min(ends) + 1) if ends else cell


def _name(cells: Sequence[Cell], post: Cell | None) -> Cell | None:
    """Return the last line that is a person's name, below the post."""
    names = [
        cell
        for cell in cells
        if _NAME.fullmatch(cell.text)
        and not _SHOWN_BY_SOFTWARE.match(cell.plain)
        and (post is None or cell.source.start > post.source.start)
    ]
    return names[0] if names else None


def _without_recipients(pages: Sequence[Page]) -> Ending:
    """Return who signed, where nobody is named to whom it goes."""
    for page in reversed(pages):
        cells = all_cells(page)
        posts = [cell for cell in cells if _ONLY_POSITION.match(cell.text)]
        name = _name(cells, posts[-1]) if posts else None
        if name:
            signer = proposed(name.text, Sure.LIKELY, (name,))
            return Ending(signer=signer, position=_position(posts[-2:]), recipients=None)
    return Ending(signer=None, position=None, recipients=None)
