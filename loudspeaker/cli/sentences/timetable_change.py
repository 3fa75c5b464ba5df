"""What changes in the next day when a schedule is approved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loudspeaker.cli.output import say
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import moment


def show_change(change: Mapping[str, Any] | None) -> None:
    """Write the difference, one time a line; nothing for what is no schedule."""
    if change is None:
        return
    if change.get("paused"):
        say(_("The schedule is paused: nothing of it sounds until it goes on."))
    added, dropped, kept = (change[name] for name in ("added", "dropped", "kept"))
    if not (added or dropped):
        text = _("With it nothing changes in the next 24 hours.")
        say(text if not kept else text + " " + _kept(kept))
        return
    say(_("With it, this changes in the next 24 hours (+ new, − no longer):"))
    mourned = set(change.get("mourned", ()))
    marked = [(due, "+") for due in added] + [(due, "−") for due in dropped]
    for due, mark in sorted(marked):
        held = _("  ← a day of mourning: only emergencies sound") if due in mourned else ""
        say(f"  {mark} {moment(due)}{held}")
    if kept:
        say(_kept(kept))


def _kept(kept: list[str]) -> str:
    times = ", ".join(moment(due) for due in kept)
    return _("As before: {times}.").format(times=times)
