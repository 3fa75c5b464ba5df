"""The picture of a week: everything is in it, readable, and in its place."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.cli.planning.scene import Box, Label, Scene, fitted, label_width, picture, svg
from loudspeaker.cli.planning.week import Rules, Words, draw_week
from loudspeaker.model import Priority
from loudspeaker.timetable.days import DayRange
from loudspeaker.timetable.hours import AllowedHours, Window
from loudspeaker.timetable.mourning import NO_MOURNING, Mourning
from loudspeaker.timetable.plan import Planned
from loudspeaker.timetable.zone_hours import HoursAtPoints
from tests.cli.conftest import Terminal
from tests.timetable.moments import at

FIRST = date(2026, 11, 30)
WORDS = Words(
    title="Lịch phát",
    quiet="quiet",
    clash="clash",
    mourning="quốc tang",
    more="and {n} more",
    kinds={
        "normal": "normal",
        "priority": "priority",
        "emergency": "emergency",
        "silent": "silent",
    },
    days=tuple(f"D{n}" for n in range(7)),
)
DAYTIME = AllowedHours(windows=(Window(start_minute=5 * 60, end_minute=21 * 60),))
WHOLE_DAY = AllowedHours(windows=(Window(start_minute=0, end_minute=1440),))
RULES = Rules(hours=HoursAtPoints(general=DAYTIME), mourning=NO_MOURNING)


def planned(due: str, title: str = "Tin", minutes: int = 4, **more: object) -> Planned:
    whole = {"name": title, "title": title, "length": timedelta(minutes=minutes), **more}
    return Planned(due=at(due), **whole)  # type: ignore[arg-type]


def labels(scene: Scene) -> list[str]:
    return [shape.text for shape in scene.shapes if isinstance(shape, Label)]


def edges(scene: Scene, colour: str) -> int:
    chips = [s for s in scene.shapes if isinstance(s, Box) and s.edge == colour and s.y > 90]
    return len(chips)


def test_time_and_title_of_each_airing() -> None:
    scene = draw_week(
        FIRST, [planned("2026-12-01 05:30"), planned("2026-12-06 17:00")], RULES, WORDS
    )
    assert {"05:30–05:34", "17:00–17:04"} <= set(labels(scene))
    outside = [planned("2026-11-29 05:30", "A"), planned("2026-12-07 05:30", "B")]
    assert not {"A", "B"} & set(labels(draw_week(FIRST, outside, RULES, WORDS)))


def test_the_night_is_folded_unless_something_is_planned_then() -> None:
    assert "0–5h" in labels(draw_week(FIRST, [], RULES, WORDS))
    late = draw_week(FIRST, [planned("2026-12-01 03:00")], RULES, WORDS)
    assert {"0–3h", "03:00", "04:00"} <= set(labels(late))
    all_day = replace(RULES, hours=HoursAtPoints(general=WHOLE_DAY))
    assert "00:00" in labels(draw_week(FIRST, [], all_day, WORDS))


def test_clashes_are_marked() -> None:
    two = [planned("2026-12-01 05:30", "A"), planned("2026-12-01 05:32", "B")]
    assert edges(draw_week(FIRST, two, RULES, WORDS), "#b91c1c") == 2
    assert labels(draw_week(FIRST, two, RULES, WORDS)).count("!") == 2
    apart = [planned("2026-12-01 05:30", "A"), planned("2026-12-01 05:34", "B")]
    assert edges(draw_week(FIRST, apart, RULES, WORDS), "#b91c1c") == 0


def test_levels_have_their_colours_and_silence_has_its_own() -> None:
    each = [
        planned("2026-12-01 05:30", "A"),
        planned("2026-12-01 06:30", "B", priority=Priority.PRIORITY),
        planned("2026-12-01 07:30", "C", priority=Priority.EMERGENCY),
        planned("2026-12-01 22:30", "D"),
        planned("2026-12-01 08:30", "E", mourned=True),
    ]
    scene = draw_week(FIRST, each, RULES, WORDS)
    assert [edges(scene, c) for c in ("#1f5fa8", "#b45309", "#b91c1c", "#8a919d")] == [1, 1, 1, 2]


def test_hamlets_with_hours_of_their_own() -> None:
    """Point 1 is where sound is allowed by day, point 2 where it is allowed at any time."""
    own = HoursAtPoints(general=DAYTIME, by_zone={2: WHOLE_DAY}, zone_of={1: 1, 2: 2})
    rules = replace(RULES, hours=own)
    each = [
        planned("2026-12-01 22:30", "A", points=(2,)),
        planned("2026-12-02 22:30", "B", points=(1, 2)),
    ]
    scene = draw_week(FIRST, each, rules, WORDS)
    assert (edges(scene, "#1f5fa8"), edges(scene, "#8a919d")) == (1, 1)
    assert "01:00" in labels(scene)


def test_days_of_mourning_are_named() -> None:
    rules = replace(RULES, mourning=Mourning((DayRange(FIRST, FIRST),)))
    assert "D0 – quốc tang" in labels(draw_week(FIRST, [], rules, WORDS))


def test_a_crowded_hour_says_how_many_more() -> None:
    crowd = [planned(f"2026-12-01 05:{n:02d}", f"T{n}", 0) for n in range(60)]
    assert "and 52 more" in labels(draw_week(FIRST, crowd, RULES, WORDS))


@given(st.text(max_size=80), st.integers(20, 300))
def test_a_title_keeps_within_its_width(text: str, width: int) -> None:
    lines = fitted(text, 13, width, most=2)
    assert len(lines) <= 2
    assert all(label_width(line, 13, False) <= width or len(line) <= 2 for line in lines)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 7 * 1440 - 1), st.integers(0, 90)), max_size=12))
def test_nothing_is_drawn_over_another(items: list[tuple[int, int]]) -> None:
    start = at("2026-11-30")
    due = [
        Planned(
            due=start + timedelta(minutes=minute),
            length=timedelta(minutes=length),
            name=f"n{number}",
            title="Một tiêu đề khá dài để xuống dòng, có cả phần thứ hai",
        )
        for number, (minute, length) in enumerate(items)
    ]
    scene = draw_week(FIRST, due, RULES, WORDS)
    chips = [
        s for s in scene.shapes if isinstance(s, Box) and s.width > 190 and s.edge and s.y > 110
    ]
    assert len(chips) == len(items)
    for number, one in enumerate(chips):
        assert one.y + one.height <= scene.height
        for other in chips[number + 1 :]:
            beside = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert beside or one.y + one.height <= other.y or other.y + other.height <= one.y


def test_both_files_show_the_same() -> None:
    from PIL import Image  # noqa: PLC0415

    hostile = "<script>&\x1b[2J“Tin”"
    scene = draw_week(FIRST, [planned("2026-12-01 05:30", hostile)], RULES, WORDS)
    tree = ET.fromstring(svg(scene))
    told = [node.text for node in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert "<script>&[2J“Tin”" in told
    with Image.open(io.BytesIO(picture(scene))) as image:
        assert image.size == (scene.width, scene.height)


# --- as people do it ------------------------------------------------------------------------------

FILE = "title: Tin sáng\ntimes: daily 05:30\ntext: Chào bà con.\n"


@pytest.mark.parametrize("name", ["week.svg", "week.png"])
def test_a_picture_is_made(terminal: Terminal, tmp_path: Path, name: str) -> None:
    (terminal.home.schedules / "tin-sang.yaml").write_text(FILE)
    out = tmp_path / name
    told = terminal.json("schedule", "picture", "--out", str(out), "--from", "1/3/2031").document
    assert (told["items"], told["from"], told["approval_known"]) == (7, "2031-03-01", False)
    assert out.stat().st_size > 5000


@pytest.mark.parametrize(
    "arguments",
    [
        ("--out", "x.txt"),
        ("--out", "x.svg", "--from", "mai"),
        ("--out", "x.svg", "--from", "1/13/2026"),
        ("--out", "x.svg", "--from", "1/12/2026..2/12/2026"),
    ],
)
def test_what_is_no_picture(terminal: Terminal, arguments: tuple[str, ...]) -> None:
    assert terminal("schedule", "picture", *arguments).status == 2
