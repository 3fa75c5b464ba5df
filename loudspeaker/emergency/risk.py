"""The five levels of disaster risk and their colours (Decision 18/2021/QĐ-TTg, article 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

COLOURS: Final[Mapping[int, str]] = {
    1: "light_blue",
    2: "light_yellow",
    3: "orange",
    4: "red",
    5: "violet",
}
"""Level → the word for its colour, from the least to the greatest risk."""


def colour_of(level: int | None) -> str | None:
    """Return the word for a level's colour; None without a level."""
    return COLOURS.get(level) if level is not None else None
