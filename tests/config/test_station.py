from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from loudspeaker.config.hours import DEFAULT_HOURS
from loudspeaker.config.people import SIMULATED_PEOPLE
from loudspeaker.config.station import (
    STATION_KEYS,
    Advice,
    ClockRule,
    Profile,
    StationConfig,
    check_names,
    hours_at_points,
    load_station,
)
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.model import Point, PointPlan, Role, Zone
from loudspeaker.timetable.hours import AllowedHours, Window
from tests.config.files import station_home

NAME = "name: Đài xã\n"


def load(tmp_path: Path, text: str) -> StationConfig:
    return load_station(station_home(tmp_path, text))


def refusal(tmp_path: Path, text: str) -> ConfigurationRefused:
    with pytest.raises(ConfigurationRefused) as caught:
        load(tmp_path, text)
    assert caught.value.file == str(tmp_path / "station.yaml")
    return caught.value


def advice(station: StationConfig) -> list[Advice]:
    return [warning.advice for warning in station.warnings]


def test_a_name_is_enough(tmp_path: Path) -> None:
    station = load(tmp_path, NAME)
    assert station.name == "Đài xã"
    assert station.profile is Profile.SIMULATED
    assert station.simulated
    assert station.allowed_hours == DEFAULT_HOURS
    assert station.day_budget.limit_minutes is None
    assert station.people == SIMULATED_PEOPLE
    assert (station.hardware, station.voice, station.chime) == (
        "simulated",
        "vi-bac",
        "ding_dong",
    )
    assert station.playout.grace_s == 600
    assert station.playout.repeat == 2
    assert station.playout.early_start
    assert station.text_limit_chars == 20_000


def test_everything_can_be_set(tmp_path: Path) -> None:
    station = load(
        tmp_path,
        NAME + "profile: station\nzone: Asia/Ho_Chi_Minh\nmax_minutes_a_day: 90.5\nvoice: giong-1\n"
        "chime: none\nhardware: bench.yaml\ngrace_s: 60\nrepeat: 1\ngap_ms: 0\n"
        "early_start: false\nclip_cache_mb: 100\ntext_limit_chars: 5000\n",
    )
    assert station.profile is Profile.STATION
    assert not station.simulated
    assert station.day_budget.limit_minutes == 90.5
    assert (station.voice, station.chime, station.hardware) == ("giong-1", None, "bench")
    assert station.playout.grace_s == 60
    assert (station.playout.repeat, station.playout.gap_ms) == (1, 0)
    assert not station.playout.early_start
    assert (station.clip_cache_mb, station.text_limit_chars) == (100, 5000)


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ("nmae: x\n", "unknown_key", 1),
        ("profile: station\n", "missing_key", 1),
        (NAME + "profile: real\n", "wrong_value", 2),
        (NAME + "zone: Europe/Paris\n", "wrong_value", 2),
        (NAME + "max_minutes_a_day: 0\n", "wrong_value", 2),
        (NAME + "hardware: ../x.yaml\n", "wrong_value", 2),
        (NAME + "grace_s: 10 minutes\n", "wrong_value", 2),
        (NAME + "allowed_hours: []\n", "wrong_shape", 2),
        (NAME + "allowed_hours:\n  - {days: mon, from: '05:00'}\n", "missing_key", 3),
        (NAME + "allowed_hours:\n  - {from: '05:00', to: '05:00'}\n", "wrong_value", 3),
        (NAME + "allowed_hours:\n  - {from: 05h00, to: '21:00'}\n", "wrong_value", 3),
        (NAME + "allowed_hours:\n  - {days: funday, from: '5:00', to: '6:00'}\n",
         "wrong_value", 3),
        (NAME + "people:\n  - {name: a, roles: [boss]}\n", "wrong_value", 3),
        (NAME + "people:\n  - {name: a, roles: []}\n", "wrong_shape", 3),
        (NAME + "people:\n  - {name: a, roles: editor}\n  - {name: A, roles: admin}\n",
         "duplicate_name", 4),
        (NAME + "people:\n  - {name: a, roles: editor, os_user: x}\n"
         "  - {name: b, roles: admin, os_user: x}\n", "duplicate_name", 4),
    ],
)  # fmt: skip
def test_refusals(tmp_path: Path, text: str, problem: str, line: int) -> None:
    error = refusal(tmp_path, text)
    assert (error.problem, error.line) == (problem, line)


def test_no_station_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        load_station(tmp_path)
    assert caught.value.problem == "missing_file"


def hours(text: str) -> str:
    return NAME + "allowed_hours:\n" + text


def test_unquoted_times_are_times(tmp_path: Path) -> None:
    station = load(tmp_path, hours("  - {days: all, from: 06:00, to: 20:30}\n"))
    assert station.allowed_hours == AllowedHours(
        windows=(Window(start_minute=360, end_minute=1230),)
    )


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("all", set(range(7))),
        ("'*'", set(range(7))),
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("[sat, sun]", {5, 6}),
        ("'sat,sun'", {5, 6}),
        ("[mon-wed, 0]", {0, 1, 2, 6}),
        ("7", {6}),
        ("Monday-Friday", {0, 1, 2, 3, 4}),
        ("'Sat, Sunday'", {5, 6}),
        ("daily", set(range(7))),
    ],
)
def test_days_of_a_window(tmp_path: Path, days: str, expected: set[int]) -> None:
    station = load(tmp_path, hours(f"  - {{days: {days}, from: 06:00, to: 07:00}}\n"))
    assert station.allowed_hours.windows[0].days == expected


def test_days_may_be_left_out(tmp_path: Path) -> None:
    station = load(tmp_path, hours("  - {from: 06:00, to: 07:00}\n"))
    assert station.allowed_hours.windows[0].days == set(range(7))


WHOLE_DAYS = (
    "  - {days: all, from: 00:00, to: 24:00}\n",
    "  - {days: sun, from: 00:00, to: 24:00}\n",
    "  - {days: all, from: 00:00, to: 12:00}\n  - {days: all, from: 12:00, to: 24:00}\n",
    "  - {days: all, from: 08:00, to: 07:59}\n  - {days: all, from: 07:00, to: 09:00}\n",
)


@pytest.mark.parametrize("text", WHOLE_DAYS)
def test_whole_days_are_for_the_simulated_profile(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, hours(text)).allowed_hours.has_whole_day
    error = refusal(tmp_path, hours(text) + "profile: station\n")
    assert (error.problem, error.line, error.key) == ("not_allowed", 2, "allowed_hours")


def test_early_hours_are_advised_against(tmp_path: Path) -> None:
    early = load(tmp_path, hours("  - {from: 05:59, to: 21:00}\n"))
    assert advice(early) == [Advice.EARLY_HOURS]
    assert early.warnings[0].line == 2
    assert advice(load(tmp_path, hours("  - {from: 06:00, to: 21:00}\n"))) == []
    assert advice(load(tmp_path, NAME)) == [Advice.EARLY_HOURS]


LATE_HOURS = hours("  - {from: 06:00, to: 21:00}\n")


@pytest.mark.parametrize(
    ("people", "alone"),
    [
        ("[]", True),
        ("[{name: a, roles: [editor, approver]}]", True),
        ("[{name: a, roles: editor}, {name: b, roles: admin}]", True),
        ("[{name: a, roles: editor}, {name: b, roles: approver}]", False),
        ("[{name: a, roles: [editor, approver]}, {name: b, roles: approver}]", False),
    ],
)
def test_a_second_person_is_advised(tmp_path: Path, people: str, *, alone: bool) -> None:
    station = load(tmp_path, LATE_HOURS + f"people: {people}\n")
    assert (advice(station) == [Advice.NO_SECOND_PERSON]) is alone


def test_a_real_station_has_no_simulated_people(tmp_path: Path) -> None:
    assert load(tmp_path, NAME + "profile: station\n").people == ()


def test_people_are_found(tmp_path: Path) -> None:
    station = load(tmp_path, NAME + "people:\n  - {name: Lan, roles: editor, os_user: lan}\n")
    person = station.person_named("lan")
    assert person is not None
    assert person.roles == {Role.EDITOR}
    assert station.person_of("lan") is person
    assert station.person_of("root") is None
    assert station.person_named("x") is None


KNOWN = {
    "hardware": ["simulated", "bench"],
    "voices": ["vi-bac", "vi-nam"],
    "chimes": ["ding_dong"],
}


def test_names_that_exist(tmp_path: Path) -> None:
    station = load(tmp_path, NAME)
    check_names(station, **KNOWN)
    check_names(replace(station, chime=None), **KNOWN)


@pytest.mark.parametrize(
    ("line", "key", "nearest"),
    [
        ("hardware: simulate", "hardware", "simulated"),
        ("voice: vi-ba", "voice", "vi-bac"),
        ("chime: dingdong", "chime", "ding_dong"),
    ],
)
def test_names_that_do_not_exist(tmp_path: Path, line: str, key: str, nearest: str) -> None:
    station = load(tmp_path, NAME + line + "\n")
    with pytest.raises(ConfigurationRefused) as caught:
        check_names(station, **KNOWN)
    error = caught.value
    assert (error.problem, error.line, error.key, error.nearest) == (
        "unknown_name",
        2,
        key,
        nearest,
    )


def test_the_contract_s_keys_are_there() -> None:
    contract = {"name", "allowed_hours", "max_minutes_a_day", "people", "voice", "chime"}
    assert contract | {"hardware"} <= {setting.name for setting in STATION_KEYS.settings}


# --- hours of zones -------------------------------------------------------------------------------

ZONED = """\
  - {from: "05:00", to: "21:00"}
  - {from: "17:00", to: "19:00", zones: [Nà Ca, 2]}
  - {from: "04:30", to: "05:00", zones: Nà Ca}
"""
PLAN = PointPlan(
    points=(Point(number=1, name="1", zone=1), Point(number=4, name="4", zone=2)),
    zones=(Zone(number=1, name="Nà Ca"), Zone(number=2, name="Bản Cáu")),
)


def test_zones_may_have_hours_of_their_own(tmp_path: Path) -> None:
    station = load(tmp_path, hours(ZONED))
    assert station.allowed_hours == DEFAULT_HOURS
    at_points = hours_at_points(station, PLAN)
    evening = Window(start_minute=17 * 60, end_minute=19 * 60)
    early = Window(start_minute=4 * 60 + 30, end_minute=5 * 60)
    assert at_points.at([1]).every == (AllowedHours(windows=(evening, early)),)
    assert at_points.at([4]).every == (AllowedHours(windows=(evening,)),)
    assert Advice.EARLY_HOURS in advice(station), "of a zone too"


def test_hours_of_zones_alone_leave_the_commune_its_default(tmp_path: Path) -> None:
    station = load(tmp_path, hours('  - {from: "17:00", to: "19:00", zones: [1]}\n'))
    assert station.allowed_hours == DEFAULT_HOURS


def test_hours_of_a_zone_that_is_not_there_are_refused(tmp_path: Path) -> None:
    station = load(tmp_path, hours('  - {from: "17:00", to: "19:00", zones: [Nà Cả]}\n'))
    with pytest.raises(ConfigurationRefused) as caught:
        hours_at_points(station, PLAN)
    assert (caught.value.problem, caught.value.nearest) == ("unknown_name", "Nà Ca")


def test_a_night_is_refused_for_a_zone_as_well(tmp_path: Path) -> None:
    text = '  - {from: "00:00", to: "24:00", zones: [1]}\n'
    assert refusal(tmp_path, hours(text) + "profile: station\n").problem == "not_allowed"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", ClockRule.MACHINE),
        ("profile: station\n", ClockRule.PROVED),
        ("clock: proved\n", ClockRule.PROVED),
        ("profile: station\nclock: machine\n", ClockRule.MACHINE),
    ],
)
def test_when_the_clock_is_believed(tmp_path: Path, text: str, rule: ClockRule) -> None:
    assert load(tmp_path, NAME + text).clock is rule
