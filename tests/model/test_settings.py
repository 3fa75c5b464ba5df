from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.model import settings
from loudspeaker.model.settings import REQUIRED, Scalar

KINDS: dict[str, Scalar] = {
    "line": settings.line_of_text(10),
    "lines": settings.lines_of_text(10),
    "choice": settings.choice(("a", "b")),
    "flag": settings.flag(),
    "file": settings.file_name(".yaml"),
    "whole": settings.whole(-5, 1000),
    "number": settings.number(-0.5, 2),
    "hex": settings.hexadecimal(4),
    "sha256": settings.sha256(),
    "https": settings.https_address(),
    "minute": settings.minute_of_day(),
    "day": settings.day(),
    "path": settings.location(),
    "port": settings.location(devices=True),
}


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("line", "  Thôn 1 ", "Thôn 1"),
        ("line", "Tho\u0302n", "Thôn"),
        ("lines", "a\n b\n", "a\n b"),
        ("choice", "b", "b"),
        ("flag", "true", True),
        ("flag", "false", False),
        ("file", "vi-huong.yaml", "vi-huong"),
        ("file", "vi-huong", "vi-huong"),
        ("whole", "0", 0),
        ("whole", "-5", -5),
        ("whole", "1000", 1000),
        ("number", "2", 2.0),
        ("number", "-0.5", -0.5),
        ("hex", "7f2B", 0x7F2B),
        ("hex", "7001", 0x7001),
        ("sha256", "A" * 64, "a" * 64),
        ("https", "https://example.org/a/b.onnx", "https://example.org/a/b.onnx"),
        ("minute", "05:30", 330),
        ("minute", "5:30", 330),
        ("minute", "00:00", 0),
        ("minute", "24:00", 1440),
        ("day", "2028-02-29", date(2028, 2, 29)),
        ("path", "village/ports/encoder", "village/ports/encoder"),
        ("port", "/dev/serial/by-path/a:b.0", "/dev/serial/by-path/a:b.0"),
    ],
)
def test_values(kind: str, text: str, value: Any) -> None:
    assert KINDS[kind].convert(text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("line", ""),
        ("line", "   "),
        ("line", "12345678901"),
        ("line", "a\nb"),
        ("line", "a\u202eb"),
        ("line", "a\u200bb"),
        ("line", "a\x07"),
        ("lines", "12345678901"),
        ("lines", "\n"),
        ("choice", "A"),
        ("flag", "yes"),
        ("flag", "on"),
        ("flag", "True"),
        ("file", "../x"),
        ("file", "a/b"),
        ("file", ".hidden"),
        ("file", ""),
        ("whole", "010"),
        ("whole", "1_000"),
        ("whole", "1.0"),
        ("whole", "0x10"),
        ("whole", "-0"),
        ("whole", "1001"),
        ("whole", "-6"),
        ("whole", "٣"),
        ("number", "1e3"),
        ("number", ".5"),
        ("number", "nan"),
        ("number", "inf"),
        ("number", "2.1"),
        ("hex", "7f2"),
        ("hex", "0x7f"),
        ("sha256", "a" * 63),
        ("https", "http://example.org/"),
        ("https", "https://example.org/a b"),
        ("minute", "24:01"),
        ("minute", "25:00"),
        ("minute", "330"),
        ("minute", "5h30"),
        ("minute", "05:60"),
        ("day", "2027-02-29"),
        ("day", "1/12/2026"),
        ("path", "/etc/passwd"),
        ("path", "/dev/null"),
        ("path", "~/x"),
        ("path", "a/../../b"),
        ("path", ""),
        ("path", "a\0b"),
        ("path", "a" * 201),
        ("port", "/etc/passwd"),
        ("port", "/dev/../etc/passwd"),
        ("port", "socket://host:1"),
    ],
)
def test_refused(kind: str, text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the reader tells what the kind expects
        KINDS[kind].convert(text)


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text(max_size=30))
def test_any_text_gives_a_value_or_value_error(kind: str, text: str) -> None:
    try:
        KINDS[kind].convert(text)
    except ValueError:
        assert KINDS[kind].expected


def test_bounds_are_told() -> None:
    assert settings.whole(1, 247).expected == "a whole number from 1 to 247"
    assert settings.number(0.5, 2).expected == "a number from 0.5 to 2"


def test_required_reads_well() -> None:
    assert repr(REQUIRED) == "REQUIRED"
