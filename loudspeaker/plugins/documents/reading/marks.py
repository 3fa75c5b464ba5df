"""Marks stamped on a paper: how urgent it is, and that it is secret."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.reading.cells import Cell, all_cells
from loudspeaker.plugins.documents.reading.proposed import Proposed, Sure, proposed
from loudspeaker.plugins.documents.reading.values import Page
from loudspeaker.text.regex import regex

_URGENCY: Final = {
    "hoa toc hen gio": "Hỏa tốc",
    "hoa toc": "Hỏa tốc",
    "thuong khan": "Thượng khẩn",
    "khan": "Khẩn",
}
_SECRECY: Final = {"tuyet mat": "Tuyệt mật", "toi mat": "Tối mật", "mat": "Mật"}
_AS_WRITTEN: Final = frozenset(
    {"HỎA TỐC", "HOẢ TỐC", "THƯỢNG KHẨN", "KHẨN", "MẬT", "TỐI MẬT", "TUYỆT MẬT"}
)
_FRAME: Final = regex(r"^[\W_]+|[\W_]+$")
_LABEL: Final = regex(r"^(?:d[o0] (?:mat|khan)) ?[:.]? ?")
_TOP_LINES: Final = 16


def urgency(head: Sequence[Cell]) -> Proposed | None:
    """Return the mark of urgency among the cells of a letterhead; the ordinary has none."""
    return next((found for cell in head if (found := _marked(cell, _URGENCY))), None)


def secrecy(pages: Sequence[Page], head: Sequence[Cell]) -> Proposed | None:
    """Return the mark of secrecy at the top of any page, letterheads read straight across too."""
    tops = (cell for page in pages for cell in all_cells(page, _TOP_LINES))
    cells = (*head, *tops)
    return next((found for cell in cells if (found := _marked(cell, _SECRECY))), None)


def _marked(cell: Cell, marks: dict[str, str]) -> Proposed | None:
    """Return what a cell that is nothing but a mark in capitals says."""
    text = _FRAME.sub("", cell.text)
    plain = _FRAME.sub("", cell.plain)
    is_labelled = _LABEL.match(plain) is not None
    value = marks.get(_LABEL.sub("", plain))
    if value is None or not (text.isupper() or is_labelled):
        return None
    is_clear = text in _AS_WRITTEN or is_labelled
    return proposed(value, Sure.CERTAIN if is_clear else Sure.LIKELY, (cell,))


def refuse_secret(mark: Proposed | None) -> None:
    """Raise EntryRefused for a paper with a mark of secrecy, be it only likely to be one.

    Secret papers stay outside this system (Law 117/2025/QH15).
    """
    if mark is not None:
        problem = f"văn bản có dấu “{mark.value}” không được đưa vào hệ thống này"
        raise EntryRefused(where="độ mật", problem=problem)
