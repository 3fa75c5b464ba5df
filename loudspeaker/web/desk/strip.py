"""What every page of the desk shows on top: what is on air now, and whether all is well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from loudspeaker.sentences.places import points_in_words

Status = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """``state``: ``on_air``, ``stopped``, ``silent``, or ``unknown`` while nobody answers."""

    state: str
    station_answers: bool = True
    item: str = ""
    title: str = ""
    priority: str = ""
    points: str = ""
    numbers: frozenset[int] = frozenset()
    pos_ms: int = 0
    len_ms: int = 0
    since: str | None = None
    mourning_until: str | None = None
    faults: int = 0
    grave: bool = False
    drafts: int = 0
    reviews: int = 0
    level_db: float | None = None
    """How loud it is what leaves now; None if nothing does, or nobody measures."""
    carrier: bool | None = None
    """What the transmitter itself says; None if it says nothing.

    On air, whether it has taken the last order to stay keyed: it is not asked anything else then.
    """

    @property
    def left_ms(self) -> int:
        """Return how long it still lasts."""
        return max(0, self.len_ms - self.pos_ms)


UNKNOWN = Strip(state="unknown", station_answers=False)


def strip_of(status: Status) -> Strip:
    """Return what is shown of the answer to ``status``."""
    faults = [each for each in status["faults"] if each.get("severity") != "notice"]
    air = status["air"]
    reading = (air or {}).get("transmitter") or {}
    on_air = status["on_air"] or {}
    return Strip(
        state=_state(status),
        item=str(on_air.get("item", "")),
        title=str(on_air.get("title", "")),
        priority=str(on_air.get("priority", "")),
        points=points_in_words(on_air.get("points", ())),
        numbers=frozenset(on_air.get("points", ())),
        pos_ms=int(on_air.get("pos_ms", 0)),
        len_ms=int(on_air.get("len_ms", 0)),
        since=status["stopped_since"],
        mourning_until=status.get("mourning_until"),
        faults=len(faults),
        grave=any(each.get("severity") in {"critical", "error"} for each in faults),
        drafts=int(status["counts"].get("draft", 0)),
        reviews=len(status.get("reviews", ())),
        carrier=reading.get("keyed") if (keyed := (air or {}).get("carrier")) is None else keyed,
        level_db=(air or {}).get("level_db"),
    )


def _state(status: Status) -> str:
    if status["air"] is None:
        return "unknown"
    if status["stopped_since"]:
        return "stopped"
    return "on_air" if status["on_air"] else "silent"
