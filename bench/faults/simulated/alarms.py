"""The alarm clock of a station, wound by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class HandAlarms:
    """Rings when it is told the time; what rings may set further alarms."""

    alarms: dict[str, tuple[datetime, Callable[[], object]]] = field(default_factory=dict)
    started: bool = False

    def start(self) -> None:
        """Note it."""
        self.started = True

    def ring(self, name: str, at: datetime, action: Callable[[], object]) -> None:
        """Note an alarm."""
        self.alarms[name] = (at, action)

    def forget(self, name: str) -> None:
        """Forget one."""
        self.alarms.pop(name, None)

    def beat(self) -> None:
        """Nothing to compare."""

    def close(self) -> None:
        """Ring no more."""
        self.alarms.clear()

    def next_at(self) -> datetime | None:
        """Return when the next one rings."""
        return min((at for at, _ in self.alarms.values()), default=None)

    def ring_due(self, now: datetime) -> int:
        """Ring what is due now, each once."""
        due = sorted((at, name) for name, (at, _) in self.alarms.items() if at <= now)
        for _, name in due:
            if name in self.alarms:
                self.alarms.pop(name)[1]()
        return len(due)
