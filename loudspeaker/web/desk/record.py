"""The record of what really went out: as lines, chosen ones, and as a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from loudspeaker.model import STATION_ZONE, from_iso
from loudspeaker.sentences.moments import clock
from loudspeaker.sentences.places import points_in_words
from loudspeaker.sentences.reasons import because
from loudspeaker.sentences.relays import fallback_told
from loudspeaker.sentences.words import AIRING_KINDS, EVENTS, STATES, approver, person, word
from loudspeaker.sheets.asrun import csv_cell, csv_line, write_workbook
from loudspeaker.web import guarding
from loudspeaker.web.desk.frame import Frame, attached
from loudspeaker.web.guarding import Person

MOST_LINES: Final = 300
_HEAD: Final = (
    "Số", "Thời gian", "Mã", "Tên", "Việc", "Đã nghe", "Độ dài", "Điểm loa", "Người soạn",
    "Người duyệt", "Vì sao", "Dấu niêm",
)  # fmt: skip
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One record, in words."""

    seq: int
    wall: str
    day: str
    item: str
    title: str
    what: str
    kind: str
    heard: str
    length: str
    points: str
    author: str
    approver: str
    why: str
    bad: bool
    hash: str

    @property
    def cells(self) -> tuple[object, ...]:
        """Return the cells of a spreadsheet."""
        return (
            self.seq, self.wall, self.item, self.title, self.what, self.heard, self.length,
            self.points, self.author, self.approver, self.why, self.hash,
        )  # fmt: skip


def line_of(record: Record, titles: Mapping[str, str]) -> Line:
    """Return one record in words."""
    event, result, reason = record.get("event"), record.get("result"), record.get("reason")
    heard, length = record.get("pos_ms"), record.get("len_ms")
    why = [because(reason)] if reason else []
    fallback = fallback_told(record.get("relay"))
    kind = str(record.get("kind") or "announcement")
    begun = event == "start"
    return Line(
        seq=int(record.get("seq", 0)),
        wall=str(record.get("wall") or ""),
        day=_day(record.get("wall")),
        item=str(record.get("item") or ""),
        title=titles.get(str(record.get("item")), str(record.get("item") or "")),
        what=word(STATES, result) if result else word(EVENTS, event),
        kind="" if kind == "announcement" else word(AIRING_KINDS, kind),
        heard="" if heard is None or begun else clock(heard),
        length="" if length is None else clock(length),
        points=points_in_words(record.get("points") or ()),
        author=person(record.get("author") or ""),
        approver=approver(record) if record.get("approver") else "",
        why="; ".join([*why, *([fallback] if fallback else [])]),
        bad=event not in {"start", "end"} or result == "aired_partial",
        hash=str(record.get("hash") or "")[:16],
    )


def _day(wall: object) -> str:
    try:
        return f"{from_iso(str(wall)).astimezone(STATION_ZONE):%Y-%m-%d}"
    except (ValueError, OverflowError):
        return ""


def lines_about(records: Iterable[Record], item: str) -> list[Line]:
    """Return the lines about one announcement, the newest first."""
    own = [record for record in records if record.get("item") == item]
    return [line_of(record, {}) for record in reversed(own)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which lines are wanted: of days, with words in them, only what was heard or went wrong."""

    first: str = ""
    last: str = ""
    words: str = ""
    only: str = ""

    def fits(self, line: Line) -> bool:
        """Tell whether a line is one of them."""
        if (self.first and line.day < self.first) or (self.last and line.day > self.last):
            return False
        if self.words and self.words.casefold() not in f"{line.title} {line.item}".casefold():
            return False
        if self.only == "nghe":
            return line.what != word(EVENTS, "start") and not line.bad
        return line.bad if self.only == "loi" else True

    def ends(self, lines: Sequence[Line]) -> bool:
        """Tell whether nothing that stands before these lines, newest first, can fit."""
        days = [line.day for line in lines if line.day]
        return not lines or bool(self.first and days and days[-1] < self.first)


def chosen_of(request: Request) -> Chosen:
    """Return what the address asks for."""
    asked = request.query_params
    return Chosen(
        first=asked.get("tu", ""),
        last=asked.get("den", ""),
        words=asked.get("q", ""),
        only=asked.get("loc", ""),
    )


class RecordPages:
    """Reads the record; it cannot be changed."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    async def shown(self, request: Request, person: Person) -> Response:
        """Show the newest lines first, and whether the record is what was written."""
        chosen = chosen_of(request)
        lines, more = await self._newest(request, chosen)
        checked = (
            await guarding.ask(request, "audit") if "kiem-tra" in request.query_params else None
        )
        return await self._frame.page(
            request,
            person,
            "record",
            lines=lines,
            more=more,
            chosen=chosen,
            query=request.url.query,
            checked=checked,
        )

    async def _newest(self, request: Request, chosen: Chosen) -> tuple[list[Line], bool]:
        """Return the newest chosen lines, and whether there are more, however far back they are."""
        found: list[Line] = []
        before: dict[str, int] = {}
        while True:
            answer = await guarding.ask(request, "asrun", newest=True, titles=True, **before)
            lines = [line_of(each, answer["titles"]) for each in reversed(answer["records"])]
            found += [line for line in lines if chosen.fits(line)]
            if len(found) > MOST_LINES or not answer["more"] or chosen.ends(lines):
                return found[:MOST_LINES], len(found) > MOST_LINES
            before = {"before": lines[-1].seq}

    async def csv(self, request: Request, _person: Person) -> Response:
        """Return every chosen line as CSV, which a spreadsheet opens with its letters right."""
        lines = [line async for line, _record in self._all(request, {})]
        text = "".join(as_csv(lines)).encode("utf-8-sig")
        return attached(text, "text/csv; charset=utf-8", "nhat-ky.csv")

    async def workbook(self, request: Request, _person: Person) -> Response:
        """Return every chosen record as a workbook for Excel, with hashes and seals."""
        titles: dict[str, str] = {}
        records = [record async for _line, record in self._all(request, titles)]
        made = await run_in_threadpool(_workbook, records, titles)
        return attached(made, _XLSX, "nhat-ky.xlsx")

    async def _all(
        self, request: Request, titles: dict[str, str]
    ) -> AsyncIterator[tuple[Line, dict[str, Any]]]:
        """Yield what is chosen, oldest first, and add to ``titles`` what it is called."""
        chosen, since, more = chosen_of(request), 0, True
        while more:
            answer = await guarding.ask(request, "asrun", since=since, titles=True)
            titles |= answer["titles"]
            for record in answer["records"]:
                line = line_of(record, answer["titles"])
                if chosen.fits(line):
                    yield line, record
                since = line.seq
            more = answer["more"] and bool(answer["records"])


_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _workbook(records: Iterable[Record], titles: Mapping[str, str]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "nhat-ky.xlsx"
        write_workbook(path, records, titles)
        return path.read_bytes()


def as_csv(lines: Iterable[Line]) -> Iterator[str]:
    """Yield the rows of a CSV file; what a spreadsheet would take for a formula is made text."""
    yield csv_line(_HEAD)
    for line in lines:
        yield csv_line(map(csv_cell, line.cells))
