"""One point in full, as people read it."""

from __future__ import annotations

from typing import Any

from loudspeaker.cli.output import say, visible
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import moment, short_moment
from loudspeaker.sentences.words import HEARD, HELD_KEYS, KEY_EVENTS, PROOFS, person, word


def show_point(row: dict[str, Any]) -> None:
    """Write everything that is known of a point."""
    name = _("Point {number}: {name} ({zone})")
    say(
        name.format(number=row["number"], name=visible(row["name"]), zone=visible(row["zone_name"]))
    )
    say(_volume(row))
    say(_commanded(row))
    if row.get("tested_at"):
        say(_("Last tested at {when}.").format(when=moment(row["tested_at"])))
    say(_proved(row))
    say(_reported(row))
    if row.get("repair"):
        text = _("To be repaired since {when}: {note}")
        say(text.format(when=moment(row["repair_since"]), note=visible(row["repair"])))
    if row.get("keys"):
        say(_("Keys: {keys}").format(keys=word(HELD_KEYS, row["keys"])))
    _show_reports(row.get("reports") or [])
    _show_repairs(row.get("repairs") or [])
    _show_key_events(row.get("key_events") or [])


def _volume(row: dict[str, Any]) -> str:
    wanted = row.get("volume_wanted")
    if wanted is None:
        return _("Volume: {volume}, as in the hardware file").format(volume=row["volume"])
    if not row.get("volume_sent_at"):
        return _("Volume: {volume}: goes out with the next airing").format(volume=wanted)
    text = _("Volume: {volume}, commanded at {when}")
    return text.format(volume=wanted, when=moment(row["volume_sent_at"]))


def _commanded(row: dict[str, Any]) -> str:
    if not row.get("commanded_at"):
        return _("Not commanded yet.")
    if row.get("kind") == "test":
        text = _("Last commanded at {when}, for a test. Commanded is not confirmed.")
    else:
        text = _("Last commanded at {when}, for {occurrence}. Commanded is not confirmed.")
    return text.format(when=moment(row["commanded_at"]), occurrence=visible(row["commanded_for"]))


def _proved(row: dict[str, Any]) -> str:
    if not row.get("proved_at"):
        return _("Nothing proves that it played: FM is one-way.")
    text = _("Last proved at {when} by {proof}")
    return text.format(when=moment(row["proved_at"]), proof=word(PROOFS, row["proof"]))


def _reported(row: dict[str, Any]) -> str:
    if row.get("heard") is None:
        text = _("Nobody has reported yet: loudspeaker points report {number} --heard ok")
        return text.format(number=row["number"])
    text = _("Last report, {when}: {heard}; told by {told_by}").format(
        when=moment(row["reported_at"]),
        heard=word(HEARD, row["heard"]),
        told_by=person(row["told_by"]),
    )
    return f"{text}: {visible(row['note'])}" if row["note"] else text


def _show_reports(reports: list[dict[str, Any]]) -> None:
    if not reports:
        return
    columns = (
        Column(_("Time")),
        Column(_("Reported")),
        Column(_("Told by"), wraps=True),
        Column(_("Note"), wraps=True),
    )
    rows = (
        (short_moment(r["at"]), word(HEARD, r["heard"]), person(r["told_by"]), r["note"])
        for r in reports
    )
    show_table(columns, rows, title=_("Reports"))


def _show_repairs(repairs: list[dict[str, Any]]) -> None:
    if not repairs:
        return
    columns = (
        Column(_("Since")),
        Column(_("To repair"), wraps=True),
        Column(_("Repaired")),
        Column(_("By"), wraps=True),
    )
    rows = (
        (
            short_moment(r["opened_at"]),
            r["note"],
            short_moment(r["closed_at"]),
            person(r["closed_by"] or r["opened_by"]),
        )
        for r in repairs
    )
    show_table(columns, rows, title=_("Repairs"))


def _show_key_events(events: list[dict[str, Any]]) -> None:
    if events:
        show_key_events(events)


def show_key_events(events: list[dict[str, Any]]) -> None:
    """Write what was done with keys, and by whom."""
    columns = (
        Column(_("Time")),
        Column(_("Keys")),
        Column(_("Point"), right=True),
        Column(_("Number"), right=True),
        Column(_("By"), wraps=True),
    )
    rows = (
        (
            short_moment(event["wall"]),
            word(KEY_EVENTS, event["event"]),
            event["point"],
            event["epoch"],
            person(event["person"]),
        )
        for event in events
    )
    show_table(columns, rows)
