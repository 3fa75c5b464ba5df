from __future__ import annotations

import unicodedata

import pytest

from loudspeaker.text import make_script, speakable
from tests.text.examples import EXAMPLES


@pytest.mark.parametrize(("text", "reading"), EXAMPLES)
def test_reading(text: str, reading: str) -> None:
    assert speakable(text) == reading


@pytest.mark.parametrize(("text", "reading"), EXAMPLES)
def test_reading_of_decomposed_text(text: str, reading: str) -> None:
    assert speakable(unicodedata.normalize("NFD", text)) == reading


@pytest.mark.parametrize(("text", "reading"), [row for row in EXAMPLES if row[1]])
def test_the_script_says_the_same_words(text: str, reading: str) -> None:
    spoken = make_script(text).spoken
    assert " ".join(spoken.translate(str.maketrans("", "", ".,?!")).split()) == reading


def test_there_are_enough_examples() -> None:
    assert len({text for text, _ in EXAMPLES}) >= 230
