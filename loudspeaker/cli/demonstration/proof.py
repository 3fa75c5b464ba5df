"""Who heard what: the village's event log against the as-run log.  Values in, values out.

The village's word counts: its gates cut the samples, and each stretch carries a checksum of the
samples as they were heard.  What the daemon says of itself is only compared with that, and both
with the finished sound that was approved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from loudspeaker.cli.demonstration.checksums import joined
from loudspeaker.cli.demonstration.events import Event
from loudspeaker.devices.sound.base import BYTES_PER_FRAME, RATE_HZ

HEARD_SHARE = 0.98
FRAMES_PER_MS = RATE_HZ // 1000
_TRANSMITTER = 0
_MS, _NS = 1000.0, 1_000_000_000
_AHEAD_NS = 3 * _NS


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What one point made audible of one announcement.

    ``opened_s`` is when its gate opened, counted from the first sound on the line; ``same_sound``
    tells whether its samples were the approved ones, all of them and in order.
    """

    point: int
    addressed: bool
    opened_s: float | None
    heard_s: float
    same_sound: bool
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """All points of one announcement and what the as-run log says of it."""

    occurrence: str
    length_s: float
    result: str | None
    hearings: tuple[Hearing, ...]

    @property
    def holds(self) -> bool:
        """Tell whether village and as-run log agree at every point."""
        return self.result == "aired" and all(hearing.agrees for hearing in self.hearings)


def prove(
    events: Sequence[Event],
    records: Iterable[dict[str, Any]],
    *,
    occurrence: str,
    addressed: Iterable[int],
    points: Iterable[int],
    checksum: int,
) -> Proof:
    """Compare what every point heard of an occurrence with its as-run records.

    ``checksum`` is the CRC-32 of the samples of the approved sound.
    """
    own = [record for record in records if record["occurrence"] == occurrence]
    end = next((record for record in own if record["event"] == "end"), None)
    length_ms = float(end["len_ms"]) if end else 0.0
    wanted = set(addressed)
    listeners = _by_listener(events, occurrence)
    began_ns = min((e["mono_ns"] for e in listeners.get(_TRANSMITTER, ())), default=0)
    hearings = tuple(
        _hearing(
            point,
            listeners.get(point, []),
            checksum=checksum,
            addressed=point in wanted and end is not None and point in end["points"],
            opened_ns=_opened_ns(events, point, began_ns),
            began_ns=began_ns,
            length_ms=length_ms,
        )
        for point in points
    )
    return Proof(
        occurrence=occurrence,
        length_s=length_ms / _MS,
        result=end["result"] if end else None,
        hearings=hearings,
    )


def _by_listener(events: Iterable[Event], occurrence: str) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = {}
    for event in events:
        if event["ev"] == "audio" and event["occurrence"] == occurrence:
            found.setdefault(event["n"], []).append(event)
    return found


def _hearing(
    point: int,
    heard: Sequence[Event],
    *,
    checksum: int,
    addressed: bool,
    opened_ns: int | None,
    began_ns: int,
    length_ms: float,
) -> Hearing:
    heard_ms = sum(event["len_ms"] for event in heard)
    same = _checksum(heard) == checksum
    full = length_ms > 0 and heard_ms >= HEARD_SHARE * length_ms and same
    return Hearing(
        point=point,
        addressed=addressed,
        opened_s=None if opened_ns is None else (opened_ns - began_ns) / _NS,
        heard_s=heard_ms / _MS,
        same_sound=same,
        agrees=full if addressed else heard_ms == 0,
    )


def _checksum(events: Iterable[Event]) -> int:
    """Return the checksum of all samples in the order of their positions."""
    ordered = sorted(events, key=lambda event: event["pos_ms"])
    return joined((event["crc32"], _bytes(event["len_ms"])) for event in ordered)


def _bytes(len_ms: float) -> int:
    return round(len_ms * FRAMES_PER_MS) * BYTES_PER_FRAME


def _opened_ns(events: Iterable[Event], point: int, began_ns: int) -> int | None:
    """Return when the point's gate opened last before the sound, or just after its begin."""
    opened = [
        event["mono_ns"]
        for event in events
        if event["ev"] == "point"
        and event["n"] == point
        and event["open"]
        and abs(event["mono_ns"] - began_ns) < _AHEAD_NS
    ]
    return opened[0] if opened else None
