"""A message as the register's entry: values alone; what does not fit is shortened, and told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.edxml.values import PaperMessage
from loudspeaker.plugins.documents.papers.entry import APPENDIX, Book, Entry, entry_of
from loudspeaker.plugins.documents.papers.fields import INCOMING
from loudspeaker.plugins.documents.papers.numbers import code_from
from loudspeaker.plugins.documents.papers.organisations import organisation_code

NO_TYPE: Final = "Văn bản"
NO_SUBJECT: Final = "(không ghi trích yếu)"
_LAST_PAGES: Final = 999
_CUT: Final = "…"


def entry_from(message: PaperMessage, today: date) -> tuple[Entry, list[str]]:
    """Return what is registered of a message, and what people are told of it.

    EntryRefused for a secret paper, which goes another way.
    """
    values, told = _values(message), []
    for name, text in list(values.items()):
        form = INCOMING[APPENDIX[name]] if name in APPENDIX else INCOMING["ToPlaces"]
        if isinstance(text, str) and len(" ".join(text.split())) > form.longest:
            values[name] = " ".join(text.split())[: form.longest - 1] + _CUT
            told.append(f"{form.label} dài quá, đã rút gọn; bản đầy đủ ở trong tệp")
    told += _number(values, message) + _organ(values, message) + _days(values, message, today)
    return entry_of(Book.IN, {n: v for n, v in values.items() if v not in ("", None)}), told


def _values(message: PaperMessage) -> dict[str, Any]:
    pages = message.other.pages
    return {
        "type": message.type.name.strip() or NO_TYPE,
        "issuer": message.sender.name.strip() or message.sender.code,
        "subject": message.subject.strip() or NO_SUBJECT,
        "signer": message.signer.full_name,
        "signer_post": message.signer.position,
        "recipients": "; ".join(message.to_places),
        "urgency": str(min(max(message.other.urgency, 0), 3)),
        "pages": str(pages) if pages and 0 < pages <= _LAST_PAGES else "",
    }


def _number(values: dict[str, Any], message: PaperMessage) -> list[str]:
    number, symbol = message.code.number.strip(), message.code.notation.strip()
    try:
        if number or symbol:
            code_from(number, symbol)
    except EntryRefused:
        return [f"số, ký hiệu “{number}/{symbol}” không đúng dạng, văn thư tự ghi"[:200]]
    values |= {"number": number, "symbol": symbol}
    return []


def _organ(values: dict[str, Any], message: PaperMessage) -> list[str]:
    try:
        values["issuer_code"] = organisation_code(message.sender.code).text
    except EntryRefused:
        return ["mã cơ quan gửi không đúng dạng"]
    return []


def _days(values: dict[str, Any], message: PaperMessage, today: date) -> list[str]:
    day, told = message.promulgated, []
    if day is not None and day > today:
        told.append(f"ngày văn bản {day:%d/%m/%Y} là ngày sau hôm nay, văn thư tự ghi")
    elif day is not None:
        values["issued_on"] = day.isoformat()
    if message.due is not None:
        values["due_on"] = message.due.isoformat()
    return told


def unusual(notices: list[Mapping[str, Any]]) -> list[str]:
    """Return what was unusual in a message, in sentences."""
    return [str(each.get("sentence") or "") for each in notices if each.get("sentence")]
