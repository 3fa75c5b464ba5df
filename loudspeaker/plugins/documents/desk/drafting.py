"""A paper of our own is begun: its description and, where there is one already, its file."""

from __future__ import annotations

from collections.abc import Sequence

from loudspeaker.hookspecs import Asked, Gone, Shown
from loudspeaker.hookspecs.forms import Refused, asked_for, at_fields
from loudspeaker.plugins.documents.desk.bringing import taken_hash
from loudspeaker.plugins.documents.desk.describing import (
    FIELD_OF,
    described,
    form_fields,
    type_names,
    urgencies,
)
from loudspeaker.plugins.documents.desk.forms import files_of
from loudspeaker.plugins.documents.papers.entry import Book


def view(asked: Asked) -> Shown | Gone:
    """Show the empty form; keep the draft, or show again what was typed."""
    if not asked.posted:
        return _form(asked, kept=())
    kept = list(asked.many.get("kept", ()))
    try:
        kept += [taken_hash(asked, file) for file in files_of(asked, "tep")]
        paper = asked_for(
            asked, "documents.draft", FIELD_OF, entry=described(Book.OUT, asked.form), files=kept
        )
    except Refused as refused:
        return _form(asked, kept=kept, refused=refused)
    return Gone(path=f"/van-ban/{paper['id']}", done="soan")


def _form(asked: Asked, *, kept: Sequence[str], refused: Refused | None = None) -> Shown:
    values = {
        "fields": form_fields(Book.OUT, asked.form if refused else {"issuer": ""}),
        "types": type_names(Book.OUT),
        "urgencies": urgencies(),
        "errors": at_fields(refused.errors if refused else {}),
        "kept": kept,
    }
    return Shown(template="draft.html", values=values, error=refused.on_top if refused else "")
