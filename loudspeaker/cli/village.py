"""``loudspeaker village``: the simulated transmitter, encoder and points alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.run import FASTEST
from loudspeaker.cli.typed import positive
from loudspeaker.errors import SimulatedOnly
from loudspeaker.sentences.language import _

LONGEST_DEADMAN_S = 3600.0
LONGEST_KEEP_HOURS = 24 * 366.0


def village(
    deadman: Annotated[
        str, typer.Option(metavar="S", help=_("Longest time the relay holds without being asked."))
    ] = "2",
    latch: Annotated[
        bool,
        typer.Option("--latch", metavar="", help=_("A badly made relay: once on, it stays on.")),
    ] = False,
    script: Annotated[
        Path | None, typer.Option(metavar=_("FILE"), help=_("What goes wrong, and when."))
    ] = None,
    keep: Annotated[
        str, typer.Option(metavar="H", help=_("Hours for which the points' sound is kept."))
    ] = "24",
    rate: Annotated[
        str, typer.Option(metavar="X", help=_("Audio time that many times faster."))
    ] = "1",
) -> int:
    """Run until SIGINT or SIGTERM; the home needs a simulated station."""
    from loudspeaker.bootstrap.init import equip_village, require_home  # noqa: PLC0415
    from loudspeaker.bootstrap.settings import load_settings  # noqa: PLC0415
    from loudspeaker.system.processes import name_process  # noqa: PLC0415
    from loudspeaker.village.main import run_village  # noqa: PLC0415

    home = current().home
    require_home(home)
    settings = load_settings(home)
    if not settings.station.simulated:
        raise SimulatedOnly(option="village")
    equip_village(home, settings)
    name_process("village")
    return run_village(
        home.root,
        deadman_s=positive("--deadman", deadman, most=LONGEST_DEADMAN_S, problem="not_a_number"),
        latch=latch,
        script=script,
        keep_hours=positive("--keep", keep, most=LONGEST_KEEP_HOURS, problem="hours"),
        rate=positive("--rate", rate, most=FASTEST, problem="rate"),
    )
