"""Where an airing stands, in a word or two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loudspeaker.sentences.language import _
from loudspeaker.sentences.words import STATES, word


def state_of(row: Mapping[str, Any]) -> str:
    """Return where an airing stands, in a word or two."""
    if row.get("mourning_until"):
        return _("held: mourning")
    if row.get("waits_for") and not row["due"] and row.get("reason") == "slot_full":
        return _("no room: next slot")
    return word(STATES, row["state"]) if row["state"] else _("unknown: station not running")
