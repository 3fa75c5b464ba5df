"""The relay of another station: source and fallback, its time, and what is on record."""

from __future__ import annotations

import os
from array import array
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.air.interlock import refusal
from loudspeaker.air.relay_feed import (
    BLOCKS_A_SECOND,
    ENOUGH,
    KEPT,
    MOST_QUIET,
    RelayFeed,
    Trouble,
)
from loudspeaker.asrun import Reason
from loudspeaker.audio.relay_level import measure_block
from loudspeaker.devices.sound.base import BLOCK_FRAMES
from loudspeaker.model import Priority
from loudspeaker.model.relay import Relay
from loudspeaker.rundown import Kind, Rundown, rundown_from_values
from loudspeaker.timetable.hours import DayBudget
from tests.air.bench import NOON, RATE, Bench, Killed
from tests.air.relay_bench import (
    FALLBACK,
    QUIET,
    RELAY,
    Station,
    block,
    last,
    longest_quiet_s,
    relay,
    seconds_of,
)

AIRED = [("start", None, None), ("end", "aired", None)]
LOUD = bytes(array("h", [32767, -32768] * (BLOCK_FRAMES // 2)))


def told(record: dict[str, Any]) -> tuple[float, float, str | None]:
    """Return what a record says of source and fallback."""
    said = record["relay"]
    return said["source_ms"] / 1000, said["fallback_ms"] / 1000, said["why"]


# --- what is heard --------------------------------------------------------------------------------


def test_the_source_is_heard_for_exactly_its_time(bench: Bench) -> None:
    station = Station(bench)
    rundown = bench.offer(relay(bench))
    bench.run(120)

    assert bench.records("r-1") == AIRED
    assert bench.heard_frames("r-1") == rundown.frames == 60 * RATE
    assert bench.heard_at_s("r-1")[0] == pytest.approx(10 + 40, abs=0.1)
    assert seconds_of(bench, source=True) == pytest.approx(60, abs=0.1)
    end = last(bench)
    assert told(end) == (60.0, 0.0, None)
    assert (end["kind"], end["pos_ms"], end["len_ms"]) == ("relay", 60_000, 60_000)
    assert (end["relay"]["source"], end["relay"]["address"]) == (RELAY.source, RELAY.address)
    assert end["audio_sha256"] is None
    assert end["languages"]["vi"]["ms"] == 60_000
    assert station.closed == 1
    assert bench.faults.listed() == []


def test_it_is_asked_for_ahead_and_only_then(bench: Bench) -> None:
    station = Station(bench)
    bench.offer(relay(bench))
    bench.run(9)
    assert station.asked == []
    bench.run(2)
    assert station.asked == [RELAY.address]
    assert bench.transmitter.log == []


def test_without_the_source_the_fallback_is_heard_from_the_due_time_on(bench: Bench) -> None:
    Station(bench, reachable=False)
    bench.offer(relay(bench))
    bench.run(120)
    assert bench.records("r-1") == AIRED
    assert bench.heard_at_s("r-1")[0] == pytest.approx(10 + 40, abs=0.1)
    assert seconds_of(bench, source=False) == pytest.approx(60, abs=0.2)
    end = last(bench)
    assert told(end) == (0.0, 60.0, "unreachable")
    assert end["relay"]["problem"] == "unreachable"
    assert end["relay"]["fallback_sha256"]
    assert [fault["code"] for fault in bench.faults.listed()] == ["relay"]


def test_a_source_that_breaks_is_followed_by_the_fallback_for_good(bench: Bench) -> None:
    station = Station(bench)

    def cut() -> None:
        station.reachable = False

    def back() -> None:
        station.reachable = True

    bench.offer(relay(bench))
    bench.events.at(60, cut)
    bench.events.at(75, back)
    bench.run(120)
    source_s, fallback_s, why = told(last(bench))
    assert why == "gone"
    assert source_s == pytest.approx(20 + 8 + 1, abs=0.3), "what had come before is heard as well"
    assert source_s + fallback_s == 60
    assert longest_quiet_s(bench) < 1.2
    assert bench.records("r-1") == AIRED


def test_a_break_of_some_seconds_is_not_heard_at_all(bench: Bench) -> None:
    station = Station(bench)

    def set_reachable(value: bool) -> None:
        station.reachable = value

    bench.offer(relay(bench))
    bench.events.at(60, lambda: set_reachable(False))
    bench.events.at(67, lambda: set_reachable(True))
    bench.run(120)
    assert told(last(bench)) == (60.0, 0.0, None)
    assert longest_quiet_s(bench) == 0


@pytest.mark.parametrize(
    ("sends", "why"), [(QUIET, "silent"), (LOUD, "clipped"), (block(40), "silent")]
)
def test_what_is_no_sound_counts_as_gone(bench: Bench, sends: bytes, why: str) -> None:
    station = Station(bench)

    def turn() -> None:
        station.sends = sends

    bench.offer(relay(bench))
    bench.events.at(60, turn)
    bench.run(120)
    assert told(last(bench))[2] == why
    assert longest_quiet_s(bench) < 3
    assert seconds_of(bench, source=False) > 25


@pytest.mark.parametrize(("sends", "why"), [(QUIET, "silent"), (LOUD, "clipped")])
def test_nor_is_it_begun_with(bench: Bench, sends: bytes, why: str) -> None:
    Station(bench, sends=sends)
    bench.offer(relay(bench))
    bench.run(120)
    assert told(last(bench)) == (0.0, 60.0, why)


def test_a_source_that_is_slow_to_come_is_waited_for_when_asked_late(bench: Bench) -> None:
    Station(bench, burst=False)
    bench.offer(relay(bench, due_s=0))
    bench.run(80)
    assert told(last(bench)) == (60.0, 0.0, None)
    assert bench.heard_at_s("r-1")[0] == pytest.approx(10 + 2 + 1.4, abs=0.5)


def test_it_is_brought_to_the_level_of_our_voices(bench: Bench) -> None:
    Station(bench, sends=block(800))  # −32 dBFS
    bench.offer(relay(bench))
    bench.run(120)
    samples = array("h", bytes(bench.sound.heard))
    assert max(samples) == pytest.approx(800 * 10 ** (12 / 20), rel=0.05)


# --- its time -------------------------------------------------------------------------------------


def urgent(bench: Bench, due_s: float, seconds: float) -> Rundown:
    made = bench.rundown("e-1", due_s=due_s, seconds=seconds, value=7)
    return replace(made, priority=Priority.EMERGENCY)


def test_an_emergency_cuts_in_and_the_rest_of_the_time_goes_on(bench: Bench) -> None:
    Station(bench)
    bench.offer(relay(bench))
    asked_s = bench.clock.mono_ns() / 1e9 + 60
    bench.events.at(60, lambda: bench.offer(urgent(bench, 0, 10)))
    bench.run(130)
    assert bench.records("r-1") == [
        ("start", None, None),
        ("interrupted", None, "superseded"),
        ("start", None, None),
        ("end", "aired_partial", "superseded"),
    ]
    assert bench.heard_at_s("e-1")[0] - asked_s < 2.5
    cut_s = [s for s in bench.heard_at_s("r-1") if s < asked_s + 1][-1]
    assert cut_s - asked_s < 1.0
    assert bench.heard_at_s("r-1")[-1] == pytest.approx(10 + 40 + 60, abs=0.5)
    first, second = (r for r in bench.journal.since(0) if r["occurrence"] == "r-1" and r["pos_ms"])
    assert first["relay"]["source_ms"] == pytest.approx(20_000, abs=1000)
    assert second["relay"]["source_ms"] == second["pos_ms"] == second["len_ms"]
    assert 25_000 < second["pos_ms"] < 30_000


def test_a_short_emergency_leaves_it_aired(bench: Bench) -> None:
    Station(bench)
    bench.offer(relay(bench, relay=replace(RELAY, minutes=3)))
    bench.events.at(60, lambda: bench.offer(urgent(bench, 0, 5)))
    bench.run(250)
    assert bench.records("r-1")[-1] == ("end", "aired", None)


def test_what_is_left_after_an_emergency_is_not_worth_a_carrier(bench: Bench) -> None:
    Station(bench)
    bench.offer(relay(bench))
    bench.events.at(85, lambda: bench.offer(urgent(bench, 0, 20)))
    bench.run(150)
    assert bench.records("r-1") == [
        ("start", None, None),
        ("interrupted", None, "superseded"),
        ("end", "aired_partial", "superseded"),
    ]


def test_after_a_crash_the_rest_goes_on_and_nothing_is_doubled(bench: Bench) -> None:
    station = Station(bench)
    rundown = bench.offer(relay(bench))
    bench.kill_at(60)
    with pytest.raises(Killed):
        bench.run(120)
    bench.reboot(after_s=3)
    bench.run(120)
    assert bench.records("r-1") == [
        ("start", None, None),
        ("interrupted", None, "crash"),
        ("start", None, None),
        ("end", "aired", None),
    ]
    assert bench.heard_at_s("r-1")[-1] == pytest.approx(10 + 40 + 60, abs=0.5)
    assert bench.heard_frames("r-1") < rundown.frames
    assert station.asked == [RELAY.address] * 2


def test_after_a_long_night_nothing_of_it_is_left(bench: Bench) -> None:
    Station(bench)
    bench.offer(relay(bench))
    bench.kill_at(60)
    with pytest.raises(Killed):
        bench.run(120)
    bench.clock.reboot()
    bench.reboot(after_s=7200)
    bench.run(60)
    assert bench.records("r-1")[-2:] == [
        ("interrupted", None, "crash"),
        ("end", "aired_partial", "crash"),
    ]
    assert bench.heard_frames("r-1") < 21 * RATE


def test_a_clock_that_is_set_does_not_change_its_length(bench: Bench) -> None:
    Station(bench)
    bench.offer(relay(bench))
    bench.events.at(60, lambda: bench.clock.step(timedelta(hours=-2)))
    bench.run(140)
    assert bench.records("r-1") == AIRED
    assert bench.heard_frames("r-1") == 60 * RATE


def test_stop_ends_it_for_good(bench: Bench) -> None:
    Station(bench)
    bench.offer(relay(bench))
    bench.events.at(60, bench.orders.stop)
    bench.events.at(65, bench.orders.resume)
    bench.run(120)
    assert bench.records("r-1")[-1] == ("end", "aired_partial", "operator")
    assert bench.heard_frames("r-1") < 21 * RATE


def test_one_that_fills_the_hours_to_their_end_goes_on_after_an_emergency(bench: Bench) -> None:
    Station(bench)
    rundown = bench.offer(relay(bench, due_s=60, relay=replace(RELAY, minutes=2)))
    bench.limits = bench.limits_until(12 * 60 + 3)  # exactly at its end
    assert rundown.due == NOON.replace(minute=1)
    bench.events.at(100, lambda: bench.offer(urgent(bench, 0, 10)))
    bench.run(200)
    assert bench.records("r-1")[-1] == ("end", "aired_partial", "superseded")
    assert bench.heard_at_s("r-1")[-1] == pytest.approx(10 + 180, abs=1.0)


def test_what_was_heard_of_it_counts_though_the_rest_is_refused(bench: Bench) -> None:
    Station(bench)
    bench.offer(relay(bench, relay=replace(RELAY, minutes=2)))
    bench.events.at(60, lambda: bench.offer(urgent(bench, 0, 10)))
    bench.events.at(65, lambda: setattr(bench, "limits", bench.limits_until(12 * 60 + 2)))
    bench.run(200)
    assert bench.records("r-1") == [
        ("start", None, None),
        ("interrupted", None, "superseded"),
        ("end", "aired_partial", "quiet_hours"),
    ]
    assert last(bench)["pos_ms"] == pytest.approx(20_000, abs=1000)


def test_after_a_restore_all_of_its_attempts_count(bench: Bench) -> None:
    Station(bench)
    rundown = bench.offer(relay(bench, relay=replace(RELAY, minutes=4)))
    bench.events.at(100, lambda: bench.offer(urgent(bench, 0, 3)))
    bench.kill_at(274)
    with pytest.raises(Killed):
        bench.run(300)
    bench.writer.close()  # a standing clock leaves the disk no time: what was posted is to be kept
    bench.ledger.end_unknown(rundown, Reason.RESTORED)
    assert bench.records("r-1")[-1] == ("end", "aired", "restored")


def test_a_fallback_that_is_cut_short_on_the_disk_ends_it(bench: Bench) -> None:
    Station(bench, reachable=False)
    rundown = bench.offer(relay(bench))
    clip = bench.home / "clips" / f"{rundown.cues[0].sha256}.wav"
    bench.events.at(60, lambda: os.truncate(clip, 1000))
    bench.run(120)
    assert bench.records("r-1") == [
        ("start", None, None),
        ("interrupted", None, "sound"),
        ("end", "aired_partial", "clip"),
    ]


def test_quiet_hours_cut_it_and_keep_it_from_beginning(bench: Bench) -> None:
    Station(bench)
    bench.offer(relay(bench))
    bench.events.at(60, lambda: setattr(bench, "limits", bench.limits_until(12 * 60)))
    bench.run(120)
    assert bench.records("r-1")[-1] == ("end", "aired_partial", "quiet_hours")
    late = relay(bench, "q-1", due_s=1)
    bench.limits = bench.limits_until(12 * 60 + 3)  # two minutes are not enough by then
    bench.offer(late)
    bench.run(30)
    assert bench.records("q-1") == [("refused", None, "quiet_hours")]


def test_the_day_needs_room_for_all_of_it_and_counts_it(bench: Bench) -> None:
    Station(bench)
    bench.limits = replace(bench.limits, budget=DayBudget(limit_minutes=1.5))
    bench.offer(relay(bench))
    bench.run(120)
    assert bench.records("r-1") == AIRED
    assert bench.watch.used_today_s() == 60
    bench.offer(relay(bench, "s-1"))
    bench.run(60)
    assert bench.records("s-1") == [("refused", None, "day_limit")]


def test_what_follows_it_waits_for_its_source_and_its_end(bench: Bench) -> None:
    Station(bench, burst=False)
    first = relay(bench, due_s=0, slot="r-1")
    bench.offer(first)
    closing = bench.rundown("c-1", due_s=1, seconds=2)
    bench.offer(replace(closing, slot="r-1", follows="r-1"))
    bench.run(100)
    starts = [r["occurrence"] for r in bench.journal.since(0) if r["event"] == "start"]
    assert starts == ["r-1", "c-1"]


# --- what may be relayed --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": Kind.ANNOUNCEMENT},
        {"relay": None},
        {"priority": Priority.EMERGENCY},
        {"approver": ""},
        {"approver": "soan"},
        {"complete": False},
        {"relay": replace(RELAY, minutes=111)},
        {"relay": replace(RELAY, minutes=0)},
        {"relay": replace(RELAY, address="")},
    ],
)
def test_only_what_was_approved_as_a_relay_passes_the_gate(
    bench: Bench, changes: dict[str, Any]
) -> None:
    made = relay(bench)
    judged = partial(refusal, limits=bench.limits, start=NOON, used_today_s=0.0)
    assert judged(made) is None
    assert judged(replace(made, **changes)) is Reason.UNAPPROVED


def test_the_journal_keeps_it_and_opens_without_one(bench: Bench) -> None:
    values = relay(bench).to_values()
    assert rundown_from_values(values) == relay(bench)
    del values["relay"]
    assert rundown_from_values(values).relay is None


def test_what_it_is_worth_is_told_while_it_is_on_air(bench: Bench) -> None:
    from loudspeaker.air.control import _relay_of  # noqa: PLC0415

    Station(bench, reachable=False)
    bench.offer(relay(bench))
    seen: list[object] = []

    def look() -> None:
        assert bench.playout.on_air is not None
        seen.append(_relay_of(bench.playout.on_air))

    bench.events.at(60, look)
    bench.run(100)
    assert seen == [{"source": "VOV1", "fallback": True}]


# --- the rule, whatever comes ---------------------------------------------------------------------

ARRIVALS = st.lists(
    st.tuples(st.sampled_from(["sound", "quiet", "nothing", "loud"]), st.integers(1, 700)),
    max_size=8,
)
SENT = {"sound": block(), "quiet": QUIET, "loud": LOUD, "nothing": b""}


@settings(max_examples=40, deadline=None)
@given(ARRIVALS, st.integers(0, KEPT))
def test_never_three_seconds_of_quiet_and_never_back(
    arrivals: list[tuple[str, int]], first: int
) -> None:
    feed = RelayFeed()
    feed.put(block() * first)
    feed.open()
    assert (feed.trouble is None) is (first >= ENOUGH)
    quiet = 0
    for kind, count in arrivals:
        for _ in range(count):
            feed.put(SENT[kind])
            pcm = feed.take()
            if pcm is None:
                assert feed.trouble is not None
                feed.put(block() * ENOUGH)
                assert feed.take() is None, "there is no way back"
                return
            assert len(pcm) == 2 * BLOCK_FRAMES
            quiet = 0 if measure_block(pcm).sounds else quiet + 1
            assert quiet <= MOST_QUIET + 1 < 3 * BLOCKS_A_SECOND


def test_a_pause_is_heard_for_two_seconds_whatever_its_length() -> None:
    feed = RelayFeed()
    feed.put(block() * KEPT)
    feed.open()
    for _ in range(KEPT):
        assert feed.take()
        feed.put(QUIET)
    feed.put(block() * 200)
    heard = [feed.take() for _ in range(200)]
    assert feed.trouble is None
    quiet = sum(1 for pcm in heard if pcm and not measure_block(pcm).sounds)
    assert 90 <= quiet <= 115


def test_sound_that_stutters_is_given_up() -> None:
    feed = RelayFeed()
    feed.put(block() * ENOUGH)
    feed.open()
    taken = 0
    for at in range(3000):
        if at % 5:
            feed.put(block())
        if feed.take() is None:
            break
        taken += 1
    assert feed.trouble is Trouble.UNSTEADY
    assert taken < 30 * BLOCKS_A_SECOND


@given(st.lists(st.binary(max_size=4001), max_size=12))
def test_however_sound_is_cut_it_comes_in_whole_blocks(parts: list[bytes]) -> None:
    feed = RelayFeed()
    for part in parts:
        feed.put(part)
    whole = sum(map(len, parts)) // (2 * BLOCK_FRAMES)
    assert len(feed._waiting) == min(KEPT, whole)
    assert b"".join(b for b, _ in feed._waiting) == b"".join(parts)[: whole * 2 * BLOCK_FRAMES]


def test_a_relay_tells_what_is_left_of_it() -> None:
    assert Relay(source="a", address="b", minutes=2).seconds == 120
    assert Relay(source="a", address="b", minutes=2).with_left(500).seconds == 120
    assert FALLBACK < 3277
