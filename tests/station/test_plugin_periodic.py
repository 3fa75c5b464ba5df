"""Periodic work is done in time, never twice at once, and what goes wrong is seen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.hookspecs import BadPlugin, Job, hookimpl
from loudspeaker.hookspecs.jobs import jobs_of
from loudspeaker.station import plugin_periodic
from loudspeaker.station.plugin_periodic import JobRunner, PluginPeriodic
from tests.station.bench import NOON
from tests.station.plugin_house import WAIT, House, Made


def nothing() -> None:
    """Do nothing."""


class Clock:
    """Seconds that pass only when they are told to."""

    def __init__(self) -> None:
        self.s = 0.0
        self.noted: dict[str, str | None] = {}

    def runner(self, *jobs: Job, chance: float = 0.5) -> JobRunner:
        return JobRunner(
            "a",
            jobs,
            note=lambda _name, what, problem: self.noted.update({what: problem}),
            wall=lambda: NOON,
            monotonic_s=lambda: self.s,
            chance=lambda: chance,
        )

    def run(self, runner: JobRunner, until_s: float) -> None:
        while (wait_s := runner.step()) + self.s <= until_s:
            self.s += wait_s
        self.s = until_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_each_is_done_at_its_pace_and_one_after_the_other(clock: Clock) -> None:
    done: list[tuple[str, float]] = []

    def noting(name: str, takes_s: float) -> Callable[[], None]:
        def run() -> None:
            done.append((name, clock.s))
            clock.s += takes_s

        return run

    jobs = (
        Job(name="often", every_s=10, run=noting("often", 1)),
        Job(name="seldom", every_s=100, run=noting("seldom", 25)),
    )
    clock.run(clock.runner(*jobs), 150)
    assert [at for name, at in done if name == "seldom"] == [15, 140]
    often = [at for name, at in done if name == "often"]
    assert often[:3] == [5, 40, 51]
    assert all(later - before >= 11 for before, later in pairwise(often))


@given(chance=st.floats(0, 1), every_s=st.floats(1, 10_000))
def test_jitter_moves_a_job_by_a_tenth_at_most(chance: float, every_s: float) -> None:
    clock, done = Clock(), list[float]()
    job = Job(name="x", every_s=every_s, run=lambda: done.append(clock.s))
    clock.run(clock.runner(job, chance=chance), 3 * every_s + 60)
    assert done[0] <= min(plugin_periodic.SOON_S, every_s)
    for before, later in pairwise(done):
        assert 0.899 * every_s <= later - before <= 1.101 * every_s


def test_one_that_fails_is_told_by_the_kind_of_its_error_until_it_works(clock: Clock) -> None:
    errors: list[BaseException] = [ValueError("035075001234"), SystemExit(3)]

    def run() -> None:
        if errors:
            raise errors.pop(0)

    runner = clock.runner(Job(name="mail", every_s=10, run=run))
    clock.run(runner, 6)
    assert clock.noted == {"job mail": "job mail fails: ValueError"}
    clock.run(runner, 16)
    assert clock.noted == {"job mail": "job mail fails: SystemExit"}
    clock.run(runner, 26)
    assert clock.noted == {"job mail": None}
    (row,) = runner.listed()
    assert (row["problem"], row["last_at"]) == (None, "2026-12-01T12:00:00.000+07:00")


def test_one_that_hangs_is_told_after_a_while(clock: Clock) -> None:
    runner: JobRunner

    def run() -> None:
        clock.s += 1
        runner.look()
        assert clock.noted == {}
        clock.s += plugin_periodic.HANGS_S
        runner.look()
        assert clock.noted == {"job x": "job x hangs"}

    runner = clock.runner(Job(name="x", every_s=10, run=run))
    clock.run(runner, 5)
    assert clock.noted == {"job x": None}


def test_one_that_comes_back_while_it_is_told_to_hang_does_not_hang(clock: Clock) -> None:
    began, go_on, came_back = threading.Event(), threading.Event(), threading.Event()
    stands: list[str | None] = []

    def note(_name: str, _what: str, problem: str | None) -> None:
        if problem == "job x hangs":
            go_on.set()
            assert came_back.wait(WAIT)
        stands.append(problem)
        came_back.set()

    def run() -> None:
        began.set()
        assert go_on.wait(WAIT)

    job = Job(name="x", every_s=5, run=run)
    runner = JobRunner("a", (job,), note=note, wall=lambda: NOON, monotonic_s=lambda: clock.s)
    clock.s = 5
    working = threading.Thread(target=runner.step)
    working.start()
    assert began.wait(WAIT)
    clock.s += plugin_periodic.HANGS_S + 1
    runner.look()
    working.join(WAIT)
    assert stands == [None, "job x hangs", None]
    assert runner.listed()[0]["problem"] is None


@pytest.mark.parametrize(
    "answer",
    [
        [1],
        5,
        [Job(name="x", every_s=0.5, run=nothing)],
        [Job(name="x", every_s=float("nan"), run=nothing)],
        [Job(name="X y", every_s=5, run=nothing)],
        [Job(name="x", every_s=5, run=None)],  # type: ignore[arg-type]
        [Job(name="x", every_s=5, run=nothing)] * 2,
        [Job(name=f"x{n}", every_s=5, run=nothing) for n in range(21)],
    ],
)
def test_what_is_no_job_is_refused(answer: Any) -> None:
    with pytest.raises(BadPlugin):
        jobs_of([answer])


# --- with a plug-in -------------------------------------------------------------------------------


class Working(Made):
    @hookimpl
    def jobs(self) -> Any:
        return self._answer("jobs")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "home")
    yield made
    made.close()


def test_a_job_that_hangs_keeps_nobody_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin_periodic, "SOON_S", 0.0)
    began, go_on = threading.Event(), threading.Event()

    def hang() -> None:
        began.set()
        go_on.wait(WAIT)

    house.add(a=Working(jobs=[Job(name="mail", every_s=1, run=hang)]), b=Made())
    periodic = PluginPeriodic(house.plugins, house.clock)
    periodic.beat()
    assert began.wait(WAIT)
    assert house.plugins.ask("a", "x", lambda _hooks: 5, patience_s=WAIT) == 5
    assert [row["name"] for row in periodic.listed("a")] == ["mail"]
    assert periodic.listed("b") == []
    go_on.set()
    periodic.close()


def test_one_that_is_switched_off_has_no_work_any_more(house: House) -> None:
    now_s = [0.0]
    house.add(a=Working(jobs=[Job(name="mail", every_s=1000, run=nothing)]))
    periodic = PluginPeriodic(house.plugins, house.clock, monotonic_s=lambda: now_s[0])
    periodic.beat()
    assert periodic.listed("a")
    house.wanted.clear()
    house.plugins.load()
    periodic.beat()  # not looked at again within a second
    now_s[0] += 2
    periodic.beat()
    assert periodic.listed("a") == []


def test_one_with_bad_jobs_is_not_loaded(house: House) -> None:
    house.add(a=Working(jobs="nonsense"))
    assert house.fault == "a is not loaded: gives no list of jobs"
