"""The actions about days of mourning: list, declare, take back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from loudspeaker.config.mourning import (
    MOST_RANGES,
    load_mourning,
    mourning_row,
    mourning_text,
    read_range,
)
from loudspeaker.config.roles import permit
from loudspeaker.errors import NotFound, UsageRefused
from loudspeaker.model import Caller, TimeSource
from loudspeaker.station import arguments as given
from loudspeaker.station.arguments import Arguments
from loudspeaker.system.files import write_durable
from loudspeaker.timetable.days import DayRange

ACTION = "mourning"


class MourningDays:
    """Changes ``mourning.yaml``, one change at a time, and has everybody read it."""

    def __init__(self, path: Path, *, time: TimeSource, changed: Callable[[], None]) -> None:
        self._path = path
        self._time = time
        self._changed = changed
        self._turn = threading.Lock()

    def listed(self, _caller: Caller, _arguments: Arguments) -> dict[str, Any]:
        """Return the days, and until when mourning holds if it does now."""
        return mourning_row(load_mourning(self._path.parent), self._time.wall())

    def declare(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Add days: from then on, or at once, nothing sounds on them but emergencies."""
        permit(caller, "mourning_on")
        days = _days(arguments, "--on")
        with self._turn:
            known = load_mourning(self._path.parent).ranges
            if len(known) >= MOST_RANGES:
                raise UsageRefused(option="--on", problem=f"at most {MOST_RANGES}")
            self._write({*known, days})
        return self.listed(caller, arguments)

    def take_back(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Take days out again, as they were declared; NotFound."""
        permit(caller, "mourning_off")
        days = _days(arguments, "--off")
        with self._turn:
            known = set(load_mourning(self._path.parent).ranges)
            if days not in known:
                raise NotFound(kind=ACTION, name=str(days), known=sorted(map(str, known)))
            self._write(known - {days})
        return self.listed(caller, arguments)

    def _write(self, ranges: set[DayRange]) -> None:
        write_durable(self._path, mourning_text(ranges).encode())
        self._changed()


def _days(arguments: Arguments, option: str) -> DayRange:
    text = given.text(arguments, "days")
    try:
        return read_range(text)
    except ValueError:
        raise UsageRefused(option=option, problem="mourning_days") from None
