"""Point numbers as people write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def points_in_words(numbers: Iterable[int]) -> str:
    """Return numbers with stretches joined: ``1-4, 7``."""
    return ", ".join(_stretch(stretch) for stretch in _stretches(sorted(set(numbers))))


def _stretches(numbers: Sequence[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return found


def _stretch(numbers: Sequence[int]) -> str:
    first, last = numbers[0], numbers[-1]
    return str(first) if first == last else f"{first}{'-' if last - first > 1 else ', '}{last}"
