"""``loudspeaker correct``: take back what was aired, at once, by one person."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.decide import IdArgument
from loudspeaker.cli.output import is_asked, say, show, visible
from loudspeaker.cli.released import headline, show_plan
from loudspeaker.sentences.language import _

PATIENCE_S = 10.0


def correct(
    item: IdArgument,
    *,
    text: Annotated[
        str | None,
        typer.Option(
            metavar=_("TEXT"), help=_("What is right (an approver); at most 500 letters.")
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", metavar="", help=_("Do not ask, even in a terminal."))
    ] = False,
) -> int:
    """Air a correction at the same points; in a terminal it is shown and confirmed first."""
    call = current()
    request: dict[str, Any] = {"id": item, **({} if text is None else {"text": text})}
    if is_asked() and not yes:
        plan = call.station.call("correct_plan", timeout_s=PATIENCE_S, **request, **call.identity)
        show_plan(plan)
        if not typer.confirm(_("Air this correction now?"), default=False):
            say(_("Nothing was aired."))
            return 1
        request["content_sha256"] = plan["content_sha256"]
    answer = call.station.call("correct", timeout_s=PATIENCE_S, **request, **call.identity)
    show(answer, _corrected)
    return 0


def _corrected(row: dict[str, Any]) -> None:
    say(headline(row, _("ON ITS WAY: “{title}” ({id})")))
    say(_("What it corrects is taken off the air and not aired again."))
    if row["recurs"]:
        text = _(
            "It recurs at its next time unless it is held back: loudspeaker schedule pause {name}"
        )
        say(text.format(name=visible(row["recurs"])))
    text = _("Within 24 hours a second person looks at it: loudspeaker review {id}")
    say(text.format(id=visible(row["id"])))
