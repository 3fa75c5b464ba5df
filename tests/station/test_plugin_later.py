"""Long jobs wait for each other, never for people, and their results reach the plug-in once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import FileRefused, LoudspeakerError, ProcessUnavailable
from loudspeaker.hookspecs.intake import IntakeDone
from loudspeaker.station import plugin_later
from loudspeaker.station.plugin_later import PluginLater
from tests.station.plugin_house import WAIT, House, Made


class Jobs:
    """Runs jobs at once, or when it is let."""

    def __init__(self) -> None:
        self.ran: list[tuple[str, str]] = []
        self.let = threading.Event()
        self.let.set()
        self.error: Exception | None = None

    def run(
        self, plugin: str, job: str, arguments: Mapping[str, Any], timeout_s: float, *, long: bool
    ) -> dict[str, Any]:
        assert long
        assert timeout_s == 600.0
        assert self.let.wait(WAIT)
        self.ran.append((plugin, job))
        if self.error is not None:
            raise self.error
        return dict(arguments)


class Results:
    """What came back, and in which thread."""

    def __init__(self, count: int) -> None:
        self.done: list[IntakeDone] = []
        self.threads: list[str] = []
        self._count = count
        self._all = threading.Event()

    def take(self, done: IntakeDone) -> None:
        self.done.append(done)
        self.threads.append(threading.current_thread().name)
        if len(self.done) >= self._count:
            self._all.set()

    def wait(self) -> list[IntakeDone]:
        assert self._all.wait(WAIT)
        return self.done


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "home")
    made.add(a=Made(), b=Made())
    yield made
    made.close()


@pytest.fixture
def jobs() -> Jobs:
    return Jobs()


@pytest.fixture
def later(house: House, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> Iterator[PluginLater]:
    monkeypatch.setattr(plugin_later, "AGAIN_S", 0.01)
    made = PluginLater(lambda: house.plugins, jobs.run)
    yield made
    made.close()


def test_results_come_in_order_in_the_plug_ins_own_thread(later: PluginLater) -> None:
    results = Results(3)
    for number in range(3):
        later.add("a", "read", {"n": number}, results.take)
    assert [done.result for done in results.wait()] == [{"n": 0}, {"n": 1}, {"n": 2}]
    assert set(results.threads) == {"plugin-a"}
    assert all(done.error is None and done.job == "read" for done in results.done)


@pytest.mark.parametrize("error", [FileRefused(path="x", problem="missing"), ValueError("035")])
def test_what_a_job_refuses_is_its_result(later: PluginLater, jobs: Jobs, error: Exception) -> None:
    jobs.error, results = error, Results(1)
    later.add("a", "read", {}, results.take)
    (done,) = results.wait()
    assert done.result is None
    assert isinstance(done.error, LoudspeakerError)
    assert "035" not in str(done.error)


def test_one_plug_ins_queue_is_not_anothers_and_has_an_end(
    later: PluginLater, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin_later, "MOST_WAITING", 2)
    jobs.let.clear()
    results, refused = Results(1), 0
    for _ in range(5):
        try:
            later.add("a", "read", {}, results.take)
        except ProcessUnavailable:
            refused += 1
    assert refused >= 2
    later.add("b", "read", {}, results.take)
    jobs.let.set()
    results.wait()
    with pytest.raises(ProcessUnavailable):
        later.add("c", "read", {}, results.take)


def test_a_result_waits_for_a_plug_in_that_hangs_and_a_callback_that_fails_is_its_fault(
    later: PluginLater, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin_later, "PATIENCE_S", 0.02)
    monkeypatch.setattr("loudspeaker.station.plugin_thread.HUNG_S", 0.01)
    go_on, noted = threading.Event(), threading.Event()
    house.plugins.threads()["a"].begin(lambda _hooks: go_on.wait(WAIT))
    results = Results(1)
    watch_faults(house, noted)
    later.add("a", "read", {"n": 1}, results.take)
    assert noted.wait(WAIT)
    assert results.done == []
    go_on.set()
    assert [done.result for done in results.wait()] == [{"n": 1}]


def watch_faults(house: House, noted: threading.Event) -> None:
    note: Callable[..., None] = house.plugins.note

    def watched(name: str, what: str, problem: str | None) -> None:
        note(name, what, problem)
        if problem is not None:
            noted.set()

    house.plugins.note = watched  # type: ignore[method-assign]


def test_a_callback_that_fails_is_a_fault_until_one_works(later: PluginLater, house: House) -> None:
    def failing(_done: IntakeDone) -> None:
        raise ValueError("035075001234")

    noted, results = threading.Event(), Results(1)
    watch_faults(house, noted)
    later.add("a", "read", {}, failing)
    assert noted.wait(WAIT)
    assert house.fault == "a fails: ValueError"
    later.add("a", "read", {}, results.take)
    results.wait()
