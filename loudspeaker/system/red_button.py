"""Stop-all: to ``air`` itself, and where it does not answer, as a file that it finds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from loudspeaker.errors import ProcessUnavailable, StopUnanswered, StorageFailure
from loudspeaker.system.channel import Client
from loudspeaker.system.files import write_durable

PATIENCE_S: Final = 0.5
CARRIER_FALLS_S: Final = 3.0


def press(air: Client, stop_file: Path) -> dict[str, Any]:
    """Stop all sound; raise StopUnanswered, with what was left for ``air``, if it is silent."""
    try:
        stopped: dict[str, Any] = air.call("stop", timeout_s=PATIENCE_S)
    except ProcessUnavailable as error:
        raise _left_a_mark(stop_file, error.problem) from error
    return stopped


def _left_a_mark(stop_file: Path, problem: str) -> StopUnanswered:
    """Leave the file that ``air`` reads before every keying and twice a second while playing."""
    mark = {"wall": datetime.now(UTC).isoformat(timespec="milliseconds")}
    left = str(stop_file)
    try:
        write_durable(stop_file, json.dumps(mark).encode() + b"\n")
    except StorageFailure as failure:
        left, problem = "", failure.problem
    return StopUnanswered(process="air", problem=problem, stop_file=left, within_s=CARRIER_FALLS_S)
