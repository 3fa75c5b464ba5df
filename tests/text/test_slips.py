"""What was meant is heard, whatever was typed in its place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.text import read_text, speakable
from loudspeaker.text.notices import Noticed
from loudspeaker.text.slips import mended
from tests.text.test_sets import sentences

WRITTEN = [row.written for row in sentences("seen")]
WITHIN = re.compile(r"(?<=\w)-(?=\w)")
JOINED = re.compile(r"\w+(?:-\w+)+")


READ = {text: speakable(text) for text in WRITTEN if "-" in text}


def with_long_dashes(text: str, dash: str) -> str:
    """Replace all but what stands once between two numbers: that may be a stretch of them."""

    def replaced(found: re.Match[str]) -> str:
        joined = found.group()
        is_stretch = joined.count("-") == 1 and joined.replace("-", "").isdigit()
        return joined if is_stretch else joined.replace("-", dash)

    return JOINED.sub(replaced, text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Mời  họp ,  mang theo  giấy .", "Mời họp, mang theo giấy."),
        ("Mời họp,mang giấy;đi sớm:7h30,đúng giờ", "Mời họp, mang giấy; đi sớm: 7h30, đúng giờ"),
        ("họp.Mang giấy lúc 7h30.Đến sớm", "họp. Mang giấy lúc 7h30. Đến sớm"),
        ("15 , 16/4", "15, 16/4"),
        ("(xã)Mời( thôn )", "(xã) Mời (thôn)"),
        ("Ðảng ủy, 749/QÐ-TTg, HÐND", "Đảng ủy, 749/QĐ-TTg, HĐND"),
        ("Ɖảng ðược đƣợc", "Đảng được được"),
        ("UВND xã, bà cоn", "UBND xã, bà con"),
        ("biển số 97А-123.45", "biển số 97A-123.45"),
        ("Ηọp", "Họp"),
        ("ﬁle", "file"),
        ("th\xadông b\xadáo", "thông báo"),
        ("30″ và 15′", "30\" và 15'"),
        ("H´Mông, HʼMông, H`Mông, H‘Mông", "H'Mông, H'Mông, H'Mông, H'Mông"),
        ("„Xin chào‟ ‹thôn› ＂xã＂ «tổ»", '"Xin chào" "thôn" "xã" "tổ"'),
        ("ＵＢＮＤ ０９１２３４５６７８ ７ｈ３０", "UBND 0912345678 7h30"),
        ("１５／０４／２０２６", "15/04/2026"),
        ("1⁄2 số hộ lúc 7∶30", "1/2 số hộ lúc 7:30"),
        ("nhiệt độ −2°C", "nhiệt độ -2°C"),
        ("5 − 7 người, 5%−10%, 8°C−12°C", "5 - 7 người, 5%-10%, 8°C-12°C"),
        ("− Kính mời\n· Kính báo\n⁃ Kính thưa", "- Kính mời\n- Kính báo\n- Kính thưa"),
        ("thắng 3 — 0 và 2—1", "thắng 3 - 0 và 2-1"),
        ("NPK 16–16–8, từ 1–4–2027", "NPK 16-16-8, từ 1-4-2027"),
        ("3✕4 m", "3x4 m"),
    ],
)
def test_slips(typed: str, meant: str) -> None:
    assert speakable(typed) == speakable(meant)
    noticed = {notice.what for notice in read_text(typed).notices}
    assert noticed <= {Noticed.HIDDEN}


@pytest.mark.parametrize("dash", "‐‑−﹣－")
def test_hyphens_within_a_word_or_code(dash: str) -> None:
    for text, read in READ.items():
        assert speakable(WITHIN.sub(dash, text)) == read


@pytest.mark.parametrize("dash", "‒–—―")
def test_dashes_in_codes(dash: str) -> None:
    for text, read in READ.items():
        assert speakable(with_long_dashes(text, dash)) == read


@pytest.mark.parametrize("dash", "‐‑‒–—―−﹣－")
def test_dashes_between_spaces(dash: str) -> None:
    for text, read in READ.items():
        assert speakable(text.replace(" - ", f" {dash} ")) == read


SPACED = {text: speakable(text) for text in WRITTEN if re.search("[,:;/%() ]", text)}
SPACES = {
    "a comma between spaces": (r"(?<=\S), ", " , "),
    "a comma at the next word": (r"(?<=\S), (?=\S)", " ,"),
    "no space behind a comma": (r"(?<=\S), (?=[^\W\d])", ","),
    "a colon at the next word": (r"(?<=\S): (?=\S)", " :"),
    "a semicolon between spaces": (r"(?<=\S); ", " ; "),
    "two spaces": (" ", "  "),
    "hard spaces before numbers": (r" (?=\d)", "\xa0"),
    "a space before a per cent": (r"(?<=\d)%", " %"),
    "spaces around a slash": (r"(?<=[a-zđ])/(?=[a-zđ])", " / "),
    "a space before the bracket's end": (r"(?<=\w)\)(?=[ .,;]|$)", " )"),
    "more dots at the end": (r"\.?$", "..."),
}


@pytest.mark.slow
@pytest.mark.parametrize("slip", SPACES)
def test_spaces_typed_otherwise(slip: str) -> None:
    found, typed = SPACES[slip]
    wrong = [text for text, read in SPACED.items() if speakable(re.sub(found, typed, text)) != read]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    ["Привет", "Δοκιμή", "aж", "А", "5–7 người", "−2", "(−2)", "‘một’", "a·b", "α", "ngày 20–11"],
)
def test_what_is_meant_so_stays(text: str) -> None:
    assert mended(text) == text


@given(st.text(max_size=200) | st.text(alphabet="a1аο -–—−‐·‘Ð\n", max_size=60))
def test_mending_twice_is_mending_once(text: str) -> None:
    assert mended(mended(text)) == mended(text)
