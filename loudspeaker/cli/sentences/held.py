"""What waits because of days of mourning, as people see it in lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from loudspeaker.cli.output import say
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import moment
from loudspeaker.sentences.words import STATES, word


def state_of(row: Mapping[str, Any]) -> str:
    """Return where an airing stands, in a word or two."""
    if row.get("mourning_until"):
        return _("held: mourning")
    if row.get("waits_for") and not row["due"] and row.get("reason") == "slot_full":
        return _("no room: next slot")
    return word(STATES, row["state"]) if row["state"] else _("unknown: station not running")


def tell_mourning(rows: Iterable[Mapping[str, Any]]) -> None:
    """Say below a list what is held and until when; nothing if nothing is."""
    ends = sorted({str(row["mourning_until"]) for row in rows if row.get("mourning_until")})
    for end in ends:
        text = _(
            "What is held falls on days of mourning, on which only emergencies sound; they end at"
            " {until}."
        )
        say(text.format(until=moment(end)))
