"""Urgency, and secrecy, which is refused: secret papers stay outside this system."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from loudspeaker.errors import EntryRefused
from loudspeaker.public.folding import folded


class Urgency(IntEnum):
    """How urgent a paper is (NĐ 30/2020/NĐ-CP, appendix I); the number is edXML's Priority."""

    NORMAL = 0
    URGENT = 1
    VERY_URGENT = 2
    FLASH = 3

    @property
    def label(self) -> str:
        """The word that people read."""
        return _LABELS[self]

    @property
    def at_once(self) -> bool:
        """Tell whether it is registered, presented and handed on at once."""
        return self is not Urgency.NORMAL


_LABELS: Final = {
    Urgency.NORMAL: "Thường",
    Urgency.URGENT: "Khẩn",
    Urgency.VERY_URGENT: "Thượng khẩn",
    Urgency.FLASH: "Hỏa tốc",
}
_WORDS: Final = {
    **{folded(label): level for level, label in _LABELS.items()},
    **{str(level.value): level for level in Urgency},
    "": Urgency.NORMAL,
    "binh thuong": Urgency.NORMAL,
    "hoa toc hen gio": Urgency.FLASH,
}
SECRECY: Final = ("Mật", "Tối mật", "Tuyệt mật")
_SECRET: Final = frozenset(map(str.casefold, SECRECY)) | frozenset(map(folded, SECRECY))
_OPEN: Final = frozenset({"0", "thuong", "khong", "khong mat", "binh thuong"})
NOT_HERE: Final = "văn bản mật không đưa vào hệ thống này; đăng ký vào sổ riêng bằng giấy"


def urgency_of(text: str) -> Urgency:
    """Return the urgency of its word or number; EntryRefused."""
    found = _WORDS.get(folded(text))
    if found is None:
        known = ", ".join(label.lower() for label in _LABELS.values())
        raise EntryRefused(where="độ khẩn", problem=f"là một trong: {known}")
    return found


def is_secret(text: str) -> bool:
    """Tell whether a text is a mark of secrecy and nothing else, in any case or without marks."""
    return " ".join(text.casefold().split()) in _SECRET


def refuse_secret(text: str) -> None:
    """Refuse what is said in the field of secrecy, unless it says that the paper is open.

    EntryRefused, also for a word that is not known: it may be one.
    """
    if text.strip() and folded(text) not in _OPEN:
        raise EntryRefused(where="độ mật", problem=NOT_HERE)
