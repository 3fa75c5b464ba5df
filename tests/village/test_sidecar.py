"""Labels by frame, from an index that grows while it is read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.village.sidecar import Label, Sidecar


def _line(first: int, frames: int, occurrence: str | None, position: int = 0) -> str:
    fields = {"session": "s1", "mono_ns": 1, "first_frame": first, "frames": frames}
    return json.dumps({**fields, "occurrence": occurrence, "pos_frame": position}) + "\n"


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "s1.jsonl"


@pytest.fixture
def sidecar(tmp_path: Path) -> Iterator[Sidecar]:
    sidecar = Sidecar(tmp_path)
    yield sidecar
    sidecar.close()


def _label(first: int, frames: int, occurrence: str | None, position: int | None) -> Label:
    return Label(first_frame=first, frames=frames, occurrence=occurrence, position=position)


def test_spans_are_cut_where_labels_change(index: Path, sidecar: Sidecar) -> None:
    index.write_text(_line(0, 100, None) + _line(100, 50, "a", 7) + _line(150, 50, "b"))
    spans = sidecar.spans("s1", 90, 80)
    assert spans == [
        _label(90, 10, None, None),
        _label(100, 50, "a", 7),
        _label(150, 20, "b", 0),
    ]


def test_positions_go_on_within_an_entry(index: Path, sidecar: Sidecar) -> None:
    index.write_text(_line(0, 100, "a", 1_000))
    assert sidecar.spans("s1", 0, 10) == [_label(0, 10, "a", 1_000)]
    assert sidecar.spans("s1", 10, 10) == [_label(10, 10, "a", 1_010)]


def test_blocks_that_go_on_are_one_span(index: Path, sidecar: Sidecar) -> None:
    silence = "".join(_line(first, 960, None) for first in range(0, 9_600, 960))
    speech = "".join(_line(9_600 + at, 960, "a", at) for at in range(0, 9_600, 960))
    index.write_text(silence + speech + _line(19_200, 960, "a", 0) + _line(20_160, 960, "b", 960))
    assert sidecar.spans("s1", 480, 20_640) == [
        _label(480, 9_120, None, None),
        _label(9_600, 9_600, "a", 0),
        _label(19_200, 960, "a", 0),
        _label(20_160, 960, "b", 960),
    ]


def test_frames_without_an_entry_have_no_label(index: Path, sidecar: Sidecar) -> None:
    index.write_text(_line(10, 10, "a"))
    assert sidecar.spans("s1", 0, 30) == [
        _label(0, 10, None, None),
        _label(10, 10, "a", 0),
        _label(20, 10, None, None),
    ]


def test_it_grows_and_a_torn_line_waits_for_its_end(index: Path, sidecar: Sidecar) -> None:
    index.write_text(_line(0, 10, "a") + _line(10, 10, "b")[:20])
    assert sidecar.spans("s1", 0, 20)[-1] == _label(10, 10, None, None)
    with index.open("a") as stream:
        stream.write(_line(10, 10, "b")[20:])
    assert sidecar.spans("s1", 10, 10) == [_label(10, 10, "b", 0)]


def test_a_session_may_begin_before_its_index(index: Path, sidecar: Sidecar) -> None:
    assert sidecar.spans("s1", 0, 10) == [_label(0, 10, None, None)]
    index.write_text(_line(0, 20, "a"))
    assert sidecar.spans("s1", 10, 10) == [_label(10, 10, "a", 10)]


def test_what_was_just_asked_for_can_be_asked_again(index: Path, sidecar: Sidecar) -> None:
    index.write_text(_line(0, 12_000, "a") + _line(12_000, 12_000, "b"))
    sidecar.spans("s1", 12_000, 12_000)
    assert sidecar.spans("s1", 0, 100) == [_label(0, 100, "a", 0)]


def test_a_nameless_session_has_no_labels(sidecar: Sidecar) -> None:
    assert sidecar.spans("", 0, 10) == [_label(0, 10, None, None)]


def test_a_new_session_has_its_own_index(index: Path, sidecar: Sidecar) -> None:
    index.write_text(_line(0, 10, "a"))
    (index.parent / "s2.jsonl").write_text(_line(0, 10, "b"))
    assert sidecar.spans("s1", 0, 10)[0].occurrence == "a"
    assert sidecar.spans("s2", 0, 10)[0].occurrence == "b"


@given(st.binary(max_size=200), st.integers(0, 100), st.integers(1, 100))
def test_rubbish_is_no_label(
    tmp_path_factory: pytest.TempPathFactory, rubbish: bytes, first: int, frames: int
) -> None:
    directory = tmp_path_factory.getbasetemp()
    (directory / "s1.jsonl").write_bytes(rubbish + b'\n{"first_frame": 5}\n[]\n')
    sidecar = Sidecar(directory)
    assert sidecar.spans("s1", first, frames) == [_label(first, frames, None, None)]
    sidecar.close()


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), max_size=8), st.data())
def test_spans_cover_exactly_what_was_asked(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[int, int]], data: st.DataObject
) -> None:
    directory, at, text = tmp_path_factory.getbasetemp(), 0, ""
    for number, (gap, frames) in enumerate(entries):
        text += _line(at + gap, frames, f"o{number}")
        at += gap + frames
    (directory / "s1.jsonl").write_text(text)
    first, count = data.draw(st.integers(0, at + 5)), data.draw(st.integers(1, at + 5))
    sidecar = Sidecar(directory)
    spans = sidecar.spans("s1", first, count)
    sidecar.close()
    ends = [(span.first_frame, span.first_frame + span.frames) for span in spans]
    assert [n for start, end in ends for n in range(start, end)] == list(
        range(first, first + count)
    )
