"""The points as a map drawn from their coordinates alone; no tiles from anywhere."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

Row = Mapping[str, Any]
WIDTH, MARGIN = 1000, 60
HEIGHTS: Final = (300, 1000)
NOT_WELL: Final = frozenset({"weak", "silent", "noise", "stuck"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point on the map: ``live``, ``bad`` (heard badly, or to be repaired), ``good``, ``new``."""

    number: int
    name: str
    x: int
    y: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """The whole map, north up; ``elsewhere`` are points without coordinates."""

    width: int
    height: int
    places: tuple[Place, ...]
    elsewhere: tuple[int, ...]


def map_of(rows: Iterable[Row], on_air: Collection[int]) -> Map:
    """Return the map of the rows of ``points``; the same scale in both directions."""
    listed = list(rows)
    known = [row for row in listed if row["latitude"] is not None and row["longitude"] is not None]
    elsewhere = tuple(row["number"] for row in listed if row not in known)
    across = math.cos(math.radians(known[0]["latitude"])) if known else 1.0
    flat = [(row["longitude"] * across, row["latitude"]) for row in known]
    west, wide = _extent([x for x, _ in flat])
    south, tall = _extent([y for _, y in flat])
    scale = (WIDTH - 2 * MARGIN) / max(wide, tall * WIDTH / HEIGHTS[1], 1e-9)
    height = min(max(round(tall * scale) + 2 * MARGIN, HEIGHTS[0]), HEIGHTS[1])
    left, below = (WIDTH - wide * scale) / 2, (height - tall * scale) / 2
    places = tuple(
        Place(
            number=row["number"],
            name=row["name"],
            x=round(left + (x - west) * scale),
            y=round(height - below - (y - south) * scale),
            state=_state(row, on_air),
        )
        for row, (x, y) in zip(known, flat, strict=True)
    )
    return Map(width=WIDTH, height=height, places=places, elsewhere=elsewhere)


def _extent(values: Sequence[float]) -> tuple[float, float]:
    """Return the least, and how far the others reach beyond it."""
    least = min(values, default=0.0)
    return least, max(values, default=0.0) - least


def _state(row: Row, on_air: Collection[int]) -> str:
    if row["number"] in on_air:
        return "live"
    if row["repair"] or row["heard"] in NOT_WELL:
        return "bad"
    return "good" if row["commanded_at"] else "new"
