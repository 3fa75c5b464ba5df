"""Records as playout writes them, for reports: made by hand, and by chance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import strategies as st

from loudspeaker.model import STATION_ZONE, Point, PointPlan, Zone, iso
from loudspeaker.report import Programme, Surroundings

PLAN = PointPlan(
    points=(
        Point(number=1, name="Nhà văn hóa", zone=1),
        Point(number=2, name="Cầu Treo", zone=1),
        Point(number=3, name="Trạm y tế", zone=2),
    ),
    zones=(Zone(number=1, name="Thôn Lùng"), Zone(number=2, name="Thôn Vạt")),
)
AROUND = Surroundings(
    plan=PLAN,
    items={
        "a": Programme(title="Bản tin sáng", programme="Bản tin sáng"),
        "b": Programme(title="Mời họp thôn"),
    },
)


def at(day: int, hour: int = 8, minute: int = 0, *, month: int = 7) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=STATION_ZONE)


def record(event: str, occurrence: str, wall: datetime, **values: Any) -> dict[str, Any]:
    return {
        "occurrence": occurrence,
        "item": occurrence.partition("-")[0],
        "event": event,
        "result": "aired" if event == "end" else None,
        "reason": None,
        "due": None,
        "wall": iso(wall),
        "attempt": 1,
        "pos_ms": 0,
        "points": [1, 2, 3],
        "author": "soan",
        "approver": "duyet",
        "priority": "normal",
        "proof": "commanded",
        "kind": "announcement",
        **values,
    }


def numbered(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**each, "seq": seq} for seq, each in zip(count(1), records, strict=False)]


def aired(occurrence: str, began: datetime, ms: int, **values: Any) -> list[dict[str, Any]]:
    over = began + timedelta(milliseconds=ms)
    return [
        record("start", occurrence, began, **values),
        record("end", occurrence, over, pos_ms=ms, **values),
    ]


_POINTS = st.lists(st.sampled_from([1, 2, 3, 9]), min_size=1, unique=True)


@st.composite
def lives(draw: st.DrawFn, occurrence: str) -> list[dict[str, Any]]:
    """One occurrence from its first attempt to its end, with crashes and replays on the way."""
    moment = datetime(2026, 6, 29, tzinfo=STATION_ZONE) + timedelta(
        minutes=draw(st.integers(0, 40 * 24 * 60))
    )
    same: dict[str, Any] = {
        "due": iso(moment),
        "item": draw(st.sampled_from("abc")),
        "priority": draw(st.sampled_from(["normal", "priority", "emergency"])),
        "points": draw(_POINTS),
        "approver": draw(st.sampled_from(["duyet", "chi-huy", None])),
        "kind": draw(st.sampled_from(["announcement", "announcement", "test", "drill"])),
        "programme": draw(st.sampled_from([None, "Chương trình chiều"])),
    }
    is_relay = draw(st.booleans())
    if draw(st.booleans()):
        same["languages"] = {
            language: {"ms": draw(st.integers(0, 400_000)), "points": draw(_POINTS)}
            for language in ("vi", "tyz")
        }
    found: list[dict[str, Any]] = []
    attempts = draw(st.integers(0, 3))
    for attempt in range(1, attempts + 1):
        found.append(record("start", occurrence, moment, attempt=attempt, **same))
        ms = draw(st.integers(0, 600_000))
        moment += timedelta(milliseconds=ms)
        if attempt < attempts or draw(st.booleans()):
            cut: dict[str, Any] = {"attempt": attempt, "pos_ms": ms, "reason": "crash"}
            if is_relay:
                source = draw(st.integers(0, ms)) if draw(st.booleans()) else None
                rest = None if source is None else ms - source
                cut["relay"] = {"source": "VOV1", "source_ms": source, "fallback_ms": rest}
            found.append(record("interrupted", occurrence, moment, **{**same, **cut}))
            moment += timedelta(minutes=draw(st.integers(0, 900)))
    event = draw(st.sampled_from(["end", "missed", "cancelled", "refused", "failed", None]))
    if event is not None:
        best = max((each["pos_ms"] for each in found), default=0)
        values: dict[str, Any] = {"attempt": attempts, "pos_ms": best if event == "end" else 0}
        if event == "end":
            values["result"] = draw(st.sampled_from(["aired", "aired_partial"]))
        found.append(record(event, occurrence, moment, **{**same, **values}))
        if event == "end" and draw(st.booleans()):
            proof = {**found[-1], "event": "heard", "proof": "offair", "result": None}
            found.append(proof)
    return found


@st.composite
def logs(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Several occurrences, their records between each other in the chain."""
    left = [draw(lives(f"o{number}")) for number in range(draw(st.integers(0, 6)))]
    chain: list[dict[str, Any]] = []
    while left := [life for life in left if life]:
        chain.append(left[draw(st.integers(0, len(left) - 1))].pop(0))
    return numbered(chain)
