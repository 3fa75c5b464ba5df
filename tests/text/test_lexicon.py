from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.text import read_text
from loudspeaker.text.lexicon import Entry, Lexicon
from loudspeaker.text.lexicon_check import Conflict, Problem, conflicts, problem_of
from loudspeaker.text.reading import Manner
from loudspeaker.text.shipped import shipped_tables
from loudspeaker.text.tables import Tables

ENTRIES = (
    Entry(written="Pù Cà", reading="pù cà"),
    Entry(written="Pù Cà Thượng", reading="pù cà trên"),
    Entry(written="TTVX", reading="tổ tự vệ xóm"),
    Entry(written="Bjoóc", reading="bi oóc", sounds={"espeak": "bj'O:3k"}),
    Entry(written="hoà bình", reading="hòa bình một"),
)


def tables_with(*entries: Entry) -> Tables:
    return replace(shipped_tables(), lexicon=Lexicon(entries))


def said(text: str, *entries: Entry) -> str:
    manner = Manner(tables=tables_with(*(entries or ENTRIES)))
    return read_text(text, manner=manner).script.spoken


def entry(written: str, reading: str = "đọc", **sounds: str) -> Entry:
    return Entry(written=written, reading=reading, sounds=sounds)


# --- reading --------------------------------------------------------------------------------------


def test_a_word_of_the_commune_is_read_in_any_case() -> None:
    assert said("Thôn Pù Cà, PÙ CÀ, pù cà.") == "thôn pù cà, pù cà, pù cà."


def test_the_longest_entry_wins() -> None:
    assert said("Pù Cà Thượng và Pù Cà") == "pù cà trên và pù cà."


def test_capitals_alone_are_meant_as_they_are() -> None:
    assert said("TTVX, ttvx") == "tổ tự vệ xóm, tê tê vê ích."


def test_both_places_of_a_tone_mark() -> None:
    assert said("Hòa Bình, hoà bình") == "hòa bình một, hòa bình một."


def test_an_entry_is_a_whole_word() -> None:
    assert said("Pù Càn") == "pù càn."
    assert said("xPù Cà") == "xpù cà."


def test_an_entry_goes_before_the_shipped_tables() -> None:
    assert said("UBND", entry("UBND", "ủy ban xã")) == "ủy ban xã."


def test_hints_come_with_the_script_only_where_they_are_needed() -> None:
    manner = Manner(tables=tables_with(*ENTRIES))
    with_hint = read_text("Bản Bjoóc", manner=manner).script
    assert with_hint.sounds == {"bi oóc": {"espeak": "bj'O:3k"}}
    assert read_text("Pù Cà", manner=manner).script.sounds == {}
    assert with_hint.to_values()["sounds"] == with_hint.sounds
    without = replace(with_hint, sounds={})
    assert without.sha256 != with_hint.sha256, "a hint is heard, and so approved with the rest"


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_hurts_a_lexicon(written: str, text: str) -> None:
    lexicon = Lexicon([*ENTRIES, entry(written or "a")])
    found = lexicon.at(text or "a")
    assert found is None or found in lexicon.entries


# --- what may be one ------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["Pù Cà", "TTHC", "H5N1", "QL3", "A/H1N1", "Bản Bjoóc"])
def test_what_may_be_an_entry(written: str) -> None:
    assert problem_of(entry(written), shipped_tables()) is None


@pytest.mark.parametrize(
    ("written", "reading", "problem"),
    [
        ("", "a", Problem.EMPTY),
        ("Pù", "", Problem.EMPTY),
        ("a" * 61, "a", Problem.TOO_LONG),
        ("5 tấn", "a", Problem.NO_LETTER_FIRST),
        ("năm", "niên", Problem.SHADOWS_NUMBER),
        ("mười lăm", "a", Problem.SHADOWS_NUMBER),
        ("XV", "a", Problem.SHADOWS_NUMBER),
        ("T2", "a", Problem.SHADOWS_NUMBER),
        ("ngày 5/11", "a", Problem.SHADOWS_NUMBER),
        ("Pù", "xyz1", Problem.UNSPEAKABLE),
        ("Pù", "brrm", Problem.UNSPEAKABLE),
        ("Pù", "pù!", Problem.UNSPEAKABLE),
        ("Pù", "quáldàiquá", Problem.UNSPEAKABLE),
        ("diễn tập", "báo động thật", Problem.FIXED),
        ("DIỄN TẬP", "báo động thật", None),  # only in capitals: no fixed sentence has it so
        ("không phải", "là", Problem.FIXED),
        ("bà con", "vỡ đập", Problem.FIXED),
        ("không đúng", "đúng", Problem.FIXED),
        ("thử loa", "sơ tán ngay", Problem.FIXED),
        ("diễn tập", "diễn tập", None),  # as it is read anyway
    ],
)
def test_what_may_not(written: str, reading: str, problem: Problem | None) -> None:
    assert problem_of(entry(written, reading), shipped_tables()) is problem


@pytest.mark.parametrize("sounds", [{"espeak": "[[x]]"}, {"espeak": "ờ"}, {"other": "x"}])
def test_hints_for_engines_are_checked(sounds: dict[str, str]) -> None:
    assert problem_of(entry("Pù", "pù", **sounds), shipped_tables()) is Problem.SOUNDS


def test_nobody_changes_the_sound_of_a_fixed_sentence() -> None:
    hinted = entry("bà con", "bà con", espeak="v'o@ d'@p")
    assert problem_of(hinted, shipped_tables()) is Problem.FIXED


# --- conflicts ------------------------------------------------------------------------------------


def test_conflicts_are_named() -> None:
    tables = tables_with(*ENTRIES)
    assert list(conflicts(entry("BCH", "ban chỉ huy"), tables)) == [
        Conflict(kind="rule", written="BCH", reading="ban chấp hành")
    ]
    assert list(conflicts(entry("pù cà", "pù ca"), tables)) == [
        Conflict(kind="same", written="Pù Cà", reading="pù cà"),
        Conflict(kind="longer", written="Pù Cà Thượng", reading="pù cà trên"),
    ]
    assert [c.kind for c in conflicts(entry("bản Pù Cà", "bản"), tables)] == ["shorter"]
    assert list(conflicts(entry("Nà Đon", "nà đon"), tables)) == []
