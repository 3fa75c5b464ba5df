"""Whose certificates the station trusts: shown to who works with papers, kept by an admin."""

from __future__ import annotations

from loudspeaker.hookspecs import Asked, Gone, Shown
from loudspeaker.hookspecs.forms import Refused, asked_for
from loudspeaker.plugins.documents.desk.forms import files_of

_NONE = "Chưa chọn tệp nào."


def view(asked: Asked) -> Shown | Gone:
    """Show the trusted issuers; add one, keep a list of withdrawn certificates, remove one."""
    if not asked.posted:
        return _listed(asked)
    try:
        _changed(asked)
    except Refused as refused:
        return _listed(asked, refused.on_top)
    return Gone(path="/tin-cay", done="tin-cay")


def _changed(asked: Asked) -> None:
    what = asked.form.get("what", "")
    if what == "remove":
        fingerprint = asked.form.get("fingerprint", "")
        asked_for(asked, "documents.trust_remove", {}, fingerprint=fingerprint)
        return
    files = files_of(asked, "tep")
    if not files:
        raise Refused({"": _NONE})
    if what == "list":
        asked_for(asked, "documents.trust_list", {}, file=files[0])
    else:
        name = asked.form.get("name", "").strip()
        asked_for(asked, "documents.trust_add", {}, file=files[0], name=name)


def _listed(asked: Asked, error: str = "") -> Shown:
    values = {"anchors": asked.ask("documents.trust"), "may": asked.may("admin")}
    return Shown(template="trust.html", values=values, error=error)
