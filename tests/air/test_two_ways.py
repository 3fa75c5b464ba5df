"""Radio and IP points under one schedule: together, apart, and when one of the ways fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from loudspeaker.model import Priority
from loudspeaker.rundown import Rundown

from .bench import Killed
from .mixed_bench import OVER_IP, RADIO, MixedBench
from .test_stop import ask

BOTH = (*RADIO, *OVER_IP)


@pytest.fixture
def bench(tmp_path: Path) -> MixedBench:
    return MixedBench(tmp_path)


def offer(bench: MixedBench, points: tuple[int, ...], name: str = "a-1", **changes: Any) -> Rundown:
    return bench.offer(bench.rundown(name, points=points, **changes))


# --- everything works -----------------------------------------------------------------------------


def test_an_announcement_for_both_opens_both_and_is_told_ahead(bench: MixedBench) -> None:
    offer(bench, BOTH)
    bench.run(20)
    assert bench.records() == [("start", None, None), ("end", "aired", None)]
    opened = [(name, points) for _, name, points in bench.points.log if name == "open"]
    assert opened == [("open", RADIO)]
    opened = [(name, points) for _, name, points in bench.ip.log if name == "open"]
    assert opened == [("open", OVER_IP)]
    assert bench.told() == [("play", OVER_IP, 0)], "told once, and what is told is true"
    assert bench.play_offsets_s()[0] == pytest.approx(1.4, abs=0.2)
    assert not bench.ip_sounded()
    heard_at_s = bench.heard_at_s()[0]
    told_s = bench.players.log[0][4] / 1e9
    assert heard_at_s == pytest.approx(told_s, abs=0.25), "both are heard together"


def test_the_record_names_who_has_acknowledged(bench: MixedBench) -> None:
    bench.players.deaf = frozenset({13})
    offer(bench, BOTH)
    bench.run(20)
    last = bench.last()
    assert (last["points"], last["acked"], last["proof"]) == (list(BOTH), [12], "commanded")


def test_points_over_ip_alone_need_neither_carrier_nor_sound_card(bench: MixedBench) -> None:
    bench.transmitter.broken = "dead"
    bench.sound.broken = "gone"
    bench.points.broken = "no port"
    offer(bench, OVER_IP)
    bench.run(20)
    assert bench.records() == [("start", None, None), ("end", "aired", None)]
    last = bench.last()
    assert (last["acked"], last["proof"], last["pos_ms"]) == (list(OVER_IP), "ack", 10_000)
    assert bench.transmitter.log == []
    assert bench.ip_commands()[0] == "open"
    assert bench.ip_commands()[-1] == "close_all"
    holds = bench.ip_commands().count("hold")
    assert 6 <= holds <= 9


def test_order_on_the_way_over_ip_is_that_of_the_radio(bench: MixedBench) -> None:
    """Open first, sound after the first complete open, close at the end (design, rule 2)."""
    offer(bench, OVER_IP, due_s=5.0)
    bench.run(20)
    opened_ns = next(at for at, name, _ in bench.ip.log if name == "open")
    closed_ns = [at for at, name, _ in bench.ip.log if name == "close_all"][-1]
    assert bench.own_sound is not None
    heard = [ns for ns, label, _ in bench.own_sound.labels if label.occurrence == "a-1"]
    assert opened_ns < heard[0] < heard[-1] < closed_ns
    due_ns = 10_000_000_000 + 5_000_000_000
    assert heard[0] == pytest.approx(due_ns, abs=30_000_000)


def test_radio_points_alone_are_as_ever(bench: MixedBench) -> None:
    offer(bench, RADIO)
    bench.run(20)
    assert bench.records() == [("start", None, None), ("end", "aired", None)]
    assert bench.told() == []
    assert "hold" not in bench.ip_commands()
    assert (bench.last()["acked"], bench.last()["proof"]) == ([], "commanded")


@pytest.mark.parametrize(("urgent", "least_s"), [(False, 1.4), (True, 0.5)])
def test_what_starts_at_once_leaves_time_to_fetch(
    bench: MixedBench, urgent: bool, least_s: float
) -> None:
    priority = Priority.EMERGENCY if urgent else Priority.NORMAL
    offer(bench, OVER_IP, immediate=True, due_s=0.0, priority=priority)
    bench.run(15)
    assert bench.own_sound is not None
    first_ns = next(ns for ns, label, _ in bench.own_sound.labels if label.occurrence)
    assert (first_ns / 1e9 - 10.0) == pytest.approx(least_s, abs=0.15)
    assert bench.told() == [("play", OVER_IP, 0)]


def test_cues_that_come_later_are_told_when_they_come(bench: MixedBench) -> None:
    rundown = offer(bench, OVER_IP, seconds=4.0, immediate=True, due_s=0.0, complete=False)
    more = bench.cue(3.0, value=500)

    def append() -> None:
        grown = bench.accepted.append(rundown.occurrence, 1, more)
        assert grown is not None
        bench.playout.appended(grown)

    def finish() -> None:
        finished = bench.accepted.finish(rundown.occurrence, 2)
        assert finished is not None
        bench.playout.appended(finished)

    bench.events.at(3.0, append)
    bench.events.at(3.5, finish)
    bench.run(15)
    assert [len(what.clips) for what in bench.players.told] == [1, 2]
    plays = [entry for entry in bench.players.log if entry[1] == "play"]
    assert plays[0][3:] == plays[1][3:], "the same time as before: nothing jumps"
    assert bench.last()["acked"] == list(OVER_IP)


def test_a_phrase_that_comes_late_moves_what_follows(bench: MixedBench) -> None:
    rundown = offer(bench, OVER_IP, seconds=2.0, immediate=True, due_s=0.0, complete=False)

    def append() -> None:
        grown = bench.accepted.append(rundown.occurrence, 1, bench.cue(3.0, value=500))
        assert grown is not None
        bench.playout.appended(grown)
        finished = bench.accepted.finish(rundown.occurrence, 2)
        assert finished is not None
        bench.playout.appended(finished)

    bench.events.at(6.0, append)
    bench.run(15)
    plays = [entry for entry in bench.players.log if entry[1] == "play"]
    assert [position for _, _, _, position, _ in plays] == [0, 96_000]
    assert plays[1][4] / 1e9 == pytest.approx(16.0, abs=0.2)
    assert [len(what.clips) for what in bench.players.told] == [1, 1]


def test_orders_are_repeated_for_who_comes_late(bench: MixedBench) -> None:
    offer(bench, BOTH, seconds=200.0)
    bench.run(220)
    assert bench.told() == [("play", OVER_IP, 0)] * 6, "once, and every 40 s with the opening"
    assert bench.ip_commands().count("open") == 6
    assert bench.last()["acked"] == list(OVER_IP)


# --- the way over IP fails ------------------------------------------------------------------------


def test_without_a_bridge_the_radio_goes_on_as_ever(bench: MixedBench) -> None:
    bench.break_ip()
    offer(bench, BOTH)
    bench.run(20)
    assert bench.records() == [("start", None, None), ("end", "aired", None)]
    last = bench.last()
    assert (last["acked"], last["proof"]) == ([], "commanded")
    assert bench.heard_at_s()[0] == pytest.approx(15.0, abs=0.03), "at its time to the block"
    codes = [fault["code"] for fault in bench.faults.listed()]
    assert "points" not in codes
    assert "ip_points" in codes


def test_a_bridge_that_dies_meanwhile_costs_the_radio_nothing(bench: MixedBench) -> None:
    offer(bench, BOTH)
    bench.events.at(9.0, bench.break_ip)
    bench.run(20)
    assert bench.records() == [("start", None, None), ("end", "aired", None)]
    assert bench.heard_frames() == 480_000


def test_points_over_ip_alone_are_tried_again_until_the_grace_is_over(bench: MixedBench) -> None:
    bench.break_ip()
    offer(bench, OVER_IP, grace_s=60)
    bench.events.at(30.0, lambda: bench.break_ip(None))
    bench.run(60)
    assert bench.records() == [("start", None, None), ("end", "aired", None)]


def test_points_over_ip_alone_that_cannot_be_reached_are_missed(bench: MixedBench) -> None:
    bench.break_ip()
    offer(bench, OVER_IP, grace_s=20)
    bench.run(40)
    assert bench.records() == [("missed", None, "points")]


def test_what_goes_by_radio_does_not_wait_for_what_cannot_go_over_ip(bench: MixedBench) -> None:
    bench.break_ip()
    offer(bench, OVER_IP, "a-1", due_s=1.0)
    offer(bench, RADIO, "b-1", due_s=10.0)
    bench.run(25)
    assert bench.records("b-1") == [("start", None, None), ("end", "aired", None)]
    assert bench.heard_at_s("b-1")[0] == pytest.approx(20.0, abs=0.03)


def test_an_emergency_that_cannot_get_through_silences_nothing(bench: MixedBench) -> None:
    bench.break_ip()
    offer(bench, RADIO, "b-1", due_s=2.0)
    offer(bench, OVER_IP, "e-1", due_s=6.0, priority=Priority.EMERGENCY)
    bench.run(20)
    assert bench.records("b-1") == [("start", None, None), ("end", "aired", None)]


def test_silent_points_are_a_warning(bench: MixedBench) -> None:
    bench.players.deaf = frozenset({12, 13})
    bench.run(6)
    faults = {fault["code"]: fault for fault in bench.faults.listed()}
    assert faults["ip_silent"]["detail"] == "12, 13"
    assert faults["ip_silent"]["severity"] == "warning"


# --- the radio fails ------------------------------------------------------------------------------


def test_with_a_dead_transmitter_points_over_ip_hear_it_at_its_time(bench: MixedBench) -> None:
    bench.transmitter.broken = "no answer"
    offer(bench, BOTH, grace_s=60)
    bench.run(90)
    assert bench.records() == [
        ("start", None, None),
        ("interrupted", None, "transmitter"),
        ("end", "aired_partial", "transmitter"),
    ]
    records = [r for r in bench.journal.since(0) if r["occurrence"] == "a-1"]
    assert records[0]["points"] == records[1]["points"] == list(OVER_IP)
    assert records[1]["proof"] == "ack"
    assert (records[2]["points"], records[2]["acked"]) == (list(BOTH), list(OVER_IP))
    assert records[2]["proof"] == "commanded"
    assert bench.ip_commands().count("open") == 1, "once"
    play = next(entry for entry in bench.players.log if entry[1] == "play")
    assert play[4] / 1e9 == pytest.approx(15.0, abs=0.7)


def test_when_the_transmitter_is_back_only_the_others_hear_it(bench: MixedBench) -> None:
    bench.transmitter.broken = "no answer"
    offer(bench, BOTH, grace_s=120)

    def mend() -> None:
        bench.transmitter.broken = None

    bench.events.at(40.0, mend)
    bench.run(80)
    assert [event for event, _, _ in bench.records()] == ["start", "interrupted", "start", "end"]
    assert bench.heard_frames() == 480_000
    last = bench.last()
    assert (last["result"], last["points"], last["acked"]) == ("aired", list(BOTH), list(OVER_IP))
    assert [points for _, name, points in bench.points.log if name == "open"] == [RADIO]
    assert bench.ip_commands().count("open") == 1


@pytest.mark.parametrize("device", ["transmitter", "sound", "points"])
def test_a_radio_that_breaks_off_leaves_the_others_to_hear_it_whole(
    bench: MixedBench, device: str
) -> None:
    offer(bench, BOTH, seconds=20.0, grace_s=30)

    def break_it() -> None:
        getattr(bench, device).broken = "gone"

    bench.events.at(10.0, break_it)
    if device == "points":  # commands are sent seldom; what tells is the next airing's lead-in
        bench.events.due.clear()
        bench.points.broken = "gone"
    bench.run(80)
    events = [event for event, _, _ in bench.records()]
    assert events[-1] == "end"
    last = bench.last()
    assert (last["result"], last["reason"]) == ("aired_partial", device)
    assert last["acked"] == list(OVER_IP)
    runs = {what.run for what in bench.players.told}
    assert len(runs) == (1 if device == "points" else 2)
    if device != "points":
        assert ("cut", (), 0) in bench.told(), "what was begun is ended at once"


def test_what_goes_over_ip_does_not_wait_for_the_radio(bench: MixedBench) -> None:
    bench.transmitter.broken = "no answer"
    offer(bench, RADIO, "a-1", due_s=1.0)
    offer(bench, OVER_IP, "b-1", due_s=10.0)
    bench.run(30)
    assert bench.records("b-1") == [("start", None, None), ("end", "aired", None)]
    play = next(entry for entry in bench.players.log if entry[1] == "play")
    assert play[4] / 1e9 == pytest.approx(20.0, abs=1.0)


def test_a_pending_emergency_of_the_radio_does_not_silence_what_goes_over_ip(
    bench: MixedBench,
) -> None:
    bench.transmitter.broken = "no answer"
    offer(bench, RADIO, "e-1", due_s=1.0, priority=Priority.EMERGENCY)
    offer(bench, OVER_IP, "b-1", due_s=10.0)
    bench.run(30)
    assert bench.records("b-1") == [("start", None, None), ("end", "aired", None)]


def test_a_crash_while_only_part_hears_it_counts_for_nothing(bench: MixedBench) -> None:
    bench.transmitter.broken = "no answer"
    offer(bench, BOTH, seconds=10.0)
    bench.kill_at(14.7)
    with pytest.raises(Killed):
        bench.run(30)
    bench.transmitter.broken = None
    bench.reboot()
    bench.run(30)
    assert bench.last()["result"] == "aired"
    assert bench.heard_frames() == 480_000


# --- interruptions --------------------------------------------------------------------------------


def test_stop_ends_both(bench: MixedBench) -> None:
    offer(bench, BOTH, seconds=20.0)
    bench.events.at(10.0, bench.deck.orders.stop)
    bench.run(20)
    assert bench.records()[-1] == ("end", "aired_partial", "operator")
    assert "all_stop" in bench.commands()
    assert "all_stop" in bench.ip_commands()


def test_stop_ends_what_goes_over_ip_alone(bench: MixedBench) -> None:
    offer(bench, OVER_IP, seconds=20.0)
    bench.events.at(10.0, bench.deck.orders.stop)
    bench.run(20)
    assert bench.records()[-1] == ("end", "aired_partial", "operator")
    assert bench.ip_commands()[-1] == "all_stop"
    assert bench.transmitter.log == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (RADIO, RADIO),
        (RADIO, OVER_IP),
        (OVER_IP, RADIO),
        (OVER_IP, OVER_IP),
        (BOTH, OVER_IP),
        (OVER_IP, BOTH),
        (BOTH, BOTH),
        (BOTH, RADIO),
    ],
)
def test_an_emergency_breaks_in_whichever_way_it_goes(
    bench: MixedBench, first: tuple[int, ...], second: tuple[int, ...]
) -> None:
    offer(bench, first, "a-1", seconds=20.0)
    emergency = bench.rundown(
        "e-1",
        points=second,
        seconds=5.0,
        due_s=11.0,
        priority=Priority.EMERGENCY,
        immediate=True,
        value=700,
    )
    bench.events.at(11.0, lambda: bench.offer(emergency))
    bench.run(60)
    assert bench.records("e-1") == [("start", None, None), ("end", "aired", None)]
    assert bench.records("a-1")[1] == ("interrupted", None, "superseded")
    assert bench.records("a-1")[-1] == ("end", "aired", None)
    begun_s = _first_heard_s(bench, "e-1", second)
    assert begun_s - 21.0 < 1.0
    if set(first) & set(OVER_IP):
        assert ("cut", (), 0) in bench.told()


def _first_heard_s(bench: MixedBench, occurrence: str, points: tuple[int, ...]) -> float:
    assert bench.own_sound is not None
    sound = bench.sound if set(points) & set(RADIO) else bench.own_sound
    return next(ns for ns, label, _ in sound.labels if label.occurrence == occurrence) / 1e9


def test_the_end_of_quiet_hours_and_withdrawal_end_both(bench: MixedBench) -> None:
    offer(bench, BOTH, seconds=20.0)
    bench.events.at(10.0, lambda: bench.deck.orders.withdraw("a-1"))
    bench.run(20)
    assert bench.records()[-1] == ("end", "aired_partial", "operator")
    assert bench.ip_commands()[-1] == "close_all"


@pytest.mark.parametrize(("points", "on_frequency"), [(BOTH, True), (OVER_IP, False)])
def test_the_off_air_watch_expects_nothing_that_goes_out_over_ip_alone(
    bench: MixedBench, points: tuple[int, ...], *, on_frequency: bool
) -> None:
    offer(bench, points, seconds=10)
    seen = []
    bench.events.at(7, lambda: seen.append(ask(bench, "sounding")["airing"]))
    bench.run(20)
    assert bench.records()[-1][:2] == ("end", "aired")
    assert [airing is not None for airing in seen] == [on_frequency]
