"""Faults over time: one that lasts has one beginning, whichever process is started again meanwhile.

Processes know what is wrong right now and forget it when they end.  Here that becomes entries with
a beginning, an end, and how often it came back.  Values in, values out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

QUIET: Final = timedelta(seconds=60)
"""A fault that comes back within this was never over."""
_NS = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One fault from its beginning to its end; ``count`` is how often it appeared.

    ``boot`` is which run of its process showed it last, ``gone_ns`` since when it is not shown.
    """

    process: str
    code: str
    severity: str
    detail: str
    since: datetime
    seen_at: datetime
    count: int = 1
    ended_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    boot: object = None
    gone_ns: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from other faults that are not over."""
        return self.process, self.code


class What(StrEnum):
    """What happened to a fault: for whoever wants to be told."""

    BEGAN = "began"
    CAME_BACK = "came_back"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that happened to a fault."""

    what: What
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What one run of one process says is wrong, at a moment of both clocks."""

    process: str
    boot: object
    faults: tuple[Mapping[str, Any], ...]
    wall: datetime
    mono_ns: int


Book = Mapping[tuple[str, str], Entry]
"""The faults that are not over."""


def observe(book: Book, sighting: Sighting) -> tuple[dict[tuple[str, str], Entry], list[Change]]:
    """Return the book after a sighting, and what happened.  Other processes' faults stay."""
    after = dict(book)
    changes: list[Change] = []
    shown = {str(fault["code"]): fault for fault in sighting.faults}
    for code, fault in shown.items():
        known = book.get((sighting.process, code))
        entry, change = _seen(known, code, fault, sighting)
        after[entry.key] = entry
        changes += [Change(what=change, entry=entry)] if change else []
    for entry in _missing(book.values(), sighting.process, shown):
        gone_ns = sighting.mono_ns if entry.gone_ns is None else entry.gone_ns
        away = timedelta(microseconds=(sighting.mono_ns - gone_ns) // 1000)
        if away < QUIET:
            after[entry.key] = replace(entry, gone_ns=gone_ns)
            continue
        del after[entry.key]
        ended = replace(entry, ended_at=max(entry.since, sighting.wall - away))
        changes.append(Change(what=What.ENDED, entry=ended))
    return after, changes


def _seen(
    known: Entry | None, code: str, fault: Mapping[str, Any], sighting: Sighting
) -> tuple[Entry, What | None]:
    severity, detail = str(fault["severity"]), str(fault["detail"])
    if known is None:
        new = Entry(
            process=sighting.process,
            code=code,
            severity=severity,
            detail=detail,
            since=_since(fault, sighting.wall),
            seen_at=sighting.wall,
            boot=sighting.boot,
        )
        return new, What.BEGAN
    # A process that was started again needs a while to find what it had found before.
    back = known.gone_ns is not None and known.boot == sighting.boot
    entry = replace(
        known,
        severity=severity,
        detail=detail,
        seen_at=sighting.wall,
        count=known.count + back,
        boot=sighting.boot,
        gone_ns=None,
    )
    return entry, What.CAME_BACK if back else None


def _since(fault: Mapping[str, Any], now: datetime) -> datetime:
    """Return the beginning as the process tells it, not later than now."""
    try:
        return min(datetime.fromisoformat(str(fault["since"])), now)
    except (ValueError, TypeError):
        return now


def _missing(
    entries: Iterable[Entry], process: str, shown: Mapping[str, object]
) -> Iterable[Entry]:
    return [e for e in entries if e.process == process and e.code not in shown]
