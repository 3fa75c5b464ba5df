"""``loudspeaker queue``: what waits, what airs, what was aired lately."""

from __future__ import annotations

from typing import Any

from loudspeaker.cli.call import current
from loudspeaker.cli.output import say, visible, write_encoded
from loudspeaker.cli.sentences.held import state_of, tell_mourning
from loudspeaker.cli.sentences.programmes import part_of_slot
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import short_moment
from loudspeaker.sentences.places import points_in_words
from loudspeaker.sentences.words import PRIORITIES, word

PATIENCE_S = 5.0
MOST_SHOWN = 200
"""What a person may still want to read; programs get everything."""


def queue() -> None:
    """List open announcements by time, then those of the last day."""
    call = current()
    rows = call.station.call_encoded("queue", timeout_s=PATIENCE_S, **call.identity)
    if call.json:
        write_encoded(rows)
    else:
        _as_text(rows.value())


def _as_text(rows: list[dict[str, Any]]) -> None:
    if not rows:
        say(_("Nothing waits and nothing was aired in the last day."))
        say(_("Write an announcement: loudspeaker announce"))
        return
    columns = (
        Column(_("Id")),
        Column(_("Time")),
        Column(_("State")),
        Column(_("Points")),
        Column(_("Level")),
        Column(_("Title"), wraps=True),
    )
    show_table(columns, map(_row, rows[:MOST_SHOWN]))
    more = len(rows) - MOST_SHOWN
    if more > 0:
        say(_("  … and {n} more: loudspeaker queue --json lists them all.").format(n=more))
    tell_mourning(rows)


def _time(row: dict[str, Any]) -> str:
    if row["due"] is not None:
        return short_moment(row["due"])
    if row.get("waits_for"):
        return _("in {programme}").format(programme=visible(row["waits_for"]))
    return _("by schedule") if row["schedule"] else _("at approval")


def _level(row: dict[str, Any]) -> str:
    if row.get("kind") == "drill":
        return _("drill")
    level = word(PRIORITIES, row["priority"])
    return _("{level}, live").format(level=level) if row.get("kind") == "live" else level


def _row(row: dict[str, Any]) -> tuple[object, ...]:
    return (
        row["id"],
        _time(row),
        state_of(row),
        points_in_words(row["points"]),
        _level(row),
        row["title"] + part_of_slot(row),
    )
