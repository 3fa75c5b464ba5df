"""One carrier: order on air, precision, stop, break-in, failing devices."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from loudspeaker.air.orders import Interruption
from loudspeaker.asrun import Event, Reason
from loudspeaker.errors import StorageFailure
from loudspeaker.model import Priority
from loudspeaker.rundown import Cue, CueKind
from tests.air.bench import RATE, Bench

AIRED = [("start", None, None), ("end", "aired", None)]


def carrier_times(bench: Bench) -> list[tuple[float, str]]:
    return [(ns / 1e9, what) for ns, what in bench.transmitter.log]


def test_order_on_air(bench: Bench) -> None:
    rundown = bench.offer(bench.rundown(seconds=10))
    bench.run(20)
    (on_s, _), (off_s, last) = carrier_times(bench)
    opened_s = next(ns for ns, name, _ in bench.points.log if name == "open") / 1e9
    heard = bench.heard_at_s()
    assert on_s < opened_s <= heard[0]
    assert last == "off"
    assert bench.commands()[-1] == "close_all"
    assert heard[-1] + 0.02 < bench.points.log[-1][0] / 1e9 < off_s
    assert bench.heard_frames() == rundown.frames
    assert bench.records() == AIRED


def test_every_sample_goes_out_once_and_in_order(bench: Bench) -> None:
    ramp = bench.cue(0.5, 7, CueKind.CHIME)
    rundown = bench.rundown(seconds=1.0, value=9)
    gap = Cue(kind=CueKind.GAP, frames=4800)
    bench.offer(replace(rundown, cues=(ramp, gap, *rundown.cues)))
    bench.run(10)
    body = bytes(bench.sound.heard).strip(b"\0")
    expected = b"\7\0" * 24_000 + bytes(9600) + b"\11\0" * 48_000
    assert body == expected.strip(b"\0")


def test_the_chime_falls_on_the_due_time(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=7.3))
    bench.run(25)
    assert bench.heard_at_s()[0] == pytest.approx(10 + 7.3, abs=0.03)


def test_the_sound_cards_own_delay_is_allowed_for(bench: Bench) -> None:
    bench.sound.latency_frames = RATE // 10
    bench.offer(bench.rundown(due_s=7.3))
    bench.run(25)
    assert bench.heard_at_s()[0] == pytest.approx(10 + 7.2, abs=0.03)


def test_points_hold_twice_every_one_and_a_half_seconds(bench: Bench) -> None:
    bench.offer(bench.rundown(seconds=30, due_s=2))
    bench.run(40)
    holds = [ns / 1e9 for ns, name, _ in bench.points.log if name == "hold"]
    gaps = [b - a for a, b in itertools.pairwise(holds)]
    assert len(holds) >= 20
    assert max(gaps) < 2.0


def test_long_items_open_again_before_the_time_to_live_is_over(bench: Bench) -> None:
    bench.offer(bench.rundown(seconds=200, due_s=2))
    bench.run(215)
    opens = [ns / 1e9 for ns, name, _ in bench.points.log if name == "open"]
    assert len(opens) == 6
    gaps = [b - a for a, b in itertools.pairwise(opens)]
    assert max(gaps) < 120 / 2.5, "a time-to-live outlives a lost renewal, and another"


def test_others_are_closed_first_after_a_crash(bench: Bench) -> None:
    bench.deck.points_state.maybe_open = frozenset({1, 2, 9})
    bench.offer(bench.rundown(points=(1,)))
    bench.run(25)
    assert bench.commands()[0] == "close_all"
    assert bench.heard_at_s()[0] == pytest.approx(15, abs=0.03)
    assert bench.deck.points_state.maybe_open == frozenset()


def test_without_points_nothing_is_sounded(bench: Bench) -> None:
    bench.offer(bench.rundown(grace_s=1))
    bench.points.broken = "port is gone"
    bench.run(10)
    assert bench.heard_frames() == 0
    assert bench.records() == [("missed", None, "points")]
    assert bench.faults.listed()[0]["code"] == "points"


def test_points_that_fail_in_the_lead_in_stop_the_airing(bench: Bench) -> None:
    bench.offer(bench.rundown(grace_s=3))
    bench.events.at(3.0, lambda: setattr(bench.points, "broken", "unplugged"))
    bench.run(3.5)
    bench.points.broken = "unplugged"
    bench.run(10)
    assert bench.heard_frames() == 0
    assert bench.records()[-1] == ("missed", None, "points")


# --- stop ---------------------------------------------------------------------------------------


def test_stop_cuts_at_once_and_is_final(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=2, seconds=20))
    bench.events.at(8.0, bench.orders.stop)
    bench.run(60)
    assert bench.heard_at_s()[-1] < 18.0 + 0.2
    (_, off) = carrier_times(bench)
    assert off[0] < 18.0 + 1.0
    assert bench.commands()[-1] == "all_stop"
    assert bench.records() == [("start", None, None), ("end", "aired_partial", "operator")]


def test_stop_before_the_first_sample_cancels(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=5))
    bench.events.at(4.0, bench.orders.stop)
    bench.run(30)
    assert bench.heard_frames() == 0
    assert bench.records() == [("start", None, None), ("cancelled", None, "operator")]


def test_stop_near_the_end_counts_as_aired(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=2, seconds=10))
    bench.events.at(2 + 9.5, bench.orders.stop)
    bench.run(30)
    assert bench.records()[-1] == ("end", "aired", "operator")


def test_while_stopped_nothing_starts_and_the_record_says_why(bench: Bench) -> None:
    bench.orders.stop()
    bench.offer(bench.rundown(due_s=1, grace_s=5))
    bench.run(10)
    assert bench.transmitter.log == []
    assert bench.records() == [("missed", None, "operator")]


def test_resume_lets_an_item_in_its_window_start(bench: Bench) -> None:
    bench.orders.stop()
    bench.offer(bench.rundown(due_s=1, grace_s=60))
    bench.events.at(5.0, bench.orders.resume)
    bench.run(30)
    assert bench.records() == AIRED


def test_the_stop_file_is_obeyed_latched_and_removed(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=2, seconds=20))
    bench.events.at(8.0, (bench.home / "stop").touch)
    bench.run(12)
    assert bench.heard_at_s()[-1] < 18.0 + 0.6
    assert bench.orders.stopped
    assert bench.journal.stopped_since() is not None
    assert not (bench.home / "stop").exists()


# --- emergencies --------------------------------------------------------------------------------


def emergency(bench: Bench) -> None:
    bench.offer(
        bench.rundown(
            "e-1", priority=Priority.EMERGENCY, immediate=True, due_s=0, seconds=5, value=5
        )
    )


def test_an_emergency_is_heard_within_a_second_of_its_trigger(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=2, seconds=20))
    bench.events.at(8.0, lambda: emergency(bench))
    bench.run(60)
    assert bench.heard_at_s("e-1")[0] < 18.0 + 1.0
    assert bench.records("e-1") == AIRED
    first_part = [at for at in bench.heard_at_s() if at < bench.heard_at_s("e-1")[0]]
    assert first_part[-1] < 18.0 + 0.1


def test_what_an_emergency_interrupted_is_aired_again_from_its_start(bench: Bench) -> None:
    rundown = bench.offer(bench.rundown(due_s=2, seconds=20))
    bench.events.at(8.0, lambda: emergency(bench))
    bench.run(60)
    assert bench.records() == [
        ("start", None, None),
        ("interrupted", None, "superseded"),
        *AIRED,
    ]
    assert bench.heard_frames() > rundown.frames


def test_an_emergency_from_idle_needs_at_most_six_tenths(bench: Bench) -> None:
    emergency(bench)
    bench.run(20)
    assert bench.heard_at_s("e-1")[0] - 10.0 <= 0.6


def test_an_emergency_does_not_break_into_another(bench: Bench) -> None:
    emergency(bench)
    second = bench.rundown("e-2", priority=Priority.EMERGENCY, immediate=True, due_s=0)
    bench.events.at(2.0, lambda: bench.offer(second))
    bench.run(40)
    assert bench.records("e-1") == AIRED
    assert bench.records("e-2") == AIRED


def test_priority_goes_first_when_both_wait(bench: Bench) -> None:
    bench.orders.stop()
    bench.offer(bench.rundown("a-1", due_s=1))
    bench.offer(bench.rundown("b-1", due_s=2, priority=Priority.PRIORITY))
    bench.run(4)
    bench.orders.resume()
    bench.run(60)
    assert bench.heard_at_s("b-1")[-1] < bench.heard_at_s("a-1")[0]


# --- quiet hours, approval ----------------------------------------------------------------------


def test_quiet_hours_refuse_at_the_last_gate(tmp_path: Path) -> None:
    bench = Bench(tmp_path, hours=str(12 * 60))
    bench.offer(bench.rundown())
    bench.run(10)
    assert bench.transmitter.log == []
    assert bench.records() == [("refused", None, "quiet_hours")]
    emergency(bench)
    bench.run(20)
    assert bench.records("e-1") == AIRED


def test_a_clock_that_jumps_into_quiet_hours_cuts_the_sound(tmp_path: Path) -> None:
    bench = Bench(tmp_path, hours=str(22 * 60))
    bench.offer(bench.rundown(seconds=30))
    bench.events.at(10, lambda: bench.clock.step(timedelta(hours=11)))
    bench.run(60)
    assert bench.heard_at_s()[-1] < 20.0 + 0.6
    assert bench.records()[-1] == ("end", "aired_partial", "quiet_hours")


def test_an_item_that_would_run_into_quiet_hours_does_not_start(tmp_path: Path) -> None:
    bench = Bench(tmp_path, hours=str(12 * 60 + 1))
    bench.offer(bench.rundown(due_s=55, seconds=10))
    bench.run(70)
    assert bench.records() == [("refused", None, "quiet_hours")]


def test_one_person_alone_is_refused_at_the_last_gate(bench: Bench) -> None:
    bench.offer(replace(bench.rundown(), approver="soan"))
    bench.run(10)
    assert bench.records() == [("refused", None, "unapproved")]


# --- failing devices and files ------------------------------------------------------------------


def test_a_missing_or_changed_clip_fails_before_the_carrier(bench: Bench) -> None:
    bench.offer(bench.rundown())
    for path in (bench.home / "clips").iterdir():
        path.write_bytes(path.read_bytes()[:-2] + b"\1\1")
    bench.run(10)
    assert bench.transmitter.log == []
    assert bench.records() == [("failed", None, "clip")]


def test_a_transmitter_that_fails_is_retried_within_the_window(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=2, seconds=20))
    bench.events.at(8.0, lambda: setattr(bench.transmitter, "broken", "no answer"))
    bench.events.at(30.0, lambda: setattr(bench.transmitter, "broken", None))
    bench.run(80)
    assert bench.records() == [
        ("start", None, None),
        ("interrupted", None, "transmitter"),
        *AIRED,
    ]


def test_a_sound_card_that_fails_drops_the_carrier(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=2, seconds=20, grace_s=20))
    bench.events.at(8.0, lambda: setattr(bench.sound, "broken", "unplugged"))
    bench.run(60)
    assert carrier_times(bench)[-1][0] < 18.2
    assert bench.records()[1] == ("interrupted", None, "sound")
    assert bench.records()[-1] == ("end", "aired_partial", "sound")


def test_stalled_sound_lets_the_carrier_fall(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=2, seconds=20, grace_s=5))
    bench.events.at(8.0, lambda: bench.clock.advance_s(5))
    bench.run(60)
    _, off = carrier_times(bench)[:2]
    assert off[1] == "deadman"
    assert off[0] < 18.0 + 2.0
    assert bench.records()[1] == ("interrupted", None, "transmitter")


def test_a_full_disk_stops_ordinary_items_and_no_emergency(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.offer(bench.rundown(due_s=2, grace_s=30))
    emergency_rundown = bench.rundown(
        "e-1", priority=Priority.EMERGENCY, immediate=True, due_s=0, seconds=5
    )

    def full(*_: object) -> None:
        raise StorageFailure(path="journal.db", problem="disk is full")

    with monkeypatch.context() as patch:
        for name in ("record", "commit_position", "accept", "update"):
            patch.setattr(bench.journal, name, full)
        bench.offer(emergency_rundown)
        bench.run(20)
        assert bench.heard_frames("e-1") == emergency_rundown.frames
        assert bench.heard_frames("a-1") == 0
        assert "journal" in [fault["code"] for fault in bench.faults.listed()]
    bench.run(20)
    assert bench.records("e-1") == AIRED
    assert bench.records("a-1") == AIRED
    assert bench.faults.listed() == []


# --- early start --------------------------------------------------------------------------------


def test_a_rundown_that_grows_keeps_its_carrier(bench: Bench) -> None:
    """Its length is not known when the carrier is keyed: text × repeats take minutes."""
    rundown = bench.offer(bench.rundown(immediate=True, due_s=0, seconds=4, complete=False))

    def more() -> None:
        for _ in range(6):
            grown = bench.accepted.get(rundown.occurrence)
            assert grown is not None
            appended = bench.accepted.append("a-1", len(grown.cues), bench.cue(20.0))
            assert appended is not None
            bench.playout.appended(appended)
        finished = bench.accepted.finish("a-1", 7)
        assert finished is not None
        bench.playout.appended(finished)

    bench.events.at(3.0, more)
    bench.run(150)
    assert bench.records() == AIRED


def test_phrases_that_come_while_it_plays_are_heard_without_a_gap(bench: Bench) -> None:
    rundown = bench.offer(bench.rundown(immediate=True, due_s=0, seconds=2, complete=False))
    phrases = [bench.cue(1.0, 20 + number) for number in range(3)]

    def add(number: int) -> None:
        grown = bench.accepted.append(rundown.occurrence, number + 1, phrases[number])
        assert grown is not None
        bench.playout.appended(grown)

    for number in range(3):
        bench.events.at(1.0 + 0.4 * number, partial(add, number))
    bench.events.at(
        2.5, lambda: bench.playout.appended(bench.accepted.finish(rundown.occurrence, 4) or rundown)
    )
    bench.run(20)
    assert bench.heard_frames() == 5 * RATE
    at = bench.heard_at_s()
    assert at[-1] - at[0] == pytest.approx(4.98, abs=0.03)
    assert bench.records() == AIRED
    assert bench.journal.since(0)[-1]["len_ms"] == 5000


def test_a_rundown_is_whole_only_with_all_its_phrases(bench: Bench) -> None:
    rundown = bench.offer(bench.rundown(complete=False))
    assert bench.accepted.finish(rundown.occurrence, 2) is None
    bench.accepted.append(rundown.occurrence, 1, bench.cue(1.0, 3))
    assert bench.accepted.finish(rundown.occurrence, 2) is not None


def test_a_rundown_without_sound_never_keys_the_carrier(bench: Bench) -> None:
    bench.offer(replace(bench.rundown(), cues=()))
    bench.run(10)
    assert bench.transmitter.log == []
    assert bench.records() == [("failed", None, "clip")]


def test_the_same_phrase_twice_is_one(bench: Bench) -> None:
    rundown = bench.offer(bench.rundown(complete=False))
    cue = bench.cue(1.0, 3)
    assert bench.accepted.append(rundown.occurrence, 1, cue) is not None
    assert bench.accepted.append(rundown.occurrence, 1, cue) is None


def test_a_phrase_that_never_comes_ends_the_airing_under_carrier(bench: Bench) -> None:
    bench.offer(bench.rundown(immediate=True, due_s=0, seconds=2, complete=False))
    bench.run(20)
    assert bench.records() == [("start", None, None), ("end", "aired_partial", "speech_failed")]
    assert bench.transmitter.log[-1][1] == "off"


@pytest.mark.parametrize(
    ("priority", "late_s", "ended"),
    [
        (Priority.NORMAL, 4.0, ("aired", None)),
        (Priority.NORMAL, 6.0, ("aired_partial", "speech_failed")),
        (Priority.EMERGENCY, 14.0, ("aired", None)),
        (Priority.EMERGENCY, 22.0, ("aired_partial", "speech_failed")),
    ],
)
def test_an_emergency_waits_longer_for_a_voice_that_is_only_starting(
    bench: Bench, priority: Priority, late_s: float, ended: tuple[str, str | None]
) -> None:
    made = bench.rundown(immediate=True, due_s=0, seconds=2, complete=False, priority=priority)
    rundown, phrase = bench.offer(made), bench.cue(3.0, 3)

    def speak() -> None:
        for grown in (
            bench.accepted.append(rundown.occurrence, 1, phrase),
            bench.accepted.finish(rundown.occurrence, 2),
        ):
            if grown is not None:
                bench.playout.appended(grown)

    bench.events.at(2 + 1.0 + late_s, speak)  # behind the lead-in and the tone
    bench.run(60)
    assert bench.records()[-1] == ("end", *ended)
    assert bench.transmitter.log[-1][1] == "off"


# --- withdraw, end ------------------------------------------------------------------------------


def test_a_withdrawn_item_ends_and_closes(bench: Bench) -> None:
    rundown = bench.offer(bench.rundown(due_s=2, seconds=20))
    bench.events.at(8.0, lambda: bench.orders.withdraw(rundown.occurrence))
    bench.run(30)
    assert bench.records() == [("start", None, None), ("end", "aired_partial", "operator")]
    assert bench.commands()[-1] == "close_all"


def test_the_end_of_the_process_waits_for_a_pause(bench: Bench) -> None:
    rundown = bench.rundown(due_s=2, seconds=4)
    pause, rest = Cue(kind=CueKind.GAP, frames=RATE), bench.cue(10, 4)
    bench.offer(replace(rundown, cues=(*rundown.cues, pause, rest)))
    bench.events.at(4.0, lambda: bench.orders.end(Interruption.SHUTDOWN))
    bench.run(60)
    assert 16.0 < bench.heard_at_s()[-1] < 16.8
    assert bench.records() == [("start", None, None), ("interrupted", None, "shutdown")]
    assert bench.transmitter.log[-1][1] == "off"


def test_the_end_of_the_process_waits_five_seconds_at_most(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=2, seconds=30))
    bench.events.at(4.0, lambda: bench.orders.end(Interruption.SHUTDOWN))
    bench.run(60)
    assert bench.transmitter.log[-1][0] / 1e9 < 14.0 + 6.5
    assert bench.heard_at_s()[-1] < 14.0 + 5.0


def test_an_orphan_drops_everything_at_once(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=2, seconds=30))
    bench.events.at(4.0, lambda: bench.orders.end(Interruption.ORPHANED))
    bench.run(60)
    assert bench.transmitter.log[-1][0] / 1e9 < 14.1


def test_the_end_in_the_lead_in_sounds_nothing(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=5))
    bench.events.at(4.0, lambda: bench.orders.end(Interruption.SHUTDOWN))
    bench.run(60)
    assert bench.heard_frames() == 0
    assert bench.records() == [("start", None, None), ("interrupted", None, "shutdown")]


def test_a_second_terminal_record_is_dropped(bench: Bench) -> None:
    rundown = bench.rundown()
    bench.ledger.refuse(rundown, Event.CANCELLED, Reason.REJECTED)
    bench.ledger.refuse(rundown, Event.MISSED, Reason.REJECTED)
    assert bench.records() == [("cancelled", None, "rejected")]


def test_a_rundown_withdrawn_while_it_is_prepared_never_sounds(bench: Bench) -> None:
    rundown = bench.offer(bench.rundown(due_s=0))
    bench.ledger.refuse(rundown, Event.CANCELLED, Reason.OPERATOR)
    bench.playout.session(rundown)
    assert bench.transmitter.log == []
    assert bench.records() == [("cancelled", None, "operator")]


def test_a_withdrawal_just_after_the_start_record_is_obeyed(bench: Bench) -> None:
    rundown = bench.offer(bench.rundown(due_s=0))
    bench.orders.withdraw(rundown.occurrence)
    bench.playout.session(rundown)
    assert bench.heard_frames() == 0
    assert bench.records() == [("start", None, None), ("cancelled", None, "operator")]


def test_speech_that_comes_bit_by_bit_may_last_as_long_as_any(bench: Bench) -> None:
    bench.offer(bench.rundown(seconds=2, immediate=True, complete=False))

    def the_rest_comes() -> None:
        bench.accepted.append("a-1", 1, bench.cue(90.0, 500))
        whole = bench.accepted.finish("a-1", 2)
        assert whole is not None
        bench.playout.appended(whole)

    bench.events.at(7, the_rest_comes)
    bench.run(110)
    assert bench.records() == [("start", None, None), ("end", "aired", None)]
    assert bench.heard_frames() == 92 * RATE
