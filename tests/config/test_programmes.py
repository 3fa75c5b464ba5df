"""The key ``programme`` of a schedule file: what is read, and what is refused with its place."""

from __future__ import annotations

import pytest

from loudspeaker.config.problems import Problem
from loudspeaker.config.programmes import check_relays, check_sounds
from loudspeaker.config.schedules import ScheduleFile, parse_schedule
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.model import Point, PointPlan, Priority, Zone
from loudspeaker.model.programme import (
    Bulletins,
    Element,
    ElementKind,
    Fill,
    Programme,
    RelayStep,
    Start,
    programme_from_values,
)
from loudspeaker.model.relay import Relay

HEAD = "title: Chiều\ntimes: hằng ngày 17h\nminutes: 10\n"
STEPS = "programme:\n  - tune: gong\n  - greeting: Kính chào, {thứ}.\n  - bulletins: {}\n"


def parse(text: str) -> ScheduleFile:
    return parse_schedule(text.encode(), name="chieu", file="chieu.yaml")


def test_the_least() -> None:
    programme = parse(HEAD + STEPS).schedule.programme
    assert programme is not None
    assert programme.steps == (
        Element(kind=ElementKind.TUNE, content="gong"),
        Element(kind=ElementKind.TEXT, content="Kính chào, {thứ}."),
        Bulletins(levels=(Priority.PRIORITY, Priority.NORMAL)),
    )
    assert (programme.minutes, programme.start, programme.fill) == (10, Start.NEXT, Fill.NONE)


def test_what_it_says_is_the_same_on_every_day() -> None:
    assert parse(HEAD + STEPS).schedule.text == "Kính chào, thứ mấy."


def test_everything() -> None:
    text = (
        HEAD
        + "start: wait\nwait_minutes: 3\nmay_overrun_minutes: 2\nfill: music\nmusic: nhac\n"
        + "drop: newest_first\nfirst: newest\nprogramme:\n  - recording: mo-dau\n"
        + "  - bulletins: {levels: priority, most_minutes: 4}\n  - closing: Hết.\n"
    )
    programme = parse(text).schedule.programme
    assert programme is not None
    assert (programme.wait_minutes, programme.may_overrun_minutes) == (3, 2)
    assert programme.music == Element(kind=ElementKind.RECORDING, content="nhac")
    assert programme.steps[1] == Bulletins(levels=(Priority.PRIORITY,), most_minutes=4)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (HEAD.replace("minutes: 10\n", "") + STEPS, "programme"),
        (HEAD + STEPS + "repeat: 2\n", "repeat"),
        (HEAD + STEPS + "text: Họp.\n", "text"),
        (HEAD + "text: Họp.\n", "minutes"),
        (HEAD + STEPS + "start: wait\n", "wait_minutes"),
        (HEAD + STEPS + "wait_minutes: 3\n", "wait_minutes"),
        (HEAD + STEPS + "fill: music\n", "music"),
        (HEAD + STEPS + "music: nhac\n", "music"),
        (HEAD + STEPS + "start: soon\n", "start"),
        (HEAD + "programme:\n  - bulletins: {}\n  - text: A\n", "programme"),
        (HEAD + "programme:\n  - tune: gong\n  - bulletins: {}\n", "programme"),
        (HEAD + "programme:\n  - {tune: gong, text: A}\n", "text"),
        (HEAD + "programme:\n  - text: 'Chào {tên}'\n", "text"),
        (HEAD + "programme:\n  - text: A\n  - bulletins: {levels: emergency}\n", "levels"),
        (HEAD + "programme:\n  - text: A\n  - tune: ../gong\n", "tune"),
        (HEAD.replace("10", "0") + STEPS, "minutes"),
    ],
)
def test_refusals_name_the_key(text: str, key: str) -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        parse(text)
    assert (caught.value.problem, caught.value.key) == ("wrong_value", key)


@pytest.mark.parametrize(("known", "key"), [((), "recording"), (("mo-dau",), "music")])
def test_a_sound_that_is_not_there(known: tuple[str, ...], key: str) -> None:
    text = HEAD + "fill: music\nmusic: nhac\nprogramme:\n  - recording: mo-dau\n  - text: A\n"
    section = parse(text).section
    with pytest.raises(ConfigurationRefused) as caught:
        check_sounds(section, known)
    assert (caught.value.problem, caught.value.key) == (Problem.UNKNOWN_NAME, key)
    check_sounds(section, ("mo-dau", "nhac"))


# --- relays ---------------------------------------------------------------------------------------

RELAYS = (
    HEAD
    + "programme:\n  - greeting: Kính chào.\n"
    + "  - relay: {source: VOV1, minutes: 6, fallback: nhac}\n  - bulletins: {}\n"
)
PLAN = PointPlan(
    points=(
        Point(number=1, name="a", zone=1),
        Point(number=2, name="b", zone=2, over_ip=True),
    ),
    zones=(Zone(number=1, name="A"), Zone(number=2, name="B")),
)


def programme_in(text: str) -> Programme:
    programme = parse(text).schedule.programme
    assert programme is not None
    return programme


def test_a_relay_is_a_block_of_its_own() -> None:
    programme = programme_in(RELAYS)
    relay = Relay(source="VOV1", address="", minutes=6)
    fallback = Element(kind=ElementKind.RECORDING, content="nhac")
    assert programme.steps[1] == RelayStep(relay=relay, fallback=fallback)
    assert list(programme.fixed_blocks()) == [0, 1]
    assert (programme.relay_at(0), programme.relay_at(1), programme.relay_at(2)) == (
        None,
        relay,
        None,
    )
    assert programme.relay_at(None) is None
    assert programme.relays == (relay,)
    assert programme_from_values(programme.to_values()) == programme


@pytest.mark.parametrize(
    ("before", "after", "problem", "key"),
    [
        ("  - greeting: Kính chào.\n", "", Problem.WRONG_VALUE, "programme"),
        ("minutes: 6", "minutes: 11", Problem.WRONG_VALUE, "programme"),
        ("minutes: 6", "minutes: 0", Problem.WRONG_VALUE, "minutes"),
        (", fallback: nhac", "", Problem.MISSING_KEY, "fallback"),
        ("fallback: nhac", "fallback: ../nhac", Problem.WRONG_VALUE, "fallback"),
        ("relay: {source", "relay: {url", Problem.UNKNOWN_KEY, "url"),
    ],
)
def test_what_is_no_relay_is_refused(before: str, after: str, problem: Problem, key: str) -> None:
    assert before in RELAYS
    with pytest.raises(ConfigurationRefused) as caught:
        parse(RELAYS.replace(before, after))
    assert (caught.value.problem, caught.value.key) == (problem, key)


def test_its_source_its_fallback_and_who_hears_it_must_be_there() -> None:
    section = parse(RELAYS).section
    check_relays(section, ["vov1"], (1, 2), PLAN)
    with pytest.raises(ConfigurationRefused) as caught:
        check_relays(section, ["VOV2"], (1, 2), PLAN)
    assert (caught.value.key, caught.value.nearest, caught.value.line) == ("source", "VOV2", 6)
    with pytest.raises(ConfigurationRefused) as caught:
        check_relays(section, ["VOV1"], (2,), PLAN)
    assert "points over IP" in caught.value.expected
    check_sounds(section, ["nhac"])
    with pytest.raises(ConfigurationRefused) as caught:
        check_sounds(section, ["khac"])
    assert caught.value.key == "fallback"
