from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.errors import TextRefused
from loudspeaker.speech.spoken import LONGEST_TEXT, clean, has_words, syllables, with_sounds


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Kính mời\0 bà con", "Kính mời bà con"),
        ("Tie\u0302\u0301ng Vie\u0323\u0302t", "Tiếng Việt"),
        ("  một\n\n hai\tba\r\n", "một hai ba"),
        ("một [[nˈoʊt]] hai", "một nˈoʊt hai"),
        ("[giờ] [[[x]]]", "[giờ] x"),
        ("[\0[x]\0]", "x"),
        ("\u202exin\u202c\u200b chào", "xin chào"),
        ("xin \ud800chào", "xin chào"),
        ("a" + "\u0301" * 50, "á" + "\u0301" * 3),
        ("x\x1b[31m", "x[31m"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_the_bound_is_on_the_text_as_given() -> None:
    assert len(clean("a" * LONGEST_TEXT)) == LONGEST_TEXT
    with pytest.raises(TextRefused):
        clean(" " * (LONGEST_TEXT + 1))


@given(st.text())
def test_clean_text_is_harmless_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert "[[" not in cleaned
    assert "]]" not in cleaned
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in cleaned)
    cleaned.encode("utf-8")


@given(st.text(alphabet=st.characters(categories=["L"], include_characters=" ,.")))
def test_clean_loses_no_letter(text: str) -> None:
    letters = [c for c in unicodedata.normalize("NFC", text) if c.isalpha()]
    assert [c for c in clean(text) if c.isalpha()] == letters


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("...", 0),
        ("Kính mời bà con.", 4),
        ("nghiêng", 1),
        ("a" * 700, 100),
        ("mười — hai", 2),
    ],
)
def test_syllables(text: str, count: int) -> None:
    assert syllables(text) == count


@pytest.mark.parametrize(("text", "expected"), [("a", True), ("7", True), ("—…♪", False)])
def test_has_words(text: str, *, expected: bool) -> None:
    assert has_words(text) is expected


# --- hints ----------------------------------------------------------------------------------------

SOUNDS = {"pù cà": {"espeak": "a", "piper": "b"}, "pù cà trên": {"espeak": "c"}}


def test_words_with_a_hint_are_pieces_of_their_own() -> None:
    pieces = list(with_sounds("thôn pù cà trên và pù cà.", SOUNDS, "espeak"))
    assert pieces == [
        ("thôn ", None),
        ("pù cà trên", "c"),
        (" và ", None),
        ("pù cà", "a"),
        (".", None),
    ]
    assert list(with_sounds("pù cà trên", SOUNDS, "piper")) == [("pù cà", "b"), (" trên", None)]
    assert list(with_sounds("pù càn", SOUNDS, "piper")) == [("pù càn", None)]
    assert list(with_sounds("pù cà", SOUNDS, "tone")) == [("pù cà", None)]


def test_brackets_in_a_hint_are_dropped() -> None:
    assert list(with_sounds("pù", {"pù": {"espeak": "[[x]]"}}, "espeak")) == [("pù", "x")]


@given(st.text(max_size=60), st.dictionaries(st.text(min_size=1, max_size=6), st.just({"e": "x"})))
def test_nothing_of_the_text_is_lost(text: str, sounds: dict[str, dict[str, str]]) -> None:
    assert "".join(piece for piece, _ in with_sounds(text, sounds, "e")) == text
