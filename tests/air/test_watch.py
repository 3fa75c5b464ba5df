"""What playout sees of its devices between airings, and what a hung playout looks like."""

from __future__ import annotations

import pytest

from loudspeaker.air.deck import LeadIn
from loudspeaker.air.process import HUNG_LOOKS, Pulse
from loudspeaker.model import Priority
from tests.air.bench import Bench
from tests.air.test_stop import ask, offs


def codes(bench: Bench) -> list[str]:
    return [fault["code"] for fault in bench.faults.listed()]


# --- sound ---------------------------------------------------------------------------------------


def test_a_missing_sound_card_is_known_before_anything_is_due(bench: Bench) -> None:
    bench.sound.broken = "no such device"
    bench.playout.begin()
    assert codes(bench) == ["sound"]
    assert not bench.sound.running


def test_the_sound_card_is_opened_at_the_start_and_does_not_run(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    for name in ("start", "idle"):
        monkeypatch.setattr(type(bench.sound), name, lambda _, name=name: calls.append(name))
    bench.playout.begin()
    assert calls == ["start", "idle"]


def test_a_sound_fault_is_over_when_sound_goes_out_again(bench: Bench) -> None:
    bench.offer(bench.rundown(seconds=5, due_s=2))
    bench.sound.broken = "unplugged"
    bench.run(5)
    assert codes(bench) == ["sound"]
    bench.sound.broken = None
    bench.run(20)
    assert codes(bench) == []
    assert bench.records()[-1] == ("end", "aired", None)


def test_a_clip_fault_is_over_when_the_next_clip_is_whole(bench: Bench) -> None:
    bad = bench.offer(bench.rundown("a-1", due_s=2))
    assert bad.cues[0].sha256 is not None
    (bench.home / "clips" / f"{bad.cues[0].sha256}.wav").unlink()
    bench.run(5)
    assert codes(bench) == ["clip"]
    bench.offer(bench.rundown("b-1", due_s=2, seconds=3, value=77))
    bench.run(20)
    assert codes(bench) == []


# --- the carrier ---------------------------------------------------------------------------------


def test_a_carrier_that_stands_with_nothing_on_air_is_dropped(bench: Bench) -> None:
    bench.transmitter.deadman_s = 1000.0  # a relay that latches
    bench.transmitter.arm()
    bench.run(6)
    assert not bench.transmitter.keyed
    assert offs(bench)[0] <= 10 + 5.0


# --- the answer to status ------------------------------------------------------------------------


def test_status_asks_no_device_of_playout_s(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The socket's threads must not touch a stream that playout may be closing."""
    answers: list[int] = []

    def look() -> None:
        with monkeypatch.context() as patch:
            patch.setattr(
                type(bench.sound), "queued_frames", lambda _: pytest.fail("asked the device")
            )
            answers.append(ask(bench, "status")["queued_ms"])

    bench.offer(bench.rundown(due_s=2, seconds=20))
    bench.events.at(10.0, look)
    bench.run(40)
    look()
    assert 100 < answers[0] <= 520
    assert answers[1] == 0


# --- many addresses ------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 3, 9, 20])
def test_points_that_need_many_commands_are_all_opened_before_the_chime(
    bench: Bench, count: int
) -> None:
    take_many_commands(bench, count)
    bench.offer(bench.rundown(due_s=12, seconds=5))
    bench.run(40)
    assert bench.heard_at_s()[0] == pytest.approx(10 + 12, abs=0.05)
    opened_s = next(ns for ns, name, _ in bench.points.log if name == "open") / 1e9
    assert bench.heard_at_s()[0] >= opened_s
    assert bench.records()[-1] == ("end", "aired", None)


def test_others_that_need_many_commands_do_not_delay_an_emergency(bench: Bench) -> None:
    bench.deck.points_state.maybe_open = frozenset(range(1, 40))
    object.__setattr__(bench.deck, "lead_in", LeadIn(addresses=len))
    bench.offer(
        bench.rundown(
            "e-1",
            priority=Priority.EMERGENCY,
            points=(3,),
            immediate=True,
            due_s=0,
        )
    )
    bench.run(20)
    assert bench.commands()[:2] == ["close_all", "open"]


def take_many_commands(bench: Bench, count: int) -> None:
    bench.points.addresses = count
    object.__setattr__(bench.deck, "lead_in", LeadIn(addresses=lambda _points: count))


# --- a hung playout ------------------------------------------------------------------------------


def test_playout_that_looks_at_its_orders_lives(bench: Bench) -> None:
    pulse = Pulse(bench.orders)
    for _ in range(3 * HUNG_LOOKS):
        bench.run(1)
        assert pulse.beats()


def test_playout_on_air_lives(bench: Bench) -> None:
    pulse = Pulse(bench.orders)
    beats: list[bool] = []
    for second in range(30):
        bench.events.at(second, lambda: beats.append(pulse.beats()))
    bench.offer(bench.rundown(due_s=2, seconds=25))
    bench.run(40)
    assert len(beats) == 30
    assert all(beats)


def test_playout_that_hangs_is_noticed_after_a_while(bench: Bench) -> None:
    pulse = Pulse(bench.orders)
    beats = [pulse.beats() for _ in range(HUNG_LOOKS + 1)]
    assert beats == [True] * HUNG_LOOKS + [False]
