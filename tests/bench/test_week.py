"""The week's judgement: agrees with what agrees, and finds each thing that does not."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.faults.week import hearing, judging, plan
from bench.faults.week.accounts import accounts_of
from bench.faults.week.hearing import Tape, heard_in, seconds_of
from bench.faults.week.judging import Played, judge
from bench.faults.week.plan import Events
from bench.faults.week.reported import Sums
from loudspeaker.config.hardware import load_hardware
from loudspeaker.config.shipped import find
from loudspeaker.model import iso
from loudspeaker.report import Period, Surroundings, report_of

SLOT = plan.slots(random.Random(1), Events())[1]
BEGIN_NS = 1_000_000_000_000
RELAY_MS, TALK_MS, TAY_MS = 120_000, 10_000, 9_000

Record = dict[str, Any]
Change = Callable[[list[Record], list[Record]], None]


def wall_of(mono_ns: int) -> datetime:
    return SLOT.due + timedelta(microseconds=(mono_ns - BEGIN_NS) / 1000)


def record(event: str, occurrence: str, at_s: float, **values: Any) -> Record:
    return {
        "occurrence": occurrence,
        "item": occurrence,
        "event": event,
        "result": "aired" if event == "end" else None,
        "reason": None,
        "due": iso(SLOT.due + timedelta(seconds=values.pop("due_s", at_s))),
        "wall": iso(SLOT.due + timedelta(seconds=at_s)),
        "attempt": 1,
        "pos_ms": 0,
        "points": sorted(plan.POINTS),
        "priority": "normal",
        "kind": "announcement",
        "programme": plan.TITLES[SLOT.programme],
        "languages": {},
        **values,
    }


def log() -> list[Record]:
    """Return a bulletin with a Tày part, and the relay behind it, 20 times faster than life."""
    languages = {
        "vi": {"ms": TALK_MS, "points": sorted(plan.POINTS)},
        "tyz": {"ms": TAY_MS, "points": sorted(plan.TAY_POINTS)},
    }
    heard = {"source": plan.SOURCE, "source_ms": RELAY_MS, "fallback_ms": 0}
    return [
        record("start", "tin", 0.0),
        record("end", "tin", 0.95, due_s=0.0, pos_ms=TALK_MS + TAY_MS, languages=languages),
        record("start", "tiep-am", 30.0, kind="relay", relay={"source": plan.SOURCE}),
        record(
            "end",
            "tiep-am",
            36.0,
            due_s=30.0,
            pos_ms=RELAY_MS,
            kind="relay",
            relay=heard,
            languages={"vi": {"ms": RELAY_MS, "points": sorted(plan.POINTS)}},
        ),
    ]


def village() -> list[Record]:
    """Return what the village tells of the same."""
    events = []
    for point in sorted(plan.POINTS):
        talk_ms = TALK_MS + (TAY_MS if point in plan.TAY_POINTS else 0)
        for occurrence, begin_s, whole_ms in (("tin", 0.0, talk_ms), ("tiep-am", 30.0, RELAY_MS)):
            for position in range(0, whole_ms, 250):
                at_ns = BEGIN_NS + round((begin_s + position / 20_000) * 1e9)
                events.append(audio(point, occurrence, at_ns))
    return events


def audio(point: int, occurrence: str, at_ns: int) -> Record:
    return {
        "ev": "audio",
        "n": point,
        "occurrence": occurrence,
        "mono_ns": at_ns,
        "len_ms": 250.0,
        "rms_dbfs": -20.0,
    }


def played(change: Change = lambda _log, _events: None, *, source_s: float = 120.0) -> Played:
    """Return the slot, one account of it changed."""
    records, events = log(), village()
    change(records, events)
    heard = heard_in(events)
    tapes = {
        point: Tape(
            ms=ms,
            tones={
                plan.SOURCE_HZ: source_s,
                plan.FALLBACK_HZ: 120.0 - source_s,
                plan.TAY_HZ: 9.0 if point in plan.TAY_POINTS else 0.0,
            },
        )
        for point, ms in heard.all_ms.items()
    }
    return Played(
        slot=SLOT, heard=heard, accounts=accounts_of(records), tapes=tapes, wall_of=wall_of
    )


def test_what_agrees_is_not_complained_of() -> None:
    assert judge(played()) == {}


def cut_short(_records: list[Record], events: list[Record]) -> None:
    del events[-8:]


def twice(records: list[Record], _events: list[Record]) -> None:
    records.append(records[1])


def late(_records: list[Record], events: list[Record]) -> None:
    for event in events:
        event["mono_ns"] += 3_000_000_000


def faint(_records: list[Record], events: list[Record]) -> None:
    for event in events:
        event["rms_dbfs"] = -40.0


def unrecorded(records: list[Record], _events: list[Record]) -> None:
    del records[:2]


def nothing_s(_records: list[Record], events: list[Record]) -> None:
    events.append({**events[0], "occurrence": None})


def recorded_as_fallback(records: list[Record], _events: list[Record]) -> None:
    records[-1]["relay"] |= {"source_ms": 0, "fallback_ms": RELAY_MS}


def no_tay_on_record(records: list[Record], _events: list[Record]) -> None:
    del records[1]["languages"]["tyz"]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (cut_short, "length"),
        (twice, "records"),
        (late, "late"),
        (faint, "level"),
        (unrecorded, "phantom"),
        (nothing_s, "phantom"),
        (recorded_as_fallback, "relay"),
        (no_tay_on_record, "tay"),
    ],
)
def test_each_thing_that_does_not_agree_is_found(change: Change, kind: str) -> None:
    assert kind in judge(played(change))


def test_a_source_that_was_not_planned_is_found() -> None:
    assert "relay" in judge(played(source_s=60.0))


@pytest.mark.parametrize("away_s", [70.0, 20.0])
def test_an_airing_that_was_cut_is_judged_by_all_of_its_attempts(away_s: float) -> None:
    def cut(records: list[Record], _events: list[Record]) -> None:
        records.insert(3, {**records[2], "attempt": 2})
        records[3]["wall"] = iso(SLOT.due + timedelta(seconds=30.0 + away_s))
        first = {**records[-1], "event": "interrupted", "pos_ms": 70_000}
        first["relay"] = {**first["relay"], "source_ms": 69_000, "fallback_ms": 0}
        last = {**records[-1], "attempt": 2, "pos_ms": 50_000}
        last["relay"] = {**last["relay"], "source_ms": 50_000, "fallback_ms": 0}
        records[-1:] = [first, last]

    (relay,) = played(cut).relays()
    assert relay.is_cut
    assert relay.ms_at(1) == RELAY_MS
    assert relay.relayed_ms("source") == 119_000
    assert "length" not in judge(played(cut))
    told = judge(played(cut)).get("relay", [])
    assert [line for line in told if "were left" in line] == (
        [] if away_s == 70.0 else ["tiep-am: went on for 50.0 s, 100.0 s were left"]
    )


# --- the report -----------------------------------------------------------------------------------


def reported(records: list[Record], tmp_path: Path) -> dict[str, Any]:
    """Return what the product's report says of the records."""
    plan_ = load_hardware(find("hardware", "simulated", tmp_path)).points.plan
    numbered = [{**each, "seq": seq} for seq, each in enumerate(records, 1)]
    period = Period(year=SLOT.due.year, month=SLOT.due.month)
    report = report_of(numbered, period, Surroundings(plan=plan_))
    tables = ("by_programme", "by_level", "by_language", "by_zone", "by_point")
    rows = {name: [{"name": r.name, "ms": r.ms} for r in getattr(report, name)] for name in tables}
    relays = [
        {"name": r.name, "ms": r.ms, "source_ms": r.source_ms, "fallback_ms": r.fallback_ms}
        for r in report.by_relay
    ]
    return {**rows, "total": {"ms": report.total.ms}, "by_relay": relays}


def test_a_report_of_what_was_heard_agrees(tmp_path: Path) -> None:
    sums = Sums()
    sums.add(played())
    assert list(sums.differences(reported(log(), tmp_path))) == []


def test_a_report_of_something_else_does_not(tmp_path: Path) -> None:
    sums = Sums()
    sums.add(played())
    other = log()
    other[-1]["pos_ms"] = 60_000
    tables = {line.split(" ")[0] for line in sums.differences(reported(other, tmp_path))}
    assert {"total:", "total", "by_programme", "by_level", "by_zone", "by_point"} >= tables
    assert {"by_programme", "by_level", "by_zone", "by_point"} <= tables


@pytest.mark.parametrize(("source_ms", "agrees"), [(None, True), (60_000, False)])
def test_what_a_crash_has_cut_may_have_been_the_source(
    source_ms: int | None, agrees: bool, tmp_path: Path
) -> None:
    sums, records = Sums(), log()
    sums.add(played())
    fallback_ms = None if source_ms is None else RELAY_MS - source_ms
    records[-1]["relay"] |= {"source_ms": source_ms, "fallback_ms": fallback_ms}
    told = [line.split(" ")[0] for line in sums.differences(reported(records, tmp_path))]
    assert told == ([] if agrees else ["source", "fallback"])


# --- plan and sound -------------------------------------------------------------------------------


def test_a_week_has_a_dead_source_an_emergency_and_a_power_cut_on_three_days() -> None:
    for seed in range(20):
        chance = random.Random(seed)
        slots = plan.slots(chance, Events.of_week(chance))
        days = {
            name: {slot.due.date() for slot in slots if getattr(slot, name)}
            for name in ("dead_source", "emergency", "power_cut")
        }
        assert [len(each) for each in days.values()] == [1, 1, 1]
        assert len(set.union(*days.values())) == 3
        assert [slot.due.astimezone(UTC).hour for slot in slots[:2]] == [22, 10]
        assert any(bulletin.tay for slot in slots for bulletin in slot.bulletins)


def test_hamlets_are_those_of_the_simulated_station(tmp_path: Path) -> None:
    found = load_hardware(find("hardware", "simulated", tmp_path)).points.plan
    assert {point.number: point.zone for point in found.points} == plan.ZONE_OF
    chosen = {p.number for p in found.points if p.zone in plan.TAY_ZONES}
    assert chosen == plan.TAY_POINTS


def test_a_tone_is_known_from_another_and_from_noise() -> None:
    rest = np.zeros(12_000, dtype=np.float32)
    hiss = np.random.default_rng(1).normal(0, 0.1, 48_000).astype(np.float32)
    at = np.arange(96_000) / plan.RATE_HZ
    tone = (0.1 * np.sin(2 * np.pi * plan.SOURCE_HZ * at)).astype(np.float32)
    sound = np.concatenate([rest, tone, hiss])
    assert seconds_of(sound, plan.TONES) == {2200: 2.0, 1500: 0.0, 3300: 0.0}
    assert seconds_of(rest[:5], plan.TONES) == {2200: 0.0, 1500: 0.0, 3300: 0.0}


def test_only_what_was_heard_since_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "village" / "points"
    folder.mkdir(parents=True)
    (folder / "01.wav").write_bytes(plan.tone(plan.TAY_HZ, seconds=2.0))
    lines = [
        {"mono_ns": 5, "first_frame": 0, "frames": 48_000},
        {"mono_ns": 9, "first_frame": 48_000, "frames": 24_000},
    ]
    (folder / "01.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    assert len(hearing.pcm_since(tmp_path, 1, 9)) == 2 * 24_000
    tapes = hearing.tapes_since(tmp_path, 0, plan.TONES)
    assert (tapes[1].ms, tapes[1].tones[plan.TAY_HZ], tapes[2].ms) == (1500.0, 1.5, 0.0)
    assert judging.TONE_S >= 2 * hearing.BLOCK_S
