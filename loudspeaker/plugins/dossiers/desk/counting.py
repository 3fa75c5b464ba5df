"""Statistics of a month as a table, as XLSX, and the register of a period to print."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from loudspeaker.hookspecs import Asked, FileShown, Gone, Shown
from loudspeaker.hookspecs.forms import Refused, asked_for, at_fields
from loudspeaker.plugins.dossiers.desk.forms import CLERKS, LEADERS, typed_in

_MONTH: Final = re.compile(r"(\d{1,2})[/.-](\d{4})|(\d{4})-(\d{2})")
_BY: Final = {"domain": "lĩnh vực", "channel": "cách nộp", "organisation": "cơ quan"}
_CHANNELS: Final = {"counter": "trực tiếp", "online": "trực tuyến", "post": "bưu chính"}
_FIELDS: Final = {"từ ngày": "begins", "đến ngày": "ends", "sổ theo dõi": "ends"}


def view(asked: Asked) -> Shown:
    """Show the numbers of a month."""
    if not asked.may(*LEADERS):
        return Shown(template="nothing.html")
    return _shown(asked)


def sheet(asked: Asked) -> Shown | Gone | FileShown:
    """Give the numbers of a month as XLSX."""
    if not asked.may(*LEADERS):
        return Shown(template="nothing.html")
    try:
        answer = asked_for(asked, "dossiers.statistics_sheet", {}, **_month(asked.query))
    except Refused as refused:
        return _shown(asked, refused)
    return FileShown(file=answer["handed_out"])


def register(asked: Asked) -> Shown | Gone | FileShown:
    """Give form 07 over a period as PDF."""
    if not asked.may(*CLERKS):
        return Shown(template="nothing.html")
    if not asked.posted:
        return Gone(path="/so-lieu")
    days = {name: asked.form.get(name, "") for name in ("begins", "ends")}
    try:
        answer = asked_for(asked, "dossiers.print_register", _FIELDS, **days)
    except Refused as refused:
        return _shown(asked, refused)
    return FileShown(file=answer["handed_out"], inline=True)


def _shown(asked: Asked, refused: Refused | None = None) -> Shown:
    by = asked.query.get("theo", "domain")
    by = by if by in _BY else "domain"
    errors = dict(refused.errors) if refused else {}
    try:
        told = asked_for(asked, "dossiers.statistics", {}, by=[by], **_month(asked.query))
    except Refused as wrong:
        errors |= {"thang": wrong.on_top}
        told = asked.ask("dossiers.statistics", by=[by])
    begins = told["from"]
    names = {**told["domains"], **_CHANNELS}
    lines = [{**each, "called": names.get(each[by], each[by])} for each in told["lines"]]
    values = {
        "told": told,
        "lines": lines,
        "month": f"{begins[5:7]}/{begins[:4]}",
        "typed_month": asked.query.get("thang") or f"{begins[5:7]}/{begins[:4]}",
        "by": by,
        "ways": tuple(_BY.items()),
        "clerk": asked.may(*CLERKS),
        "typed": typed_in(asked.form if refused else {}),
        "errors": at_fields(errors),
    }
    problem = errors.get("thang") or (refused.on_top if refused else "")
    return Shown(template="numbers.html", values=values, error=problem)


def _month(query: Mapping[str, str]) -> dict[str, Any]:
    text = query.get("thang", "").strip()
    if not text:
        return {}
    found = _MONTH.fullmatch(text)
    if found is None:
        raise Refused({"": "Tháng viết như 12/2026."})
    year, month = found[2] or found[3], found[1] or found[4]
    return {"year": int(year), "month": int(month)}
