"""``loudspeaker init``: a working home."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.output import say, show
from loudspeaker.errors import SimulatedOnly, UsageRefused
from loudspeaker.sentences.language import _

SIMULATED, STATION = "simulated", "station"


def init(
    profile: Annotated[
        str,
        typer.Option(
            metavar=f"{SIMULATED}|{STATION}",
            help=_("simulated: for trying out; station: a real one."),
        ),
    ] = SIMULATED,
) -> None:
    """Make the home; one that is there already stays as it is."""
    from loudspeaker.bootstrap.init import init_home  # noqa: PLC0415 - only this command needs it
    from loudspeaker.bootstrap.settings import load_settings  # noqa: PLC0415
    from loudspeaker.cli.advising import facts_of  # noqa: PLC0415
    from loudspeaker.config.station import Profile  # noqa: PLC0415

    call = current()
    if profile not in (SIMULATED, STATION):
        raise UsageRefused(option="--profile", problem="profile")
    if call.person is not None and profile == STATION:
        raise SimulatedOnly(option="--as")
    new = init_home(call.home, Profile(profile))
    station = load_settings(call.home).station
    document = {
        "home": str(call.home.root),
        "new": new,
        "profile": station.profile.value,
        "people": [
            {"name": person.name, "roles": sorted(person.roles)} for person in station.people
        ],
        "warnings": facts_of(station),
    }
    show(document, _as_text)


def _as_text(document: dict[str, Any]) -> None:
    from loudspeaker.cli.sentences.advice import advice  # noqa: PLC0415

    made = _("A station was made in {home}.") if document["new"] else _("{home} is complete.")
    say(made.format(home=document["home"]))
    for warning in document["warnings"]:
        say(advice(warning))
    if document["profile"] == SIMULATED:
        say(_("People for trying out: soan writes, duyet approves, quantri administers (--as)."))
    else:
        say(_("Enter people, allowed hours and points in station.yaml and hardware/ next."))
    say(_("Then start it: loudspeaker run"))
