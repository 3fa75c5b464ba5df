"""Which schedules are held back: by their file, or by somebody since it was written."""

from __future__ import annotations

import json

from loudspeaker.store.choices import Choices
from loudspeaker.timetable.schedule import Schedule

_PAUSED = "schedule_paused:"


class Pauses:
    """What people chose; a choice holds until the file itself says something new."""

    def __init__(self, choices: Choices) -> None:
        self._choices = choices

    def is_paused(self, name: str, schedule: Schedule | None) -> bool:
        """Tell whether a schedule is held back; without its file the last choice holds."""
        kept = self._choices.get(_PAUSED + name)
        chosen, file_said = json.loads(kept) if kept else (False, None)
        if schedule is None:
            return bool(chosen)
        return bool(chosen) if file_said is schedule.paused else schedule.paused

    def choose(self, schedule: Schedule, *, paused: bool) -> None:
        """Hold a schedule back, or let it go on."""
        self._choices.keep(_PAUSED + schedule.name, json.dumps([paused, schedule.paused]))
