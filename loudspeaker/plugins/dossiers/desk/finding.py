"""Find a dossier: by its code at once, by whose it is with a reason."""

from __future__ import annotations

from typing import Final

from loudspeaker.errors import EntryRefused
from loudspeaker.hookspecs import Asked, Gone, Shown
from loudspeaker.hookspecs.forms import Refused, asked_for, at_fields
from loudspeaker.plugins.dossiers.cases.codes import code_of
from loudspeaker.plugins.dossiers.desk.forms import CLERKS, REASONS, typed_in

_FIELDS: Final = {"lý do xem": "reason", "tìm": "words"}
_IDENTITY_DIGITS: Final = 12


def view(asked: Asked) -> Shown | Gone:
    """Show the form and what was found; a code leads to its dossier."""
    if not asked.may(*CLERKS):
        return Shown(template="nothing.html")
    if not asked.posted:
        return _shown(asked, None)
    words = asked.form.get("words", "").strip()
    try:
        return Gone(path=f"/ho-so/{code_of(words)}")
    except EntryRefused:
        pass
    try:
        way = _way(words)
        reason = asked.form.get("reason", "")
        found = asked_for(asked, "dossiers.find", _FIELDS, **{way: words, "reason": reason})
        if not found and way == "phone":  # as long is the number of an old card, or of a tax payer
            given = {"identity": words, "reason": reason}
            found = asked_for(asked, "dossiers.find", _FIELDS, **given)
    except Refused as refused:
        return _shown(asked, None, refused)
    return _shown(asked, found)


def _way(words: str) -> str:
    """Return by what is looked for: twelve digits are an identity number, fewer a telephone."""
    digits = "".join(words.split()).replace(".", "")
    if not words:
        raise Refused({"words": "Gõ mã hồ sơ, họ tên, số điện thoại hoặc số định danh."})
    if not digits.lstrip("+").isdigit():
        return "name"
    return "identity" if len(digits) == _IDENTITY_DIGITS else "phone"


def _shown(
    asked: Asked, found: list[dict[str, str]] | None, refused: Refused | None = None
) -> Shown:
    values = {
        "found": found,
        "typed": typed_in(asked.form),
        "reasons": REASONS,
        "errors": at_fields(refused.errors if refused else {}),
    }
    return Shown(template="find.html", values=values, error=refused.on_top if refused else "")
