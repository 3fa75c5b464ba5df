"""``loudspeaker schedule mourning``: days on which only emergencies sound."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from loudspeaker.cli.call import Call, current
from loudspeaker.cli.output import say, show
from loudspeaker.errors import ProcessUnavailable, UsageRefused
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import day, moment

_DAYS = _("DAYS")


def mourning(
    on: Annotated[
        str | None, typer.Option(metavar=_DAYS, help=_("Declare these days (an approver)."))
    ] = None,
    off: Annotated[
        str | None, typer.Option(metavar=_DAYS, help=_("Take these days back (an approver)."))
    ] = None,
) -> None:
    """List the days of mourning, declare some, or take them back."""
    if on is not None and off is not None:
        raise UsageRefused(option="--on, --off", problem="not_together")
    call = current()
    op = "mourning_on" if on is not None else "mourning_off" if off is not None else "mourning"
    days = on if on is not None else off
    asked: dict[str, Any] = {} if days is None else {"days": days}
    try:
        document = call.station.call(op, **asked, **call.identity)
    except ProcessUnavailable:
        if days is not None:
            raise
        document = _from_file(call)
    show(document, _show)


def _from_file(call: Call) -> dict[str, Any]:
    from loudspeaker.config.mourning import load_mourning, mourning_row  # noqa: PLC0415 - YAML
    from loudspeaker.system.time import SystemTime  # noqa: PLC0415

    return mourning_row(load_mourning(call.home.root), SystemTime().wall())


def _show(document: dict[str, Any]) -> None:
    if document["until"]:
        until = moment(document["until"])
        say(_("MOURNING until {until}: only emergencies sound.").format(until=until))
    if not document["days"]:
        say(_("No days of mourning are declared."))
        return
    say(_("Days of mourning, on which only emergencies sound:"))
    for each in document["days"]:
        first, last = day(each["first"]), day(each["last"])
        say(f"  {first}" if first == last else f"  {first} – {last}")
