"""The key ``programme`` of a schedule file: the steps of a slot, and its rules."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from loudspeaker.audio.names import CHIME_NAMES
from loudspeaker.config.problems import Problem, nearest
from loudspeaker.config.reader import Section
from loudspeaker.model.points import PointPlan
from loudspeaker.model.priority import Priority
from loudspeaker.model.programme import (
    Bulletins,
    Drop,
    Element,
    ElementKind,
    Fill,
    First,
    Programme,
    RelayStep,
    Start,
    Step,
)
from loudspeaker.model.relay import LONGEST_MIN, Relay
from loudspeaker.model.settings import (
    ListOf,
    Misfit,
    Scalar,
    Setting,
    Table,
    choice,
    file_name,
    line_of_text,
    lines_of_text,
    whole,
)
from loudspeaker.timetable.dated import unknown_field

LONGEST_SLOT_MINUTES = 120
_TEXT = "text of 1 to 5000 characters; in braces only {ngày}, {thứ}, {âm lịch}, {giờ}"
_ALONE = "a programme, which this file has not"
_MINUTES = "minutes beside it: how long the slot is"
_NO_REPEAT = "nothing: each bulletin of a programme has its own"
_WAIT = "minutes to wait, with start: wait and only with it"
_MUSIC = "a sound, with fill: music and only with it"
_FIRST_STEP = "a tune, a text or a recording as its first step"
_A_TEXT = "a greeting, a text or a closing among its steps"
_ONE_KEY = "one of tune, recording, greeting, text, closing, bulletins, relay in each step"
_ROOM = "relays that are not longer than the slot with what it may overrun"
_BY_RADIO = "points by radio among its points: points over IP cannot hear a relay"
NO_SOUND = "a sound file in the folder chimes"
NO_SOURCE = "a source under relay in station.yaml"
EXPECTED = frozenset(
    {
        _TEXT,
        _ALONE,
        _MINUTES,
        _NO_REPEAT,
        _WAIT,
        _MUSIC,
        _FIRST_STEP,
        _A_TEXT,
        _ONE_KEY,
        _ROOM,
        _BY_RADIO,
        NO_SOUND,
        NO_SOURCE,
    }
)
"""What could stand in a programme, for who wrote something else there."""
_SPOKEN = ("greeting", "text", "closing")
_FIXED = {"tune": ElementKind.TUNE, "recording": ElementKind.RECORDING} | dict.fromkeys(
    _SPOKEN, ElementKind.TEXT
)
_STEPS = (*_FIXED, "bulletins", "relay")
_ORDINARY = (Priority.PRIORITY, Priority.NORMAL)


def _dated_text() -> Scalar:
    plain = lines_of_text(5_000)

    def read(text: str) -> str:
        value: str = plain.convert(text)
        if unknown_field(value) is not None:
            raise ValueError(text)
        return value

    return Scalar(_TEXT, read)


def _check_step(values: Mapping[str, Any]) -> Misfit | None:
    given = [name for name in _STEPS if values[name] is not None]
    if len(given) == 1:
        return None
    return Misfit((given or list(_STEPS))[-1], _ONE_KEY)


_BULLETINS = Table(
    (
        Setting("levels", ListOf(item=choice(_ORDINARY), fewest=1, most=2, or_one=True), _ORDINARY),
        Setting("most_minutes", whole(1, LONGEST_SLOT_MINUTES), default=None),
    )
)
_RELAY = Table(
    (
        Setting("source", line_of_text(60)),
        Setting("minutes", whole(1, LONGEST_MIN)),
        Setting("fallback", file_name()),
    )
)
_STEP = Table(
    (
        Setting("tune", file_name(), default=None),
        *(Setting(name, _dated_text(), default=None) for name in _SPOKEN),
        Setting("recording", file_name(), default=None),
        Setting("bulletins", _BULLETINS, default=None),
        Setting("relay", _RELAY, default=None),
    ),
    check=_check_step,
)
PROGRAMME_SETTINGS = (
    Setting("programme", ListOf(item=_STEP, fewest=1, most=20), default=()),
    Setting("minutes", whole(1, LONGEST_SLOT_MINUTES), default=None),
    Setting("start", choice(Start), default=Start.NEXT),
    Setting("wait_minutes", whole(1, 60), default=None),
    Setting("may_overrun_minutes", whole(0, 60), default=0),
    Setting("fill", choice(Fill), default=Fill.NONE),
    Setting("music", file_name(), default=None),
    Setting("drop", choice(Drop), default=Drop.NORMAL_FIRST),
    Setting("first", choice(First), default=First.OLDEST),
)
_RULES = tuple(setting for setting in PROGRAMME_SETTINGS if setting.name != "programme")


def check_programme(values: Mapping[str, Any]) -> Misfit | None:
    """Tell what of the keys of a programme does not go together; all of them need one."""
    if not values["programme"]:
        stray = [rule.name for rule in _RULES if values[rule.name] != rule.default]
        return Misfit(stray[0], _ALONE) if stray else None
    if values["minutes"] is None:
        return Misfit("programme", _MINUTES)
    if values["repeat"] is not None:
        return Misfit("repeat", _NO_REPEAT)
    if (values["start"] == Start.WAIT) is not (values["wait_minutes"] is not None):
        return Misfit("wait_minutes", _WAIT)
    if (values["fill"] == Fill.MUSIC) is not (values["music"] is not None):
        return Misfit("music", _MUSIC)
    return _check_steps(values["programme"]) or _check_room(values)


def _check_room(values: Mapping[str, Any]) -> Misfit | None:
    relayed = sum(row["relay"]["minutes"] for row in values["programme"] if row["relay"])
    room = values["minutes"] + values["may_overrun_minutes"]
    return Misfit("programme", _ROOM) if relayed > room else None


def _check_steps(steps: Iterable[Section]) -> Misfit | None:
    rows = list(steps)
    if rows[0]["bulletins"] is not None or rows[0]["relay"] is not None:
        return Misfit("programme", _FIRST_STEP)
    if not any(row[name] is not None for row in rows for name in _SPOKEN):
        return Misfit("programme", _A_TEXT)
    return None


def programme_of(section: Section) -> Programme | None:
    """Return the programme of a file, its sounds by their names alone; None if it has none."""
    if not section["programme"]:
        return None
    music = section["music"]
    return Programme(
        steps=tuple(_step(row) for row in section["programme"]),
        minutes=section["minutes"],
        start=Start(section["start"]),
        wait_minutes=section["wait_minutes"],
        may_overrun_minutes=section["may_overrun_minutes"],
        fill=Fill(section["fill"]),
        music=Element(kind=ElementKind.RECORDING, content=music) if music else None,
        drop=Drop(section["drop"]),
        first=First(section["first"]),
    )


def _step(row: Section) -> Step:
    place = row["bulletins"]
    if place is not None:
        levels = tuple(each for each in _ORDINARY if each in place["levels"])
        return Bulletins(levels=levels, most_minutes=place["most_minutes"])
    if row["relay"] is not None:
        return _relay(row["relay"])
    name, kind = next((n, k) for n, k in _FIXED.items() if row[n] is not None)
    return Element(kind=kind, content=row[name])


def _relay(row: Section) -> RelayStep:
    fallback = Element(kind=ElementKind.RECORDING, content=row["fallback"])
    relay = Relay(source=row["source"], address="", minutes=row["minutes"])
    return RelayStep(relay=relay, fallback=fallback)


def check_relays(
    section: Section, sources: Iterable[str], points: Iterable[int], plan: PointPlan
) -> None:
    """Refuse a relay of what is no source, and one that nobody could hear."""
    relays = [row["relay"] for row in section["programme"] if row["relay"] is not None]
    known = list(sources)
    folded = [name.casefold() for name in known]
    for row in relays:
        if row["source"].casefold() not in folded:
            near = nearest(row["source"], known)
            expected = ", ".join(known) or NO_SOURCE
            raise row.refused(Problem.UNKNOWN_NAME, "source", expected=expected, nearest=near)
    if relays and set(points).isdisjoint(plan.part(over_ip=False).numbers):
        raise section.refused(Problem.NOT_ALLOWED, "programme", expected=_BY_RADIO)


def check_sounds(section: Section, own: Iterable[str]) -> None:
    """Refuse a tune, a recording or music that is not there; tunes may be built in."""
    files = [unicodedata.normalize("NFC", name) for name in own]
    for row in section["programme"]:
        _check_sound(row, "tune", [*CHIME_NAMES, *files])
        _check_sound(row, "recording", files)
        if row["relay"] is not None:
            _check_sound(row["relay"], "fallback", files)
    _check_sound(section, "music", files)


def _check_sound(row: Section, key: str, known: list[str]) -> None:
    if row[key] is not None and row[key] not in known:
        expected = ", ".join(known) or NO_SOUND
        near = nearest(row[key], known)
        raise row.refused(Problem.UNKNOWN_NAME, key, expected=expected, nearest=near)
