from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.errors import TextRefused
from loudspeaker.text.notices import Notice, Noticed
from loudspeaker.text.prepare import (
    LIMIT_CHARS,
    LONGEST_CHARS,
    clean,
    decode,
    prepare,
)


def refusal(text: str) -> TextRefused:
    with pytest.raises(TextRefused) as caught:
        prepare(text)
    return caught.value


def noticed(text: str) -> dict[Noticed, int]:
    return {notice.what: notice.count for notice in clean(text).notices}


@pytest.mark.parametrize("text", ["", " ", "\n\n\t", "\u200b", "\u202e\u2066", "\ufeff"])
def test_nothing_is_refused(text: str) -> None:
    assert refusal(text).problem == "empty"


def test_too_much_is_refused() -> None:
    assert len(prepare("a" * LIMIT_CHARS).text) == LIMIT_CHARS
    error = refusal("a" * (LIMIT_CHARS + 1))
    assert (error.problem, error.length, error.limit) == ("too_long", 20_001, 20_000)


@pytest.mark.parametrize("piece", ["a", "漢", "\u0301", "\x01abcdefghijkl", "a\n"])
def test_a_megabyte_is_refused_at_once(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    began = time.process_time()
    assert refusal(text).problem == "too_long"
    assert time.process_time() - began < 0.5


def test_the_limit_counts_composed_letters() -> None:
    text = unicodedata.normalize("NFD", "ộ" * LIMIT_CHARS)
    assert len(text) == 3 * LIMIT_CHARS
    assert prepare(text).text == "ộ" * LIMIT_CHARS


@pytest.mark.parametrize(
    ("text", "line"),
    [("\0", 1), ("Kính gửi\nbà con\0", 2), ("\x7fELF\x02\x01\x01", 1), ("a\n\x01\x02", 2)],
)
def test_what_is_not_text_is_refused(text: str, line: int) -> None:
    error = refusal(text)
    assert (error.problem, error.where) == ("not_text", f"line {line}")


def test_a_few_control_characters_are_taken_out() -> None:
    prepared = prepare("Kính gửi\x07 bà con nhân dân")
    assert prepared.text == "Kính gửi bà con nhân dân"
    assert prepared.notices == (Notice(what=Noticed.CONTROL, count=1),)


@pytest.mark.parametrize(
    ("text", "prepared", "removed"),
    [
        ("thôn\u00a01", "thôn 1", {}),
        ("thôn\u2009\u202f1", "thôn 1", {}),
        ("thôn\u200b một", "thôn một", {Noticed.HIDDEN: 1}),
        ("\u202ethôn\u202c", "thôn", {Noticed.HIDDEN: 2}),
        ("\ufeffthôn", "thôn", {Noticed.HIDDEN: 1}),
        ("th\u00adôn", "thôn", {Noticed.HIDDEN: 1}),
        ("x\u0301\u0301", "x", {Noticed.MARK: 2}),
        ("\ue000a\U0010ffff\ud800", "a", {Noticed.UNKNOWN: 3}),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne", {}),
        ("a\tb", "a | b", {}),
        ("  a  \n  b  ", "a\nb", {}),
        ("٣٤", "34", {}),
        ("Ⅳ", "IV", {}),
        ("ＡＢ", "AB", {}),
        ("20⁶", "20 6", {}),
        ("35℃", "35°C", {}),
    ],
)
def test_clean(text: str, prepared: str, removed: dict[Noticed, int]) -> None:
    assert clean(text).text == prepared
    assert noticed(text) == removed


def test_lines_of_a_pasted_page_are_joined() -> None:
    line = "Ủy ban nhân dân xã kính mời toàn thể bà con nhân dân trong"
    assert clean(f"{line}\ntoàn xã").text == f"{line} toàn xã"
    assert clean(f"{line}\n Toàn xã").text == f"{line}\nToàn xã"
    assert clean(f"{line}.\ntoàn xã").text == f"{line}.\ntoàn xã"
    assert clean(f"{line}\n\ntoàn xã").text == f"{line}\n\ntoàn xã"
    assert clean("Thành phần\ntoàn xã").text == "Thành phần\ntoàn xã"


def test_files_are_utf8() -> None:
    assert decode("\ufeffThông báo".encode()) == "Thông báo"
    with pytest.raises(TextRefused) as caught:
        decode(b"Th\xf4ng\xff b\xe1o")
    assert (caught.value.problem, caught.value.where) == ("not_text", "byte 2")


def test_old_fonts_are_rewritten_with_a_notice() -> None:
    prepared = prepare("Kính gửi:\r\nTh«ng b¸o häp th«n \u200b 5")
    assert prepared.text == "Kính gửi:\nThông báo họp thôn 5"
    assert prepared.notices == (
        Notice(what=Noticed.CONVERTED, count=4),
        Notice(what=Noticed.HIDDEN, count=1),
    )
    assert prepare("Thoâng baùo").text == "Thông báo"
    assert noticed("Thoâng baùo") == {Noticed.CONVERTED: 2}
    assert noticed("Kính gửi «Quan trọng», 5 µm, Müller") == {}


def test_the_bounds() -> None:
    assert LIMIT_CHARS <= LONGEST_CHARS


@given(st.text(max_size=200))
def test_clean_is_idempotent_and_hides_nothing(text: str) -> None:
    prepared = clean(text).text
    assert clean(prepared).text == prepared
    assert unicodedata.is_normalized("NFC", prepared)
    for character in prepared:
        assert character in {"\n", " "} or unicodedata.category(character)[0] in "LNPS"


@given(st.binary(max_size=100))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        problem = prepare(decode(data)).text
    except TextRefused as refused:
        problem = refused.problem
    assert problem
