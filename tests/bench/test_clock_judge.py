"""The judge of the clock jumps catches what it is there to catch, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bench.faults.clock_judge import (
    NS,
    Awaited,
    Timeline,
    carriers,
    first_sounds,
    is_early,
    judge_record,
    lateness_ns,
    others_on_air,
    windows,
)

NOON_S = int(datetime(2026, 12, 1, 12, 0, tzinfo=UTC).timestamp())
YEAR_S = 365 * 86400


def timeline(*jumps: tuple[float, float]) -> Timeline:
    """Return a clock that shows noon at 0; each jump is when, and how wrong it is from then on."""
    line = Timeline(true_offset_ns=NOON_S * NS)
    for at_s, shift_s in jumps:
        line.set(round(at_s * NS), round(shift_s * NS))
    return line


def due(seconds: float, *, ready_s: float = 0.0) -> Awaited:
    return Awaited(
        occurrence="a-1", ready_ns=round(ready_s * NS), due_ns=round((NOON_S + seconds) * NS)
    )


def late_s(
    awaited: Awaited,
    line: Timeline,
    sound_s: float | None,
    *,
    until_s: float = 100.0,
    busy: tuple[float, float] | None = None,
) -> float | None:
    found = lateness_ns(
        awaited,
        line,
        sound_ns=None if sound_s is None else round(sound_s * NS),
        busy=[] if busy is None else [(round(busy[0] * NS), round(busy[1] * NS))],
        until_ns=round(until_s * NS),
    )
    return None if found is None else found / NS


def test_without_jumps_it_is_due_once_for_as_long_as_its_grace() -> None:
    assert windows(due(10), timeline(), 5000 * NS) == [(10 * NS, 610 * NS)]
    assert late_s(due(10), timeline(), 10.5) == 0.5
    assert late_s(due(10), timeline(), None) == 90.0


def test_a_jump_over_the_due_time_makes_it_due_at_once() -> None:
    line = timeline((5, 100))
    assert windows(due(60), line, 30 * NS) == [(5 * NS, 30 * NS)]
    assert late_s(due(60), line, 6.4) == 1.4
    assert not is_early(due(60), line, 6 * NS)
    assert is_early(due(60), line, 4 * NS)


def test_what_the_clock_left_out_was_never_due_and_is_missed_by_the_clock() -> None:
    line = timeline((5, 3600))
    assert late_s(due(60), line, None) is None
    ended = [{"event": "missed", "reason": "clock"}]
    assert judge_record(due(60), line, ended, 100 * NS) == {}
    ended[0]["reason"] = "grace_exceeded"
    assert set(judge_record(due(60), line, ended, 100 * NS)) == {"untrue"}


def test_a_clock_that_nobody_can_believe_makes_nothing_due() -> None:
    line = timeline((5, -10 * YEAR_S), (50, 0))
    assert windows(due(3), line, 60 * NS) == [(3 * NS, 5 * NS), (50 * NS, 60 * NS)]
    assert late_s(due(7), line, 51.5, until_s=60) == 1.5


def test_a_short_moment_at_its_time_is_no_chance_missed() -> None:
    line = timeline((5, -100), (6, 0))
    assert late_s(due(4.5), line, 7.2) == 1.2


def test_what_had_long_enough_and_did_not_begin_is_late() -> None:
    line = timeline((5, -100), (20, 0))
    assert late_s(due(2), line, 21.0) == 3.0


def test_it_waits_for_what_is_on_air() -> None:
    assert late_s(due(10), timeline(), 31.0, busy=(8, 30)) == 1.0


def test_an_emergency_is_due_when_it_is_approved_whatever_the_clock_shows() -> None:
    emergency = Awaited(occurrence="a-1", ready_ns=7 * NS, due_ns=None)
    line = timeline((5, -10 * YEAR_S))
    assert late_s(emergency, line, 8.3) == 1.3
    assert not is_early(emergency, line, 7 * NS)
    ended = [{"event": "missed", "reason": "clock"}]
    assert set(judge_record(emergency, line, ended, 60 * NS)) == {"missed"}


def test_sound_that_was_queued_when_the_clock_was_set_back_is_not_early() -> None:
    line = timeline((10.1, -50))
    assert not is_early(due(10), line, round(10.3 * NS))
    assert is_early(due(10), line, 12 * NS)


def test_there_is_one_end_and_no_more() -> None:
    end = {"event": "end", "reason": None}
    assert judge_record(due(1), timeline(), [end], 60 * NS) == {}
    assert set(judge_record(due(1), timeline(), [], 60 * NS)) == {"unfinished"}
    assert set(judge_record(due(1), timeline(), [end, end], 60 * NS)) == {"unfinished"}


def audio(name: str, at_s: float, *, n: int = 0) -> dict[str, Any]:
    at_ns = round(at_s * NS)
    return {"ev": "audio", "n": n, "occurrence": name, "carrier": True, "mono_ns": at_ns}


def test_the_first_sound_and_the_carriers_are_read_from_the_events() -> None:
    events = [
        {"ev": "carrier_on", "mono_ns": 1 * NS},
        audio("a-1", 3.0, n=1),
        audio("a-1", 2.0),
        audio("a-1", 2.5),
        {"ev": "carrier_off", "mono_ns": 4 * NS},
        {"ev": "carrier_on", "mono_ns": 6 * NS},
        audio("b-1", 7.0),
    ]
    sounds = first_sounds(events)
    assert sounds == {"a-1": 2 * NS, "b-1": 7 * NS}
    under_carrier = carriers(events, 9 * NS)
    assert under_carrier == [(1 * NS, 4 * NS), (6 * NS, 9 * NS)]
    assert others_on_air("b-1", sounds, under_carrier) == [(1 * NS, 4 * NS)]
