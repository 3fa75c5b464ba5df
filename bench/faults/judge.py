"""Judges a home by the village's event log and the as-run log."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FULL_SHARE = 0.9
LOST_SHARE = 0.8
STUCK_MS = 3000.0
SILENCE_DBFS = -60.0
TERMINAL = frozenset({"end", "missed", "cancelled", "refused", "failed"})
_NS_PER_MS = 1e6


@dataclass(slots=True, kw_only=True)
class Airing:
    """One uninterrupted run of an occurrence at one point, in audio time."""

    point: int
    end_ms: float
    covered_ms: float


@dataclass(slots=True, kw_only=True)
class Verdict:
    """Everything that must be empty, and some counts."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    phantom: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    occurrences: int = 0
    airings: int = 0

    @property
    def clean(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.problems()

    def problems(self) -> dict[str, list[str]]:
        """Return what is wrong, by kind."""
        kinds = ("lost", "doubled", "phantom", "stuck", "untrue", "unfinished")
        return {kind: found for kind in kinds if (found := getattr(self, kind))}


def read_json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the whole lines of a log that may still be growing."""
    if not path.exists():
        return
    for line in path.read_bytes().split(b"\n"):
        if line:
            try:
                yield json.loads(line)
            except ValueError:
                continue


def airings(events: Iterable[Mapping[str, Any]]) -> dict[str, list[Airing]]:
    """Return the airings of every occurrence, as heard at open points, by radio under carrier.

    The position jumping back, or ahead by more than a quarter second, ends one and begins another.
    """
    found: dict[str, list[Airing]] = defaultdict(list)
    current: dict[tuple[str, int], Airing] = {}
    for event in events:
        if not _is_heard(event):
            continue
        key = (event["occurrence"], event["n"])
        airing = current.get(key)
        gap_ms = event["pos_ms"] - airing.end_ms if airing else 0.0
        if airing is None or not -5.0 <= gap_ms <= 250.0:
            airing = Airing(point=event["n"], end_ms=event["pos_ms"], covered_ms=0.0)
            current[key] = airing
            found[event["occurrence"]].append(airing)
        airing.covered_ms += event["len_ms"]
        airing.end_ms = event["pos_ms"] + event["len_ms"]
    return found


def _is_heard(event: Mapping[str, Any]) -> bool:
    received = event.get("carrier") or event.get("source") == "ip"  # those need no carrier
    audible = event.get("ev") == "audio" and event.get("n", 0) > 0 and received
    return bool(audible) and event.get("occurrence") is not None


def stuck_carriers(events: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return every stretch of carrier in which no sound arrived for more than three seconds."""
    return [
        f"carrier without sound for {silent_ms:.0f} ms at {now_ns}"
        for now_ns, silent_ms in silences(events)
        if silent_ms > STUCK_MS
    ]


def silences(events: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, float]]:
    """Yield when sound came again or the carrier fell, and for how long it had been silent."""
    last_ns: int | None = None
    for event in events:
        kind, now_ns = event.get("ev"), event.get("mono_ns", 0)
        sound = kind == "audio" and event.get("n") == 0
        if last_ns is not None and (sound or kind in ("carrier_off", "sim_start", "sim_end")):
            yield now_ns, (now_ns - last_ns) / _NS_PER_MS
        if kind == "carrier_on" or (last_ns is not None and sound):
            length_ns = int(event.get("len_ms", 0) * _NS_PER_MS) if sound else 0
            last_ns = now_ns + length_ns
        elif kind in ("carrier_off", "sim_start", "sim_end"):
            last_ns = None


def judge(
    events: list[dict[str, Any]], records: list[dict[str, Any]], accepted: Mapping[str, str]
) -> Verdict:
    """Judge a finished run; ``accepted`` is occurrence → priority of all that was approved."""
    verdict = Verdict(occurrences=len(accepted), stuck=stuck_carriers(events))
    heard = airings(events)
    lengths = {r["occurrence"]: r["len_ms"] for r in records if r.get("len_ms")}
    terminal: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        if record["event"] in TERMINAL:
            terminal[record["occurrence"]].append(record)
    for occurrence, priority in accepted.items():
        shares = _best_shares(heard.get(occurrence, []), lengths.get(occurrence, 0))
        _judge_one(verdict, occurrence, priority, shares, terminal[occurrence])
    verdict.phantom += [name for name in heard if name not in accepted]
    verdict.phantom += _unlabelled(events)
    verdict.airings = sum(len(found) for found in heard.values())
    return verdict


def _best_shares(found: list[Airing], length_ms: float) -> list[float]:
    """Return the share of each airing at the point that heard most of them in full."""
    by_point: dict[int, list[float]] = defaultdict(list)
    for airing in found:
        by_point[airing.point].append(airing.covered_ms / length_ms if length_ms else 0.0)
    return max(by_point.values(), key=_fullness, default=[])


def _fullness(shares: list[float]) -> tuple[int, float]:
    return sum(share >= FULL_SHARE for share in shares), max(shares)


def _judge_one(
    verdict: Verdict,
    occurrence: str,
    priority: str,
    shares: list[float],
    terminal: list[dict[str, Any]],
) -> None:
    full = sum(share >= FULL_SHARE for share in shares)
    best = max(shares, default=0.0)
    if full > (2 if priority == "emergency" else 1):
        verdict.doubled.append(f"{occurrence}: in full {full} times")
    if len(terminal) != 1:
        verdict.unfinished.append(f"{occurrence}: {len(terminal)} terminal records")
        return
    said_aired = terminal[0]["event"] == "end" and terminal[0]["result"] == "aired"
    if said_aired and best < LOST_SHARE:
        verdict.lost.append(f"{occurrence}: recorded as aired, heard {best:.0%}")
    if not said_aired and full:
        verdict.untrue.append(f"{occurrence}: heard in full, recorded {terminal[0]['event']}")


def _unlabelled(events: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return sound at a point that belongs to nothing."""
    return [
        f"sound without occurrence at point {event['n']}, {event['mono_ns']}"
        for event in events
        if event.get("ev") == "audio"
        and event.get("n", 0) > 0
        and event.get("occurrence") is None
        and event.get("rms_dbfs", -120.0) > SILENCE_DBFS
    ]
