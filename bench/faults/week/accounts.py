"""What the as-run log says of an airing, in the words of who compares it with what was heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bench.faults.judge import TERMINAL

Record = Mapping[str, Any]
_CLOSING = TERMINAL | {"interrupted"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One occurrence by its records; ``ends`` are terminal, ``attempts`` close one attempt each."""

    occurrence: str
    starts: tuple[Record, ...]
    attempts: tuple[Record, ...]
    ends: tuple[Record, ...]

    @property
    def last(self) -> Record:
        """Return the newest record."""
        return (*self.starts, *self.attempts, *self.ends)[-1]

    @property
    def due(self) -> datetime:
        """Return when it was to begin."""
        return datetime.fromisoformat(self.last["due"])

    @property
    def is_cut(self) -> bool:
        """Tell whether it did not simply air from its begin to its end."""
        return len(self.attempts) != 1

    def ms_at(self, point: int) -> int:
        """Return for how long it sounded at a point, languages that it does not take left out."""
        return sum(_ms(record, point) for record in self.attempts)

    def language_ms(self, language: str) -> int:
        """Return for how long a language was heard."""
        each = ((record.get("languages") or {}).get(language) for record in self.attempts)
        return sum(found["ms"] for found in each if found)

    def relayed_ms(self, of: str) -> int | None:
        """Return how long ``source`` or ``fallback`` was heard; None if an attempt cannot tell."""
        each = [(record.get("relay") or {}).get(f"{of}_ms") for record in self.attempts]
        return None if None in each else sum(ms for ms in each if ms)


def _ms(record: Record, point: int) -> int:
    if point not in record["points"]:
        return 0
    others = (record.get("languages") or {}).values()
    silent_ms: int = sum(e["ms"] for e in others if point not in e["points"])
    return int(record["pos_ms"]) - silent_ms


def accounts_of(records: Iterable[Record]) -> dict[str, Account]:
    """Return the accounts of all occurrences, in the order of their first records."""
    lives: dict[str, list[Record]] = {}
    for record in records:
        if record["item"]:
            lives.setdefault(record["occurrence"], []).append(record)
    return {
        occurrence: Account(
            occurrence=occurrence,
            starts=tuple(record for record in life if record["event"] == "start"),
            attempts=tuple(_attempts(life)),
            ends=tuple(record for record in life if record["event"] in TERMINAL),
        )
        for occurrence, life in lives.items()
    }


def _attempts(life: Iterable[Record]) -> Iterator[Record]:
    """Yield the first record that closes each attempt which sounded."""
    closed: set[object] = set()
    for record in life:
        if record["event"] in _CLOSING and record["attempt"] not in closed:
            closed.add(record["attempt"])
            if record["pos_ms"]:
                yield record
