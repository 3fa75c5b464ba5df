"""Slots are filled by priority until they are full; nothing is lost, taken twice or too long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.model import Priority
from loudspeaker.model.programme import (
    MUSIC,
    Bulletins,
    Drop,
    Element,
    ElementKind,
    Fill,
    First,
    Programme,
    programme_from_values,
)
from loudspeaker.timetable.filling import BETWEEN_S, Slot, Waiting, fill, room_s
from tests.station.bench import NOON

TUNE = Element(kind=ElementKind.TUNE, content="gong")
CLOSING = Element(kind=ElementKind.TEXT, content="Hết.")
BOTH = (Priority.PRIORITY, Priority.NORMAL)


def programme(**rules: object) -> Programme:
    steps = (TUNE, Bulletins(levels=BOTH), CLOSING)
    return Programme(**{"steps": steps, "minutes": 5, **rules})  # type: ignore[arg-type]


def waiting(key: str, length_s: float = 60, *, level: str = "normal", age: int = 0) -> Waiting:
    since = NOON - timedelta(minutes=age)
    return Waiting(key=key, priority=Priority(level), since=since, length_s=length_s)


def own(programme: Programme, seconds: float = 10) -> dict[int, float]:
    return dict.fromkeys(programme.fixed_blocks(), seconds)


def keys(slot: Slot) -> list[str]:
    return [piece.key for piece in slot.pieces if piece.key is not None]


def test_fixed_parts_stand_where_they_were_written() -> None:
    slot = fill(programme(), own(programme()), [waiting("a")])
    assert [(p.block, p.key, p.at_s) for p in slot.pieces] == [
        (0, None, 0.0),
        (None, "a", 10 + BETWEEN_S),
        (2, None, 70 + 2 * BETWEEN_S),
    ]


def test_normal_ones_are_dropped_first_or_the_newest() -> None:
    each = [waiting("old", 120, age=9), waiting("new", 120, level="priority")]
    taken = fill(programme(minutes=3), own(programme()), each)
    assert (keys(taken), taken.left) == (["new"], ("old",))
    rules = programme(minutes=3, drop=Drop.NEWEST_FIRST)
    taken = fill(rules, own(rules), each)
    assert (keys(taken), taken.left) == (["old"], ("new",))


def test_a_short_one_may_pass_a_long_one_that_does_not_fit() -> None:
    each = [waiting("long", 400, age=9), waiting("short", 20)]
    slot = fill(programme(), own(programme()), each)
    assert (keys(slot), slot.left) == (["short"], ("long",))


def test_the_last_may_overrun_but_none_begins_after_the_end() -> None:
    rules = programme(minutes=3, may_overrun_minutes=2)
    each = [waiting(str(n), 120, age=9 - n) for n in range(3)]
    slot = fill(rules, own(rules), each)
    assert (keys(slot), slot.left) == (["0", "1"], ("2",))


def test_places_take_their_own_levels_and_minutes() -> None:
    steps = (
        TUNE,
        Bulletins(levels=(Priority.PRIORITY,), most_minutes=1),
        CLOSING,
        Bulletins(levels=(Priority.NORMAL,)),
    )
    rules = programme(steps=steps)
    each = [
        waiting("n"),
        waiting("p", 50, level="priority", age=2),
        waiting("q", 50, level="priority"),
    ]
    slot = fill(rules, own(rules), each)
    assert (keys(slot), slot.left) == (["p", "n"], ("q",))


def test_what_must_not_sound_then_waits() -> None:
    slot = fill(programme(), own(programme()), [waiting("a")], can_sound=lambda *_: False)
    assert (keys(slot), slot.left) == ([], ("a",))


def test_newest_first_is_heard_first() -> None:
    each = [waiting("old", 30, age=9), waiting("new", 30)]
    slot = fill(programme(first=First.NEWEST), own(programme()), each)
    assert keys(slot) == ["new", "old"]


def test_music_fills_whole_plays_before_the_closing() -> None:
    rules = programme(fill=Fill.MUSIC, music=TUNE)
    slot = fill(rules, own(rules), [], music_s=50)
    assert [piece.block for piece in slot.pieces] == [0, MUSIC, 2]
    assert (slot.pieces[1].times, slot.pieces[1].length_s) == (5, 250)
    assert slot.length_s <= 300


@given(
    lengths=st.lists(st.tuples(st.floats(1, 400), st.sampled_from(["normal", "priority"]))),
    minutes=st.integers(1, 30),
    over=st.integers(0, 10),
    drop=st.sampled_from(Drop),
    filled=st.sampled_from([Fill.NONE, Fill.REPEAT]),
)
def test_nothing_is_lost_doubled_or_too_long(
    lengths: list[tuple[float, str]], minutes: int, over: int, drop: Drop, filled: Fill
) -> None:
    rules = programme(minutes=minutes, may_overrun_minutes=over, drop=drop, fill=filled)
    each = [waiting(str(n), s, level=level, age=n) for n, (s, level) in enumerate(lengths)]
    slot = fill(rules, own(rules), each)
    first = [p.key for p in slot.pieces if p.key is not None and not p.again]
    assert sorted([*first, *slot.left]) == sorted(w.key for w in each)
    assert [p.block for p in slot.pieces if p.block is not None] == [0, 2]
    if any(p.key for p in slot.pieces):
        assert slot.length_s <= (minutes + over) * 60 + 0.001
    ends = [p.at_s + p.length_s for p in slot.pieces]
    assert all(p.at_s >= end for p, end in zip(slot.pieces[1:], ends, strict=False))
    assert programme_from_values(rules.to_values()) == rules


@given(length_s=st.floats(1, 2000), minutes=st.integers(1, 30), level=st.sampled_from(BOTH))
def test_what_has_room_is_taken_when_it_waits_alone(
    length_s: float, minutes: int, level: Priority
) -> None:
    rules = programme(minutes=minutes)
    slot = fill(rules, own(rules), [waiting("a", length_s, level=level.value)])
    assert bool(slot.left) is (length_s > room_s(rules, own(rules), level))


def test_a_level_without_a_place_has_no_room() -> None:
    rules = programme(steps=(TUNE, Bulletins(levels=(Priority.PRIORITY,)), CLOSING))
    assert room_s(rules, own(rules), Priority.NORMAL) == 0
    assert not rules.takes(Priority.NORMAL)


@pytest.mark.parametrize(
    ("start", "wait", "seconds"), [("now", None, 0), ("next", None, None), ("wait", 3, 180)]
)
def test_how_long_it_waits(start: str, wait: int | None, seconds: float | None) -> None:
    rules = programme(start=type(programme().start)(start), wait_minutes=wait)
    assert rules.wait_s == seconds
