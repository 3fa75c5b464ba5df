"""Fields of a programme's texts that say when it is heard: ``{ngày}``, ``{thứ}`` and the like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from loudspeaker.model.programme import Element, ElementKind, Programme
from loudspeaker.model.time import STATION_ZONE
from loudspeaker.timetable.lunar import lunar_day

_DAYS: Final = ("Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy")
_STAND_INS: Final[Mapping[str, str]] = {
    "ngày": "ngày phát sóng",
    "thứ": "thứ mấy",
    "âm lịch": "ngày âm lịch",
    "giờ": "giờ phát sóng",
}
FIELDS: Final = tuple(_STAND_INS)
_FIELD = re.compile(r"\{([^{}]*)\}")


def unknown_field(text: str) -> str | None:
    """Return the first field that is none, or a brace that stands alone; None if all are known."""
    names = (_name(found[1]) for found in _FIELD.finditer(text))
    unknown = next((name for name in names if name not in _STAND_INS), None)
    if unknown is not None:
        return "{" + unknown + "}"
    rest = _FIELD.sub("", text)
    return next((brace for brace in "{}" if brace in rest), None)


def stand_in(text: str) -> str:
    """Return the text with words for its fields: the same on every day, to be approved."""
    return _filled(text, _STAND_INS)


def dated(text: str, due: datetime) -> str:
    """Return the text as it is said at a moment."""
    local = due.astimezone(STATION_ZONE)
    moon = lunar_day(local.date())
    leap = " nhuận" if moon and moon.is_leap else ""
    return _filled(
        text,
        {
            "ngày": f"ngày {local.day} tháng {local.month} năm {local.year}",
            "thứ": f"thứ {_DAYS[local.weekday()]}" if local.weekday() < len(_DAYS) else "Chủ nhật",
            "âm lịch": f"ngày {moon.day} tháng {moon.month}{leap} âm lịch" if moon else "",
            "giờ": f"{local.hour} giờ {local.minute} phút" if local.minute else f"{local.hour} giờ",
        },
    )


def said(programme: Programme) -> str:
    """Return everything that a programme itself says, with words for its fields."""
    texts = (
        stand_in(step.content)
        for step in programme.steps
        if isinstance(step, Element) and step.kind is ElementKind.TEXT
    )
    return "\n\n".join(texts)


def _name(written: str) -> str:
    return " ".join(unicodedata.normalize("NFC", written).casefold().split())


def _filled(text: str, words: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda found: words.get(_name(found[1]), found[0]), text)
