"""A paper of ours is signed: by a key of the station's, or elsewhere and brought back."""

from __future__ import annotations

from typing import Final

from loudspeaker.hookspecs import Asked, Gone, Shown
from loudspeaker.hookspecs.forms import Refused, asked_for, number_of
from loudspeaker.plugins.documents.desk.forms import files_of, paper_of

_NONE: Final = "Chưa chọn tệp nào."


def signed(asked: Asked, number: int) -> str:
    """Sign with the PIN of a form, which goes nowhere but to the key; ``Refused``."""
    form = asked.form
    asked_for(
        asked, "documents.sign", {}, paper=number, act=form.get("act", ""),
        pin=form.get("pin", ""), seen=number_of(form.get("seen", "")),
    )  # fmt: skip
    return "ky"


def view(asked: Asked) -> Shown | Gone:
    """Take a file that was signed elsewhere."""
    number = paper_of(asked)
    if not asked.posted:
        return _form(asked, number)
    files = files_of(asked, "tep")
    if not files:
        return _form(asked, number, _NONE)
    try:
        asked_for(
            asked, "documents.bring_signed", {}, paper=number, act=asked.path["act"],
            file=files[0], seen=number_of(asked.form.get("seen", "")),
        )  # fmt: skip
    except Refused as refused:
        return _form(asked, number, refused.on_top)
    return Gone(path=f"/van-ban/{number}", done="ky")


def _form(asked: Asked, number: int, error: str = "") -> Shown:
    values = {"paper": asked.ask("documents.show", paper=number)}
    return Shown(template="signed.html", values=values, error=error)
