"""What grows while it is heard keeps within the day's minutes, and a correction within its own."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from loudspeaker.model import Priority
from loudspeaker.model.release import Release
from loudspeaker.rundown import Cue, Kind, Rundown
from loudspeaker.timetable.hours import DayBudget
from tests.air.bench import RATE, Bench, Killed

CORRECTED = Release(kind=Kind.CORRECTION, corrects="a-1")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def limit(bench: Bench, minutes: float | None) -> None:
    bench.limits = replace(bench.limits, budget=DayBudget(limit_minutes=minutes))


def grow(bench: Bench, rundown: Rundown, phrases: list[tuple[float, float]]) -> None:
    """Offer it and append phrases (at which second, how long), as ``station`` does."""
    bench.offer(rundown)
    cues: list[Cue] = [bench.cue(length_s, 2000 + n) for n, (_, length_s) in enumerate(phrases)]
    for number, (at_s, _) in enumerate(phrases, 1):
        bench.events.at(at_s, partial(append, bench, rundown.occurrence, number, cues[number - 1]))
    last_s = phrases[-1][0] if phrases else 0.0
    bench.events.at(last_s, partial(finish, bench, rundown.occurrence, len(phrases) + 1))


def append(bench: Bench, occurrence: str, number: int, cue: Cue) -> None:
    grown = bench.accepted.append(occurrence, number, cue)
    if grown is not None:
        bench.playout.appended(grown)


def finish(bench: Bench, occurrence: str, count: int) -> None:
    finished = bench.accepted.finish(occurrence, count)
    if finished is not None:
        bench.playout.appended(finished)


def started_early(bench: Bench, name: str = "a-1", *, seconds: float = 4.0) -> Rundown:
    return bench.rundown(name, seconds=seconds, due_s=0, immediate=True, complete=False)


def test_what_grows_beyond_the_days_minutes_ends_behind_the_last_phrase_that_fits(
    bench: Bench,
) -> None:
    limit(bench, 1)
    grow(bench, started_early(bench), [(1, 20), (2, 20), (3, 20)])
    bench.run(120)
    assert bench.records()[-1] == ("end", "aired_partial", "day_limit")
    assert bench.heard_frames() == pytest.approx(44 * RATE, abs=RATE // 10)
    assert bench.journal.since(0)[-1]["pos_ms"] == pytest.approx(44_000, abs=100)
    assert bench.watch.used_today_s() <= 60
    assert bench.accepted.all() == []


def test_what_grows_to_exactly_the_days_minutes_is_aired(bench: Bench) -> None:
    limit(bench, 1)
    grow(bench, started_early(bench), [(1, 20), (2, 20), (3, 16)])
    bench.run(120)
    assert bench.records()[-1] == ("end", "aired", None)


def test_what_was_heard_before_on_this_day_counts(bench: Bench) -> None:
    limit(bench, 1)
    bench.offer(bench.rundown("b-1", seconds=30))
    bench.run(60)
    grow(bench, started_early(bench), [(1, 20), (2, 20)])
    bench.run(120)
    assert bench.records()[-1] == ("end", "aired_partial", "day_limit")
    assert bench.heard_frames() == pytest.approx(24 * RATE, abs=RATE // 10)


def test_a_limit_that_is_set_meanwhile_holds_from_the_next_phrase_on(bench: Bench) -> None:
    grow(bench, started_early(bench), [(1, 20), (2, 20), (3, 20)])
    bench.events.at(15, partial(limit, bench, 0.5))
    bench.run(120)
    assert bench.records()[-1] == ("end", "aired_partial", "day_limit")
    assert bench.heard_frames() == pytest.approx(24 * RATE, abs=RATE // 10)


def test_an_emergency_grows_as_long_as_it_is(bench: Bench) -> None:
    limit(bench, 1)
    urgent = replace(started_early(bench), priority=Priority.EMERGENCY)
    grow(bench, urgent, [(1, 40), (2, 40)])
    bench.run(120)
    assert bench.records()[-1] == ("end", "aired", None)


def correction(bench: Bench) -> Rundown:
    bench.offer(bench.rundown())
    bench.run(30)
    return replace(
        started_early(bench, "k-1"),
        priority=Priority.EMERGENCY,
        kind=Kind.CORRECTION,
        release=CORRECTED,
    )


@pytest.mark.parametrize(
    ("last_s", "ended"), [(76, ("aired", None)), (77, ("aired_partial", "too_long"))]
)
def test_a_correction_that_grows_stays_short(
    bench: Bench, last_s: float, ended: tuple[str, str | None]
) -> None:
    grow(bench, correction(bench), [(1, 100), (2, last_s)])
    bench.run(260)
    assert bench.records("k-1")[-1] == ("end", *ended)
    assert bench.heard_frames("k-1") <= 180 * RATE
    assert bench.accepted.all() == []


phrases = st.lists(st.tuples(st.floats(0.1, 4), st.floats(0.2, 25)), min_size=1, max_size=6)
"""How long after the one before each comes, and how long it is."""


def begin(bench: Bench, name: str, spoken: list[tuple[float, float]]) -> None:
    ready_s = accumulate(gap_s for gap_s, _ in spoken)
    grow(bench, started_early(bench, name), list(zip(ready_s, (s for _, s in spoken), strict=True)))


@settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],  # shrinking plays for many minutes
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    minutes=st.sampled_from([0.3, 0.5, 1.0, 2.0]),
    begun=st.lists(st.tuples(st.floats(0, 90), phrases), min_size=1, max_size=4),
    killed=st.lists(st.floats(1, 100), max_size=2),
)
def test_no_growth_goes_beyond_the_days_minutes(
    minutes: float,
    begun: list[tuple[float, list[tuple[float, float]]]],
    killed: list[float],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    bench = Bench(tmp_path_factory.mktemp("limit"))
    limit(bench, minutes)
    names = [f"a{number}-1" for number in range(len(begun))]
    for name, (at_s, spoken) in zip(names, begun, strict=True):
        bench.events.at(at_s, partial(begin, bench, name, spoken))
    for at_s in killed:
        bench.kill_at(at_s)
    for _ in range(len(killed) + 1):
        try:
            bench.run(200)
        except Killed:
            due = list(bench.events.due)
            bench.reboot()
            bench.events.due += due
    heard_s = sum(map(bench.heard_frames, names)) / RATE
    assert heard_s <= minutes * 60
    assert bench.accepted.all() == []
