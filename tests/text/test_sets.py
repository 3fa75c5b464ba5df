"""Two halves of sentences with their readings (``docs/reference/reading.md`` is the agreement).

``seen_*`` is what the rules were written with.  ``unseen_*`` was written and corrected without
sight of them and is only scored: do not read it, or it measures nothing any more.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import NamedTuple

import pytest

from loudspeaker.text import speakable

SETS = Path(__file__).parent / "sets"
NUMBER_WORDS = frozenset({
    "không", "một", "hai", "ba", "bốn", "tư", "năm", "lăm", "sáu", "bảy", "tám", "chín", "mười",
    "mươi", "mốt", "trăm", "nghìn", "triệu", "tỷ", "linh", "phẩy",
})  # fmt: skip


class Sentence(NamedTuple):
    kind: str
    written: str
    reading: str


def sentences(half: str, parts: str = "*") -> list[Sentence]:
    rows = []
    for path in sorted(SETS.glob(f"{half}_{parts}.tsv")):
        lines = path.read_text("utf-8").splitlines()
        assert lines[0].split("\t") == ["class", "written", "reading"]
        rows += [Sentence(*line.replace("\\n", "\n").split("\t")) for line in lines[1:]]
    return rows


def numbers_of(reading: str) -> list[str]:
    return [word for word in reading.split() if word in NUMBER_WORDS]


@pytest.mark.parametrize(("half", "at_least"), [("seen", 0.995), ("unseen", 0.98)])
def test_so_many_sentences_are_read_exactly_right(half: str, at_least: float) -> None:
    rows = sentences(half)
    right = [row for row in rows if speakable(row.written) == row.reading]
    assert len(right) / len(rows) >= at_least


@pytest.mark.parametrize(("half", "at_most"), [("seen", 0), ("unseen", 2)])
def test_so_few_have_a_wrong_number(half: str, at_most: int) -> None:
    wrong = [
        row for row in sentences(half)
        if numbers_of(speakable(row.written)) != numbers_of(row.reading)
    ]  # fmt: skip
    assert len(wrong) <= at_most


@pytest.mark.parametrize("half", ["seen", "unseen"])
def test_no_digit_or_sign_is_left(half: str) -> None:
    for row in sentences(half):
        assert all(c.isalpha() or c == " " for c in speakable(row.written))


@pytest.mark.parametrize("half", ["seen", "unseen"])
def test_decomposed_text_is_read_the_same(half: str) -> None:
    for row in sentences(half):
        assert speakable(unicodedata.normalize("NFD", row.written)) == speakable(row.written)


@pytest.mark.parametrize("half", ["seen", "unseen"])
def test_a_reading_reads_as_itself(half: str) -> None:
    differ = [row.kind for row in sentences(half) if speakable(row.reading) != row.reading]
    assert differ == []


def test_the_halves_are_large_and_share_nothing() -> None:
    seen, unseen = sentences("seen"), sentences("unseen")
    assert len(seen) + len(unseen) >= 1200
    assert not {row.written for row in seen} & {row.written for row in unseen}
    assert {row.kind for row in seen} == {row.kind for row in unseen}


def test_capitals_change_few_numbers() -> None:
    """A heading is read as the text it shouts; names such as *I*, *CA* and *5K* may differ."""
    rows = sentences("seen")
    differ = [
        row for row in rows
        if numbers_of(speakable(row.written.upper())) != numbers_of(row.reading)
    ]  # fmt: skip
    assert len(differ) / len(rows) <= 0.008
