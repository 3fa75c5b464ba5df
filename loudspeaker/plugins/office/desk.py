"""The page at the desk: one page, and a form for each thing that can be changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from loudspeaker.errors import LoudspeakerError, ProcessUnavailable, SignInRefused
from loudspeaker.hookspecs import Asked, Gone, Page, Shown
from loudspeaker.plugins.office.saying import day_told
from loudspeaker.plugins.office.values import (
    DAY_NAMES,
    NOON_BREAK,
    WEEKDAYS,
    day_of,
    hours_of,
    written,
)

TEMPLATE: Final = "office.html"
DONE: Final[Mapping[str, str]] = {
    "gio": "Đã lưu giờ làm việc và địa chỉ.",
    "ngay": "Đã lưu ngày này.",
    "bo-ngay": "Ngày này lại như thường lệ.",
    "lien-he": "Đã lưu liên hệ.",
    "bo-lien-he": "Đã bỏ liên hệ.",
    "tro-lai": "Đã trở lại như trước.",
}
Form = Mapping[str, str]


def view(asked: Asked) -> Shown | Gone:
    """Show what holds; change it, and keep what was typed where that is refused."""
    if not asked.posted:
        return shown(asked)
    form = asked.form
    doing = _FORMS.get(form.get("what", ""))
    if doing is None:
        return shown(asked, error="Không rõ cần làm gì. Hãy mở lại trang.")
    action, values, done = doing
    try:
        asked.ask(action, **values(form), seen=_number(form.get("seen", "")))
    except (ProcessUnavailable, SignInRefused):
        raise
    except LoudspeakerError as error:
        return shown(asked, error=asked.tell(error))
    return Gone(done=done)


def shown(asked: Asked, *, error: str = "") -> Shown:
    """Return the page; after a refusal the fields hold what was typed."""
    office, history = asked.ask("office.show"), asked.ask("office.history")
    typed = asked.form if error else {}
    return Shown(
        template=TEMPLATE,
        values={
            "office": office,
            "history": history,
            "week": _week(office["week"], typed),
            "days": [{**each, "told": day_told(day_of(each["day"]))} for each in office["days"]],
            "typed": typed,
            "may": asked.may("editor", "approver"),
        },
        error=error,
    )


def _week(week: Mapping[str, str], typed: Form) -> list[dict[str, str]]:
    """Return the rows of the week, each with its morning and its afternoon."""
    rows = []
    for name, called in zip(WEEKDAYS, DAY_NAMES, strict=True):
        hours = hours_of(week[name], "")
        morning = written([each for each in hours if each.end <= NOON_BREAK])
        later = written([each for each in hours if each.end > NOON_BREAK])
        rows.append(
            {
                "name": name,
                "called": called,
                "morning": typed.get(f"{name}_1", morning),
                "afternoon": typed.get(f"{name}_2", later),
            }
        )
    return rows


# --- forms ----------------------------------------------------------------------------------------


def _hours(form: Form) -> dict[str, Any]:
    week = {name: _halves(form, name) for name in WEEKDAYS if f"{name}_1" in form}
    return {"place": form.get("place", ""), "week": week}


def _halves(form: Form, name: str) -> str:
    halves = (form.get(f"{name}_{half}", "").strip() for half in (1, 2))
    return ", ".join(filter(None, halves))


def _day(form: Form) -> dict[str, Any]:
    return {name: form.get(name, "") for name in ("day", "hours", "reason")}


def _old_day(form: Form) -> dict[str, Any]:
    return {"day": form.get("day", "")}


def _contact(form: Form) -> dict[str, Any]:
    return {name: form.get(name, "") for name in ("post", "phone", "about", "was")}


def _old_contact(form: Form) -> dict[str, Any]:
    return {"post": form.get("post", "")}


def _undo(form: Form) -> dict[str, Any]:
    return {"change": _number(form.get("change", ""))}


def _number(text: str) -> int:
    """Return a number of a form of ours; anything else is none that was ever seen."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004


_FORMS: Final[Mapping[str, tuple[str, Callable[[Form], dict[str, Any]], str]]] = {
    "gio": ("office.set", _hours, "gio"),
    "ngay": ("office.day_set", _day, "ngay"),
    "bo-ngay": ("office.day_remove", _old_day, "bo-ngay"),
    "lien-he": ("office.contact_set", _contact, "lien-he"),
    "bo-lien-he": ("office.contact_remove", _old_contact, "bo-lien-he"),
    "tro-lai": ("office.undo", _undo, "tro-lai"),
}
"""By what a form says it does: the action, what it is given, and what is said then."""
PAGES: Final = (Page(view=view, tab="Trụ sở", takes_forms=True, done=DONE),)
