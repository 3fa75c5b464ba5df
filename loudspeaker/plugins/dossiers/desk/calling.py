"""Telling people: the week's announcement for everybody, a call for who agreed to be told."""

from __future__ import annotations

from typing import Any

from loudspeaker.errors import EntryRefused
from loudspeaker.hookspecs import Asked, Gone, Shown
from loudspeaker.hookspecs.forms import Refused, asked_for, at_fields, number_of
from loudspeaker.plugins.dossiers.desk.forms import CLERKS, typed_in

_FIELDS = {"lý do xem": "reason", "kết quả gọi": "result"}


def view(asked: Asked) -> Shown | Gone:
    """Show the draft; list whom to call, keep who was called, submit the draft."""
    if not asked.may(*CLERKS):
        return Shown(template="nothing.html")
    if not asked.posted:
        return _shown(asked)
    what = asked.form.get("what", "")
    try:
        if what == "weekly":
            asked_for(asked, "dossiers.weekly", _FIELDS, text=asked.form.get("text", ""))
            return Gone(path="/bao-tin", done="trinh")
        if what == "called":
            _called(asked)
        return _shown(asked, calls=_calls(asked), done="Đã ghi." if what == "called" else "")
    except Refused as refused:
        return _shown(asked, refused=refused)


def _called(asked: Asked) -> None:
    result = asked.form.get("result", "")
    message = number_of(asked.form.get("message", ""))
    asked_for(asked, "dossiers.called", _FIELDS, message=message, result=result)


def _calls(asked: Asked) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asked_for(
        asked, "dossiers.calls", _FIELDS, reason=asked.form.get("reason") or "gọi báo người nộp"
    )
    return found


def _shown(
    asked: Asked,
    *,
    calls: list[dict[str, Any]] | None = None,
    refused: Refused | None = None,
    done: str = "",
) -> Shown:
    draft, none = None, ""
    try:
        draft = asked.ask("dossiers.weekly_draft")
    except EntryRefused as error:
        none = asked.tell(error)
    values: dict[str, Any] = {
        "draft": draft,
        "none": none,
        "calls": calls,
        "typed": typed_in(asked.form if refused else {}),
        "errors": at_fields(refused.errors if refused else {}),
    }
    if done:
        values["done"] = done
    return Shown(template="calls.html", values=values, error=refused.on_top if refused else "")
