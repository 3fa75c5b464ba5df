"""Statistics as numbers and as XLSX, and what people answered to *how satisfied were you*."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.hookspecs import Action, FileAnswer
from loudspeaker.model import Caller, iso
from loudspeaker.model.fields import Kind
from loudspeaker.plugins.dossiers.counting.counts import FIELDS, Counts, summed
from loudspeaker.plugins.dossiers.counting.statistics import month
from loudspeaker.plugins.dossiers.uses.common import (
    LEADING,
    WORKING,
    GiveParts,
    Request,
    may,
    must,
)

BY: Final = ("organisation", "domain", "channel")
HEADINGS: Final = {
    "carried": "Kỳ trước chuyển sang", "received": "Tiếp nhận mới", "early": "Xong trước hạn",
    "on_time": "Xong đúng hạn", "late": "Xong quá hạn", "in_time": "Đang xử lý, trong hạn",
    "overdue": "Đang xử lý, quá hạn", "waiting": "Chờ người nộp", "withdrawn": "Rút hồ sơ",
    "halted": "Dừng xử lý", "refused": "Không tiếp nhận",
}  # fmt: skip
_THIS_SECOND: Final = timedelta(seconds=1)
"""What has just happened counts, too."""
_CHANNELS: Final = {"counter": "trực tiếp", "online": "trực tuyến", "post": "bưu chính"}


class Reporting:
    """Does what is asked, in the station."""

    def __init__(self, parts: GiveParts) -> None:
        self._parts = parts

    def statistics(self, _caller: Caller, request: Request) -> dict[str, Any]:
        """Return the lines of a month, by organisation, domain and channel or what is wanted."""
        start, end, lines = self._lines(request)
        by = _by(request.get("by", list(BY)))
        (whole,) = summed(lines) or [Counts()]
        ratings = self._parts().statistics.ratings(start, end)
        return {
            "from": iso(start),
            "until": iso(end),
            "by": list(by),
            "fields": list(FIELDS),
            "headings": HEADINGS,
            "domains": self._domains(),
            "lines": [each.to_values() for each in summed(lines, *by)],
            "total": whole.to_values(),
            "ratings": [
                {"question": each.question, "very_good": each.very_good, "good": each.good,
                 "bad": each.bad, "voters": each.voters}
                for each in ratings
            ],
        }  # fmt: skip

    def _domains(self) -> dict[str, str]:
        """Return the names of the domains that are known, by code."""
        parts = self._parts()
        return {each.domain: each.domain_name for each in parts.catalogue.valid(parts.now().date())}

    def sheet(self, _caller: Caller, request: Request) -> FileAnswer:
        """Return the lines of a month as XLSX."""
        start, _end, lines = self._lines(request)
        content = workbook(summed(lines, *BY), f"{start:%m/%Y}", self._domains())
        return FileAnswer(name=f"so-lieu-ho-so-{start:%Y-%m}.xlsx", content=content)

    def rate(self, _caller: Caller, request: Request) -> dict[str, Any]:
        """Keep an answer; nothing tells whose it is."""
        parts = self._parts()
        parts.statistics.rate(parts.code(), request["question"], request["score"], parts.now())
        return {"kept": True}

    def _lines(self, request: Request) -> tuple[datetime, datetime, list[Counts]]:
        parts = self._parts()
        now = parts.now()
        start, end = month(request.get("year", now.year), request.get("month", now.month))
        return start, end, parts.statistics.counted(start, end, now + _THIS_SECOND)


def _by(names: Sequence[str]) -> tuple[str, ...]:
    if not set(names) <= set(BY):
        raise EntryRefused(where="theo", problem=f"là một trong: {', '.join(BY)}")
    return tuple(name for name in BY if name in names)


def workbook(lines: Sequence[Counts], period: str, domains: Mapping[str, str]) -> bytes:
    """Return a sheet with one line for each organisation, domain and channel, and the sum."""
    from openpyxl import Workbook  # noqa: PLC0415 - heavy

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Số liệu"
    sheet.append([f"Số liệu hồ sơ một cửa tháng {period}"])
    tail = ("Đã xong", "Tỷ lệ trước và đúng hạn (%)")
    sheet.append(["Cơ quan", "Lĩnh vực", "Cách nộp", *HEADINGS.values(), *tail])
    (whole,) = summed(lines) or [Counts()]
    for each in lines:
        channel = _CHANNELS.get(each.channel, each.channel)
        domain = domains.get(each.domain, each.domain)
        sheet.append(_cells((each.organisation, domain, channel), each))
    sheet.append(_cells(("Tổng", "", ""), whole))
    sheet.freeze_panes = "D3"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cells(names: tuple[str, str, str], counts: Counts) -> list[str | int | float | None]:
    percent = counts.on_time_percent
    told = [getattr(counts, name) for name in HEADINGS]
    rounded = round(percent, 1) if percent is not None else None
    return [*map(_plain, names), *told, counts.finished, rounded]


def _plain(text: str) -> str:
    """Return a text that no sheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text


def actions(cases: Reporting) -> list[Action[Any]]:
    """Return the use cases."""
    when = (may("year", Kind.WHOLE), may("month", Kind.WHOLE, "1 to 12; this month"))
    return [
        Action(
            name="dossiers.statistics", rule=LEADING, handler=cases.statistics, slow=True,
            path="/statistics", about="What was received and finished in a month", method="GET",
            fields=(*when, may("by", Kind.TEXTS, "organisation, domain, channel")),
        ),
        Action(
            name="dossiers.statistics_sheet", rule=LEADING, handler=cases.sheet, slow=True,
            path="/statistics/xlsx", about="The statistics of a month as XLSX", method="GET",
            fields=when,
        ),
        Action(
            name="dossiers.rate", rule=WORKING, handler=cases.rate, path="/ratings",
            about="Keep how satisfied somebody was: 3 very good, 2 good, 1 bad",
            fields=(must("question"), must("score", Kind.WHOLE)),
        ),
    ]  # fmt: skip
