"""The sentences of ``tests/text/sets``, and how many of them a list of readings has right."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

SETS = Path(__file__).parents[2] / "tests" / "text" / "sets"
HALVES = ("seen", "unseen")
# Two ways to say the same; which one is meant is a matter of region and habit.
_SAME = {
    "ngàn": "nghìn", "lẻ": "linh", "tỉ": "tỷ", "tư": "bốn", "nhăm": "lăm", "bẩy": "bảy",
    "mồng": "mùng",
}  # fmt: skip
_NUMBER_WORDS = frozenset({
    "không", "một", "hai", "ba", "bốn", "năm", "lăm", "sáu", "bảy", "tám", "chín", "mười", "mươi",
    "mốt", "trăm", "nghìn", "triệu", "tỷ", "linh", "phẩy",
})  # fmt: skip
_TAG = re.compile(r"<[^<>]*>")  # sea-g2p marks words of other languages
_END_OF_SENTENCE = re.compile(r"[.!?…]+(?=\s)|\n")
_NO_LETTER = re.compile(r"[\W_]+")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


class Sentence(NamedTuple):
    """A written sentence and its agreed reading."""

    written: str
    reading: str


class Score(NamedTuple):
    """Shares of the sentences, from 0 to 1.

    ``exact``: the agreed words.  ``alike``: also with another way to say or spell the same.
    ``numbers``: the agreed number words, whatever stands between them.
    """

    exact: float
    alike: float
    numbers: float


def sentences_in(text: str) -> int:
    """Count what ends in a full stop, an exclamation, a question or a line break; one at least."""
    return len(_END_OF_SENTENCE.findall(text.rstrip())) + 1


def sentences(half: str) -> list[Sentence]:
    """Return the sentences of a half."""
    files = [path.read_text("utf-8") for path in sorted(SETS.glob(f"{half}_*.tsv"))]
    rows = [line.split("\t") for file in files for line in file.splitlines()[1:]]
    return [Sentence(row[1].replace("\\n", "\n"), row[2]) for row in rows]


def score(wanted: list[str], readings: list[str]) -> Score:
    """Compare readings with the wanted ones, in the same order."""
    pairs = [(words(one), words(other)) for one, other in zip(wanted, readings, strict=True)]
    count = len(pairs)
    return Score(
        exact=sum(one == other for one, other in pairs) / count,
        alike=sum(_sound(one) == _sound(other) for one, other in pairs) / count,
        numbers=sum(_numbers(one) == _numbers(other) for one, other in pairs) / count,
    )


def words(text: str) -> list[str]:
    """Return small-letter words without punctuation and marks of language."""
    composed = unicodedata.normalize("NFC", _TAG.sub("", text)).casefold()
    return _NO_LETTER.sub(" ", composed).split()


def _sound(spoken: list[str]) -> str:
    """Return what two spellings of the same share: ``hòa`` and ``hoà``, ``kilôgam`` in one word."""
    return "".join(_tone_last(_SAME.get(word, word)) for word in spoken)


def _tone_last(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(sorted(decomposed, key=_TONES.__contains__))


def _numbers(spoken: list[str]) -> list[str]:
    same = (_SAME.get(word, word) for word in spoken)
    return [word for word in same if word in _NUMBER_WORDS]
