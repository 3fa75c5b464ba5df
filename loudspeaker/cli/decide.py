"""``loudspeaker approve``, ``reject`` and ``cancel``: what the second person does."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from loudspeaker.cli.call import Call, current
from loudspeaker.cli.for_approval import show_for_approval
from loudspeaker.cli.output import is_asked, say, show, visible
from loudspeaker.errors import ConcernsUnconfirmed
from loudspeaker.sentences.concerns import concern_line
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import moment
from loudspeaker.sentences.words import person

_ASKED = 5

IdArgument = Annotated[
    str, typer.Argument(metavar="ID", help=_("The announcement's id, or the beginning of it."))
]


def approve(
    item: IdArgument,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", metavar="", help=_("Do not ask, even in a terminal."))
    ] = False,
    *,
    seen: Annotated[
        str | None,
        typer.Option(metavar="SHA256", help=_("Approve only this content (content_sha256).")),
    ] = None,
    despite_concerns: Annotated[
        bool,
        typer.Option(
            "--despite-concerns",
            metavar="",
            help=_("Answer for what plug-ins object to in an emergency, or have not checked."),
        ),
    ] = False,
) -> int:
    """Approve what was shown: in a terminal it is read back and confirmed first."""
    call = current()
    if is_asked() and not yes and seen is None:
        seen = _read_back(call, item)
        if seen is None:
            say(_("Not approved."))
            return 1
    request = {"id": item, "content_sha256": seen, **call.identity}
    given = {"despite_concerns": True} if despite_concerns else {}
    try:
        answer = call.station.call("approve", **given, **request)
    except ConcernsUnconfirmed as error:
        if seen is None or not typer.confirm(_asked(error), default=False):
            raise
        answer = call.station.call("approve", despite_concerns=True, **request)
    show(answer, _approved)
    return 0


def _asked(error: ConcernsUnconfirmed) -> str:
    lines = " ".join(map(concern_line, error.concerns[:_ASKED]))
    return _("{lines} Is it to be heard all the same? You answer for it.").format(lines=lines)


def _read_back(call: Call, item: str) -> str | None:
    """Show the announcement; return the hash of what was shown if it is confirmed."""
    details = call.station.call("for_approval", id=item, **call.identity)
    show_for_approval(details)
    confirmed = typer.confirm(_("Approve exactly this?"), default=False)
    return str(details["content_sha256"]) if confirmed else None


def _approved(row: dict[str, Any]) -> None:
    text = _("Announcement {id} is approved; it sounds at {due}.")
    say(
        text.format(id=visible(row["id"]), due=moment(row["due"])) if row["due"] else _standing(row)
    )
    if row.get("despite"):
        told = ", ".join(map(visible, row["despite"]))
        say(_("Approved despite concerns, which is recorded: {told}").format(told=told))
    if row.get("approver_for"):
        text = _("Approved by {person} for {giver}.")
        say(text.format(person=person(row["approver"]), giver=person(row["approver_for"])))
    say(_("What becomes of it: loudspeaker why {id}").format(id=visible(row["id"])))


def _standing(row: dict[str, Any]) -> str:
    if row.get("waits_for"):
        text = _("Announcement {id} is approved and waits for the programme {programme}.")
        return text.format(id=visible(row["id"]), programme=visible(row["waits_for"]))
    text = _("Announcement {id} is approved and sounds at each time of its schedule.")
    return text.format(id=visible(row["id"]))


def reject(
    item: IdArgument,
    why: Annotated[
        str, typer.Option(metavar=_("REASON"), help=_("What the author is to correct."))
    ],
) -> None:
    """Send a draft back."""
    call = current()
    show(call.station.call("reject", id=item, why=why, **call.identity), _rejected)


def _rejected(row: dict[str, Any]) -> None:
    text = _("Announcement {id} was sent back to {author}: {why}")
    say(
        text.format(
            id=visible(row["id"]), author=person(row["author"]), why=visible(row["why"] or "")
        )
    )


def cancel(item: IdArgument) -> None:
    """Take an announcement back."""
    call = current()
    show(call.station.call("cancel", id=item, **call.identity), _cancelled)


def _cancelled(row: dict[str, Any]) -> None:
    say(_("Announcement {id} is cancelled; it will not sound.").format(id=visible(row["id"])))
