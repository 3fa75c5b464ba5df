"""Patterns written by people: what they find, and that they never take long."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.line_template import LONGEST, BadTemplate, Template


def number(text: str, answer: str) -> float | None:
    return Template(text).number(answer.encode("latin-1"))


@pytest.mark.parametrize(
    ("text", "answer", "expected"),
    [
        ("PFWD={number} W", "PFWD=28.4 W\r\n", 28.4),
        ("PFWD={number} W", "PFWD=  28.4W", None),  # the blanks before are not in the template
        ("PFWD= {number} W", "PFWD=  28.4W", 28.4),
        ("PFWD={number}", "PFWD=28.4\r", 28.4),
        ("PFWD={number}", "PFWD=28.4", None),  # may go on
        ("PFWD={number} W", "PFWD=28", None),
        ("{number}W", "FP?\r\n 300W\n\r>", 300.0),  # echo, then the answer
        ("FPOW={number}", "FPOW=54\n", 54.0),
        ("TEMP={number}", "TEMP=-7,5 C", -7.5),
        ("a,{number},b", "a,7,b", 7.0),
        ("P,{number},", "P,28.4,0.3,41\r", 28.4),
        ("P,{skip},{number},", "P,28.4,0.3,41\r", 0.3),
        ("P {skip} T={number}", "P 28 and so on T=41\r", 41.0),
        ("P {skip} T={number}", "P 28\r\nT=41\r", None),  # not over the end of a line
        ("{number}W", "12345678901W", None),  # too long: not its tail either
        ("{number}W", "1.2.3W", None),
        ("{number}W", "28.4.W", None),
        ("{{{number}}}", "{5}", 5.0),
        ("a.c={number}", "abc=1\r", None),  # a point is a point
        ("x*{number}", "x*3\r", 3.0),
        ("PWR.{number}", "PWR.3\r", 3.0),
    ],
)
def test_numbers(text: str, answer: str, expected: float | None) -> None:
    assert number(text, answer) == expected


def test_the_first_place_that_fits_counts() -> None:
    assert number("P={number}", "P=x P=2 P=3 ") == 2.0


@pytest.mark.parametrize(
    ("text", "answer", "found"),
    [
        ("OK", b"junk OK\r", True),
        ("OK", b"O\rK", False),
        ("RF  ON", b"RF\tON", True),
        ("RF ON", b"RFON", True),
        ("RF ON", b"rf on", False),
        ("+", b"\x00+\r", True),
    ],
)
def test_plain_answers(text: str, answer: bytes, found: bool) -> None:
    template = Template(text)
    assert template.matches(answer) is found
    assert not template.has_number
    assert template.number(answer) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "x" * (LONGEST + 1),
        "{nummer}",
        "{number",
        "number}",
        "{}",
        "{number}{number}",
        "{skip}a{skip}",
        "a\nb",
        "a\x00",
        "nhiệt độ {number}",
    ],
)
def test_what_is_no_template(text: str) -> None:
    with pytest.raises(BadTemplate):
        Template(text)


def test_templates_are_values() -> None:
    assert Template("a {number}") == Template("a {number}")
    assert Template("a") != Template("b")
    assert len({Template("a"), Template("a")}) == 1


@given(text=st.text(max_size=100))
def test_any_text_is_a_template_or_refused(text: str) -> None:
    try:
        template = Template(text)
    except BadTemplate:
        return
    template.matches(b"anything")


@given(value=st.decimals(-9999, 9999, places=2, allow_nan=False))
def test_what_was_written_is_read(value: object) -> None:
    assert number("V={number}", f"V={value}\r") == float(str(value))


PARTS = ["{number}", "{skip}", " ", "a", "aa", "1", ",", ".", "-", "{{"]


@pytest.mark.slow
def test_no_template_takes_long_whatever_comes(fuzz_count: int) -> None:
    """The worst of many, on answers made of the template's own pieces."""
    chance = random.Random(11)
    longest_s = 0.0
    for _ in range(fuzz_count // 10):
        text = "".join(chance.choices(PARTS, k=chance.randint(1, 40)))
        try:
            template = Template(text)
        except BadTemplate:
            continue
        answer = "".join(chance.choices([" ", "a", "1", ",", ".", "-", "{", "1" * 9], k=1024))
        begin = time.perf_counter()
        template.matches(answer.encode()[:1024])
        longest_s = max(longest_s, time.perf_counter() - begin)
    assert longest_s < 0.05


@pytest.mark.parametrize("answer", [b" " * 1024, b"a" * 1024, b"1" * 1024, b"a " * 512])
@pytest.mark.parametrize(
    "text", ["{skip}{number}", "a {skip} a a a {number}", "{skip} " + "a " * 30, " a" * 20]
)
def test_answers_meant_to_hurt(text: str, answer: bytes) -> None:
    template = Template(text)
    begin = time.perf_counter()
    template.matches(answer)
    assert time.perf_counter() - begin < 0.1
