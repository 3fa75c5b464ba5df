"""``loudspeaker review``: a second person looks at what one person alone has aired."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.output import say, show, visible
from loudspeaker.cli.released import KINDS
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import short_moment
from loudspeaker.sentences.words import person, word


def review(
    item: Annotated[
        str | None,
        typer.Argument(metavar="ID", help=_("What was looked at; without it, what waits.")),
    ] = None,
    *,
    note: Annotated[
        str | None, typer.Option(metavar=_("TEXT"), help=_("What was found, in a line."))
    ] = None,
) -> None:
    """Record that it was looked at; without an id, list what still has to be."""
    call = current()
    if item is None:
        show(call.station.call("reviews_due", **call.identity), _waiting)
        return
    more: dict[str, Any] = {} if note is None else {"note": note}
    show(call.station.call("review_done", id=item, **more, **call.identity), _reviewed)


def _waiting(rows: list[dict[str, Any]]) -> None:
    if not rows:
        say(_("Nothing waits for a review."))
        return
    columns = (
        Column(_("Id")),
        Column(_("What")),
        Column(_("Title"), wraps=True),
        Column(_("Released by")),
        Column(_("Until")),
    )
    show_table(columns, map(_row, rows))


def _row(row: dict[str, Any]) -> tuple[object, ...]:
    until = short_moment(row["due"]) + _(", overdue") * bool(row["overdue"])
    kind = word(KINDS, row["kind"])
    return row["id"], kind, row["title"], person(row["author"]), until


def _reviewed(row: dict[str, Any]) -> None:
    text = _("Looked at “{title}” ({id}), which {author} had released alone.")
    say(
        text.format(
            title=visible(row["title"]), id=visible(row["id"]), author=person(row["author"])
        )
    )
