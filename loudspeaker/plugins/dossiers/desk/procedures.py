"""Procedures: what is known, and a table of them brought in, each wrong row said."""

from __future__ import annotations

from typing import Any

from loudspeaker.hookspecs import Asked, Gone, Shown
from loudspeaker.hookspecs.forms import Refused, asked_for, at_fields
from loudspeaker.plugins.dossiers.desk.forms import CLERKS, typed_in


def view(asked: Asked) -> Shown | Gone:
    """Show what is known or was looked for; import a table, or try to."""
    if not asked.posted:
        return _shown(asked)
    try:
        told = _imported(asked)
    except Refused as refused:
        return _shown(asked, refused=refused)
    return _shown(asked, told=told)


def _imported(asked: Asked) -> dict[str, Any]:
    files = [each for each in asked.files.get("file", ()) if each.size]
    if not files:
        raise Refused({"file": "Hãy chọn tệp .xlsx, .csv hoặc .json."})
    manner = asked.form.get("manner", "trial")
    told: dict[str, Any] = asked_for(
        asked, "dossiers.import_procedures", {"cách nhập": "file"}, file=files[0],
        manner="rest" if manner == "rest" else "all", trial=manner == "trial",
    )  # fmt: skip
    return told


def _shown(
    asked: Asked, *, told: dict[str, Any] | None = None, refused: Refused | None = None
) -> Shown:
    words = asked.query.get("q", "").strip()
    given = {"words": words} if words else {}
    values = {
        "procedures": asked.ask("dossiers.procedures", **given),
        "words": words,
        "told": told,
        "clerk": asked.may(*CLERKS),
        "typed": typed_in(asked.form),
        "errors": at_fields(refused.errors if refused else {}),
    }
    template = "procedures.html"
    return Shown(template=template, values=values, error=refused.on_top if refused else "")
