"""The fields of papers and of files as NĐ 30/2020/NĐ-CP, appendix VI, has them: type and length.

A value is refused at its own field, in words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

from loudspeaker.errors import EntryRefused


class Kind(Enum):
    """What a field holds."""

    TEXT = "text"
    WHOLE = "whole"
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldForm:
    """One field: its name in appendix VI and for people, what it holds, how long it may be.

    ``longest`` counts characters of a text and digits of a number.  ``by_system``: the register
    fills it in, nobody types it.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    longest: int = 0
    required: bool = False
    by_system: bool = False

    def read(self, value: object) -> str | int | date | None:
        """Return the value as the field keeps it, None for an empty number or date; EntryRefused.

        Numbers and dates may come as people write them.
        """
        empty = value is None or (isinstance(value, str) and not value.strip())
        if empty and self.required:
            raise EntryRefused(where=self.label, problem="chưa có gì")
        if empty:
            return "" if self.kind is Kind.TEXT else None
        return _READ[self.kind](self, value)

    def text(self, value: object) -> str:
        """Return the value of a text field; EntryRefused."""
        return str(self.read(value))


def _text(form: FieldForm, value: object) -> str:
    if not isinstance(value, str):
        raise EntryRefused(where=form.label, problem="phải là chữ")
    kept = (c if c.isprintable() else " " for c in unicodedata.normalize("NFC", value))
    one_line = " ".join("".join(kept).split())
    if form.required and not one_line:
        raise EntryRefused(where=form.label, problem="chưa có gì")
    if form.longest and len(one_line) > form.longest:
        problem = f"dài nhất {form.longest} ký tự, đang có {len(one_line)}"
        raise EntryRefused(where=form.label, problem=problem)
    return one_line


def _whole(form: FieldForm, value: object) -> int:
    digits = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,18}", digits):
        raise EntryRefused(where=form.label, problem="phải là số, chỉ gồm chữ số")
    if len(str(int(digits))) > form.longest:
        raise EntryRefused(where=form.label, problem=f"lớn nhất {10**form.longest - 1}")
    return int(digits)


_DAY: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")


def _day(form: FieldForm, value: object) -> date:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    text = str(value).strip()
    try:
        if found := _DAY.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text)
    except ValueError:
        raise EntryRefused(
            where=form.label, problem="không có ngày này; viết như 2/9/2026"
        ) from None


def day_of_text(text: str, label: str) -> date:
    """Return the day of a text such as ``2/9/2026`` or ``2026-09-02``; EntryRefused."""
    return _day(FieldForm(name=label, label=label), text)


_READ: Final[Mapping[Kind, Callable[[FieldForm, object], str | int | date]]] = {
    Kind.TEXT: _text,
    Kind.WHOLE: _whole,
    Kind.DATE: _day,
}


_FLAGS: Final = {
    "": False, "0": False, "false": False, "không": False, "khong": False,
    "1": True, "true": True, "có": True, "co": True,
}  # fmt: skip


def flag_of(value: object, where: str) -> bool:
    """Return whether something is so, written or as a flag; nothing is no; EntryRefused."""
    told = _FLAGS.get("" if value is None else str(value).strip().casefold())
    if told is None:
        raise EntryRefused(where=where, problem="có hoặc không")
    return told


def _fields(*forms: FieldForm) -> Mapping[str, FieldForm]:
    return MappingProxyType({each.name: each for each in forms})


def _text_field(name: str, label: str, longest: int, **more: Any) -> FieldForm:
    return FieldForm(name=name, label=label, longest=longest, **more)


def _number_field(name: str, label: str, longest: int, **more: Any) -> FieldForm:
    return FieldForm(name=name, label=label, kind=Kind.WHOLE, longest=longest, **more)


def _date_field(name: str, label: str, **more: Any) -> FieldForm:
    return FieldForm(name=name, label=label, kind=Kind.DATE, **more)


_FILE_CODE: Final = (
    _text_field("OrganId", "mã cơ quan lưu trữ", 13, by_system=True),
    _number_field("FileCatalog", "năm hình thành hồ sơ", 4, by_system=True),
    _text_field("FileNotation", "số và ký hiệu hồ sơ", 20),
)
_BOTH: Final = (
    *_FILE_CODE,
    _number_field("DocOrdinal", "số thứ tự trong hồ sơ", 3, by_system=True),
    _text_field("TypeName", "tên loại văn bản", 100, required=True),
    _text_field("CodeNumber", "số văn bản", 11),
    _text_field("CodeNotation", "ký hiệu văn bản", 30),
    _date_field("IssuedDate", "ngày văn bản"),
    _text_field("OrganName", "cơ quan ban hành", 200, required=True),
    _text_field("Subject", "trích yếu", 500, required=True),
    _text_field("Language", "ngôn ngữ", 30),
    _number_field("PageAmount", "số trang", 3, by_system=True),
    _text_field("Description", "ghi chú", 500),
    _text_field("SignerInfo.Position", "chức vụ người ký", 100),
    _text_field("SignerInfo.FullName", "người ký", 50),
    _number_field("Priority", "độ khẩn", 1),
    _date_field("DueDate", "hạn giải quyết"),
)
OUTGOING: Final = _fields(
    *_BOTH,
    _text_field("To.OrganId", "mã nơi nhận", 13, by_system=True),
    _text_field("To.OrganName", "nơi nhận", 200),
    _number_field("IssuedAmount", "số lượng bản phát hành", 3),
)
"""Fields of an outgoing paper.  CodeNumber and IssuedDate are filled by the system as well."""
INCOMING: Final = _fields(
    *_BOTH,
    _date_field("ArrivalDate", "ngày đến", by_system=True),
    _number_field("ArrivalNumber", "số đến", 10, by_system=True),
    _text_field("ToPlaces", "nơi nhận", 1000),
    _text_field("TraceHeaderList", "ý kiến chỉ đạo và tình hình giải quyết", 0, by_system=True),
)
"""Fields of an incoming paper; TraceHeaderList is made of the log of acts."""
FILE: Final = _fields(
    *_FILE_CODE,
    _text_field("Title", "tiêu đề hồ sơ", 500, required=True),
    _text_field("Maintenance", "thời hạn bảo quản", 30, required=True),
    _text_field("Rights", "chế độ sử dụng", 30),
    _text_field("Creator", "người lập hồ sơ", 30, by_system=True),
    _text_field("Language", "ngôn ngữ", 50),
    _date_field("StartDate", "thời gian bắt đầu"),
    _date_field("EndDate", "thời gian kết thúc"),
    _number_field("DocTotal", "tổng số văn bản", 4, by_system=True),
    _number_field("PageTotal", "tổng số trang", 4, by_system=True),
    _text_field("Description", "ghi chú", 500),
)
