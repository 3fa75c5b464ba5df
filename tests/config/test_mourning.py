"""``mourning.yaml``: read, written, refused with file and line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from loudspeaker.config.mourning import load_mourning, mourning_text, read_range
from loudspeaker.config.station import load_station
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.timetable.days import DayRange
from loudspeaker.timetable.mourning import NO_MOURNING

DAYS = DayRange(date(2026, 7, 25), date(2026, 7, 26))


def test_no_file_is_no_mourning(tmp_path: Path) -> None:
    assert load_mourning(tmp_path) == NO_MOURNING


@pytest.mark.parametrize("ranges", [[], [DAYS], [DayRange(DAYS.last, DAYS.last), DAYS]])
def test_what_is_written_is_read(tmp_path: Path, ranges: list[DayRange]) -> None:
    (tmp_path / "mourning.yaml").write_text(mourning_text(ranges), "utf-8")
    assert set(load_mourning(tmp_path).ranges) == set(ranges)


def test_it_belongs_to_the_station(tmp_path: Path) -> None:
    (tmp_path / "station.yaml").write_text("name: Xã thử\n", "utf-8")
    (tmp_path / "mourning.yaml").write_text("days: 2026-07-25..2026-07-26\n", "utf-8")
    assert load_station(tmp_path).mourning.ranges == (DAYS,)


@pytest.mark.parametrize("text", ["2026-07-25..2026-07-26", "25/7/2026 .. 26/07/2026"])
def test_as_people_type_it(text: str) -> None:
    assert read_range(text) == DAYS


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("days: [25/7]\n", 1),
        ("days:\n  - 2026-07-25\n  - 2026-07-26..2026-07-25\n", 3),
        ("days: 2026-02-30\n", 1),
        ("days: 2026-07-25..2027-07-26\n", 1),
        ("day: 2026-07-25\n", 1),
    ],
)
def test_refusals(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / "mourning.yaml").write_text(text, "utf-8")
    with pytest.raises(ConfigurationRefused) as caught:
        load_mourning(tmp_path)
    assert (caught.value.file, caught.value.line) == (str(tmp_path / "mourning.yaml"), line)
