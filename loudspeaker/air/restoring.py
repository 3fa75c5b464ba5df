"""What becomes of the journal of a backup: nothing that may have been aired is aired again.

Between the backup and now the station lived on.  What was due in that time, and every emergency,
may have been aired; nobody knows.  It is closed with the reason ``restored``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from loudspeaker.air.journal import Journal
from loudspeaker.air.ledger import Ledger
from loudspeaker.asrun import Event, Reason
from loudspeaker.devices.points.counter import SETTING as RADIO_COUNTER
from loudspeaker.devices.points.ip import SETTING as IP_COUNTER
from loudspeaker.model import Priority, TimeSource, iso
from loudspeaker.radio.counters import counter_at
from loudspeaker.rundown import Rundown

COUNTERS = (RADIO_COUNTER, IP_COUNTER)
AHEAD = 8
"""Two seconds, as far as a counter may have run ahead of the clock when it was lost."""


def may_have_aired(due: datetime | None, priority: Priority, now: datetime) -> bool:
    """Tell whether something may have been aired between the backup and now."""
    return priority is Priority.EMERGENCY or (due is not None and due <= now)


def note_restore(journal: Journal, *, made_at: str, time: TimeSource, boot_id: str) -> None:
    """Record that the station goes on from a backup, whatever the log had in between."""
    wall = iso(time.wall())
    journal.record(
        {
            "occurrence": f"restored-{wall}",
            "item": "",
            "event": Event.RESTORED.value,
            "due": made_at,
            "wall": wall,
            "mono_ns": time.mono_ns(),
            "boot_id": boot_id,
            "points": [],
            "acked": [],
            "kind": "restore",
        }
    )


def close_what_may_have_aired(journal: Journal, ledger: Ledger, now: datetime) -> list[str]:
    """Close the rundowns of which nobody knows whether they were aired; return their names."""
    unknown = [p for p in journal.pending() if _is_unknown(p.rundown, now)]
    for pending in unknown:
        ledger.end_unknown(pending.rundown, Reason.RESTORED)
    return [pending.rundown.occurrence for pending in unknown]


def _is_unknown(rundown: Rundown, now: datetime) -> bool:
    return may_have_aired(rundown.due, rundown.priority, now)


def move_counters_ahead(journal: Journal, moments: Iterable[datetime]) -> None:
    """Have the points' counters go on behind everything that receivers may have heard.

    Receivers keep the last counter for ever and refuse what is not larger.  Counters follow the
    clock, so the clock's own is behind none that was sent before.
    """
    least = max(counter_at(moment) for moment in moments) + AHEAD
    for name in COUNTERS:
        kept = journal.setting(name)
        if kept is not None or name == RADIO_COUNTER:
            journal.keep_setting(name, str(max(least, int(kept or 0))))
