"""What the use cases ask of an alarm clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol


class Alarms(Protocol):
    """Rings at wall-clock times, from a thread of its own; nothing of it survives the process."""

    def start(self) -> None:
        """Begin to ring; what was asked for before rings now or later."""
        ...

    def ring(self, name: str, at: datetime, action: Callable[[], object]) -> None:
        """Call ``action`` at a time, however late, or at once if it has passed.

        The same name again replaces the alarm there was.
        """
        ...

    def forget(self, name: str) -> None:
        """Do not ring for this any more; an unknown name is no error."""
        ...

    def beat(self) -> None:
        """Compare the clocks, about once a second."""
        ...

    def close(self) -> None:
        """Ring no more; actions under way end by themselves."""
        ...
