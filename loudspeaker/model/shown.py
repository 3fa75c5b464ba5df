"""Foreign text, made fit to be shown in one line."""

from __future__ import annotations

import unicodedata
from typing import Final

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def visible(text: object) -> str:
    """Return foreign text as one line without control, direction and other hidden characters."""
    return "".join(map(_shown, " ".join(str(text).split())))


def _shown(character: str) -> str:
    return "" if unicodedata.category(character) in _HIDDEN else character
