"""A log that is still growing, read a piece at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


class Tail:
    """Keeps the whole lines read so far, those that ``wanted`` lets through.

    With ``torn`` what is no JSON object is left out: a death may leave half a line behind.
    """

    def __init__(
        self,
        path: Path,
        wanted: Callable[[Mapping[str, Any]], bool] = lambda _line: True,
        *,
        torn: bool = False,
    ) -> None:
        self._torn = torn
        self._path = path
        self._wanted = wanted
        self._read = 0
        self.lines: list[dict[str, Any]] = []

    def look(self) -> list[dict[str, Any]]:
        """Read what has come; return the new lines."""
        try:
            with self._path.open("rb") as stream:
                stream.seek(self._read)
                data = stream.read()
        except FileNotFoundError:
            return []
        whole = data[: data.rfind(b"\n") + 1]
        self._read += len(whole)
        parse = _parsed if self._torn else json.loads
        parsed = map(parse, whole.splitlines())
        new = [line for line in parsed if line is not None and self._wanted(line)]
        self.lines += new
        return new

    def cut(self) -> int:
        """Return a mark: the number of lines so far, those that have just come included."""
        self.look()
        return len(self.lines)


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def has_sound(event: Mapping[str, Any]) -> bool:
    """Tell whether an event of the village is about sound of ours, or the carrier."""
    if event["ev"] == "audio":
        return event["occurrence"] is not None or event["n"] == 0
    return event["ev"] in {"carrier_on", "carrier_off", "sim_start", "sim_end"}
