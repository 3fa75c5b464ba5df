"""From single records to airings: what sounded when, and what became of each occurrence.

Nothing is counted twice: a record offered again has the same number, an attempt that a crash ended
is closed by its first closing record, and what only proves an airing (``heard``) adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loudspeaker.asrun import TERMINAL, Event
from loudspeaker.model import from_iso

Record = Mapping[str, Any]
TEST = "test"
ANNOUNCEMENT = "announcement"
OPEN = "open"
VIETNAMESE = "vi"
NO_SPEECH = ""
"""The language of chimes, tunes and rests."""
_CLOSING = frozenset({*TERMINAL, Event.INTERRUPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Relayed:
    """Which other station an attempt was for, and how long it and the fallback are on record."""

    source: str
    source_ms: int
    fallback_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounding:
    """One attempt of an airing: from when on, for how long, where, and in which languages.

    ``languages`` add up to ``ms``; what is no speech, such as chimes and rests, is ``NO_SPEECH``.
    ``silent_at`` tells for how long a point that does not take a language was silent meanwhile.
    """

    began: datetime
    ms: int
    points: tuple[int, ...]
    languages: Mapping[str, int]
    silent_at: Mapping[int, int]
    relayed: Relayed | None = None

    def ms_at(self, point: int) -> int:
        """Return how long sound went out to a point."""
        return max(0, self.ms - self.silent_at.get(point, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Airing:
    """One occurrence: who, what, when, what became of it; ``when`` decides in which month it is.

    ``when`` is when it first sounded, else when it was due, else when that was recorded.
    """

    occurrence: str
    item: str
    kind: str
    when: datetime
    priority: str
    programme: str | None
    author: str | None
    approver: str | None
    state: str
    reason: str | None
    proof: str
    released: bool
    soundings: tuple[Sounding, ...]

    @property
    def heard(self) -> bool:
        """Tell whether it is over and was heard, in full or in part."""
        return self.state in {"aired", "aired_partial"}

    @property
    def alone(self) -> bool:
        """Tell whether one person let it sound: nobody else approved this very content."""
        by_two = not self.released and self.approver not in {None, self.author}
        return self.heard and self.kind != TEST and not by_two


def airings_of(records: Iterable[Record]) -> list[Airing]:
    """Return the airings of all records, by the number of their first one."""
    return [
        _airing(occurrence, life)
        for occurrence, life in _lives(records).items()
        if any(_moment(record.get("wall")) for record in life)
    ]


def _lives(records: Iterable[Record]) -> dict[str, list[Record]]:
    """Return the records of each occurrence in the order of the chain, each number once."""
    numbered = {int(record["seq"]): record for record in records}
    lives: dict[str, list[Record]] = {}
    for number in sorted(numbered):
        record = numbered[number]
        occurrence, event = record.get("occurrence"), record.get("event")
        if isinstance(occurrence, str) and event in set(Event):
            lives.setdefault(occurrence, []).append(record)
    return lives


def _moment(text: object) -> datetime | None:
    try:
        return from_iso(str(text))
    except (ValueError, OverflowError):
        return None


def _airing(occurrence: str, life: list[Record]) -> Airing:
    soundings = tuple(_soundings(life))
    last = next((r for r in reversed(life) if r["event"] in TERMINAL), life[-1])
    state, reason = _ending(last)
    return Airing(
        occurrence=occurrence,
        item=str(last.get("item") or ""),
        kind=str(last.get("kind") or ANNOUNCEMENT),
        when=_when(life, soundings),
        priority=str(last.get("priority") or "normal"),
        programme=_text(last.get("programme")),
        author=_text(last.get("author")),
        approver=_text(last.get("approver")),
        state=state,
        reason=reason,
        proof=_proof(life),
        released=bool(last.get("release")),
        soundings=soundings,
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _ending(last: Record) -> tuple[str, str | None]:
    event, reason = last["event"], _text(last.get("reason"))
    if event == Event.END:
        return _text(last.get("result")) or "aired", reason
    return (str(event), reason) if event in TERMINAL else (OPEN, reason)


def _proof(life: Iterable[Record]) -> str:
    proofs = [str(r["proof"]) for r in life if r.get("proof") and r["event"] in _PROVING]
    return proofs[-1] if proofs else ""


_PROVING = frozenset({Event.END, Event.HEARD})


def _when(life: list[Record], soundings: tuple[Sounding, ...]) -> datetime:
    moments = (_moment(life[-1].get("due")), *(_moment(record.get("wall")) for record in life))
    first = next((each for each in moments if each is not None), None)
    assert first is not None, "one of them has a time"
    return min(sounding.began for sounding in soundings) if soundings else first


def _soundings(life: Iterable[Record]) -> Iterator[Sounding]:
    """Yield the attempts that sounded; the first record that closes one says how far it got.

    What settles an airing after a crash repeats the furthest position and is no further sound.
    """
    starts: dict[object, Record] = {}
    closed: set[object] = set()
    for record in life:
        attempt = record.get("attempt")
        if record["event"] == Event.START:
            starts.setdefault(attempt, record)
        elif record["event"] in _CLOSING and attempt not in closed:
            closed.add(attempt)
            if sounding := _sounding(starts.get(attempt, record), record):
                yield sounding


def _sounding(start: Record, closing: Record) -> Sounding | None:
    began, ms = _moment(start.get("wall")), closing.get("pos_ms")
    if began is None or not isinstance(ms, int) or ms <= 0:
        return None
    points = start.get("points") or ()
    numbers = sorted({each for each in points if isinstance(each, int)})
    spoken = _spoken(closing.get("languages"))
    return Sounding(
        began=began,
        ms=ms,
        points=tuple(numbers),
        languages=_shares(spoken, ms),
        silent_at={n: silent for n in numbers if (silent := _silence(spoken, n))},
        relayed=_relayed(closing.get("relay")),
    )


def _relayed(value: object) -> Relayed | None:
    if not isinstance(value, Mapping) or not isinstance(value.get("source"), str):
        return None
    source_ms, fallback_ms = (value.get(name) for name in ("source_ms", "fallback_ms"))
    return Relayed(
        source=value["source"],
        source_ms=source_ms if isinstance(source_ms, int) else 0,
        fallback_ms=fallback_ms if isinstance(fallback_ms, int) else 0,
    )


_Spoken = Mapping[str, tuple[int, frozenset[int] | None]]
"""Language → how long it was spoken, and the points that take it (None: all of them)."""


def _spoken(value: object) -> _Spoken | None:
    """Read ``languages`` of a record; None for those of versions that knew Vietnamese only."""
    if not isinstance(value, Mapping):
        return None
    found: dict[str, tuple[int, frozenset[int] | None]] = {}
    for language, part in value.items():
        ms = part.get("ms") if isinstance(part, Mapping) else None
        if isinstance(ms, int) and ms > 0:
            points = part.get("points")
            takers = frozenset(points) if isinstance(points, list) else None
            found[str(language)] = (ms, takers)
    return found


def _shares(spoken: _Spoken | None, ms: int) -> dict[str, int]:
    """Return how long each language sounded; together it is ``ms``, whatever was recorded."""
    if spoken is None:
        return {VIETNAMESE: ms}
    shares, left = {}, ms
    for language, (spoken_ms, _) in spoken.items():
        shares[language] = min(spoken_ms, left)
        left -= shares[language]
    return {language: share for language, share in (*shares.items(), (NO_SPEECH, left)) if share}


def _silence(spoken: _Spoken | None, point: int) -> int:
    parts = (spoken or {}).values()
    return sum(ms for ms, takers in parts if takers is not None and point not in takers)
