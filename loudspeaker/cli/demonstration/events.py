"""The village's own log, read by whoever wants to know what was really heard."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Event = dict[str, Any]
LISTENING_FROM_DBFS = -60.0


class EventReader:
    """Reads what has been added since the last look; a half-written line waits."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._position = path.stat().st_size if path.exists() else 0

    def fresh(self) -> Iterator[Event]:
        """Yield the events that came since the last call."""
        if not self._path.exists():
            return
        with self._path.open("rb") as stream:
            stream.seek(self._position)
            while (line := stream.readline()).endswith(b"\n"):
                self._position = stream.tell()
                yield json.loads(line)


def is_audible(event: Event) -> bool:
    """Tell whether a point made sound that a person would hear."""
    loud = event["ev"] == "audio" and event["n"] > 0
    return bool(loud and event["rms_dbfs"] > LISTENING_FROM_DBFS)
