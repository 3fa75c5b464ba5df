"""Phonemes cut into pieces an encoder can take: its cost grows with the square of the length."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

_CLAUSE_MARKS = frozenset(",;:.!?")


def cut_phonemes(phonemes: Sequence[str], longest: int) -> Iterator[list[str]]:
    """Yield pieces of at most ``longest`` phonemes that together are the whole.

    A piece ends after a clause mark if one lies in its second half, else at a space, else where
    it must.
    """
    if longest < 1:
        raise ValueError(f"longest={longest}")
    start = 0
    while len(phonemes) - start > longest:
        end = start + _cut_at(phonemes[start : start + longest])
        yield list(phonemes[start:end])
        start = end
    if start < len(phonemes):
        yield list(phonemes[start:])


def _cut_at(window: Sequence[str]) -> int:
    """Return how many of the window's phonemes make the next piece."""
    clause = _last(window, _CLAUSE_MARKS.__contains__)
    if clause > len(window) // 2:
        return clause
    return _last(window, str.isspace) or len(window)


def _last(window: Sequence[str], matches: Callable[[str], bool]) -> int:
    """Return the number of phonemes up to and with the last match, 0 without one."""
    positions = (i + 1 for i in range(len(window) - 1, -1, -1) if matches(window[i]))
    return next(positions, 0)
