"""What receivers are shown of an airing: from the open command on, and off with the close."""

from __future__ import annotations

import pytest

from loudspeaker.model import Priority
from loudspeaker.radio.on_air import NOTHING_ON_AIR, OnAir, OnAirKind
from tests.air.bench import Bench

NEWS = OnAir(kind=OnAirKind.ANNOUNCEMENT, text="Họp thôn")
ALARM = OnAir(kind=OnAirKind.EMERGENCY, text="Họp thôn")


def shown(bench: Bench) -> list[OnAir]:
    """Return what was shown, in order, each once."""
    states = [on_air for _, on_air in bench.points.shown]
    return [state for n, state in enumerate(states) if n == 0 or states[n - 1] != state]


def shown_at_s(bench: Bench, wanted: OnAir) -> float:
    """Return when something was shown first."""
    return next(ns for ns, on_air in bench.points.shown if on_air == wanted) / 1e9


def out_at_s(bench: Bench, command: str) -> list[float]:
    """Return when the first copy of each command of a kind was out."""
    return [ns / 1e9 for ns, name, _ in bench.points.log if name == command]


def test_it_is_shown_once_the_points_are_opened_and_off_once_they_are_closed(bench: Bench) -> None:
    bench.offer(bench.rundown(seconds=10))
    bench.run(25)
    assert shown(bench) == [NEWS, NOTHING_ON_AIR]
    assert out_at_s(bench, "open")[0] < shown_at_s(bench, NEWS) <= bench.heard_at_s()[0] + 0.1
    assert bench.heard_at_s()[-1] < shown_at_s(bench, NOTHING_ON_AIR)
    assert out_at_s(bench, "close_all")[-1] < shown_at_s(bench, NOTHING_ON_AIR)


def test_an_emergency_is_shown_as_one(bench: Bench) -> None:
    bench.offer(bench.rundown(priority=Priority.EMERGENCY, immediate=True))
    bench.run(25)
    assert shown(bench) == [ALARM, NOTHING_ON_AIR]


@pytest.mark.parametrize("at_s", [4.0, 8.0])
def test_stop_ends_it_behind_the_all_stop(bench: Bench, at_s: float) -> None:
    bench.offer(bench.rundown(seconds=20))
    bench.events.at(at_s, bench.orders.stop)
    bench.run(30)
    assert shown(bench) == [NEWS, NOTHING_ON_AIR]
    assert out_at_s(bench, "all_stop")[0] < shown_at_s(bench, NOTHING_ON_AIR) < 10 + at_s + 1.5


def test_a_break_in_changes_over_without_a_pause(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=2, seconds=20))
    alarm = bench.rundown(
        "e-1", priority=Priority.EMERGENCY, immediate=True, due_s=0, seconds=5, value=5
    )
    bench.events.at(8.0, lambda: bench.offer(alarm))
    bench.run(60)
    assert shown(bench) == [NEWS, ALARM, NOTHING_ON_AIR, NEWS, NOTHING_ON_AIR]


@pytest.mark.parametrize("device", ["transmitter", "sound"])
def test_what_fails_on_air_ends_it(bench: Bench, device: str) -> None:
    bench.offer(bench.rundown(seconds=20, grace_s=1))
    bench.events.at(9.0, lambda: setattr(getattr(bench, device), "broken", "gone"))
    bench.run(20)
    assert shown(bench) == [NEWS, NOTHING_ON_AIR]


def test_a_driver_that_fails_to_show_it_fails_nothing_else(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_on_air: OnAir) -> None:
        raise RuntimeError("no display")

    monkeypatch.setattr(type(bench.points), "announce", lambda _self, on_air: broken(on_air))
    rundown = bench.offer(bench.rundown(seconds=10))
    bench.run(25)
    assert bench.records() == [("start", None, None), ("end", "aired", None)]
    assert bench.heard_frames() == rundown.frames
    assert "not shown" in caplog.text


# --- a way to the points that is lost while something plays -------------------------------------


def test_lost_points_are_a_fault_while_it_plays_and_until_they_are_back(bench: Bench) -> None:
    listed: dict[str, list[str]] = {}

    def look(name: str) -> None:
        listed[name] = [fault["code"] for fault in bench.faults.listed()]

    bench.offer(bench.rundown(due_s=2, seconds=20))
    bench.events.at(5.0, lambda: setattr(bench.points, "broken", "unplugged"))
    bench.events.at(4.9, lambda: look("before"))
    bench.events.at(6.0, lambda: look("lost"))
    bench.events.at(10.0, lambda: setattr(bench.points, "broken", None))
    bench.events.at(11.0, lambda: look("back"))
    bench.run(30)
    assert listed == {"before": [], "lost": ["points"], "back": []}
    assert bench.records()[-1] == ("end", "aired", None)
