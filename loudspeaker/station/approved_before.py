"""When a schedule was due as it was last approved: what a changed file is compared with."""

from __future__ import annotations

from loudspeaker.model.announcement import Item
from loudspeaker.store.choices import Choices
from loudspeaker.timetable.timing import Timing
from loudspeaker.timetable.written import timing_from_text

_BEFORE = "schedule_approved:"


class ApprovedBefore:
    """Keeps the timing of the last approved version while a newer one waits."""

    def __init__(self, choices: Choices) -> None:
        self._choices = choices

    def keep(self, approved: Item) -> None:
        """Remember what is being replaced."""
        self._choices.keep(_BEFORE + str(approved.schedule), approved.content.cron or "")

    def forget(self, item: Item) -> None:
        """Remember that nothing was approved."""
        self._choices.keep(_BEFORE + str(item.schedule), "")

    def timing(self, item: Item) -> Timing | None:
        """Return it; None where nothing was approved before."""
        kept = self._choices.get(_BEFORE + str(item.schedule))
        try:
            return timing_from_text(kept) if kept else None
        except ValueError:  # kept by a program that could say more
            return None
