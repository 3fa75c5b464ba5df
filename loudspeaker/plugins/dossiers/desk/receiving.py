"""Receive a dossier: seven fields from top to bottom, and the enter key."""

from __future__ import annotations

import secrets
from typing import Any, Final

from loudspeaker.hookspecs import Asked, Gone, Shown
from loudspeaker.hookspecs.forms import Refused, asked_for, at_fields
from loudspeaker.plugins.dossiers.cases.codes import PROCEDURE
from loudspeaker.plugins.dossiers.desk.forms import CLERKS, typed_in

KINDS: Final = (("citizen", "Cá nhân"), ("business", "Doanh nghiệp"), ("organisation", "Tổ chức"))
CHANNELS: Final = (("counter", "Trực tiếp"), ("post", "Bưu chính"), ("online", "Trực tuyến"))
CONSENTS: Final = (
    ("", "Không báo"), ("call", "Gọi điện"), ("message", "Nhắn tin"), ("email", "Thư điện tử"),
)  # fmt: skip
_FIELDS: Final = {
    "Mã thủ tục": "procedure", "họ tên hoặc tên tổ chức": "name", "số giấy tờ": "identity",
    "số điện thoại": "phone", "thư điện tử": "email", "địa chỉ": "address",
    "đồng ý nhận tin": "told", "nội dung": "subject", "giấy tờ": "papers",
    "Thành phần hồ sơ": "papers", "lệ phí": "fees", "mã hồ sơ": "code", "giấy ủy quyền": "acting",
}  # fmt: skip
_PARTY: Final = ("kind", "name", "identity", "phone", "email", "address", "told")


def view(asked: Asked) -> Shown | Gone:
    """Show the form; receive what was typed."""
    if not asked.may(*CLERKS):
        return Shown(template="nothing.html")
    if not asked.posted:
        return _shown(asked)
    try:
        procedure = _procedure(asked)
        told = asked_for(asked, "dossiers.receive", _FIELDS, **_given(asked, procedure))
    except Refused as refused:
        return _shown(asked, refused)
    return Gone(path=f"/ho-so/{told['code']}", done="nhan")


def _procedure(asked: Asked) -> str:
    """Return the code of the procedure that was typed: its code, or words that only one has."""
    typed = asked.form.get("procedure", "").strip()
    if found := PROCEDURE.match(typed):
        return found[0]
    if not typed:
        raise Refused({"procedure": "Gõ mã hoặc vài chữ của tên thủ tục."})
    fitting = asked_for(asked, "dossiers.procedures", _FIELDS, words=typed)
    if len(fitting) == 1:
        return str(fitting[0]["code"])
    if not fitting:
        raise Refused({"procedure": "Không có thủ tục nào như vậy trong danh mục."})
    names = "; ".join(f"{each['code']} {each['name'][:60]}" for each in fitting[:5])
    raise Refused({"procedure": f"Có {len(fitting)} thủ tục hợp, gõ mã của một: {names}."})


def _given(asked: Asked, procedure: str) -> dict[str, Any]:
    form = asked.form
    given: dict[str, Any] = {
        "procedure": procedure,
        "applicant": {name: form[name] for name in _PARTY if form.get(name)},
        "channel": form.get("channel") or "counter",
        "key": form.get("key", ""),
    }
    if delegate := form.get("delegate", "").strip():
        given["delegate"] = {
            "kind": "citizen", "name": delegate, "phone": form.get("delegate_phone", ""),
            "acting": form.get("acting", ""),
        }  # fmt: skip
    for name in ("papers", "fees"):
        if lines := [each for each in form.get(name, "").splitlines() if each.strip()]:
            given[name] = lines
    for name in ("subject", "code"):
        if text := form.get(name, "").strip():
            given[name] = text
    return given


def _shown(asked: Asked, refused: Refused | None = None) -> Shown:
    typed = dict(asked.form) if refused else {"procedure": asked.query.get("thu-tuc", "")}
    if not typed.get("key"):
        typed["key"] = secrets.token_hex(16)
    wrong = refused.errors if refused else {}
    more = ("channel", "kind", "email", "delegate", "delegate_phone", "acting", "papers", "fees",
            "subject", "code")  # fmt: skip
    values = {
        "procedures": asked.ask("dossiers.procedures"),
        "typed": typed_in(typed),
        "errors": at_fields(wrong),
        "kinds": KINDS,
        "channels": CHANNELS,
        "consents": CONSENTS,
        "open": any(wrong.get(name) or typed.get(name) for name in more if name not in
                    {"channel", "kind"}),
    }  # fmt: skip
    return Shown(template="receive.html", values=values, error=refused.on_top if refused else "")
