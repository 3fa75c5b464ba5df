"""``loudspeaker points``: where the loudspeakers hang."""

from __future__ import annotations

from typing import Any

from loudspeaker.cli.call import Call, current
from loudspeaker.cli.language import _
from loudspeaker.cli.output import say, show
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.errors import ProcessUnavailable

PATIENCE_S = 0.7


def points() -> None:
    """List the points with their zones; from the hardware file when the station is down."""
    show(_points(current()), _as_text)


def _points(call: Call) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = call.station.call(
            "points", timeout_s=PATIENCE_S, **call.identity
        )
    except ProcessUnavailable:
        return _from_file(call)
    return rows


def _from_file(call: Call) -> list[dict[str, Any]]:
    from loudspeaker.bootstrap.settings import load_settings  # noqa: PLC0415 - reads YAML
    from loudspeaker.station.control import point_rows  # noqa: PLC0415

    return point_rows(load_settings(call.home).hardware.points.plan)


def _as_text(rows: list[dict[str, Any]]) -> None:
    columns = (
        Column(_("Point"), right=True),
        Column(_("Name"), wraps=True),
        Column(_("Zone")),
        Column(_("Volume"), right=True),
    )
    show_table(
        columns, ((row["number"], row["name"], row["zone_name"], row["volume"]) for row in rows)
    )
    if not all(row.get("authenticated", True) for row in rows):
        say(_("NOT AUTHENTICATED: anybody can open these points."))
