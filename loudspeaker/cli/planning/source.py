"""What is planned, from the station or, when it is down, from the schedule files alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from loudspeaker.cli import timetable_view
from loudspeaker.cli.call import Call
from loudspeaker.errors import ProcessUnavailable
from loudspeaker.model import Priority, from_iso, iso
from loudspeaker.timetable.plan import Planned

PATIENCE_S = 5.0  # a month of a full timetable

Rows = list[dict[str, Any]]


def station_rows(call: Call, start: datetime, length: timedelta) -> Rows | None:
    """Ask the station what will sound from a moment on; None when it is down."""
    asked = {"hours": length / timedelta(hours=1), "from": iso(start), "texts": True}
    try:
        found = call.station.call("next", timeout_s=PATIENCE_S, **asked, **call.identity)
    except ProcessUnavailable:
        return None
    texts = found.get("texts", {})
    return [{**row, "text": texts.get(row["id"], "")} for row in found["items"]]


def rows_of(call: Call, start: datetime, length: timedelta) -> tuple[Rows, bool]:
    """Return what will sound, and whether the station said so.

    From the files alone nothing is known of approval, nor of single announcements.
    """
    rows = station_rows(call, start, length)
    if rows is not None:
        return rows, True
    timetable = timetable_view.timetable_of(call.home)
    return timetable_view.rows_between(timetable, max(start, timetable.now), start + length), False


def planned_of(rows: Iterable[dict[str, Any]]) -> list[Planned]:
    """Return rows as values."""
    return [
        Planned(
            due=from_iso(row["due"]),
            length=timedelta(seconds=row["duration_estimate_s"]),
            name=row["schedule"] or row["id"],
            title=row["title"],
            priority=Priority(row["priority"]),
            mourned=row.get("mourning_until") is not None,
            points=tuple(row["points"]),
        )
        for row in rows
    ]
