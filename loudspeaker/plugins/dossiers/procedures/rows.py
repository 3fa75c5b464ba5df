"""One row of a table of procedures: its headings, its cells, and the procedure that they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.dossiers.cases.codes import procedure_code_of
from loudspeaker.plugins.dossiers.cases.people import one_line
from loudspeaker.plugins.dossiers.procedures.values import Paper, Procedure, Step, limit_of
from loudspeaker.public.folding import folded

HEADINGS: Final[Mapping[str, str]] = {
    "code": "Mã thủ tục",
    "name": "Tên thủ tục",
    "domain": "Mã lĩnh vực",
    "domain_name": "Lĩnh vực",
    "limit": "Thời hạn",
    "cut_off": "Giờ chốt nhận trong ngày",
    "level": "Cấp thực hiện",
    "agency": "Cơ quan thực hiện",
    "ways": "Cách thức thực hiện",
    "fee": "Phí, lệ phí",
    "result": "Kết quả",
    "basis": "Căn cứ pháp lý",
    "conditions": "Yêu cầu, điều kiện",
    "steps": "Trình tự",
    "papers": "Thành phần hồ sơ",
    "valid_from": "Hiệu lực từ",
    "valid_to": "Hiệu lực đến",
}
NEEDED: Final = ("code", "name", "domain", "domain_name", "limit", "valid_from")
_MOST: Final[Mapping[str, int]] = {"name": 500, "domain": 40, "domain_name": 200}
_MOST_TEXT: Final = 8000
_MOST_LINES: Final = 60
_BY_HEADING: Final = {folded(text): key for key, text in HEADINGS.items()} | {
    key: key for key in HEADINGS
}
_VIETNAMESE_DAY: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T]00:00:00)?")
_HOUR: Final = re.compile(r"(\d{1,2})\s*(?:[:hg]|giờ)\s*(\d{2})?(?::00)?")
_WRITTEN_COUNT: Final = re.compile(r"([0-9]{1,3})\s*(bản chính|bản sao)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row as it was read: ``number`` is its place in the file, counted from 1."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """What is wrong with a row and what to do; row 0 is the file itself."""

    row: int
    where: str
    problem: str

    def __str__(self) -> str:
        """Return one line for people."""
        place = f"dòng {self.row}, " if self.row else ""
        return f"{place}{self.where}: {self.problem}"


def key_of(heading: str) -> str | None:
    """Return which field a heading means, None for another column."""
    return _BY_HEADING.get(heading.strip()) or _BY_HEADING.get(folded(heading))


def missing(keys: set[str]) -> list[str]:
    """Return the headings that a table must have and has not."""
    return [HEADINGS[name] for name in NEEDED if name not in keys]


def procedure_of(cells: Mapping[str, str]) -> Procedure:
    """Return the procedure of a row; EntryRefused names the column and what to do."""
    for name in NEEDED:
        if not cells.get(name, "").strip():
            raise EntryRefused(where=HEADINGS[name], problem="chưa có gì")
    valid_to = cells.get("valid_to", "").strip()
    valid_from = _day(cells["valid_from"], "valid_from")
    until = _day(valid_to, "valid_to") if valid_to else None
    if until is not None and until < valid_from:
        raise EntryRefused(where=HEADINGS["valid_to"], problem="trước ngày bắt đầu hiệu lực")
    plain: dict[str, Any] = {name: _text(cells, name) for name in _PLAIN}
    return Procedure(
        code=procedure_code_of(cells["code"]),
        limit=limit_of(cells["limit"], HEADINGS["limit"]),
        cut_off=_cut_off(cells.get("cut_off", "")),
        steps=tuple(map(_step, _lines(cells, "steps"))),
        papers=tuple(map(paper_of, _lines(cells, "papers"))),
        valid_from=valid_from,
        valid_to=until,
        level=one_line(cells.get("level", "")) or "Cấp xã",
        **plain,
    )


_PLAIN: Final = (
    "name", "domain", "domain_name", "agency", "ways", "fee", "result", "basis", "conditions",
)  # fmt: skip


def _text(cells: Mapping[str, str], name: str) -> str:
    written = unicodedata.normalize("NFC", cells.get(name, ""))
    text = "\n".join(filter(None, map(one_line, written.splitlines())))
    most = _MOST.get(name, _MOST_TEXT)
    if len(text) > most:
        raise EntryRefused(where=HEADINGS[name], problem=f"dài nhất {most} chữ")
    return text if name not in _MOST else one_line(text)


def _lines(cells: Mapping[str, str], name: str) -> list[str]:
    lines = _text(cells, name).splitlines()
    if len(lines) > _MOST_LINES:
        raise EntryRefused(where=HEADINGS[name], problem=f"nhiều nhất {_MOST_LINES} dòng")
    return lines


def _step(line: str) -> Step:
    name, *more = (part.strip() for part in line.split("|"))
    where = HEADINGS["steps"]
    if not name or len(more) > 2:  # noqa: PLR2004 - who does it, and for how long
        raise EntryRefused(where=where, problem="mỗi dòng: tên bước | người làm | 1 ngày làm việc")
    doer, limit = (*more, "", "")[:2]
    return Step(name=name, doer=doer, limit=limit_of(limit, where) if limit else None)


def paper_of(line: str) -> Paper:
    """Return the paper of a line: name, how many of it, template; EntryRefused."""
    name, *more = (part.strip() for part in line.split("|"))
    where = HEADINGS["papers"]
    counts, template = (*more, "", "")[:2]
    found = _WRITTEN_COUNT.findall(counts)
    rest = _WRITTEN_COUNT.sub("", counts).strip(" ,;+")
    if not name or len(more) > 2 or rest:  # noqa: PLR2004 - how many, and a template
        problem = "mỗi dòng: tên giấy tờ | 1 bản chính, 1 bản sao | tệp mẫu"
        raise EntryRefused(where=where, problem=problem)
    original = sum(int(count) for count, kind in found if kind.lower() == "bản chính")
    copies = sum(int(count) for count, kind in found if kind.lower() == "bản sao")
    return Paper(name=name, original=original, copies=copies, template=template)


def _day(text: str, name: str) -> date:
    written = text.strip()
    iso, spoken = _ISO_DAY.fullmatch(written), _VIETNAMESE_DAY.fullmatch(written)
    try:
        if iso:
            return date.fromisoformat(iso[1])
        if spoken:
            return date(int(spoken[3]), int(spoken[2]), int(spoken[1]))
    except ValueError:
        pass
    raise EntryRefused(where=HEADINGS[name], problem="viết như 01/07/2025")


def _cut_off(text: str) -> time | None:
    if not text.strip():
        return None
    found = _HOUR.fullmatch(text.strip())
    try:
        return time(int(found[1]), int(found[2] or 0)) if found else _no_time()
    except ValueError:
        raise EntryRefused(where=HEADINGS["cut_off"], problem="viết như 15:00") from None


def _no_time() -> time:
    raise ValueError
