"""Where a text comes from, and what is none."""

from __future__ import annotations

import io
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.cli.text_source import MOST_BYTES, need_source, read_source
from loudspeaker.cli.typed import positive, whole_number
from loudspeaker.errors import FileRefused, TextRefused, UsageRefused


class Stdin(io.TextIOWrapper):
    """Standard input with these bytes."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8")


def test_the_argument_a_file_or_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"\xef\xbb\xbf" + "Mời họp".encode())
    monkeypatch.setattr(sys, "stdin", Stdin("từ ống".encode()))

    assert read_source("chữ", None) == "chữ"
    assert read_source(None, file) == "Mời họp"
    assert read_source("-", None) == "từ ống"
    assert read_source(None, None) is None


def test_one_source_only_and_at_least_one(tmp_path: Path) -> None:
    with pytest.raises(UsageRefused, match="not_together"):
        read_source("a", tmp_path)
    with pytest.raises(UsageRefused, match="missing"):
        need_source(None, None)


def test_bytes_that_are_no_text_are_placed(tmp_path: Path) -> None:
    file = tmp_path / "x.docx"
    file.write_bytes(b"PK\x03\x04\xff\xfe")

    with pytest.raises(TextRefused) as refused:
        read_source(None, file)
    assert (refused.value.problem, refused.value.where) == ("not_text", "byte 4")
    with pytest.raises(TextRefused, match="byte 1"):
        read_source("a\udcff", None)


def test_what_is_no_file(tmp_path: Path) -> None:
    for path, problem in ((tmp_path / "no", "missing"), (tmp_path, "not_a_file")):
        with pytest.raises(FileRefused) as refused:
            read_source(None, path)
        assert refused.value.problem == problem


def test_an_unreadable_path_is_refused_with_the_system_s_words(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="too long"):
        read_source(None, tmp_path / ("x" * 300))


def test_more_than_any_text_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(b"a" * (MOST_BYTES + 10)))

    with pytest.raises(TextRefused, match="too_long"):
        read_source("-", None)


@pytest.mark.parametrize("value", ["", "-1", "1.5", "x", "٣", "9" * 13, "1e3"])
def test_what_is_no_whole_number(value: str) -> None:
    with pytest.raises(UsageRefused, match="not_a_number"):
        whole_number("--n", value)


def test_whole_numbers() -> None:
    assert whole_number("--n", "012") == 12
    assert whole_number("--n", None) is None


@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "11", "1e9", "x", ""])
def test_what_is_beyond_the_bounds(value: str) -> None:
    with pytest.raises(UsageRefused):
        positive("--rate", value, most=10, problem="rate")


def test_numbers_within_the_bounds() -> None:
    assert positive("--rate", "2.5", most=10, problem="rate") == 2.5


@given(st.text())
def test_any_text_is_a_number_or_refused(text: str) -> None:
    for read in (
        lambda: whole_number("--n", text),
        lambda: positive("--n", text, most=10, problem="x"),
        lambda: read_source(text.replace("-", ""), None),
    ):
        with suppress(UsageRefused, TextRefused):
            read()
