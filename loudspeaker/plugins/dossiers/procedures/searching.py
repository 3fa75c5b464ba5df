"""Procedures found by what people type: without marks, half words, a letter wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from loudspeaker.plugins.dossiers.procedures.values import Procedure
from loudspeaker.public.folding import folded

MOST_FOUND: Final = 20
_MOST_WORDS: Final = 12
_LONGEST: Final = 200
_SHORTEST_FORGIVEN: Final = 4
"""Of shorter words one wrong letter makes another word."""
_EXACT, _BEGUN, _FORGIVEN, _NOT = 0, 1, 3, 100


def found(
    procedures: Iterable[Procedure], typed: str, *, most: int = MOST_FOUND
) -> list[Procedure]:
    """Return the procedures that have every word that was typed, the nearest first.

    A word counts by itself, as the begin of one, or with one letter wrong, missing, too many or
    swapped; a code counts as far as it is typed.
    """
    words = folded(typed[:_LONGEST]).split()[:_MOST_WORDS]
    ranked = sorted(
        ((_distance(words, typed.strip(), each), each) for each in procedures),
        key=lambda pair: (pair[0], len(pair[1].name), pair[1].name),
    )
    return [each for distance, each in ranked if distance < _NOT][:most] if words else []


def _distance(words: Sequence[str], typed: str, procedure: Procedure) -> int:
    if procedure.code.startswith(typed):
        return _EXACT
    names = folded(f"{procedure.name} {procedure.domain_name}").split()
    return sum(min((_between(word, name) for name in names), default=_NOT) for word in words)


def _between(word: str, name: str) -> int:
    if word == name:
        return _EXACT
    if name.startswith(word):
        return _BEGUN
    if len(word) >= _SHORTEST_FORGIVEN and one_letter_off(word, name):
        return _FORGIVEN
    return _NOT


def one_letter_off(word: str, name: str) -> bool:
    """Tell whether one letter is wrong, missing or too many, or two beside each other swapped."""
    if abs(len(word) - len(name)) > 1 or word == name:
        return False
    start = next(
        (n for n, (one, other) in enumerate(zip(word, name, strict=False)) if one != other),
        min(len(word), len(name)),
    )
    rest, other = word[start:], name[start:]
    return (
        rest[1:] == other[1:]
        or rest[1:] == other
        or rest == other[1:]
        or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
    )
