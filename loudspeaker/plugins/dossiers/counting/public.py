"""Totals as everybody may see them: cells under five are hidden, and cannot be reckoned back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

FEWEST: Final = 5

Cell = int | None
"""A number, or None for one that is hidden."""


def shown(cells: Sequence[int], *, fewest: int = FEWEST) -> tuple[tuple[Cell, ...], Cell]:
    """Return cells of one kind and their total as they may be shown together, in one line.

    The total less the cells that are shown is what is hidden: where that would tell one of them,
    the smallest of the others is hidden with them; where there is none, so is the total.  Lines
    that are shown below each other must have no totals of their columns.
    """
    total = sum(cells)
    hidden = [place for place, cell in enumerate(cells) if cell < fewest]
    others = sorted((cell, place) for place, cell in enumerate(cells) if place not in hidden)
    while others and _tells([cells[place] for place in hidden], fewest):
        hidden.append(others.pop(0)[1])
    told = tuple(None if place in hidden else cell for place, cell in enumerate(cells))
    gives_away = total < fewest or _tells([cells[place] for place in hidden], fewest)
    return told, None if gives_away else total


def _tells(hidden: Sequence[int], fewest: int) -> bool:
    """Tell whether the sum of hidden cells gives one of them, or so few people, away."""
    if not hidden:
        return False
    return len(hidden) == 1 or sum(hidden) < fewest or set(hidden) == {fewest - 1}
