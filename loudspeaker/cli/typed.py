"""Numbers as people type them, refused as facts when they are none."""

from __future__ import annotations

from collections.abc import Iterable

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


def within(option: str, value: str, low: float, high: float) -> float:
    """Return a number from ``low`` to ``high``; UsageRefused that says both otherwise."""
    try:
        number = float(value) if len(value) <= _LONGEST else low - 1
    except ValueError:
        raise UsageRefused(option=option, problem="not_a_number") from None
    if not low <= number <= high:
        raise UsageRefused(option=option, problem=f"{low:g} to {high:g}")
    return number


def one_of(option: str, value: str, known: Iterable[str]) -> str:
    """Return a value that is known; UsageRefused that names them otherwise."""
    choices = list(known)
    if value not in choices:
        raise UsageRefused(option=option, problem=f"{value} is none of {', '.join(choices)}")
    return value
