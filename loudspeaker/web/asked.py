"""What an address asks for: whatever somebody typed there, a page can be made of it."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request

from loudspeaker.public.query import MOST_CHARACTERS

_HIGHEST: Final = (1 << 63) - 1


def typed(request: Request, name: str = "q") -> str:
    """Return what was typed into a field, in one line, no longer than it may be."""
    text = request.query_params.get(name, "")[: 4 * MOST_CHARACTERS]
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())[:MOST_CHARACTERS]


def place(request: Request, name: str = "truoc") -> int | None:
    """Return the place in the archive before which is asked, None for anything else."""
    text = request.query_params.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_HIGHEST))):
        return None
    return min(int(text), _HIGHEST)


def readable(text: str) -> bool:
    """Tell whether a path's word can stand in the database at all (no lone surrogate, no NUL)."""
    return text.isprintable()
