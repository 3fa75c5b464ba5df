"""What came from other offices and went to them: of one paper, and of the station."""

from __future__ import annotations

import re
from typing import Any, Final

from loudspeaker.hookspecs import Asked, Gone, Shown
from loudspeaker.hookspecs.forms import Refused, asked_for, at_fields, number_of
from loudspeaker.plugins.documents.desk.forms import paper_of

_FIELD_OF: Final = {"nơi nhận": "receivers", "lý do": "reason"}
_DIRECTIONS: Final = {"in": "Đến", "out": "Đi"}


def view(asked: Asked) -> Shown | Gone:
    """Show the newest messages, and those that could not be sent; send one again."""
    if not asked.posted:
        return _newest(asked)
    message = number_of(asked.form.get("message", ""))
    try:
        asked_for(asked, "documents.send_again", {}, message=message)
    except Refused as refused:
        return _newest(asked, refused)
    return Gone(path="/lien-thong", done="gui-lai")


def _newest(asked: Asked, refused: Refused | None = None) -> Shown:
    before = number_of(asked.query.get("truoc", ""))
    found = asked.ask("documents.messages", **({"before": before} if before else {}))
    dead = asked.ask("documents.messages", dead=True)["messages"]
    values = {"found": found, "dead": dead, "directions": _DIRECTIONS}
    return Shown(template="messages.html", values=values, error=refused.on_top if refused else "")


def one(asked: Asked) -> Shown | Gone:
    """Show what offices were told of a paper; send it, or answer who asks for it back."""
    number = paper_of(asked)
    if not asked.posted:
        return _one(asked, number)
    try:
        done = (
            _answered(asked, number) if asked.form.get("what") == "back" else _sent(asked, number)
        )
    except Refused as refused:
        return _one(asked, number, refused)
    return Gone(path=f"/van-ban/{number}/gui", done=done)


def _sent(asked: Asked, number: int) -> str:
    codes = [each for each in re.split(r"[\s,;]+", asked.form.get("receivers", "")) if each]
    asking: dict[str, Any] = {"receivers": codes}
    if update := asked.form.get("update", "").strip():
        asking["update"] = update
    asked_for(asked, "documents.send", _FIELD_OF, paper=number, **asking)
    return "gui"


def _answered(asked: Asked, number: int) -> str:
    agreed, reason = asked.form.get("agreed") == "1", asked.form.get("reason", "").strip()
    asked_for(asked, "documents.answer_back", _FIELD_OF, paper=number, agreed=agreed, reason=reason)
    return "viec"


def _one(asked: Asked, number: int, refused: Refused | None = None) -> Shown:
    paper = asked.ask("documents.show", paper=number)
    values = {
        "paper": paper,
        "found": asked.ask("documents.messages", paper=number),
        "directions": _DIRECTIONS,
        "asked_back": any(each["name"] == "exchange_asked_back" for each in paper["log"]),
        "typed": at_fields(asked.form if refused else {}),
        "errors": at_fields(refused.errors if refused else {}),
    }
    return Shown(template="post.html", values=values, error=refused.on_top if refused else "")
