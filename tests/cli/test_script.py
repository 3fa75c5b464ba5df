"""A text and its reading, side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.cli.call import Call
from loudspeaker.cli.interlinear import show_script
from loudspeaker.cli.script import script_document
from loudspeaker.errors import TextRefused
from loudspeaker.text import read_text
from loudspeaker.text.reading import shipped_manner
from tests.cli.conftest import Terminal

TEXT = "UBND xã họp lúc 19h30 (thứ Sáu).\n1. Tiêm 2,5ml vắc-xin. ☎"


def test_readings_stand_below_what_they_read(nowhere: Terminal) -> None:
    lines = nowhere("script", TEXT).out.splitlines()

    assert lines[0] == "UBND            xã họp lúc 19h30                      (thứ Sáu)."
    assert lines[1] == "ủy ban nhân dân            mười chín giờ ba mươi phút"
    assert lines[2].startswith("1.  Tiêm 2,5          ml        vắc-xin.")
    assert lines[3].startswith("một      hai phẩy năm mi li lít")
    assert "How it will be read:" in lines
    assert "Note: signs that are not read out: 1" in lines


def test_explaining_names_class_and_rule(nowhere: Terminal) -> None:
    told = nowhere("script", TEXT, "--explain")

    row = next(line for line in told.out.splitlines() if line.startswith("19h30 "))
    assert row.split() == ["19h30", "mười", "chín", "giờ", "ba", "mươi", "phút", "time", "clock_h"]
    assert any(line.startswith("☎") and "(silent)" in line for line in told.out.splitlines())


def test_the_spans_as_json(nowhere: Terminal) -> None:
    document = nowhere.json("script", TEXT).document

    for span in document["spans"]:
        assert document["text"][span["start"] : span["end"]] == span["text"]
    assert document["spans"][0] == {
        "start": 0,
        "end": 4,
        "text": "UBND",
        "reading": "ủy ban nhân dân",
        "kind": "abbreviation",
        "rule": "abbreviation",
        "pause": None,
    }
    assert document["notices"] == [{"what": "symbol", "count": 1}]
    assert " ".join(phrase["text"] for phrase in document["phrases"]) == document["script"]


def test_hidden_characters_are_counted(nowhere: Terminal) -> None:
    told = nowhere("script", "Mời\u200b họp\u202e")

    assert "Note: hidden characters left out: 2" in told.out


def test_an_old_font_is_told(nowhere: Terminal, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Th«ng b¸o häp th«n".encode("cp1252"))
    told = nowhere("script", "--file", str(tmp_path / "a.txt"))

    assert "thông báo họp thôn" in told.out.casefold()
    assert "Note: letters of an old font (TCVN3, VNI) rewritten in Unicode: 4" in told.out


def test_a_file_and_an_empty_text(nowhere: Terminal, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Mời họp")

    assert nowhere.json("script", "--file", str(tmp_path / "a.txt")).document["text"] == "Mời họp"
    assert nowhere("script", "...").status == TextRefused.exit_code
    assert nowhere("script").status == 2


def test_colours_only_in_a_terminal_that_wants_them(
    nowhere: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("loudspeaker.cli.interlinear.is_terminal", lambda: True)
    coloured = nowhere("script", "Mời 5 hộ").out
    monkeypatch.setenv("NO_COLOR", "1")

    assert "\x1b[36m5  \x1b[0m" in coloured
    assert "\x1b" not in nowhere("script", "Mời 5 hộ").out


@given(st.text(max_size=80))
def test_any_text_that_can_be_read_can_be_shown(text: str) -> None:
    try:
        reading = read_text(text)
    except TextRefused:
        return
    document = script_document(reading, shipped_manner())

    show_script(document, explain=True)


@pytest.fixture(autouse=True)
def _in_a_call(as_text: Call) -> None:
    """Showing asks whether anybody wants JSON."""
