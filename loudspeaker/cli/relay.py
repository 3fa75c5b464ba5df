"""``loudspeaker relay``: other stations, and whether one can be heard just now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.output import say, show, visible
from loudspeaker.cli.parser import add_command, group
from loudspeaker.cli.sentences.relays import verdict_told
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.errors import DeviceFailure
from loudspeaker.sentences.language import _

PATIENCE_S = 5.0
TRIAL_PATIENCE_S = 40.0
_FIT = frozenset({"good", "quiet"})
app = group()


def list_sources() -> None:
    """List the other stations that may be relayed."""
    call = current()
    rows = call.station.call("relays", timeout_s=PATIENCE_S, **call.identity)
    show(rows, _listed)


def _listed(rows: Iterable[Mapping[str, Any]]) -> None:
    cells = [
        (row["name"], row["address"], "; ".join(map(visible, row["programmes"])) or "–")
        for row in rows
    ]
    if not cells:
        say(_("No other station may be relayed: enter them under relay in station.yaml."))
        return
    columns = (Column(_("Source")), Column(_("From"), wraps=True), Column(_("In programmes")))
    show_table(columns, cells)


def test(
    name: Annotated[
        str,
        typer.Argument(metavar=_("NAME"), help=_("The source by its name: loudspeaker relay list")),
    ],
) -> int:
    """Hear a source for five seconds; nothing goes on air."""
    call = current()
    found = call.station.call("relay_test", timeout_s=TRIAL_PATIENCE_S, name=name, **call.identity)
    show(found, _tested)
    fit = found["problem"] is None and found["verdict"] in _FIT
    return 0 if fit else DeviceFailure.exit_code


def _tested(found: Mapping[str, Any]) -> None:
    what, todo = verdict_told(found)
    say(f"{visible(found['name'])}: {what}")
    if todo:
        say(f"  → {todo}")
    if found["heard_s"]:
        text = _("Heard {seconds:g} s: level {level} dBFS, peak {peak} dBFS.")
        say(
            text.format(
                seconds=found["heard_s"], level=found["level_dbfs"], peak=found["peak_dbfs"]
            )
        )
    if found["ip"]:
        text = _("From {host} ({ip}), {codec}.")
        say(
            text.format(
                host=visible(found["host"]), ip=visible(found["ip"]), codec=visible(found["codec"])
            )
        )


add_command(
    app,
    "list",
    list_sources,
    help=_("Other stations that may be relayed, and the programmes that do."),
    example="loudspeaker relay list",
)
add_command(
    app,
    "test",
    test,
    help=_("Hear a source for five seconds and measure it; nothing goes on air."),
    example="loudspeaker relay test VOV1",
)
