"""Files (hồ sơ) of a year, and one file with its papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from loudspeaker.hookspecs import Asked, Gone, Shown
from loudspeaker.hookspecs.forms import Refused, asked_for, at_fields, number_of
from loudspeaker.plugins.documents.papers.fields import FILE

_FIELDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "notation": ("Số và ký hiệu hồ sơ", "FileNotation", "Như 05/HĐND hoặc 12.VX."),
    "title": ("Tiêu đề", "Title", ""),
    "retention": ("Thời hạn bảo quản", "Maintenance", "Viết “Vĩnh viễn” hoặc như “20 năm”."),
    "year": ("Năm", "FileCatalog", "Để trống là năm nay."),
    "begun_on": ("Ngày bắt đầu", "StartDate", "Viết như 2/9/2026."),
    "ended_on": ("Ngày kết thúc", "EndDate", "Ghi khi việc xong; hồ sơ đóng từ ngày đó."),
    "note": ("Ghi chú", "Description", ""),
}
"""Label, field of appendix VI and hint of each."""
_FIELD_OF: Final = {FILE[form].label: name for name, (_label, form, _hint) in _FIELDS.items()}
_KEPT: Final = ("rights", "language")
_DAYS: Final = ("begun_on", "ended_on")
_REQUIRED: Final = frozenset({"notation", "title", "retention"})
_MOST: Final = 20


def view(asked: Asked) -> Shown | Gone:
    """Show the files of a year; open one."""
    if not asked.posted:
        return _listed(asked)
    try:
        file = asked_for(asked, "documents.file_begin", _FIELD_OF, entry=_entry(asked.form))
    except Refused as refused:
        return _listed(asked, refused)
    return Gone(path=f"/ho-so/{file['id']}", done="ho-so")


def one(asked: Asked) -> Shown | Gone:
    """Show a file with its papers; change it, take a paper out, hand it over."""
    number = number_of(asked.path["file"])
    file = asked.ask("documents.file_look", file=number)
    if not asked.posted:
        return _one(file)
    try:
        _changed(asked, file)
    except Refused as refused:
        return _one(file, asked.form, refused)
    return Gone(path=f"/ho-so/{number}", done="ho-so")


def _changed(asked: Asked, file: Mapping[str, Any]) -> None:
    form, number = asked.form, file["id"]
    what, seen = form.get("what", ""), number_of(form.get("seen", ""))
    if what == "out":
        paper = number_of(form.get("paper", ""))
        asked_for(asked, "documents.file_take_out", {}, file=number, paper=paper)
    elif what == "over":
        asked_for(asked, "documents.file_hand_over", _FIELD_OF, file=number, seen=seen)
    else:
        kept = {name: str(file[name]) for name in _KEPT if file[name]}
        entry = kept | _entry(form)
        asked_for(asked, "documents.file_edit", _FIELD_OF, file=number, entry=entry, seen=seen)


def _entry(form: Mapping[str, str]) -> dict[str, str]:
    told = {name: form.get(name, "").strip() for name in (*_FIELDS, "construction")}
    return {name: value for name, value in told.items() if value}


def _listed(asked: Asked, refused: Refused | None = None) -> Shown:
    year = number_of(asked.query.get("nam", ""))
    found = asked.ask("documents.files", **({"year": year} if year else {}))
    values = {
        "found": found,
        "fields": _fields(asked.form if refused else {}),
        "construction": bool(asked.form.get("construction")),
        "errors": at_fields(refused.errors if refused else {}),
    }
    return Shown(template="files.html", values=values, error=refused.on_top if refused else "")


def _one(
    file: Mapping[str, Any], typed: Mapping[str, str] | None = None, refused: Refused | None = None
) -> Shown:
    again = typed if refused and typed and typed.get("what") == "edit" else None
    values = {
        "file": file,
        "fields": _fields(file if again is None else again),
        "construction": bool((file if again is None else again).get("construction")),
        "errors": at_fields(refused.errors if refused else {}),
        "open": again is not None,
    }
    return Shown(template="file.html", values=values, error=refused.on_top if refused else "")


def _fields(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"name": name, "label": label, "hint": hint, "value": _shown(name, values.get(name)),
         "longest": FILE[form].longest or _MOST, "required": name in _REQUIRED}
        for name, (label, form, hint) in _FIELDS.items()
    ]  # fmt: skip


def _shown(name: str, value: object) -> str:
    text = "" if value is None else str(value)
    if name not in _DAYS:
        return text
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text  # empty, or as it was typed
    return f"{day.day}/{day.month}/{day.year}"
