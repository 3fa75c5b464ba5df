from __future__ import annotations

import time
import tracemalloc
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from loudspeaker.config import shipped
from loudspeaker.config.schedules import APART_EXPECTED, ScheduleFile, check_targets, load_schedule
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.model import Point, PointPlan, Priority, Zone
from loudspeaker.timetable.days import DayRange, Days, DaysOff
from loudspeaker.timetable.schedule import Schedule

LEAST = "title: Nhắc lịch\ncron: 0 17 * * fri\ntext: Mời bà con dự họp.\n"


def load(tmp_path: Path, text: str) -> ScheduleFile:
    path = tmp_path / "nhac-lich.yaml"
    path.write_text(text, encoding="utf-8")
    return load_schedule(path)


def test_the_least(tmp_path: Path) -> None:
    assert load(tmp_path, LEAST).schedule == Schedule(
        name="nhac-lich",
        title="Nhắc lịch",
        crons=("0 17 * * fri",),
        text="Mời bà con dự họp.",
    )


def test_everything(tmp_path: Path) -> None:
    text = (
        "title: A\ncron: ['0 5 * * 1-5', '30  17 * * 0']\ntext: |\n  Một.\n\n  Hai.\n"
        "points: [4, 1, 4]\npriority: priority\nrepeat: 3\nvoice: giong-1\n"
        "valid_from: 2026-01-01\nvalid_to: 2026-12-31\npaused: true\n"
    )
    schedule = load(tmp_path, text).schedule
    assert schedule.crons == ("0 5 * * 1-5", "30 17 * * 0")
    assert schedule.text == "Một.\n\nHai."
    assert schedule.points == (1, 4)
    assert schedule.priority is Priority.PRIORITY
    assert (schedule.repeat, schedule.voice, schedule.paused) == (3, "giong-1", True)
    assert (schedule.valid_from, schedule.valid_to) == (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("points", "expected"),
    [("all", ()), ("1,4", (1, 4)), ("4, 1", (1, 4)), ("7", (7,)), ("[1, all]", ())],
)
def test_points(tmp_path: Path, points: str, expected: tuple[int, ...]) -> None:
    assert load(tmp_path, LEAST + f"points: {points}\n").schedule.points == expected


def test_an_empty_cron_field_names_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        load(tmp_path, LEAST.replace("17", "25"))
    assert (caught.value.line, caught.value.key) == (2, "cron")
    assert caught.value.expected.startswith("hour: ")
    assert caught.value.found == "0 25 * * fri"


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        (LEAST + "priority: emergency\n", "wrong_value", 4),
        (LEAST + "points: 1,x\n", "wrong_value", 4),
        (LEAST + "points: '0'\n", "wrong_value", 4),
        (LEAST + "points: '16384'\n", "wrong_value", 4),
        (LEAST + "points: ''\n", "wrong_value", 4),
        (LEAST + "points: 1\nzone: Thôn 1\n", "wrong_value", 4),
        (LEAST + "valid_from: 2026-02-01\nvalid_to: 2026-01-31\n", "wrong_value", 5),
        (LEAST + "crons: x\n", "unknown_key", 4),
        ("title: A\ncron: []\ntext: x\n", "wrong_shape", 2),
        ("title: A\ncron: '@daily'\ntext: x\n", "wrong_value", 2),
        ("title: A\ncron: 0 5 * * *\n", "wrong_value", 1),
        ("title: A\ncron: 0 5 * * *\ntext: ''\n", "wrong_value", 3),
    ],
)
def test_refusals(tmp_path: Path, text: str, problem: str, line: int) -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        load(tmp_path, text)
    assert (caught.value.problem, caught.value.line) == (problem, line)


PLAN = PointPlan(
    points=(Point(number=1, name="Loa 1", zone=1),), zones=(Zone(number=1, name="Thôn 1"),)
)


@pytest.mark.parametrize("line", ["", "points: 1\n", "zone: thôn 1\n", "zone: 1\n", "voice: v\n"])
def test_targets_that_exist(tmp_path: Path, line: str) -> None:
    check_targets(load(tmp_path, LEAST + line), PLAN, ("v",), is_barred=lambda _voice: False)


@pytest.mark.parametrize(
    ("line", "key", "nearest"),
    [
        ("points: 1,2\n", "points", None),
        ("zone: Thon 1\n", "zone", "Thôn 1"),
        ("voice: vv\n", "voice", "v"),
    ],
)
def test_targets_that_do_not_exist(
    tmp_path: Path, line: str, key: str, nearest: str | None
) -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        check_targets(load(tmp_path, LEAST + line), PLAN, ("v",), is_barred=lambda _voice: False)
    error = caught.value
    assert (error.problem, error.line, error.key, error.nearest) == (
        "unknown_name",
        4,
        key,
        nearest,
    )


def test_a_voice_that_the_station_may_not_use(tmp_path: Path) -> None:
    loaded = load(tmp_path, LEAST + "voice: notes\n")
    voices = ("notes", "v", "w")
    check_targets(loaded, PLAN, voices, is_barred=lambda _voice: False)
    with pytest.raises(ConfigurationRefused) as caught:
        check_targets(loaded, PLAN, voices, is_barred=lambda voice: voice == "notes")
    error = caught.value
    assert (error.problem, error.line, error.key) == ("not_allowed", 4, "voice")
    assert (error.found, error.expected) == ("notes", "v, w")


def test_shipped_schedules_are_paused_examples() -> None:
    loaded = [load_schedule(path).schedule for path in shipped.files("schedules").values()]
    assert loaded
    assert all(schedule.paused for schedule in loaded)


def test_days_of_the_moon_and_exceptions(tmp_path: Path) -> None:
    more = "lunar_days: [1, 15]\nexcept: [tet, 2026-12-24, 2027-02-01..2027-02-03]\n"
    assert load(tmp_path, LEAST + more).schedule.days == Days(
        lunar=frozenset({1, 15}),
        exceptions=(
            DaysOff.TET,
            DayRange(date(2026, 12, 24), date(2026, 12, 24)),
            DayRange(date(2027, 2, 1), date(2027, 2, 3)),
        ),
    )
    assert load(tmp_path, LEAST + "except: holidays\n").schedule.days == Days(
        exceptions=(DaysOff.HOLIDAYS,)
    )


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("lunar_days: [0]", "lunar_days"),
        ("lunar_days: 31", "lunar_days"),
        ("lunar_days: []", "lunar_days"),
        ("except: lễ", "except"),
        ("except: 2027-02-03..2027-02-01", "except"),
        ("except: 2027-02-30", "except"),
        ("except: 2027-02-01..", "except"),
        ("except: []", "except"),
    ],
)
def test_days_that_are_none(tmp_path: Path, line: str, key: str) -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        load(tmp_path, f"{LEAST}{line}\n")
    assert (caught.value.line, caught.value.key) == (4, key)


def test_plain_words_are_the_cron_lines_they_equal(tmp_path: Path) -> None:
    text = "title: A\ntext: x\ntimes:\n  - daily 05:30, 17:00\n  - thứ bảy 16h\ncron: 30 5 * * *\n"
    crons = load(tmp_path, text).schedule.crons
    assert crons == ("30 5 * * *", "0 17 * * *", "0 16 * * 6")
    assert load(tmp_path, "title: A\ntext: x\ntimes: hằng ngày 5h30\n").schedule.crons == crons[:1]


def test_what_is_wrong_with_a_time_is_shown_to_the_column(tmp_path: Path) -> None:
    for text, line, column in (
        ("title: A\ntext: x\ntimes: daily 25:00\n", 3, 14),
        ("title: A\ntext: x\ntimes: 'daily 25:00'\n", 3, 15),
        ("title: A\ntext: x\ntimes:\n  - daily 5:00\n  - thứ 2, 9 5h\n", 5, 12),
        ("title: A\ntext: x\nseasons:\n  - days: 1/4..30/9\n    times: rằm 5h\n", 5, 12),
        ("title: A\ntext: x\ntimes: daily\n  25:00\n", 3, 0),
        ("title: A\ntext: x\ntimes: daily 5:00\nonly: [sat, lunar 31]\n", 4, 19),
    ):
        with pytest.raises(ConfigurationRefused) as caught:
            load(tmp_path, text)
        assert (caught.value.line, caught.value.column) == (line, column), text


def test_seasons_market_days(tmp_path: Path) -> None:
    text = (
        "title: A\ntext: x\nonly: [sat, every 5 days from 2026-12-01]\nseasons:\n"
        "  - days: 1/4..30/9\n    times: daily 5:00\n"
        "  - days: [1/10..31/12, 1/1..31/3]\n    cron: 30 5 * * *\n"
    )
    schedule = load(tmp_path, text).schedule
    assert schedule.crons == ()
    assert [season.crons for season in schedule.seasons] == [("0 5 * * *",), ("30 5 * * *",)]
    assert [str(one) for one in schedule.days.only] == ["sat", "every 5 days from 2026-12-01"]
    one_season = text.replace("1/10", "30/9")
    with pytest.raises(ConfigurationRefused) as caught:
        load(tmp_path, one_season)
    assert (caught.value.line, caught.value.key, caught.value.expected) == (
        7,
        "days",
        APART_EXPECTED,
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("title: A\ntext: x\n", "times"),
        ("title: A\ntext: x\nseasons:\n  - days: 1/4..30/9\n", "times"),
    ],
)
def test_without_any_time(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        load(tmp_path, text)
    assert (caught.value.problem, caught.value.key) == ("wrong_value", key)


HOSTILE = {
    "alias bomb": "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a]\n" for n in range(200)),
    "merged bomb": "only: &a [sat]\nexcept: [*a, *a]\n",
    "deep lists": "times: " + "[" * 100_000,
    "deep tables": "seasons: " + "{days: " * 20_000,
    "many times": "times: [" + "daily 5:00," * 11_000 + "]\n",
    "one long time": f"times: {'daily 5:00, ' * 10_000}\n",
    "long numbers": f"times: ngày {'1-31, ' * 20_000} hằng tháng 5:00\n",
    "every day left out": "except: [" + "mon-sun," * 390 + "]\ntimes: daily 5:00\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_cost_little(tmp_path: Path, name: str) -> None:
    """Within 1 s and 64 MB, here with room to spare."""
    tracemalloc.start()
    began = time.process_time()
    try:
        with suppress(ConfigurationRefused):
            load(tmp_path, f"title: A\ntext: x\n{HOSTILE[name]}")
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert time.process_time() - began < 1.0
    assert peak < 16_000_000


@pytest.mark.parametrize("name", ["alias bomb", "deep lists", "many times", "one long time"])
def test_hostile_files_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationRefused):
        load(tmp_path, f"title: A\ntext: x\n{HOSTILE[name]}")
