from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import loudspeaker.text
from loudspeaker.errors import TextRefused
from loudspeaker.text import make_script
from loudspeaker.text.script import (
    FIRST_SYLLABLES,
    MOST_SYLLABLES,
    Script,
    script_from_values,
)
from tests.text.examples import EXAMPLES

LONG = (
    "Trạm Y tế xã tổ chức tiêm chủng cho trẻ em dưới 24 tháng tuổi và phụ nữ có thai tại nhà"
    " văn hóa các thôn theo lịch đã được thông báo từ trước để bà con chủ động đưa con em mình"
    " đi tiêm đầy đủ đúng lịch và an toàn."
)


def rows(text: str) -> list[tuple[str, int]]:
    return [(phrase.text, phrase.pause_ms) for phrase in make_script(text).phrases]


def test_sentences_and_paragraphs() -> None:
    assert rows("THÔNG BÁO\n\nKính thưa bà con! Có họp không?\n- Một;\n- Hai, ba") == [
        ("thông báo.", 900),
        ("kính thưa bà con!", 550),
        ("có họp không?", 650),
        ("một.", 650),
        ("hai, ba.", 550),
    ]


def test_a_long_sentence_is_cut_where_one_breathes() -> None:
    assert rows(LONG) == [
        ("trạm y tế xã tổ chức tiêm chủng", 0),
        (
            (
                "cho trẻ em dưới hai mươi tư tháng tuổi và phụ nữ có thai tại nhà văn hóa các thôn"
                " theo lịch đã được thông báo từ trước"
            ),
            0,
        ),
        ("để bà con chủ động đưa con em mình đi tiêm đầy đủ đúng lịch và an toàn.", 550),
    ]


def test_a_comma_is_the_better_place() -> None:
    assert rows("Do ảnh hưởng của bão số 3, từ đêm nay có mưa to đến rất to.") == [
        ("do ảnh hưởng của bão số ba,", 250),
        ("từ đêm nay có mưa to đến rất to.", 550),
    ]


def test_only_the_first_phrase_is_short() -> None:
    script = make_script("Kính thưa bà con. " + LONG)
    first, second, *_ = script.phrases
    assert first.syllables == 4
    assert FIRST_SYLLABLES < second.syllables <= MOST_SYLLABLES


def test_positions_lead_back_to_the_text() -> None:
    text = "Họp lúc 7h30, mời bà con."
    script = make_script(text)
    assert [text[phrase.start : phrase.end] for phrase in script.phrases] == [
        "Họp lúc 7h30, mời bà con"
    ]


def test_duration() -> None:
    script = make_script("Kính thưa bà con.")
    assert script.duration_s == pytest.approx(4 / 4.2 + 0.55)


def test_the_text_s_hash_is_of_the_prepared_text() -> None:
    script = make_script("Tho\u0302ng ba\u0301o\r\n")
    assert script.text_sha256 == hashlib.sha256("Thông báo".encode()).hexdigest()


def test_canonical_form_is_stable() -> None:
    script = make_script("Thông báo.")
    assert json.loads(script.canonical()) == script.to_values()
    assert script.canonical() == (
        b'{"form":1,"sentences":[[["th\xc3\xb4ng b\xc3\xa1o.",550,0,9]]],"text_sha256":"'
        + script.text_sha256.encode()
        + b'"}'
    )
    assert script.sha256 == hashlib.sha256(script.canonical()).hexdigest()


@pytest.mark.parametrize(("text", "reading"), [row for row in EXAMPLES if row[1]])
def test_there_and_back(text: str, reading: str) -> None:
    script = make_script(text)
    assert reading
    assert script_from_values(json.loads(script.canonical())) == script


@pytest.mark.parametrize(
    "change",
    [
        {"form": 2},
        {"sentences": None},
        {"sentences": [[["a", 1, 2]]]},
        {"sentences": [[["a", -1, 0, 1]]]},
        {"sentences": [[[5, 1, 0, 1]]]},
        {"sentences": [[["a", "1", 0, 1]]]},
    ],
)
def test_other_values_are_refused(change: dict[str, Any]) -> None:
    values = make_script("Thông báo.").to_values()
    with pytest.raises((ValueError, TypeError)):
        script_from_values({**values, **change})


def script_of(text: str) -> Script | None:
    try:
        return make_script(text)
    except TextRefused:
        return None


@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(["bà", "7h30", "và,", "để.", "31/12/2026", "12345678901234567", "!"])
    ).map(" ".join)
)
def test_phrases_keep_their_bounds(text: str) -> None:
    script = script_of(text)
    if script is None:
        return
    first, *others = script.phrases
    assert 0 < first.syllables <= FIRST_SYLLABLES
    assert all(0 < phrase.syllables <= MOST_SYLLABLES for phrase in others)
    for sentence in script.sentences:
        assert sentence.phrases[-1].text[-1] in ".?!"
        assert sentence.phrases[-1].pause_ms >= 550
    for before, after in pairwise(script.phrases):
        assert before.start <= after.start


def test_the_rules_are_loaded_when_first_used() -> None:
    code = "import sys, loudspeaker.text; print('loudspeaker.text.reader' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_exported_names() -> None:
    assert loudspeaker.text.__all__ == ["make_script", "read_text", "speakable"]
