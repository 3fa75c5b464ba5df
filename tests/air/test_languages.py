"""One carrier, several languages: each sounds only at the points that take it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loudspeaker.air.clip_orders import places_of
from loudspeaker.air.deck import LeadIn
from loudspeaker.model import Priority
from loudspeaker.rundown import Cue, CueKind, Rundown

from .bench import RATE, Bench
from .mixed_bench import MixedBench
from .test_playout import AIRED

VI_S, OTHER_S, GAP_S = 3.0, 2.0, 1.0
VI, TAY, NUNG = 1000, 2000, 3000


def spoken(bench: Bench, language: str, value: int) -> tuple[Cue, ...]:
    """Return a reading in another language with the silence before it."""
    gap = Cue(kind=CueKind.GAP, frames=round(GAP_S * RATE), language=language)
    cue = bench.cue(OTHER_S, value, CueKind.RECORDING)
    return gap, replace(cue, language=language)


def rundown(bench: Bench, takers: dict[str, tuple[int, ...]], **changes: Any) -> Rundown:
    plain = bench.rundown(seconds=VI_S, value=VI, **changes)
    cues = (*plain.cues, *spoken(bench, "tyz", TAY), *spoken(bench, "nut", NUNG))
    return replace(plain, cues=cues, takers=takers)


def heard_at(bench: Bench, point: int) -> set[int]:
    """Return what a point that obeys every command makes audible, by the value of its samples.

    A command counts from when its first copy is out.
    """
    orders = sorted(bench.points.log)
    heard: set[int] = set()
    position = 0
    for begin_ns, _label, frames in bench.sound.labels:
        value = int.from_bytes(bench.sound.heard[2 * position : 2 * position + 2], "little")
        position += frames
        is_open = False
        for at_ns, name, points in orders:
            if at_ns <= begin_ns and name in ("open", "close") and point in points:
                is_open = name == "open"
            elif at_ns <= begin_ns and name in ("close_all", "all_stop"):
                is_open = False
        heard |= {value} if is_open else set()
    return heard - {0}


def test_each_point_hears_only_its_languages(bench: Bench) -> None:
    bench.offer(rundown(bench, {"tyz": (2,), "nut": (3,)}))
    bench.run(40)
    assert bench.records() == AIRED
    assert heard_at(bench, 1) == {VI}
    assert heard_at(bench, 2) == {VI, TAY}
    assert heard_at(bench, 3) == {VI, NUNG}
    assert [ns for ns, what in bench.transmitter.log if what == "on"] != []
    assert len([what for _, what in bench.transmitter.log if what == "on"]) == 1, "one carrier"


def test_the_end_of_a_language_is_heard_before_its_points_close(bench: Bench) -> None:
    bench.offer(rundown(bench, {"tyz": (2,), "nut": ()}))
    bench.run(40)
    closed_ns = next(at for at, name, points in bench.points.log if name == "close")
    position, last_vi_ns = 0, 0
    for at_ns, _label, frames in bench.sound.labels:
        value = int.from_bytes(bench.sound.heard[2 * position : 2 * position + 2], "little")
        position += frames
        last_vi_ns = at_ns + frames * 10**9 // RATE if value == VI else last_vi_ns
    assert 0 < last_vi_ns <= closed_ns


def test_where_all_take_all_nothing_is_turned(bench: Bench) -> None:
    bench.offer(rundown(bench, {}))
    bench.run(40)
    assert bench.records() == AIRED
    assert "close" not in bench.commands()
    at = bench.heard_at_s()
    assert at[-1] - at[0] == pytest.approx(VI_S + 2 * (GAP_S + OTHER_S), abs=0.05)


def test_the_record_says_which_languages_were_heard_where(bench: Bench) -> None:
    bench.offer(rundown(bench, {"tyz": (2,)}))
    bench.run(40)
    start, end = (r for r in bench.journal.since(0) if r["occurrence"] == "a-1")
    assert start["languages"] == {}
    assert end["languages"] == {
        "vi": {"ms": 3000, "points": [1, 2, 3]},
        "tyz": {"ms": 3000, "points": [2]},
        "nut": {"ms": 3000, "points": [1, 2, 3]},
    }


def test_a_stop_in_the_turn_closes_everything(bench: Bench) -> None:
    bench.offer(rundown(bench, {"tyz": (2,)}, due_s=2))
    bench.events.at(2 + VI_S + 0.3, bench.orders.stop)
    bench.run(30)
    assert bench.commands()[-1] == "all_stop"
    assert bench.records()[-1] == ("end", "aired_partial", "operator")
    assert heard_at(bench, 2) == {VI}


def test_points_that_cannot_be_turned_are_not_sounded_at(bench: Bench) -> None:
    bench.offer(rundown(bench, {"tyz": (2,)}, due_s=2, grace_s=3))
    bench.events.at(2 + VI_S - 0.5, lambda: setattr(bench.points, "broken", "unplugged"))
    bench.run(30)
    assert heard_at(bench, 1) <= {VI}
    assert bench.records()[1] == ("interrupted", None, "points")
    assert bench.records()[-1] == ("end", "aired_partial", "points")


def test_an_emergency_breaks_into_another_language(bench: Bench) -> None:
    bench.offer(rundown(bench, {"tyz": (2,)}, due_s=2))
    bench.events.at(
        2 + VI_S + 3.5,
        lambda: bench.offer(
            bench.rundown(
                "e-1", priority=Priority.EMERGENCY, immediate=True, due_s=0, seconds=3, value=9
            )
        ),
    )
    bench.run(60)
    assert bench.records("e-1") == AIRED
    assert {9} <= heard_at(bench, 1), "who was shut hears the emergency"
    assert bench.records()[-1] == ("end", "aired", None)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.fixed_dictionaries(
        {}, optional={name: st.sets(st.integers(1, 3)) for name in ("tyz", "nut")}
    )
)
def test_whoever_takes_what_hears_that_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, takers: dict[str, set[int]]
) -> None:
    bench = Bench(tmp_path_factory.mktemp("home"))
    try:
        taken = {language: tuple(sorted(points)) for language, points in takers.items()}
        bench.offer(rundown(bench, taken))
        bench.run(45)
        for point in (1, 2, 3):
            tay = {TAY} if point in takers.get("tyz", {1, 2, 3}) else set()
            nung = {NUNG} if point in takers.get("nut", {1, 2, 3}) else set()
            assert heard_at(bench, point) == {VI} | tay | nung
    finally:
        bench.writer.close()
        bench.journal.close()


def test_points_over_ip_are_told_only_their_own_clips(tmp_path: Path) -> None:
    bench = MixedBench(tmp_path)
    points = (1, 4, 12, 13)
    given_to: dict[str, tuple[int, ...]] = {"tyz": (4, 12), "nut": (1, 13)}
    whole = rundown(bench, given_to, points=points)
    bench.offer(whole)
    bench.run(60)
    assert bench.records() == AIRED
    by_point: dict[int, set[bytes]] = {12: set(), 13: set()}
    for told in bench.players.told:
        for point in told.points:
            by_point[point] |= {place.sha256 for place in told.clips}
    for point, heard in by_point.items():
        assert heard == {place.sha256 for place in places_of(whole.cues_for([point]))}
    assert bench.last()["acked"] == [12, 13]
    assert heard_at(bench, 1) == {VI, NUNG}
    assert heard_at(bench, 4) == {VI, TAY}


def test_many_commands_are_spared_by_closing_all(bench: Bench) -> None:
    bench.points.addresses = 6
    object.__setattr__(bench.deck, "lead_in", LeadIn(addresses=lambda points: 6 * bool(points)))
    bench.offer(rundown(bench, {"tyz": (2,), "nut": (2,)}, due_s=8))
    bench.run(60)
    assert bench.records() == AIRED
    assert "close" not in bench.commands()
    assert heard_at(bench, 1) == {VI}
    assert heard_at(bench, 2) == {VI, TAY, NUNG}
