"""The comparison of readers survives whatever a reader does, and scores fairly."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from bench.reading.growth import Growth, Point, exponent, growths, read_whole
from bench.reading.plot import draw
from bench.reading.readers import OURS, Measured, measure_all
from bench.reading.sentences import score, sentences_in
from bench.reading.tables import needs, scores, show_readers
from loudspeaker.text import speakable

GOOD = "def read(text): return text.upper()"
BAD = {
    "aborted (signal SIGKILL)": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "aborted (signal SIGTERM)": (
        "import os, signal\n"
        "def read(text): text != 'b' or os.kill(os.getpid(), signal.SIGTERM)"
    ),
    "not installed": "import no_such_package",
    "failed (ValueError: no table)": "raise ValueError('no table')",
}  # fmt: skip


def test_sentences_are_counted_by_their_ends() -> None:
    texts = {"": 1, "Họp lúc 7h30.": 1, "Họp. Mang theo 2.500đ! Hết": 3, "Mục 1\nMục 2.\n": 2}
    assert {text: sentences_in(text) for text in texts} == texts


def test_a_reader_that_dies_or_is_missing_is_told_and_the_others_go_on() -> None:
    readers = {**BAD, OURS: GOOD}
    results = measure_all(readers, ["a", "b"], rounds=2)
    ours = results.pop(OURS)
    assert isinstance(ours, Measured)
    assert ours.readings == ["A", "B"]
    assert list(results) == list(results.values())


@pytest.mark.slow
def test_a_reader_that_hangs_is_ended() -> None:
    found = measure_all({"it": "while True: pass"}, ["a"], rounds=5, limit_s=1.0)
    assert found == {"it": "no answer in 1 s"}


def test_a_text_that_a_reader_refuses_is_one_it_has_not_right() -> None:
    load = "def read(text): return {'a': 'A'}[text]"
    found = measure_all({"it": load}, ["a", "b"], rounds=1)["it"]
    assert isinstance(found, Measured)
    assert found.readings == ["A", ""]


@pytest.mark.parametrize(
    ("reading", "shares"),
    [
        ("Một nghìn, linh tư hòa.", (1, 1, 1)),
        ("một ngàn <en>lẻ</en> bốn hoà", (0, 1, 1)),
        ("một nghìn linh tư <en>peace</en>", (0, 0, 1)),
        ("một nghìn linh năm hòa", (0, 0, 0)),
        ("", (0, 0, 0)),
    ],
)
def test_other_spellings_are_credited_apart(reading: str, shares: tuple[int, int, int]) -> None:
    assert score(["một nghìn linh tư hòa"], [reading]) == shares


def test_a_table_shows_ratios_and_why_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    results: dict[str, Measured | str] = {
        OURS: Measured(10.0, 400.0, 500.0, 2.0, ["a"]),
        "other": Measured(20.0, 100.0, 100.0, 0.0, ["b"]),
        "third": "not installed",
    }
    rows = [*needs("texts"), *scores("1 text", lambda it: score(["a"], it.readings))]
    show_readers(results, rows)
    shown = capsys.readouterr().out
    assert "| texts a second, the first time | 400 | 100 (×4.0) | not installed |" in shown
    assert "| start, ms | 10 | 20 (×0.50) | not installed |" in shown
    assert "| memory, MB | 2.0 | 0.0 | not installed |" in shown
    assert "| 1 text: exactly right | 100.0 % | 0.0 % | not installed |" in shown


def test_growth_is_measured_and_drawn(tmp_path: Path) -> None:
    found = growths(1, sizes=(10, 100))
    assert {len(growth.whole) for growth in found.values()} == {2}
    ended = Growth([Point(1_000, 0.1), Point(10_000, 10.0)], 0.1)
    draw({**found, "ended": ended}, tmp_path / "growth.png")
    with Image.open(tmp_path / "growth.png") as picture:
        assert len(picture.getcolors() or []) > 10


def test_the_exponent_of_quadratic_growth_is_two() -> None:
    assert exponent([Point(10, 1.0), Point(100, 100.0)]) == pytest.approx(2.0)


def test_what_is_timed_whole_is_the_reading_without_its_limit() -> None:
    text = "Ngày 5/11 lúc 7h30, 1-1-1.\n"
    assert read_whole(text) == speakable(text)
    assert len(read_whole(text * 5_000)) > len(speakable(text * 5_000))
