"""The line of digits: what stands in it, and where it came from."""

from __future__ import annotations

import pytest

from loudspeaker.plugins.guard.digits import digits_of
from loudspeaker.plugins.guard.folding import fold


def line(text: str) -> str:
    return digits_of(fold(text)).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("034.090-001", "#034 090 001"),
        ("034, 090,001", "#034,090 001"),
        ("034/090", "#034/090"),
        ("034\n090", "#034n090"),
        ("034 và 090", "#034#090"),
        ("(0226) 3868", "#0226 3868"),
        ("không chín, một", "#0 9 1"),
        ("không chấm hai gạch ba", "#0 2 3"),
        ("khong chin mot hai ba", "#0 9 1 2 3"),
        ("sau tam nam", ""),
        ("năm 2026", "#2026"),
        ("O9l2", "#0912"),
        ("gọi0912", "#0912"),
        ("ở 12 thôn", "#12"),
        ("o 912", "#0 912"),
        ("từ 01/01/2026 đến 31-12-2026", ""),
        ("từ 2021 - 2025", ""),
        ("01.10.2026.3112", "#01 10 2026 3112"),
        ("", ""),
    ],
)  # fmt: skip
def test_digits_in_one_line(text: str, expected: str) -> None:
    assert line(text) == expected


def test_each_digit_knows_where_it_is_written() -> None:
    text = "Số ０３\u200b4 không hai"
    folded = fold(text)
    found = digits_of(folded)
    assert found.text == "#034 0 2"
    start, end = folded.span(*found.span(1, 4))
    assert text[start:end] == "０３\u200b4"


def test_folding_keeps_length_of_both_forms() -> None:
    for text in ("Đặng Ỷ", "ﷺ½ß", "e\u0301\u200b", "İ"):
        folded = fold(text)
        assert len(folded.cased) == len(folded.plain) == len(folded.at) - 1
