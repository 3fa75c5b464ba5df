from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.errors import TextRefused
from loudspeaker.text import read_text, speakable
from loudspeaker.text.found import Kind, Pause, Span
from loudspeaker.text.letters import VIETNAMESE
from loudspeaker.text.notices import Noticed
from loudspeaker.text.prepare import LONGEST_CHARS, clean
from loudspeaker.text.reader import RULES
from loudspeaker.text.reader import read as read_with
from loudspeaker.text.shipped import shipped_tables

PIECES = [
    "UBND", "xã", "thôn", "1", "7h30", "07:30", "5/11", "5/11/2026", "ngày", "tháng", "quý", "năm",
    "-", "–", "/", ".", ",", ";", ":", "(", ")", "%", "°", "C", "m2", "kg", "12.500", "1,5", "đ",
    "đồng", "0912", "345", "678", "12/TB-UBND", "XIV", "khóa", "thứ", "4", "+84", "-2", "x", "@",
    "vihuong.gov.vn", "&", "“", "”", "…", "!", "?", "\n", "\n\n", "•", "a)", "1.", "Đ/c", "v.v.",
    "📢", "½",
]  # fmt: skip
office = st.lists(
    st.sampled_from(PIECES),
    max_size=30,
).flatmap(lambda parts: st.sampled_from(["", " "]).map(lambda gap: gap.join(parts)))
texts = st.text(max_size=100) | office | st.text(alphabet="0123456789/.,:- hđIVX%\n", max_size=60)


def read(text: str) -> list[Span]:
    return list(read_with(text, shipped_tables()))


@given(texts)
def test_nothing_is_left_out(text: str) -> None:
    prepared = clean(text).text
    position = 0
    for span in read(prepared):
        assert prepared[position : span.start].strip(" ") == ""
        assert span.start < span.end
        position = span.end
    assert prepared[position:].strip(" ") == ""


@given(texts)
def test_every_letter_and_digit_is_heard(text: str) -> None:
    prepared = clean(text).text
    for span in read(prepared):
        if any(character.isalnum() for character in prepared[span.start : span.end]):
            assert span.reading


@given(texts)
def test_only_vietnamese_letters_are_said(text: str) -> None:
    said = speakable(text)
    assert set(re.sub(r"\b(?:b|m|p|ph)j", "", said)) <= VIETNAMESE | {" "}, "Tày names: Bjoóc"
    assert said == " ".join(said.split())


@given(texts)
def test_a_text_is_read_or_refused(text: str) -> None:
    try:
        spoken = read_text(text).script.spoken
    except TextRefused as refused:
        spoken = refused.problem
    assert spoken


@given(texts)
def test_what_was_said_is_said_again_the_same(text: str) -> None:
    said = speakable(text)
    assert speakable(said) == said


def rules_of(text: str) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], span.rule.name) for span in read(text)]


def test_every_piece_names_its_rule() -> None:
    assert rules_of("Họp 7h30, 5/11: 12 hộ.") == [
        ("Họp", "plain"),
        ("7h30", "clock_h"),
        (",", "comma"),
        ("5/11", "day_and_month"),
        (":", "clause"),
        ("12", "number"),
        ("hộ", "plain"),
        (".", "sentence"),
    ]
    kinds = [span.kind for span in read("7h30 5/11 UBND 5kg &")]
    assert kinds == [
        Kind.TIME,
        Kind.DATE,
        Kind.ABBREVIATION,
        Kind.NUMBER,
        Kind.UNIT,
        Kind.SYMBOL,
    ]


def test_rests() -> None:
    pauses = [span.pause for span in read("a, b.\nc\n\nd")]
    assert pauses == [
        None,
        Pause.COMMA,
        None,
        Pause.SENTENCE,
        Pause.SENTENCE,
        None,
        Pause.PARAGRAPH,
        None,
    ]


def test_rule_names_are_unique() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_no_rule_has_a_group_of_its_own() -> None:
    assert [rule.name for rule in RULES if re.compile(rule.pattern).groups] == []


def test_silent_symbols_are_noticed() -> None:
    reading = read_text("📢 Thông báo § 5")
    assert [(notice.what, notice.count) for notice in reading.notices] == [(Noticed.SYMBOL, 2)]
    assert read_text("Thông báo.").notices == ()


@pytest.mark.parametrize("text", ["***", "📢", "...", "- - -"])
def test_a_text_without_anything_to_say_is_refused(text: str) -> None:
    with pytest.raises(TextRefused) as caught:
        read_text(text)
    assert caught.value.problem == "empty"


def test_the_limit_can_be_set() -> None:
    assert read_text("a" * 21_000, limit_chars=30_000).text
    with pytest.raises(TextRefused):
        read_text("a" * 200, limit_chars=100)


HOSTILE = {
    "prose": "UBND xã kính mời bà con dự họp lúc 19h30 ngày 6/11/2026. ",
    "ones": "1 ",
    "digits": "1",
    "versions": "1.",
    "slashes": "1/",
    "hours": "1h",
    "commas": "1,",
    "minus": "-1.1",
    "signs": "$",
    "brackets": "(",
    "dashes": "- ",
    "names": "a_",
    "addresses": "a@a.",
    "labels": "a.a-",
    "letters": "a",
    "capitals": "AB ",
    "roman": "I ",
    "lines": "x\n",
    "marks": "a\u0301\u0323",
    "foreign": "漢 ",
    "emoji": "📢",
    "bidi": "\u202e",
    "nothing": "\0",
    "telephones": "0912 345 678 ",
    "dates": "5-7/11/2026-",
    "documents": "1/AB-",
}


def cost_s(text: str, *, times: int = 3) -> float:
    """Return the processor time of a reading, the best of some."""
    best = 1e9
    for _ in range(times):
        began = time.process_time()
        speakable(text)
        best = min(best, time.process_time() - began)
    return best


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_length_alone(name: str) -> None:
    eighth, quarter, megabyte = (
        HOSTILE[name] * (length // len(HOSTILE[name]))
        for length in (LONGEST_CHARS // 8, LONGEST_CHARS // 4, 1_000_000)
    )
    cost_of_quarter_s = cost_s(quarter)
    assert cost_of_quarter_s < 4 * cost_s(eighth) + 0.05
    assert cost_s(megabyte, times=1) < 12 * cost_of_quarter_s + 0.5, "what is too long is not read"
    assert len(speakable(quarter)) <= 10 * LONGEST_CHARS
