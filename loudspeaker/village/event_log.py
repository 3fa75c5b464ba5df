"""The truth about what happened in the village: ``HOME/village/events.jsonl``."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import Any, Protocol

from loudspeaker.village.append import LineFile, line_of

_KEPT_LINES = 20_000  # while the disk is full


class Log(Protocol):
    """Where things that happen are written down."""

    def write(self, ev: str, mono_ns: int, **fields: Any) -> None:
        """Note that ``ev`` happened at that time."""
        ...


class EventLog:
    """Appends events with ``seq`` that has no gaps, over restarts too.

    ``seq`` is given when the line is written: while the disk is full, events wait in memory, and
    if they become too many the oldest are left out and counted in a ``fault`` event.
    """

    def __init__(self, path: Path) -> None:
        self._file = LineFile(path)
        last = self._file.last()
        self._seq = int(last["seq"]) if last is not None and "seq" in last else 0
        self._waiting: deque[tuple[str, int, dict[str, Any]]] = deque()
        self._lost = 0

    def write(self, ev: str, mono_ns: int, **fields: Any) -> None:
        """Append an event, or keep it until the disk takes it."""
        if len(self._waiting) >= _KEPT_LINES:
            self._waiting.popleft()
            self._lost += 1
        self._waiting.append((ev, mono_ns, fields))
        self.flush()

    def flush(self) -> None:
        """Write what waits, as far as the disk takes it."""
        while self._waiting:
            ev, mono_ns, fields = self._waiting[0]
            if self._lost and self._add("fault", mono_ns, {"fault": "disk", "lost": self._lost}):
                self._lost = 0
            if self._lost or not self._add(ev, mono_ns, fields):
                return
            self._waiting.popleft()

    def _add(self, ev: str, mono_ns: int, fields: dict[str, Any]) -> bool:
        try:
            self._file.add(line_of({"seq": self._seq + 1, "mono_ns": mono_ns, "ev": ev, **fields}))
        except OSError:
            return False
        self._seq += 1
        return True

    def close(self) -> None:
        """Write what can still be written and close the file."""
        self.flush()
        self._file.close()
