"""One dossier: how it stands, its log, what may be done with it, its forms to print."""

from __future__ import annotations

from typing import Any, Final

from loudspeaker.hookspecs import Asked, FileShown, Gone, Shown
from loudspeaker.hookspecs.forms import Refused, asked_for, at_fields, number_of
from loudspeaker.plugins.dossiers.cases.states import State
from loudspeaker.plugins.dossiers.desk.forms import CLERKS, REASONS, typed_in

_FIELDS: Final = {
    "lý do": "reason", "ngày hẹn lại": "day", "bàn giao": "taker", "người giao": "giver",
}  # fmt: skip
QUESTION: Final = "Mức độ hài lòng với việc giải quyết hồ sơ"
SCORES: Final = ((3, "Rất tốt"), (2, "Tốt"), (1, "Chưa tốt"))
_DONE_WITH: Final = (State.FINISHED, State.RETURNED)
PROMISED: Final = "gia hạn"
_RUNNING: Final = (State.RECEIVED, State.IN_PROGRESS)
FORMS: Final = {
    "both": "Giấy hẹn (mẫu 01) và phiếu mã tra cứu mới",
    "receipt": "01: Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "pin": "Phiếu mã tra cứu (cấp số bí mật mới)",
    "supplement": "02: Phiếu yêu cầu bổ sung",
    "refusal": "03: Phiếu từ chối tiếp nhận",
    "apology": "04: Văn bản xin lỗi, hẹn lại",
    "halt": "05: Thông báo dừng giải quyết",
    "control": "06: Phiếu kiểm soát quá trình",
}


def view(asked: Asked) -> Shown | Gone:
    """Show a dossier; do what was chosen."""
    if not asked.may(*CLERKS):
        return Shown(template="nothing.html")
    if not asked.posted:
        return _shown(asked)
    try:
        code, done = _done(asked)
    except Refused as refused:
        return _shown(asked, refused)
    return Gone(path=f"/ho-so/{code}", done=done)


def _done(asked: Asked) -> tuple[str, str]:
    form, code = asked.form, asked.path["code"]
    seen = number_of(form.get("seen", ""))
    if form.get("what") == "apology":
        asked_for(
            asked, "dossiers.apologise", _FIELDS, code=code, day=form.get("day", ""),
            reason=form.get("reason", ""), seen=seen,
        )  # fmt: skip
        return code, "hen-lai"
    if form.get("what") == "rate":
        score = number_of(form.get("score", ""))
        asked_for(asked, "dossiers.rate", {"đánh giá": "score"}, question=QUESTION, score=score)
        return code, "danh-gia"
    if form.get("what") == "hand":
        _hand(asked, code)
        return code, "giao"
    asked_for(
        asked, "dossiers.act", _FIELDS, code=code, act=form.get("act", ""),
        reason=form.get("reason", ""), seen=seen,
    )  # fmt: skip
    return code, "viec"


def _hand(asked: Asked, code: str) -> None:
    taker, giver = (asked.form.get(name, "").strip() for name in ("taker", "giver"))
    if not taker:
        raise Refused({"taker": "Ghi người nhận."})
    more = {"giver": giver} if giver else {}
    told = asked_for(
        asked, "dossiers.hand_over", _FIELDS, codes=[code], taker=taker,
        note=asked.form.get("note", ""), **more,
    )  # fmt: skip
    if told["refused"]:
        raise Refused({"taker": told["refused"][0]["says"]})


def paper(asked: Asked) -> Shown | Gone | FileShown:
    """Give a form as PDF, to be printed."""
    code, form = asked.path["code"], asked.form.get("form", "")
    if not asked.posted or not asked.may(*CLERKS):
        return Gone(path=f"/ho-so/{code}") if asked.may(*CLERKS) else Shown(template="nothing.html")
    try:
        if form == "both":
            asking = {"code": code, "form": "receipt", "pin": True}
            answer = asked_for(asked, "dossiers.print", {}, **asking)
        elif form == "pin":
            answer = asked_for(asked, "dossiers.new_pin", {}, code=code)
        else:
            answer = asked_for(asked, "dossiers.print", {}, code=code, form=form)
    except Refused as refused:
        return _shown(asked, refused)
    return FileShown(file=answer["handed_out"], inline=True)


def _shown(asked: Asked, refused: Refused | None = None) -> Shown:
    reason = asked.query.get("ly-do", "").strip()
    more = {"reason": reason} if reason else {}
    told = asked.ask("dossiers.show", code=asked.path["code"], **more)
    values = {
        "dossier": told,
        "forms": _forms(told),
        "reasons": REASONS,
        "reason": reason,
        "running": told["state"] in _RUNNING,
        "question": QUESTION,
        "scores": SCORES if told["state"] in _DONE_WITH else (),
        "holder": told["hand_overs"][-1]["taker"] if told["hand_overs"] else asked.person,
        "typed": typed_in(asked.form if refused else {}),
        "errors": at_fields(refused.errors if refused else {}),
    }
    return Shown(template="dossier.html", values=values, error=refused.on_top if refused else "")


def _forms(told: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the forms that this dossier has something for."""
    states = {line["after"] for line in told["log"]}
    fitting = {
        "both": told["received"] is not None and told["ended"] is None,
        "receipt": told["received"] is not None,
        "pin": True,
        "supplement": State.SUPPLEMENT in states,
        "refusal": State.REFUSED in states,
        "apology": any(line["act"] == PROMISED for line in told["log"]),
        "halt": State.HALTED in states,
        "control": told["received"] is not None,
    }
    return [(name, label) for name, label in FORMS.items() if fitting[name]]
