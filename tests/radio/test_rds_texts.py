"""Names and texts, shortened to what fits."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.rds_texts import (
    enhanced_text_bytes,
    long_name_bytes,
    name_bytes,
    short_name,
    text_bytes,
)

LONG = "Mời toàn thể bà con thôn Đông đến nhà văn hoá dự họp lúc 19 giờ 30 phút tối thứ bảy"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("DAI XA", "DAI XA"),
        ("Đài xã", "Đài xã"),
        ("Đài truyền thanh xã An Phú", "An Phú"),
        ("đài truyền thanh phường Bến Nghé", "Bên Nghé"),
        ("Truyền thanh xã Vĩnh Phúc", "VinhPhúc"),
        ("UBND xã Thạnh Đông", "Thanh"),
        ("Đài truyền thanh xã", "xã"),
        ("Truyền thanh Thanh Hoá", "ThanhHoá"),
        ("Nghiêng nghiêng", "Nghiêng"),
        ("Vladivostok", "Vladivos"),
        ("  An \n Phú ", "An Phú"),
        ("", ""),
        ("\u200b\x00", ""),
    ],
)
def test_a_name_is_shortened_to_what_tells_most(name: str, short: str) -> None:
    assert short_name(name) == short


def test_name_is_filled_with_spaces() -> None:
    assert name_bytes("An Phú") == b"An Ph\x88  "
    assert name_bytes("") == b" " * 8


def test_short_text_is_ended() -> None:
    assert text_bytes("Họp\n lúc  17h") == b"Hop l\x88c 17h\r"
    assert text_bytes(" \t") == b""
    assert text_bytes("x" * 64) == b"x" * 64
    assert text_bytes("x" * 63) == b"x" * 63 + b"\r"


def test_long_text_ends_with_a_whole_word() -> None:
    assert text_bytes(LONG) == text_bytes(LONG[: LONG.index(" 30 phút")])
    assert text_bytes("x" * 65) == b"x" * 64


def test_long_name_is_filled_with_0d() -> None:
    assert long_name_bytes("Đài xã") == "Đài xã".encode().ljust(32, b"\r")
    assert long_name_bytes("") == b""
    assert long_name_bytes("Đài truyền thanh xã Vĩnh Phúc Đông") == (
        "xã Vĩnh Phúc Đông".encode().ljust(32, b"\r")
    )
    assert long_name_bytes("Hợp tác xã Nông nghiệp Vĩnh Phúc Đông") == (
        "Hợp tác xã Nông nghiệp".encode().ljust(32, b"\r")
    )


def test_enhanced_text_is_not_folded() -> None:
    assert enhanced_text_bytes("Họp ☀") == "Họp ☀\r".encode()
    assert enhanced_text_bytes("") == b""
    assert enhanced_text_bytes(LONG * 2).decode().rstrip("\r") in LONG + LONG


@given(st.text(max_size=400))
def test_whatever_the_text_the_lengths_are_kept(text: str) -> None:
    assert len(name_bytes(text)) == 8
    assert len(long_name_bytes(text)) in {0, 32}
    for data, most in ((text_bytes(text), 64), (enhanced_text_bytes(text), 128)):
        assert len(data) <= most
        assert b"\r" not in data[:-1]
        assert not data or data.endswith(b"\r") or len(data) == most
    for data in (long_name_bytes(text), enhanced_text_bytes(text)):
        assert unicodedata.is_normalized("NFC", data.decode())


@given(st.text(alphabet="abcđế ", max_size=200))
def test_shortened_texts_are_whole_words_of_the_text(text: str) -> None:
    sent = enhanced_text_bytes(text).decode().rstrip("\r").split()
    words = text.split()
    if words and len(words[0].encode()) <= 128:
        assert sent == words[: len(sent)]


def test_a_very_long_text_costs_little() -> None:
    assert text_bytes("a b " * 1_000_000) == b"a b " * 15 + b"a b\r"
