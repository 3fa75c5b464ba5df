"""The first page: what is late and due today on top, all that is open, and handing it over."""

from __future__ import annotations

from typing import Final

from loudspeaker.hookspecs import Asked, Gone, Shown
from loudspeaker.hookspecs.forms import Refused, asked_for, at_fields
from loudspeaker.plugins.dossiers.desk.forms import CLERKS, LEADERS, REASONS, typed_in

_FIELDS: Final = {"bàn giao": "taker", "người giao": "giver"}
_URGENT: Final = ("overdue", "due today")


def view(asked: Asked) -> Shown | Gone:
    """Show what is open; hand over what was chosen."""
    if not asked.may(*LEADERS):
        return Shown(template="nothing.html")
    if not asked.posted:
        return _shown(asked)
    try:
        told = _handed(asked)
    except Refused as refused:
        return _shown(asked, refused)
    if told["refused"]:
        lines = [f"{each['code']}: {each['says']}" for each in told["refused"]]
        done = f" Đã bàn giao {len(told['done'])} hồ sơ khác." if told["done"] else ""
        return _shown(asked, Refused({"": f"Chưa bàn giao được: {'; '.join(lines)}.{done}"}))
    return Gone(done="giao")


def _handed(asked: Asked) -> dict[str, list[dict[str, str]]]:
    codes = list(asked.many.get("code", ()))
    taker = asked.form.get("taker", "").strip()
    if not codes:
        raise Refused({"codes": "Hãy chọn ít nhất một hồ sơ."})
    if not taker:
        raise Refused({"taker": "Ghi người nhận."})
    giver = asked.form.get("giver", "").strip()
    more = {"giver": giver} if giver else {}
    told: dict[str, list[dict[str, str]]] = asked_for(
        asked, "dossiers.hand_over", _FIELDS, codes=codes, taker=taker, **more
    )
    return told


def _shown(asked: Asked, refused: Refused | None = None) -> Shown:
    queue = asked.ask("dossiers.queue")
    due = queue["due"]
    values = {
        "queue": queue,
        "urgent": [each for each in due if each["standing"] in _URGENT],
        "later": [each for each in due if each["standing"] not in _URGENT],
        "clerk": asked.may(*CLERKS),
        "person": asked.person,
        "reasons": REASONS,
        "typed": typed_in(asked.form if refused else {}),
        "chosen": asked.many.get("code", ()) if refused else (),
        "errors": at_fields(refused.errors if refused else {}),
    }
    return Shown(template="queue.html", values=values, error=refused.on_top if refused else "")
