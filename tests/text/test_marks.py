from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.text import make_script, read_text, speakable
from loudspeaker.text.marks import LONGEST_REST_S, is_meant, letter_by_letter

NUMBER = "không hai không chín ba tám bảy một một hai ba"


def rows(text: str) -> list[tuple[str, int]]:
    return [(phrase.text, phrase.pause_ms) for phrase in make_script(text).phrases]


def test_what_is_in_a_repeat_mark_is_said_twice() -> None:
    assert speakable("Gọi {lặp: 0209 3871 123} ngay") == f"gọi {NUMBER} {NUMBER} ngay"
    assert speakable("{Nhắc lại: thôn Nà Ít, tổ 5}") == "thôn nà ít tổ năm thôn nà ít tổ năm"


def test_the_voice_rests_before_it_says_it_again() -> None:
    (text, _), *_ = rows("Họp {lặp: thôn Nà Ít} nhé.")
    assert text == "họp thôn nà ít, thôn nà ít, nhé."


def test_every_repeated_piece_keeps_its_place() -> None:
    reading = read_text("Gọi {lặp: ông Ba} ngay")
    spans = [(reading.text[s.start : s.end], s.rule.name) for s in reading.spans]
    assert spans == [
        ("Gọi", "plain"), ("{lặp: ", "repeat"), ("ông", "plain"), ("Ba", "plain"),
        ("}", "again"), ("ngay", "plain"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mark", "rest_ms"), [("{nghỉ}", 1000), ("{nghỉ: 3}", 3000), ("{Nghỉ:10 giây}", 10_000)]
)
def test_a_rest_is_a_silence_of_so_many_seconds(mark: str, rest_ms: int) -> None:
    assert rows(f"Một {mark} hai") == [("một", rest_ms), ("hai.", 550)]


def test_a_rest_behind_a_sentence_is_added_to_its_pause() -> None:
    assert rows("Một. {nghỉ: 2} Hai") == [("một.", 2550), ("hai.", 550)]


def test_a_rest_is_never_longer_than_a_voice_can_be_asked_for() -> None:
    assert rows("Một {nghỉ: 9} {nghỉ: 9} hai")[0] == ("một", 10_000)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("Bjoóc", "bê, gi, o, o, xê, sắc"),
        ("Ngòi", "nờ, giê, o, i, huyền"),
        ("12B", "một, hai, bê"),
        ("Nà Ít", "nờ, a, huyền, i, tê, sắc"),
        ("Ước", "ư, ơ, xê, sắc"),
        ("-", ""),
    ],
)
def test_spelling(text: str, spelled: str) -> None:
    assert letter_by_letter(text) == spelled
    said = spelled.replace(",", "")
    assert speakable(f"Xã {{đánh vần: {text}}} họp") == " ".join(f"xã {said} họp".split())


@pytest.mark.parametrize(
    "text",
    ["{lặp}", "{lặp: }", "{lặp: a{b}}", "{nghỉ: 11}", f"{{nghỉ: {LONGEST_REST_S}0}}", "{xem: a}"],
)
def test_other_braces_are_text(text: str) -> None:
    kinds = {span.rule.name for span in read_text(f"một {text} hai").spans}
    assert not kinds & {"again", "rest", "spell"}


def test_a_mark_does_not_go_over_a_line() -> None:
    assert speakable("{lặp: một\nhai}") == "lặp một hai"


def test_braces_that_look_like_a_mark() -> None:
    assert is_meant("{nghỉ: 60}")
    assert is_meant("{abc}")
    assert not is_meant("{}")
    assert not is_meant("{" + "a" * 30 + "}")


@given(st.text(alphabet="{}:lặpnghỉđánhvần 12,\n", max_size=60))
def test_any_braces_are_read(text: str) -> None:
    said = speakable(text)
    assert said == " ".join(said.split())
    assert not set(said) & set("{},:")
