from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.config.lexicon import (
    load_lexicon,
    make_entry,
    parse_lexicon,
    with_entry,
    without_entry,
)
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.text.lexicon import Entry, Lexicon
from loudspeaker.text.shipped import shipped_tables

TABLES = shipped_tables()
NAMES = st.sampled_from(["Pù Cà", "Nà Ít", "BTXZ", "Bản Bjoóc", 'Nà "Đon"', "Hoà Bình", "A/B: c"])


def parsed(text: str) -> Lexicon:
    return parse_lexicon(text, TABLES, file="lexicon.yaml")


def test_no_file_is_no_words(tmp_path: Path) -> None:
    assert load_lexicon(tmp_path / "lexicon.yaml", TABLES).entries == ()


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.yaml"
    path.write_text(
        "words:\n  - {written: Pù  Cà, reading: Pù ca}\n"
        "  - written: Bjoóc\n    reading: bi oóc\n    sounds: {piper: bjˈɔːɜk}\n",
        "utf-8",
    )
    assert load_lexicon(path, TABLES).entries == (
        Entry(written="Pù Cà", reading="pù ca"),
        Entry(written="Bjoóc", reading="bi oóc", sounds={"piper": "bjˈɔːɜk"}),
    )


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("words:\n  - written: Pù\n    reading: p1\n", 3, "reading"),
        ("words:\n  - reading: pù\n    written: năm\n", 3, "written"),
        ("words:\n  - {written: Pù, reading: pù}\n  - {written: PÙ, reading: pa}\n", 3, "written"),
        ("words:\n  - {written: Pù, reading: pù}\n  - {written: pù, reading: pa}\n", 3, "written"),
        ("words:\n  - {written: Pù}\n", 2, "reading"),
        ("words:\n  - {written: Pù, reading: pù, sound: x}\n", 2, "sound"),
        ("words:\n  - {written: Pù, reading: pù, sounds: {espeak: '[[x]]'}}\n", 2, "written"),
        ("word: []\n", 1, "word"),
        ("words: 5\n", 1, "words"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, line: int, key: str) -> None:
    if "PÙ" in text:
        assert len(parsed(text).entries) == 2, "capitals alone are a word of their own"
        return
    with pytest.raises(ConfigurationRefused) as refused:
        parsed(text)
    assert (refused.value.file, refused.value.line) == ("lexicon.yaml", line)
    assert refused.value.key == key


@given(st.lists(st.tuples(NAMES, st.sampled_from(["pù ca", "nà", "bản trên"])), max_size=8))
def test_a_file_holds_what_was_added_last(changes: list[tuple[str, str]]) -> None:
    text, wanted = "", {}
    for written, reading in changes:
        text = with_entry(text, make_entry(written, reading, {}), file="x")
        wanted[written] = reading
    assert {e.written: e.reading for e in parsed(text).entries} == wanted


@given(st.lists(NAMES, min_size=1, max_size=6, unique=True), st.data())
def test_what_is_taken_out_is_gone_and_the_rest_stays(
    names: list[str], data: st.DataObject
) -> None:
    text = ""
    for name in names:
        text = with_entry(text, make_entry(name, "bản", {}), file="x")
    gone = data.draw(st.sampled_from(names))
    left = parsed(without_entry(text, gone, file="x")).entries
    assert [entry.written for entry in left] == [name for name in names if name != gone]


def test_taking_out_what_is_not_there_changes_nothing() -> None:
    text = "words:\n  - written: Pù\n    reading: pù\n"
    assert without_entry(text, "Nà", file="x") == text
    assert without_entry("", "Nà", file="x") == ""
