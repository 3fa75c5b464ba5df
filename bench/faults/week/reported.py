"""Whether the monthly report says what the points heard."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.faults.week import plan
from bench.faults.week.judging import Played

SHARE, EACH_S = 0.01, 0.3
"""A sum may be off by so much of itself, and by so much for each of its airings."""
TONE_S = 1.5
"""Tones are counted in quarters of a second, a language with the second of rest before it."""
CUT_S = 8.0
"""And by so much for each airing that was interrupted: its position is written ahead."""

_OF_RELAYS = frozenset({"source", "fallback"})
_BY_TONES = _OF_RELAYS | {"by_language"}


@dataclass(slots=True, kw_only=True)
class Sums:
    """What was heard in all slots together, in seconds, under the names of the report."""

    seconds: dict[str, defaultdict[str, float]] = field(default_factory=dict)
    airings: dict[str, Counter[str]] = field(default_factory=dict)
    cut: int = 0

    def add(self, played: Played) -> None:
        """Add a slot."""
        for name, account in played.accounts.items():
            parts = played.heard.parts.get(name, {})
            whole_s = played.heard.longest_ms(name) / 1000
            if not whole_s:
                continue
            self.cut += account.is_cut
            alone = account.last["priority"] == "emergency"
            title = "" if alone else plan.TITLES[played.slot.programme]
            self._count("by_programme", title, whole_s)
            self._count("by_level", account.last["priority"], whole_s)
            self._count("total", "", whole_s)
            zones: dict[int, float] = {}
            for point, part in parts.items():
                zone = plan.ZONE_OF[point]
                zones[zone] = max(zones.get(zone, 0.0), part.ms / 1000)
                self._count("by_point", str(point), part.ms / 1000)
            for zone, zone_s in zones.items():
                self._count("by_zone", f"Thôn {zone}", zone_s)
        if tay_s := max(played.tapes[point].tones[plan.TAY_HZ] for point in plan.TAY_POINTS):
            self._count("by_language", "tyz", tay_s)
        if played.relays():
            tape = next(iter(played.tapes.values()))
            self._count("source", plan.SOURCE, tape.tones[plan.SOURCE_HZ])
            self._count("fallback", plan.SOURCE, tape.tones[plan.FALLBACK_HZ])

    def _count(self, table: str, name: str, seconds: float) -> None:
        self.seconds.setdefault(table, defaultdict(float))[name] += seconds
        self.airings.setdefault(table, Counter())[name] += 1

    def rounded(self) -> dict[str, dict[str, float]]:
        """Return the seconds for people to read."""
        return {
            table: {name: round(seconds, 1) for name, seconds in sorted(rows.items())}
            for table, rows in self.seconds.items()
            if table not in {"by_point", "by_zone"}
        }

    def differences(self, report: Mapping[str, Any]) -> Iterator[str]:
        """Yield what the report says otherwise."""
        for table, heard in self.seconds.items():
            rows = _rows(report, table)
            for name in sorted(set(heard) | (set(rows) - _silent(rows, table))):
                told_s, seconds = rows.get(name, 0.0), heard.get(name, 0.0)
                airings = self.airings[table].get(name, 0)
                each_s = TONE_S if table in _BY_TONES else EACH_S
                allowed_s = SHARE * seconds + each_s * airings + CUT_S * self.cut
                unknown_s = _unknown_s(report, name) if table in _OF_RELAYS else 0.0
                if not -allowed_s <= seconds - told_s <= allowed_s + unknown_s:
                    label = f"{table} {name!r}"
                    yield f"{label}: {told_s:.1f} s reported, {seconds:.1f} s heard"


def _rows(report: Mapping[str, Any], table: str) -> dict[str, float]:
    if table == "total":
        return {"": report["total"]["ms"] / 1000}
    if table in {"source", "fallback"}:
        return {row["name"]: row[f"{table}_ms"] / 1000 for row in report["by_relay"]}
    return {row["name"]: row["ms"] / 1000 for row in report[table]}


def _unknown_s(report: Mapping[str, Any], station: str) -> float:
    """Return for how long a relay was heard before a crash, of which nobody can say the source."""
    row = next(row for row in report["by_relay"] if row["name"] == station)
    unknown_ms: int = row["ms"] - row["source_ms"] - row["fallback_ms"]
    return max(0, unknown_ms) / 1000


def _silent(rows: Mapping[str, float], table: str) -> set[str]:
    """Return the rows with which nothing that was heard is compared."""
    return {name for name in rows if table == "by_language" and name != "tyz"}
