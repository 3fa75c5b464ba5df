"""``loudspeaker clock``: whether the machine's time is believed, and saying that it is right."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.output import say, show
from loudspeaker.cli.parser import add_command, group
from loudspeaker.cli.sentences.advice import fault_advice
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import moment
from loudspeaker.sentences.words import person

PATIENCE_S = 5.0
MACHINE = "machine"
app = group()
TimeArgument = Annotated[
    str,
    typer.Argument(
        metavar=_("TIME"),
        help=_("What your own watch shows, with the date and year: 17:05 28/11/2026."),
    ),
]


def clock() -> None:
    """Show the machine's clock and what speaks for it."""
    show(_ask("clock"), _show_clock)


def confirm(time: TimeArgument) -> None:
    """Say that the clock is right, by the time on your own watch (an approver or admin)."""
    show(_ask("clock_confirm", time=time), _show_clock)


add_command(
    app,
    "confirm",
    confirm,
    example='loudspeaker clock confirm "17:05 28/11/2026"',
)


def _ask(action: str, **arguments: Any) -> Any:
    call = current()
    return call.station.call(action, timeout_s=PATIENCE_S, **arguments, **call.identity)


def _show_clock(shown: dict[str, Any]) -> None:
    say(_("The machine's clock shows {now}.").format(now=moment(shown["now"])))
    if not shown["known"]:
        say(_("Nobody knows whether that is right: only emergencies are aired."))
        say(f"→ {fault_advice('clock')}")
        return
    say(_because(shown))


def _because(shown: dict[str, Any]) -> str:
    if not shown["needs_proof"]:
        return _("It is believed as it stands (clock: machine in station.yaml).")
    if shown["steered"]:
        return _("It is believed: it is kept right over the network (NTP).")
    if shown["vouched_by"] not in (None, MACHINE):
        return _("It is believed: {person} compared it with another clock.").format(
            person=person(shown["vouched_by"])
        )
    return _(
        "It is believed: the network or the clock chip (RTC) said so, and nobody set it since."
    )
