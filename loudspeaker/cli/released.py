"""Releases by one person as people see them: in the colour of their risk, or of a drill."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loudspeaker.cli.output import is_terminal, say, visible
from loudspeaker.cli.sentences.findings import show_findings
from loudspeaker.cli.shown_item import live_line, show_reading
from loudspeaker.sentences.language import N_, _, ngettext
from loudspeaker.sentences.moments import duration
from loudspeaker.sentences.places import points_in_words
from loudspeaker.sentences.words import word

COLOURS: Mapping[str, str] = {
    "light_blue": N_("light blue"),
    "light_yellow": N_("light yellow"),
    "orange": N_("orange"),
    "red": N_("red"),
    "violet": N_("violet"),
}
KINDS: Mapping[str, str] = {
    "announcement": N_("EMERGENCY"),
    "drill": N_("DRILL, not an emergency"),
    "correction": N_("CORRECTION"),
    "live": N_("EMERGENCY, LIVE"),
}
SOUNDS: Mapping[str, str] = {
    "horn": N_("horn"),
    "wail": N_("slow siren"),
    "yelp": N_("fast siren"),
    "steady": N_("steady tone"),
}
_INK: Mapping[str, str] = {
    "light_blue": "30;48;5;153",
    "light_yellow": "30;48;5;229",
    "orange": "30;48;5;208",
    "red": "97;48;5;160",
    "violet": "97;48;5;91",
}
_DRILL_INK, _EMERGENCY_INK, _CORRECTION_INK = "97;48;5;28", "97;48;5;160", "30;48;5;250"
_LIVE_INK = "97;48;5;163"
_INDENT = "  "


def headline(row: Mapping[str, Any], text: str) -> str:
    """Return a line about a release, in a terminal in its own colour."""
    line = text.format(title=visible(row["title"]), id=visible(row.get("id", "")))
    return coloured(f" {line} ", _ink(row))


def _ink(row: Mapping[str, Any]) -> str:
    if row["kind"] == "drill":
        return _DRILL_INK
    if row["kind"] == "correction":
        return _CORRECTION_INK
    if row["kind"] == "live":
        return _LIVE_INK
    return _INK.get(str(row.get("colour")), _EMERGENCY_INK)


def coloured(text: str, ink: str) -> str:
    """Return a text in a colour where a person is looking, else as it is."""
    return f"\x1b[{ink}m{text}\x1b[0m" if is_terminal() else text.strip()


def show_plan(plan: dict[str, Any]) -> None:
    """Write exactly what a release would air: what, where, how long, how often."""
    say(headline(plan, f"{word(KINDS, plan['kind'])}: {{title}}"), wraps=False)
    lines = [
        (_("Points"), points_in_words(plan["points"])),
        (_("Opening"), opening(plan)),
        (_("Length"), _length(plan)),
    ]
    if plan["level"] is not None:
        lines.append((_("Risk"), risk(plan)))
    if plan.get("live"):
        lines.append((_("Live"), live_line(plan)))
    if plan["every_min"]:
        lines.append((_("Again"), _again(plan)))
    width = max(len(name) for name, _value in lines)
    for name, value in lines:
        say(f"{_INDENT}{name.ljust(width)}  {value}")
    say(_("How it will be read:"))
    show_reading(plan["script"])
    show_findings(plan.get("audit", ()))


def opening(row: Mapping[str, Any]) -> str:
    """Return what sounds first."""
    if row["kind"] == "drill":
        return _("the soft tone of a drill")
    siren = row.get("siren")
    if not siren:
        return _("attention tone")
    pattern = f"{siren['blasts']} × {siren['blast_s']} s"
    if siren["blasts"] > 1 and siren["gap_s"]:
        pattern += _(", {s} s of silence between").format(s=siren["gap_s"])
    return f"{word(SOUNDS, siren['sound'])}, {pattern}"


def _length(plan: Mapping[str, Any]) -> str:
    times = ngettext("read once", "read {n} times", plan["repeat"]).format(n=plan["repeat"])
    return _("about {duration}, {times}").format(
        duration=duration(plan["duration_estimate_s"]), times=times
    )


def risk(row: Mapping[str, Any]) -> str:
    """Return a level of risk with its colour."""
    text = _("level {level} ({colour})")
    return text.format(level=row["level"], colour=word(COLOURS, row["colour"]))


def _again(plan: Mapping[str, Any]) -> str:
    text = _("every {every} minutes, for {lasts} minutes: {n} times in all")
    return text.format(every=plan["every_min"], lasts=plan["lasts_min"], n=plan["airings"])
