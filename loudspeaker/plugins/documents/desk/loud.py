"""From a paper to the air: its sentences beside the draft, to be put right and submitted."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any, Final

from loudspeaker.errors import (
    LoudspeakerError,
    ProcessUnavailable,
    SignInRefused,
    TextRefused,
    TimeRefused,
)
from loudspeaker.hookspecs import Asked, Gone, Shown
from loudspeaker.hookspecs.forms import WHOLE_FORM, Refused, at_fields, number_of
from loudspeaker.plugins.documents.cases.announcing import UNVERIFIED
from loudspeaker.plugins.documents.desk.forms import paper_of

SHORTEST_S, LONGEST_S, USUAL_S = 20, 600, 120
_SOME: Final = "chon"
_NO_PLACE: Final = "Chưa chọn nơi nào. Hãy ghi số điểm loa hoặc tên thôn, hoặc chọn toàn xã."
_FIELDS: Final[Mapping[type[LoudspeakerError], str]] = {TextRefused: "text", TimeRefused: "at"}
_WHERE: Final = {"điểm loa": "points", "văn bản": WHOLE_FORM, UNVERIFIED: "seen"}


def view(asked: Asked) -> Shown | Gone:
    """Show source and draft side by side; submit what the person has made of it."""
    number = paper_of(asked)
    if not asked.posted:
        return _shown(asked, number)
    try:
        _submit(asked, number)
    except Refused as refused:
        return _shown(asked, number, refused=refused)
    return Gone(path=f"/van-ban/{number}", done="trinh")


def _submit(asked: Asked, number: int) -> None:
    form = asked.form
    if not form.get("text", "").strip():
        raise Refused({"text": "Chưa có nội dung. Hãy gõ lời cần đọc."})
    asking: dict[str, Any] = {"text": form["text"]}
    if key := form.get("key", "")[:64]:
        asking["key"] = key
    if title := form.get("title", "").strip():
        asking["title"] = title
    asking |= _place(form) | ({"unverified_seen": True} if form.get("seen") else {})
    if form.get("when") == "luc":
        asking["at"] = f"{form.get('day', '')} {form.get('time', '')}".strip()
        if not form.get("time", "").strip():
            raise Refused({"at": "Chưa có giờ phát."})
    try:
        asked.ask("documents.announce", paper=number, **asking)
    except (ProcessUnavailable, SignInRefused):
        raise
    except LoudspeakerError as error:
        raise Refused({_field_of(error): asked.tell(error)}) from error


def _place(form: Mapping[str, str]) -> dict[str, Any]:
    if form.get("where") != _SOME:
        return {}
    points = [each for each in re.split(r"[\s,;]+", form.get("points", "")) if each]
    zone = form.get("zone", "").strip()
    if not points and not zone:
        raise Refused({"points": _NO_PLACE})
    return {"points": points} if points else {"zone": zone}


def _field_of(error: LoudspeakerError) -> str:
    kind, where = getattr(error, "kind", ""), getattr(error, "where", "")
    if kind in {"point", "zone"} or where in _WHERE:
        return _WHERE.get(where, "points")
    return _FIELDS.get(type(error), WHOLE_FORM)


def _shown(asked: Asked, number: int, refused: Refused | None = None) -> Shown:
    seconds = number_of(asked.query.get("giay", ""))
    wished = {"seconds": min(max(seconds, SHORTEST_S), LONGEST_S)} if seconds else {}
    draft = asked.ask("documents.draft_announcement", paper=number, **wished)
    typed = dict(asked.form) if refused else {"text": draft["text"], "title": draft["title"]}
    typed.setdefault("key", secrets.token_hex(16))
    values = {
        "number": number,
        "draft": draft,
        "broken": draft["signature"]["verdict"] == "broken",
        "unverified": draft["signature"]["verdict"] == "unverified",
        "seconds": wished.get("seconds", USUAL_S),
        "shortest": SHORTEST_S,
        "longest": LONGEST_S,
        "typed": at_fields(typed),
        "errors": at_fields(refused.errors if refused else {}),
        "may_submit": asked.may("editor"),
    }
    return Shown(template="loud.html", values=values, error=refused.on_top if refused else "")
