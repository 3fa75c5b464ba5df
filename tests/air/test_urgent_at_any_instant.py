"""An emergency is heard within a second of its release, whatever is on its way to the points.

The way back from an answer to the station's clock is not in it: released means accepted by playout.
"""

from __future__ import annotations

import pytest

from loudspeaker.model import Priority
from loudspeaker.rundown import Rundown
from tests.air.bench import Bench

WITHIN_S = 1.0
LENGTH_S = 4.0
STEP_S = 0.31  # falls on other moments of the holds, 1.4 s apart, and of the blocks each time
FEW, ALL = (4,), (1, 2, 3)


def urgent(bench: Bench, occurrence: str, points: tuple[int, ...]) -> Rundown:
    return bench.rundown(
        occurrence,
        priority=Priority.EMERGENCY,
        due_s=0,
        immediate=True,
        value=3000,
        points=points,
        seconds=LENGTH_S,
    )


def heard_after_s(bench: Bench, first: Rundown, at_s: float, points: tuple[int, ...]) -> float:
    """Release an emergency so long after something was offered; return when it is heard."""
    bench.offer(first)
    released_ns: list[int] = []

    def release() -> None:
        released_ns.append(bench.clock.mono_ns())
        bench.offer(urgent(bench, "e-1", points))

    bench.events.at(at_s, release)
    bench.run(at_s + 30)
    first_ns = min(at for at, label, _ in bench.sound.labels if label.occurrence == "e-1")
    return (first_ns - released_ns[0]) / 1e9


@pytest.mark.parametrize("points", [ALL, FEW], ids=["same", "others"])
@pytest.mark.parametrize("step", range(28))
def test_it_is_heard_within_a_second(bench: Bench, step: int, points: tuple[int, ...]) -> None:
    bench.deck.volumes.ask(2, 40, by="chi")  # goes out in the silence after the first
    ordinary = bench.rundown(seconds=LENGTH_S, due_s=0, immediate=True)
    assert heard_after_s(bench, ordinary, 0.2 + STEP_S * step, points) <= WITHIN_S
    assert bench.records("e-1")[-1][:2] == ("end", "aired")


CLOSING_S = 6.5
"""Where the closing of what was offered at 0 is on its way."""


@pytest.mark.parametrize("first", ["a-1", "e-0"], ids=["ordinary", "emergency"])
def test_one_called_while_points_are_closed_follows_under_the_same_carrier(
    bench: Bench, first: str
) -> None:
    ended = bench.rundown(seconds=LENGTH_S, due_s=0, immediate=True)
    if first != "a-1":
        ended = urgent(bench, first, ALL)
    bench.deck.volumes.ask(2, 40, by="chi")
    assert heard_after_s(bench, ended, CLOSING_S - (first != "a-1"), FEW) <= WITHIN_S
    assert bench.records(first)[-1][:2] == ("end", "aired")
    assert bench.records("e-1")[-1][:2] == ("end", "aired")
    assert [what for _, what in bench.transmitter.log] == ["on", "off"]
    assert bench.deck.points_state.maybe_open == frozenset()
    assert bench.points.volumes == {2: 40}
    assert bench.playout.silent.is_set()


@pytest.mark.parametrize("step", range(4))
def test_nor_does_it_wait_for_volumes_that_are_set_after_another(bench: Bench, step: int) -> None:
    for point in range(1, 5):
        bench.deck.volumes.ask(point, 10 * point, by="chi")
    at_s = CLOSING_S + 0.7 * step
    assert heard_after_s(bench, urgent(bench, "e-0", ALL), at_s, FEW) <= WITHIN_S
    assert bench.deck.volumes.waiting() == [], "they go out after it"


def test_what_was_closing_is_closed_before_others_are_heard(bench: Bench) -> None:
    heard_after_s(bench, bench.rundown(seconds=LENGTH_S, due_s=0, immediate=True), CLOSING_S, FEW)
    sounds_ns = min(at for at, label, _ in bench.sound.labels if label.occurrence == "e-1")
    closings = [at for at, name, points in bench.points.log if (name, points) == ("close", ALL)]
    assert closings
    assert closings[0] < sounds_ns


def test_nothing_follows_a_stop(bench: Bench) -> None:
    bench.events.at(CLOSING_S, bench.orders.stop)
    bench.offer(bench.rundown(seconds=LENGTH_S, due_s=0, immediate=True))
    bench.events.at(CLOSING_S, lambda: bench.offer(urgent(bench, "e-1", FEW)))
    bench.run(20)
    assert not [label for _, label, _ in bench.sound.labels if label.occurrence == "e-1"]


def test_nothing_follows_a_stop_that_was_left_as_a_file(bench: Bench) -> None:
    """Playout has not latched it yet when an emergency comes while points are closed."""

    def leave_and_offer() -> None:
        (bench.home / "stop").touch()
        bench.offer(urgent(bench, "e-1", FEW))

    bench.events.at(CLOSING_S, leave_and_offer)
    bench.offer(bench.rundown(seconds=LENGTH_S, due_s=0, immediate=True))
    bench.run(20)
    assert bench.records("e-1") == [], "it waits until the stop is lifted"
    assert [what for _, what in bench.transmitter.log] == ["on", "off"]
    bench.orders.resume()
    bench.run(20)
    assert bench.records("e-1")[-1][:2] == ("end", "aired")
