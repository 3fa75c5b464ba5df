"""``loudspeaker faults`` with its options; without any it needs no parser (``cli.faults``)."""

from __future__ import annotations

from typing import Annotated

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.faults import listed, show_faults
from loudspeaker.cli.output import show
from loudspeaker.errors import UsageRefused
from loudspeaker.sentences.language import _


def faults(
    everything: Annotated[
        bool,
        typer.Option("--all", metavar="", help=_("Also what is over, of the last 30 days.")),
    ] = False,
    known: Annotated[
        str | None,
        typer.Option("--ack", metavar=_("CODE"), help=_("Note that you know of this fault.")),
    ] = None,
) -> None:
    """List faults, or note that somebody knows of one."""
    if known is not None and everything:
        raise UsageRefused(option="--all, --ack", problem="not_together")
    call = current()
    if known is not None:
        asked = call.station.call("faults_acknowledge", code=known, **call.identity)
        show(asked, show_faults)
    else:
        show(listed(call, everything=everything), show_faults)
