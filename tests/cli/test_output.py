"""What is shown of foreign text, and how documents and tables are written."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.cli.call import Call, begin, split
from loudspeaker.cli.output import note, say, show, visible
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.sentences.moments import clock, duration, megabytes, moment, short_moment
from loudspeaker.sentences.places import points_in_words

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(st.text())
def test_nothing_hidden_is_shown(text: str) -> None:
    shown = visible(text)

    assert not {unicodedata.category(character) for character in shown} & HIDDEN


def test_vietnamese_and_direction_marks() -> None:
    assert visible("Nghị\u202e quyết\x1b[31m\u200b\nsố 5") == "Nghị quyết[31m số 5"


def test_a_document_is_one_line_of_json_or_text(
    as_text: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    show({"a": "ế"}, lambda document: print(document["a"]))  # noqa: T201 - what a command does
    begin(split(["--json", "--home", str(as_text.home.root)], {})[0])
    show({"a": "ế\n"}, print)

    text, document = capsys.readouterr().out.splitlines()
    assert text == "ế"
    assert json.loads(document) == {"a": "ế\n"}
    assert "ế" in document


def test_a_table_in_a_pipe_is_aligned_and_not_markup(capsys: pytest.CaptureFixture[str]) -> None:
    columns = (Column("No.", right=True), Column("Title"), Column("Last"))

    show_table(columns, [(1, "[red]x[/red]\n\u202ey", None), (22, "Nhà văn hóa", "z")], title="T")

    assert capsys.readouterr().out.splitlines() == [
        "T",
        "No.  Title           Last",
        "  1  [red]x[/red] y",
        " 22  Nhà văn hóa     z",
    ]


def test_letters_apart_from_their_marks_are_joined(capsys: pytest.CaptureFixture[str]) -> None:
    show_table((Column("A"), Column("B")), [(unicodedata.normalize("NFD", "ế"), "b")])

    assert capsys.readouterr().out.splitlines()[1] == "ế  b"


def test_a_table_in_a_terminal_is_drawn(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loudspeaker.cli.tables.is_terminal", lambda: True)

    show_table((Column("Title", wraps=True),), [("[bold]x",)], title="T")

    drawn = capsys.readouterr().out
    assert "[bold]x" in drawn
    assert "╭" in drawn


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([], ""),
        ([4], "4"),
        ([1, 2], "1, 2"),
        ([3, 1, 2, 2], "1-3"),
        ([1, 2, 4, 7, 8, 9, 11], "1, 2, 4, 7-9, 11"),
    ],
)
def test_points_are_written_in_stretches(numbers: list[int], words: str) -> None:
    assert points_in_words(numbers) == words


@given(st.sets(st.integers(1, 60)))
def test_stretches_name_every_point_once(numbers: set[int]) -> None:
    named: list[int] = []
    for part in points_in_words(numbers).split(", ") if numbers else []:
        first, _, last = part.partition("-")
        named += range(int(first), int(last or first) + 1)

    assert named == sorted(numbers)


def test_moments_and_durations() -> None:
    assert moment("2026-11-24T10:00:00.000Z") == "17:00 on Tuesday 24/11/2026"
    assert moment("2026-11-24T17:00:07+07:00") == "17:00:07 on Tuesday 24/11/2026"
    assert moment("mai 5:30") == "mai 5:30"
    assert short_moment("2026-11-24T17:00:00+07:00") == "24/11 17:00"
    assert short_moment("2026-11-24T17:00:07+07:00") == "24/11 17:00:07"
    assert short_moment(None) == ""
    assert short_moment("x\x1b") == "x"
    assert [duration(0), duration(1), duration(60), duration(72.4)] == [
        "0 seconds",
        "1 second",
        "1 minute",
        "1 minute 12 seconds",
    ]
    assert [clock(0), clock(65_999), clock(600_000)] == ["0:00", "1:05", "10:00"]
    assert [megabytes(63_201_294), megabytes(81e9)] == ["63 MB", "81 GB"]


@given(st.text())
def test_no_text_makes_a_moment_fail(text: str) -> None:
    assert isinstance(moment(text), str)
    assert isinstance(short_moment(text), str)


def test_long_lines_are_wrapped_at_words_in_a_terminal_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "  " + "mười chín giờ " * 10 + "/a/path/that-is-long"
    monkeypatch.setenv("COLUMNS", "50")
    say(text)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    say(text)
    note(text)
    say(text, wraps=False)

    captured = capsys.readouterr()
    whole, *wrapped, raw = captured.out.splitlines()
    assert whole == raw == text
    assert all(len(line) <= 50 and line.startswith("  ") for line in wrapped)
    assert " ".join(line.strip() for line in wrapped) == text.strip()
    assert captured.err.splitlines() == wrapped
