"""``loudspeaker run``: the whole station in the foreground."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.output import say, show
from loudspeaker.cli.pages_at import pages_at
from loudspeaker.cli.typed import positive
from loudspeaker.sentences.language import _

FASTEST = 1000.0


def run(
    rate: Annotated[
        str,
        typer.Option(
            metavar="X", help=_("Audio time that many times faster (simulated profile only).")
        ),
    ] = "1",
    no_web: Annotated[
        bool,
        typer.Option("--no-web", metavar="", help=_("Without the pages.")),
    ] = False,
) -> int:
    """Run everything until SIGINT or SIGTERM."""
    from loudspeaker.bootstrap.logs import log_to_stderr  # noqa: PLC0415 - only this needs it
    from loudspeaker.bootstrap.supervisor import run_all  # noqa: PLC0415
    from loudspeaker.cli.advising import note_advice  # noqa: PLC0415
    from loudspeaker.system.processes import name_process  # noqa: PLC0415

    speed = positive("--rate", rate, most=FASTEST, problem="rate")
    call = current()
    name_process("run")
    log_to_stderr()
    return run_all(call.home, rate=speed, web=not no_web, configured=note_advice, ready=_tell_ready)


def _tell_ready() -> None:
    show(json.loads(current().home.ready_file.read_bytes()), _as_text)


def _as_text(_ready: dict[str, Any]) -> None:
    home = current().home
    say(_("The station is running ({home}). Stop it with Ctrl+C.").format(home=home.root))
    say(_("In another window: loudspeaker status, loudspeaker announce, loudspeaker queue"))
    if address := pages_at(home):
        say(_("The pages: {address}").format(address=address))
    if home.village.exists():
        points = home.village / "points"
        say(_("What each simulated point makes audible: {folder}").format(folder=points))
