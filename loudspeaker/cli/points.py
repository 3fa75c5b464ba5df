"""``loudspeaker points``: where the loudspeakers hang, and how each of them is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from loudspeaker.cli.call import Call, current
from loudspeaker.cli.output import note, say, show
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.errors import ProcessUnavailable
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import short_moment
from loudspeaker.sentences.words import HEARD, HELD_KEYS, word

PATIENCE_S = 0.7
Cell = Callable[[dict[str, Any]], object]


def points() -> None:
    """List the points and how they are; names alone, from the file, when the station is down."""
    show(rows_of(current()), _as_text)


def rows_of(call: Call) -> list[dict[str, Any]]:
    """Return every point's row, from the hardware file when the station is down."""
    try:
        rows: list[dict[str, Any]] = call.station.call(
            "points", timeout_s=PATIENCE_S, **call.identity
        )
    except ProcessUnavailable:
        if not call.json:
            note(_("The station is not running: how the points are is not known."))
        return _from_file(call)
    return rows


def _from_file(call: Call) -> list[dict[str, Any]]:
    from loudspeaker.bootstrap.settings import load_settings  # noqa: PLC0415 - reads YAML
    from loudspeaker.station.points import point_rows  # noqa: PLC0415

    return point_rows(load_settings(call.home).hardware.points.plan)


def _as_text(rows: list[dict[str, Any]]) -> None:
    columns = list(_columns(rows))
    cells = ([cell(row) for _column, cell in columns] for row in rows)
    show_table([column for column, _cell in columns], cells)
    _warn_of_open_ones(rows)


def _warn_of_open_ones(rows: list[dict[str, Any]]) -> None:
    """Tell which points check nothing, if any."""
    numbers = [str(row["number"]) for row in rows if not row.get("authenticated", True)]
    if len(numbers) == len(rows) and rows:
        say(_("NOT AUTHENTICATED: anybody can open these points."))
    elif numbers:
        told = _("NOT AUTHENTICATED: anybody can open the points {points}.")
        say(told.format(points=", ".join(numbers)))


def _columns(rows: list[dict[str, Any]]) -> Iterator[tuple[Column, Cell]]:
    """Yield the columns that say something: proof and keys are mostly the same for all."""
    yield Column(_("Point"), right=True), lambda row: row["number"]
    yield Column(_("Name"), wraps=True), lambda row: row["name"]
    yield Column(_("Zone")), lambda row: row["zone_name"]
    yield Column(_("Volume"), right=True), _volume
    yield Column(_("Commanded")), _commanded
    if any(row.get("proved_at") for row in rows):
        yield Column(_("Proved")), lambda row: short_moment(row.get("proved_at"))
    yield Column(_("Reported")), _heard
    yield Column(_("To repair"), wraps=True), lambda row: row.get("repair") or ""
    if any(row.get("keys") not in (None, "current") for row in rows):
        yield Column(_("Keys")), lambda row: word(HELD_KEYS, row.get("keys") or "")


def _volume(row: dict[str, Any]) -> str:
    """Return the volume that was commanded, and whether that still waits; else the file's."""
    wanted = row.get("volume_wanted")
    if wanted is None:
        return str(row["volume"])
    return str(wanted) if row.get("volume_sent_at") else _("{n} (waits)").format(n=wanted)


def _commanded(row: dict[str, Any]) -> str:
    when = short_moment(row.get("commanded_at"))
    return _("{when} (test)").format(when=when) if row.get("kind") == "test" else when


def _heard(row: dict[str, Any]) -> str:
    if row.get("heard") is None:
        return ""
    return f"{word(HEARD, row['heard'])}, {short_moment(row['reported_at'])}"
