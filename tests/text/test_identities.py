"""A number that is named a code is said digit by digit, however it is grouped and ended."""

from __future__ import annotations

import re

import pytest

from loudspeaker.text import speakable
from loudspeaker.text.numbers import digits

NAMES = ["STK", "STK:", "số tài khoản", "tài khoản số", "MST", "mã số thuế:"]
GROUPED = ["8601.205.441.702", "3761.0.9058842.91046", "113.000.012.345", "0123.456.789"]
ENDS = [
    "",
    ".",
    ",",
    "; hạn 5/12.",
    ", Kho bạc.",
    ")",
    " (mở tại Kho bạc)",
    "\nXin cảm ơn.",
    " tại xã",
]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("number", GROUPED)
@pytest.mark.parametrize("name", NAMES)
def test_accounts_with_dots(name: str, number: str, end: str) -> None:
    named = speakable(f"Nộp vào {name}").split()
    said = speakable(f"Nộp vào {name} {number}{end}").split()
    wanted = digits(number.replace(".", "")).split()
    assert said[len(named) : len(named) + len(wanted)] == wanted


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(
    "number",
    ["19001234", "1900 1234", "1900.1234", "1900 969 680", "1900.96.96.80", "1800-599-920",
     "0912 345 678", "0209.3.871.234", "0209 3871234", "(0209) 3.871.234"],
)  # fmt: skip
def test_telephones(number: str, end: str) -> None:
    said = speakable(f"Gọi {number}{end}").split()[1:]
    wanted = digits(re.sub("[^0-9]", "", number)).split()
    assert said[: len(wanted)] == wanted


def test_letters_of_a_certificate() -> None:
    assert speakable("số phát hành BK 482915, số vào sổ CH 00716") == (
        "số phát hành bê ca bốn tám hai chín một năm số vào sổ xê hát không không bảy một sáu"
    )
    assert speakable("tặng BK 482915") != speakable("số phát hành BK 482915")
