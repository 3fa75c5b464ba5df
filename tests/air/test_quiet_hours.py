"""No ordinary sound outside the allowed hours, whatever is ordered and whatever the clock does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from loudspeaker.air.interlock import Limits
from loudspeaker.model import Priority
from loudspeaker.timetable.hours import AllowedHours, DayBudget, Window
from loudspeaker.timetable.zone_hours import HoursAtPoints
from tests.air.bench import NOON, Bench, Killed

ZONE_OF = {1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2}
SETTLES_S = 1.0
"""After the clock was set what is on air fades: so long sound may go on that was allowed before."""


@dataclass(frozen=True)
class Order:
    due_s: int
    length_s: int
    points: tuple[int, ...]
    immediate: bool
    priority: Priority


minutes = st.integers(12 * 60 - 4, 12 * 60 + 10)
near_noon = (
    st.tuples(minutes, minutes, st.sampled_from([frozenset({1}), frozenset(range(7))]))
    .filter(lambda drawn: drawn[0] != drawn[1])
    .map(lambda drawn: Window(start_minute=drawn[0], end_minute=drawn[1], days=drawn[2]))
)
hours = st.lists(near_noon, min_size=1, max_size=3).map(lambda w: AllowedHours(windows=tuple(w)))
orders = st.builds(
    Order,
    due_s=st.integers(-30, 600),
    length_s=st.sampled_from([2, 20, 45, 90]),
    points=st.sampled_from([(1, 2), (4,), (1, 4, 6), (1, 2, 3, 4, 5, 6)]),
    immediate=st.booleans(),
    priority=st.sampled_from([Priority.NORMAL, Priority.NORMAL, Priority.PRIORITY]),
)
steps = st.tuples(
    st.integers(1, 600),
    st.sampled_from([-86_400.0, -3600.0, -600.0, -61.0, -5.0, 5.0, 61.0, 600.0, 3600.0, 1e8]),
)


@dataclass
class Heard:
    """The sound as people heard it: when it began and ended, and for which points."""

    begin: datetime
    end: datetime
    points: tuple[int, ...]
    mono_s: float


class Listener:
    """Notes the wall clock's story, to tell what time it was when something was heard."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.offsets = [(0.0, self._offset())]
        bench.clock.watchers.append(self._watch)

    def _offset(self) -> timedelta:
        return self.bench.clock.wall() - NOON - timedelta(seconds=self.bench.clock.mono_ns() / 1e9)

    def _watch(self) -> None:
        if self._offset() != self.offsets[-1][1]:
            self.offsets.append((self.bench.clock.mono_ns() / 1e9, self._offset()))

    def wall_at(self, mono_s: float) -> datetime:
        offset = next(o for since_s, o in reversed(self.offsets) if since_s <= mono_s)
        return NOON + timedelta(seconds=mono_s) + offset

    def was_just_set(self, mono_s: float) -> bool:
        return any(0 <= mono_s - since_s <= SETTLES_S for since_s, _ in self.offsets[1:])

    def heard(self, points: dict[str, tuple[int, ...]]) -> Iterator[Heard]:
        for end_ns, label, frames in self.bench.sound.labels:
            if label.occurrence is not None:
                end_s, length_s = end_ns / 1e9, frames / 48_000
                yield Heard(
                    begin=self.wall_at(end_s - length_s),
                    end=self.wall_at(end_s),
                    points=points[label.occurrence],
                    mono_s=end_s,
                )


def is_allowed(hours_of: HoursAtPoints, moment: datetime, points: tuple[int, ...]) -> bool:
    """Judge by a second reading of the rule: minute by minute, zone by zone."""
    for point in points:
        own = hours_of.by_zone.get(ZONE_OF[point], hours_of.general)
        if not any(_in(window, moment) for window in own.windows):
            return False
    return True


def _in(window: Window, moment: datetime) -> bool:
    minute, today = moment.hour * 60 + moment.minute, moment.weekday()
    if window.start_minute < window.end_minute:
        return today in window.days and window.start_minute <= minute < window.end_minute
    late = today in window.days and minute >= window.start_minute
    return late or ((today - 1) % 7 in window.days and minute < window.end_minute)


@settings(
    max_examples=16,  # thousands of such cases are a row of the fault campaign
    phases=[Phase.explicit, Phase.generate],  # shrinking plays for many minutes
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    general=hours,
    own=st.none() | hours,
    ordered=st.lists(orders, min_size=2, max_size=6),
    stepped=st.lists(steps, max_size=3),
    killed=st.lists(st.integers(1, 600), max_size=2),
)
def test_no_ordinary_sound_outside_the_hours(
    general: AllowedHours,
    own: AllowedHours | None,
    ordered: list[Order],
    stepped: list[tuple[int, float]],
    killed: list[int],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    bench = Bench(tmp_path_factory.mktemp("quiet"))
    by_zone = {} if own is None else {2: own}
    hours_of = HoursAtPoints(general=general, by_zone=by_zone, zone_of=ZONE_OF)
    bench.limits = Limits(hours=hours_of, budget=DayBudget(limit_minutes=None))
    listener, points = Listener(bench), {}
    for number, order in enumerate(ordered):
        rundown = bench.rundown(
            f"a{number}-1",
            seconds=order.length_s,
            due_s=order.due_s,
            priority=order.priority,
            points=order.points,
            immediate=order.immediate,
        )
        points[rundown.occurrence] = order.points
        bench.offer(replace(rundown, title=f"a{number}"))
    for at_s, by_s in stepped:
        bench.events.at(at_s, partial(bench.clock.step, timedelta(seconds=by_s)))
    live(bench, sorted(killed))
    for sound in listener.heard(points):
        if listener.was_just_set(sound.mono_s):
            continue
        assert is_allowed(hours_of, sound.begin, sound.points), sound
        last = sound.end - timedelta(milliseconds=1)
        assert is_allowed(hours_of, last, sound.points), sound


def live(bench: Bench, killed: list[int]) -> None:
    """Let ten minutes pass, with deaths."""
    begun_s = bench.clock.mono_ns() / 1e9
    waiting = list(killed)
    while (passed_s := bench.clock.mono_ns() / 1e9 - begun_s) < 660:
        if waiting and waiting[0] <= passed_s:
            waiting.pop(0)
            continue
        if waiting:
            bench.kill_at(waiting[0] - passed_s)
        try:
            bench.run((waiting[0] if waiting else 660) - passed_s + 0.5)
        except Killed:
            waiting.pop(0)
            due = list(bench.events.due)
            bench.reboot()
            bench.events.due += due


# --- to the second --------------------------------------------------------------------------------


def one_minute(
    bench: Bench, *, due_s: float, length_s: float, immediate: bool = False
) -> list[str]:
    """Return what becomes of a sound where only 12:01 to 12:02 is allowed."""
    window = Window(start_minute=12 * 60 + 1, end_minute=12 * 60 + 2)
    general = AllowedHours(windows=(window,))
    bench.limits = Limits(
        hours=HoursAtPoints(general=general), budget=DayBudget(limit_minutes=None)
    )
    if immediate:
        bench.run(due_s)
        due_s = 0
    bench.offer(bench.rundown(due_s=due_s, seconds=length_s, immediate=immediate))
    bench.run(150)
    return [str(result or reason) for event, result, reason in bench.records() if event != "start"]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_what_is_due_when_the_hours_begin_is_aired(bench: Bench) -> None:
    assert one_minute(bench, due_s=60, length_s=10) == ["aired"]


def test_what_ends_when_the_hours_end_is_aired(bench: Bench) -> None:
    assert one_minute(bench, due_s=110, length_s=10) == ["aired"]


@pytest.mark.parametrize("over_s", [0.1, 1.0, 1.4])
def test_what_would_end_a_little_later_does_not_start(bench: Bench, over_s: float) -> None:
    assert one_minute(bench, due_s=110, length_s=10 + over_s) == ["quiet_hours"]
    assert bench.transmitter.log == []


def test_the_lead_in_of_what_starts_at_once_counts(bench: Bench) -> None:
    assert one_minute(bench, due_s=110, length_s=9.5, immediate=True) == ["quiet_hours"]
    assert bench.transmitter.log == []
