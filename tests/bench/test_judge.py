"""The judge of the fault campaigns catches what it is there to catch."""

from __future__ import annotations

from typing import Any

from bench.faults.judge import airings, judge, stuck_carriers

LEN_MS = 10_000
MS = 1_000_000


def heard(occurrence: str, start_ms: int, end_ms: int, *, at_ms: int = 0, n: int = 1) -> list[Any]:
    """Return the village's events of one stretch in blocks of 250 ms."""
    return [
        {
            "ev": "audio",
            "n": n,
            "mono_ns": (at_ms + pos - start_ms) * MS,
            "occurrence": occurrence,
            "pos_ms": float(pos),
            "len_ms": float(min(250, end_ms - pos)),
            "carrier": True,
            "rms_dbfs": -20.0,
        }
        for pos in range(start_ms, end_ms, 250)
    ]


def record(occurrence: str, event: str = "end", result: str | None = "aired") -> dict[str, Any]:
    return {"occurrence": occurrence, "event": event, "result": result, "len_ms": LEN_MS}


def problems(events: list[Any], records: list[Any], priority: str = "normal") -> list[str]:
    verdict = judge(events, records, {"a": priority})
    return sorted(verdict.problems())


def test_a_clean_airing_is_clean() -> None:
    assert problems(heard("a", 0, LEN_MS), [record("a")]) == []


def test_an_airing_counts_once_whatever_number_of_points_heard_it() -> None:
    events = heard("a", 0, LEN_MS, n=1) + heard("a", 0, LEN_MS, n=2)
    assert problems(events, [record("a")]) == []


def test_recorded_as_aired_but_cut_is_lost() -> None:
    assert problems(heard("a", 0, 7000), [record("a")]) == ["lost"]


def test_twice_in_full_is_doubled_and_thrice_for_an_emergency() -> None:
    twice = heard("a", 0, LEN_MS) + heard("a", 0, LEN_MS, at_ms=20_000)
    assert problems(twice, [record("a")]) == ["doubled"]
    assert problems(twice, [record("a")], "emergency") == []
    thrice = twice + heard("a", 0, LEN_MS, at_ms=40_000)
    assert problems(thrice, [record("a")], "emergency") == ["doubled"]


def test_a_cut_airing_and_a_replay_are_clean() -> None:
    events = heard("a", 0, 6000) + heard("a", 0, LEN_MS, at_ms=20_000)
    assert problems(events, [record("a")]) == []
    assert [round(a.covered_ms) for a in airings(events)["a"]] == [6000, LEN_MS]


def test_a_hole_in_the_sound_is_not_an_airing_in_full() -> None:
    events = heard("a", 0, 4000) + heard("a", 4500, LEN_MS, at_ms=4500)
    assert problems(events, [record("a")]) == ["lost"]


def test_sound_nobody_accepted_is_phantom() -> None:
    assert problems(heard("a", 0, LEN_MS) + heard("x", 0, 500), [record("a")]) == ["phantom"]
    unlabelled = {"ev": "audio", "n": 3, "mono_ns": 0, "occurrence": None, "rms_dbfs": -30.0}
    assert problems([*heard("a", 0, LEN_MS), unlabelled], [record("a")]) == ["phantom"]


def test_no_or_two_terminal_records_are_found() -> None:
    assert problems(heard("a", 0, LEN_MS), []) == ["unfinished"]
    assert problems(heard("a", 0, LEN_MS), [record("a"), record("a")]) == ["unfinished"]


def test_heard_in_full_but_recorded_as_missed_is_untrue() -> None:
    assert problems(heard("a", 0, LEN_MS), [record("a", "missed", None)]) == ["untrue"]


def input_sound(at_ms: int) -> dict[str, Any]:
    return {"ev": "audio", "n": 0, "mono_ns": at_ms * MS, "len_ms": 250.0, "occurrence": None}


def carrier(at_ms: int, state: str) -> dict[str, Any]:
    return {"ev": f"carrier_{state}", "mono_ns": at_ms * MS}


def test_carrier_without_sound_is_stuck_after_three_seconds() -> None:
    sounds = [input_sound(at) for at in range(0, 2000, 250)]
    assert stuck_carriers([carrier(0, "on"), *sounds, carrier(4900, "off")]) == []
    assert len(stuck_carriers([carrier(0, "on"), *sounds, carrier(5100, "off")])) == 1
    assert len(stuck_carriers([carrier(0, "on"), carrier(3100, "off")])) == 1
    assert stuck_carriers([carrier(0, "on"), carrier(2900, "off"), input_sound(9000)]) == []
