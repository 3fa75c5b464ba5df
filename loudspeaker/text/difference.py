"""What changed between two texts, word by word, as people look for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Final

MOST_WORK: Final = 300_000
"""Pairs of equal pieces that are looked at; hostile repetition would cost minutes."""
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*")


class Kind(StrEnum):
    """What became of a stretch of words."""

    SAME = "same"
    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Words that follow each other and have the same fate."""

    kind: Kind
    text: str


def word_difference(before: str, after: str) -> tuple[Stretch, ...]:
    """Return the words of both texts in order: those of ``before`` same or out, of ``after`` or in.

    What is long and repeats itself is compared by sentences, at worst as a whole.
    """
    old, new = before.split(), after.split()
    if not _is_easy(old, new):
        sentences_before, sentences_after = _sentences(before), _sentences(after)
        easy = _is_easy(sentences_before, sentences_after)
        old, new = (sentences_before, sentences_after) if easy else ([before], [after])
    pieces = _pieces(old, new)
    return tuple(
        Stretch(kind=kind, text=" ".join(text for _, text in run))
        for kind, run in groupby(pieces, key=lambda piece: piece[0])
    )


def _sentences(text: str) -> list[str]:
    return [" ".join(found.split()) for found in _SENTENCE.findall(text) if found.split()]


def _is_easy(old: Sequence[str], new: Sequence[str]) -> bool:
    counted = Counter(new)
    return sum(count * counted[word] for word, count in Counter(old).items()) <= MOST_WORK


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Kind, str]]:
    for _tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[i:j] == new[k:m]:
            yield from ((Kind.SAME, word) for word in old[i:j])
        else:
            yield from ((Kind.OUT, word) for word in old[i:j])
            yield from ((Kind.IN, word) for word in new[k:m])
