"""Numbers as people type them, refused as facts when they are none."""

from __future__ import annotations

from loudspeaker.errors import UsageRefused

_LONGEST = 12


def whole_number(option: str, value: str | None) -> int | None:
    """Return a whole number that was typed; UsageRefused (``not_a_number``) for anything else."""
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= _LONGEST):
        raise UsageRefused(option=option, problem="not_a_number")
    return int(value)


def positive(option: str, value: str, *, most: float, problem: str) -> float:
    """Return a number above 0 and at most ``most``; UsageRefused with that problem otherwise."""
    try:
        number = float(value) if len(value) <= _LONGEST else 0.0
    except ValueError:
        raise UsageRefused(option=option, problem="not_a_number") from None
    if not 0 < number <= most:
        raise UsageRefused(option=option, problem=problem)
    return number
