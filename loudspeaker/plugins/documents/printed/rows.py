"""Which columns each register and report has, and what stands in them.

Registers: NĐ 30/2020/NĐ-CP, appendix IV; the six reports are those that appendix VI asks of a
system.  Rows are given one by one, so that a whole year needs little memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from loudspeaker.plugins.documents.papers.deadlines import Due, Reckoned
from loudspeaker.plugins.documents.papers.files import FileEntry
from loudspeaker.plugins.documents.papers.numbers import code_told
from loudspeaker.plugins.documents.papers.states import State
from loudspeaker.plugins.documents.papers.urgency import Urgency
from loudspeaker.plugins.documents.register.values import Paper


class Report(StrEnum):
    """The six of them."""

    INCOMING = "incoming"
    INCOMING_PROGRESS = "incoming_progress"
    OUTGOING = "outgoing"
    OUTGOING_PROGRESS = "outgoing_progress"
    PAPERS_OF_FILE = "papers_of_file"
    FILES = "files"

    @property
    def label(self) -> str:
        """The title that people read."""
        return TITLES[self]


TITLES: Final[Mapping[Report, str]] = {
    Report.INCOMING: "Sổ đăng ký văn bản đến",
    Report.INCOMING_PROGRESS: "Tình hình giải quyết văn bản đến",
    Report.OUTGOING: "Sổ đăng ký văn bản đi",
    Report.OUTGOING_PROGRESS: "Tình hình xử lý văn bản đi",
    Report.PAPERS_OF_FILE: "Mục lục văn bản, tài liệu",
    Report.FILES: "Mục lục hồ sơ",
}
COLUMNS: Final[Mapping[Report, tuple[tuple[str, float], ...]]] = {
    Report.INCOMING: (
        ("Ngày đến", 1.5), ("Số đến", 1), ("Tác giả", 3), ("Số, ký hiệu", 2), ("Ngày tháng", 1.5),
        ("Tên loại và trích yếu nội dung văn bản", 6), ("Đơn vị hoặc người nhận", 2.2),
        ("Ký nhận", 1.3), ("Ghi chú", 2),
    ),
    Report.INCOMING_PROGRESS: (
        ("Số đến", 1), ("Ngày đến", 1.5), ("Số, ký hiệu", 2),
        ("Tên loại và trích yếu nội dung văn bản", 6), ("Người giải quyết", 2.2),
        ("Hạn giải quyết", 1.5), ("Tiến độ", 2.4), ("Ghi chú", 2),
    ),
    Report.OUTGOING: (
        ("Số, ký hiệu", 2), ("Ngày tháng", 1.5), ("Tên loại và trích yếu nội dung văn bản", 6),
        ("Người ký", 2), ("Nơi nhận văn bản", 3), ("Đơn vị, người nhận bản lưu", 2),
        ("Số lượng bản", 1), ("Ghi chú", 2),
    ),
    Report.OUTGOING_PROGRESS: (
        ("Số, ký hiệu", 2), ("Ngày tháng", 1.5), ("Tên loại và trích yếu nội dung văn bản", 6),
        ("Người soạn thảo", 2), ("Trạng thái", 2.4), ("Hạn trả lời", 1.5), ("Ghi chú", 2),
    ),
    Report.PAPERS_OF_FILE: (
        ("STT", 0.8), ("Số, ký hiệu", 2), ("Ngày tháng", 1.5), ("Tác giả", 3),
        ("Tên loại và trích yếu nội dung văn bản", 6), ("Số trang", 1), ("Ghi chú", 2),
    ),
    Report.FILES: (
        ("STT", 0.8), ("Số, ký hiệu hồ sơ", 2), ("Tiêu đề hồ sơ", 6), ("Thời gian", 2.4),
        ("Thời hạn bảo quản", 1.6), ("Số văn bản", 1), ("Số trang", 1), ("Ghi chú", 2),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A file with what was counted of it."""

    entry: FileEntry
    papers: int
    pages: int


Reckon = Callable[[Paper], Reckoned]
"""Tells how a paper stands to its deadline."""


def incoming(papers: Iterable[Paper]) -> Iterator[tuple[str, ...]]:
    """Yield the lines of the incoming register; a cancelled one keeps its number and says why."""
    for each in papers:
        entry = each.entry
        yield (
            day(each.line.day if each.line else each.day), _number(each), entry.issuer,
            _code(each), day(entry.issued_on), _what(each), ", ".join(each.assigned), "",
            _note(each),
        )  # fmt: skip


def incoming_progress(papers: Iterable[Paper], reckon: Reckon) -> Iterator[tuple[str, ...]]:
    """Yield how far each incoming paper has got."""
    for each in papers:
        yield (
            _number(each), day(each.line.day if each.line else each.day), _code(each),
            _what(each), ", ".join(each.assigned), day(each.entry.due_on),
            _progress(each, reckon(each)), _note(each),
        )  # fmt: skip


def outgoing(papers: Iterable[Paper]) -> Iterator[tuple[str, ...]]:
    """Yield the lines of the outgoing register."""
    for each in papers:
        entry = each.entry
        yield (
            _code(each), day(entry.issued_on or each.day), _what(each), entry.signer,
            entry.recipients, each.drafter, str(entry.copies) if entry.copies else "",
            _note(each),
        )  # fmt: skip


def outgoing_progress(papers: Iterable[Paper], reckon: Reckon) -> Iterator[tuple[str, ...]]:
    """Yield how far each outgoing paper has got, also those without a number yet."""
    for each in papers:
        yield (
            _code(each), day(each.entry.issued_on), _what(each), each.drafter,
            _progress(each, reckon(each)), day(each.entry.due_on), _note(each),
        )  # fmt: skip


def papers_of_file(papers: Iterable[tuple[int, Paper]]) -> Iterator[tuple[str, ...]]:
    """Yield the papers of one file in their order."""
    for ordinal, each in papers:
        pages = each.entry.pages
        yield (
            str(ordinal), _code(each), day(each.entry.issued_on), each.entry.issuer,
            _what(each), str(pages) if pages else "", _note(each),
        )  # fmt: skip


def files(counted: Iterable[Counted]) -> Iterator[tuple[str, ...]]:
    """Yield the files of a year."""
    for number, each in enumerate(counted, 1):
        entry = each.entry
        time = " - ".join(filter(None, (day(entry.begun_on), day(entry.ended_on))))
        yield (
            str(number), entry.notation, entry.title, time, str(entry.retention),
            str(each.papers), str(each.pages), entry.note,
        )  # fmt: skip


def day(moment: date | None) -> str:
    """Return a day as offices write it, empty for none."""
    return f"{moment:%d/%m/%Y}" if moment else ""


def _number(paper: Paper) -> str:
    return f"{paper.line.number:02d}" if paper.line else ""


def _code(paper: Paper) -> str:
    entry = paper.entry
    if not (entry.number and entry.symbol):
        return entry.number
    return code_told(entry.number, entry.symbol)


def _what(paper: Paper) -> str:
    return f"{paper.entry.type}: {paper.entry.subject}" if paper.entry.type else paper.entry.subject


def _note(paper: Paper) -> str:
    told = [paper.entry.note]
    if paper.entry.urgency is not Urgency.NORMAL:
        told.insert(0, paper.entry.urgency.label)
    if paper.line and paper.line.cancelled_at:
        told.insert(0, f"ĐÃ HỦY: {paper.line.reason}")
    elif paper.state in {State.WITHDRAWN, State.REPLACED, State.RETURNED}:
        told.insert(0, paper.state.label)
    return "; ".join(filter(None, told))


def _progress(paper: Paper, reckoned: Reckoned) -> str:
    if reckoned.due is Due.NONE:
        return paper.state.label
    days = f" {reckoned.days} ngày" if reckoned.due in {Due.OVERDUE, Due.LATE} else ""
    return f"{paper.state.label}; {reckoned.due.label.lower()}{days}"
