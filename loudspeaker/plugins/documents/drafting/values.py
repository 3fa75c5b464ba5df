"""A draft announcement and where every line of it comes from, as values to show side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from loudspeaker.plugins.documents.reading.values import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """The fields of a paper as a person has confirmed them; ``date`` as ``23/11/2026``."""

    type: str
    issuer: str
    summary: str
    number: str = ""
    date: str = ""
    urgency: str = ""


class Reason(StrEnum):
    """Why a sentence is in a draft, or left out of it."""

    WHEN = "when"
    WHERE = "where"
    DEADLINE = "deadline"
    WHO = "who"
    TASK = "task"
    AMOUNT = "amount"
    CALL = "call"
    DANGER = "danger"
    LABELLED = "labelled"
    PARENT = "parent"
    ITEM = "item"

    LEGAL_BASIS = "legal_basis"
    FORMULA = "formula"
    HEADING = "heading"
    INTERNAL = "internal"
    SAID_BY_FRAME = "said_by_frame"
    PERSONAL = "personal"
    PLAIN = "plain"
    ALONE = "alone"
    LENGTH = "length"

    @property
    def label(self) -> str:
        """Return the words that people read."""
        return _LABELS[self]


_LABELS = {
    Reason.WHEN: "thời gian",
    Reason.WHERE: "địa điểm",
    Reason.DEADLINE: "thời hạn",
    Reason.WHO: "đối tượng",
    Reason.TASK: "việc cần làm",
    Reason.AMOUNT: "số lượng, số tiền",
    Reason.CALL: "số điện thoại",
    Reason.DANGER: "nguy hiểm",
    Reason.LABELLED: "mục chính",
    Reason.PARENT: "câu dẫn",
    Reason.ITEM: "ý của mục trên",
    Reason.LEGAL_BASIS: "căn cứ pháp lý",
    Reason.FORMULA: "câu thủ tục",
    Reason.HEADING: "tiêu đề mục",
    Reason.INTERNAL: "việc nội bộ cơ quan",
    Reason.SAID_BY_FRAME: "đã có trong câu mở đầu",
    Reason.PERSONAL: "có thông tin cá nhân",
    Reason.PLAIN: "không nêu việc, thời gian hay địa điểm",
    Reason.ALONE: "câu dẫn không còn ý nào",
    Reason.LENGTH: "vượt thời lượng",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of the paper, without the mark of its list, and the pieces of pages it is of.

    ``parent`` is the index of the sentence with a colon at its end that it belongs to.
    """

    text: str
    sources: tuple[Source, ...]
    parent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A sentence, how much people need it (0 or less: not), and why."""

    sentence: Sentence
    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the draft: of the paper with its sources, or of the frame without any."""

    text: str
    sources: tuple[Source, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def is_frame(self) -> bool:
        """Tell a line of the template, filled with confirmed fields."""
        return not self.sources


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A sentence of the paper that is not in the draft, and why."""

    text: str
    sources: tuple[Source, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What stands beside each other: the paper's sentence (empty beside the frame), the draft's."""

    page: int | None
    source: str
    draft: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft; ``notes`` are sentences for the person, ``duration_s`` about how long it is."""

    title: str
    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]
    duration_s: float

    @property
    def text(self) -> str:
        """Return the text to be announced, a line for each sentence."""
        return "\n".join(line.text for line in self.lines)

    def rows(self) -> Iterator[Row]:
        """Yield source and draft side by side, in the order of the paper within the frame."""
        frame = [line for line in self.lines if line.is_frame]
        first = frame[:-1] if len(frame) > 1 else frame
        yield from (_row(line.text, line) for line in first)
        taken: list[Line | LeftOut] = [line for line in self.lines if not line.is_frame]
        for each in sorted([*taken, *self.left_out], key=_place):
            yield _row(each.text if isinstance(each, Line) else "", each)
        yield from (_row(line.text, line) for line in frame[len(first) :])

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "title": self.title,
            "text": self.text,
            "duration_s": round(self.duration_s, 1),
            "notes": list(self.notes),
            "rows": [
                {
                    "page": row.page,
                    "source": row.source,
                    "draft": row.draft,
                    "reasons": [reason.label for reason in row.reasons],
                }
                for row in self.rows()
            ],
        }


def _place(each: Line | LeftOut) -> tuple[int, int]:
    return each.sources[0].page, each.sources[0].start


def _row(draft: str, each: Line | LeftOut) -> Row:
    page = each.sources[0].page if each.sources else None
    source = each.text if each.sources else ""
    return Row(page=page, source=source, draft=draft, reasons=each.reasons)
