"""Stop-all against everything that could keep it waiting or undo it (design, rule 3)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.air.control import Control
from loudspeaker.asrun import Reason
from loudspeaker.config.station import StationConfig
from loudspeaker.devices.points.base import Dispatch
from loudspeaker.devices.sound.base import Label
from loudspeaker.errors import StorageFailure
from loudspeaker.model import Priority
from loudspeaker.system.server import Request
from loudspeaker.system.sockets import Peer
from tests.air.bench import Bench, Killed

CARRIER_LIMIT_S = 1.0
ME = Peer(pid=1, uid=0, gid=0)


def control_of(bench: Bench, station: Callable[[], StationConfig] | None = None) -> Control:
    return Control(
        playout=bench.playout,
        accepted=bench.accepted,
        journal=bench.journal,
        ledger=bench.ledger,
        watch=bench.watch,
        deck=bench.deck,
        faults=bench.faults,
        points=bench.points_asked,
        register=bench.register,
        station=station or (lambda: pytest.fail("stop asks nobody")),
        reload=lambda: None,
        owner_uid=0,
    )


def ask(bench: Bench, op: str, **arguments: Any) -> Any:
    return control_of(bench).handle(Request(op=op, arguments=arguments, peer=ME))


def stop_at(bench: Bench, seconds: float) -> float:
    """Order stop-all then; return when that is on the monotonic clock, in seconds."""
    asked_s = bench.clock.mono_ns() / 1e9 + seconds

    def stop() -> None:
        bench.orders.stop(bench.clock.mono_ns())

    bench.events.at(seconds, stop)
    return asked_s


def offs(bench: Bench) -> list[float]:
    return [at_ns / 1e9 for at_ns, what in bench.transmitter.log if what != "on"]


def ons(bench: Bench) -> list[float]:
    return [at_ns / 1e9 for at_ns, what in bench.transmitter.log if what == "on"]


# --- the carrier falls in time -------------------------------------------------------------------


def test_a_busy_encoder_does_not_keep_the_carrier_up(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both copies want 0.7 s, and may stand behind a command that is under way."""
    real = bench.points.all_stop

    def late(*, copies: int) -> Dispatch:
        dispatch = real(copies=copies)
        assert dispatch.all_out_ns is not None
        dispatch.all_out_ns += 400_000_000
        return dispatch

    monkeypatch.setattr(type(bench.points), "all_stop", lambda _, *, copies: late(copies=copies))
    bench.offer(bench.rundown(due_s=2, seconds=20))
    asked_s = stop_at(bench, 8.0)
    bench.run(12)
    (off_s,) = offs(bench)
    assert off_s - asked_s <= CARRIER_LIMIT_S
    assert bench.commands()[-1] == "all_stop"


@pytest.mark.parametrize("into_the_tail_s", [0.1, 0.6, 0.9, 1.3])
def test_stop_while_an_airing_winds_down_is_as_quick(bench: Bench, into_the_tail_s: float) -> None:
    bench.offer(bench.rundown(due_s=2, seconds=5))
    asked_s = stop_at(bench, 2 + 5 + into_the_tail_s)
    bench.run(20)
    assert offs(bench)[0] - asked_s <= CARRIER_LIMIT_S
    assert bench.records()[-1][0] == "end"


def test_while_points_are_closed_no_sound_is_waited_for(bench: Bench) -> None:
    """The answer to stop is that it is silent; only then is the carrier left to playout."""
    bench.offer(bench.rundown(due_s=2, seconds=5))
    silent: list[bool] = []
    bench.events.at(4.0, lambda: silent.append(bench.playout.silent.is_set()))
    bench.events.at(2 + 5 + 0.9, lambda: silent.append(bench.playout.silent.is_set()))
    bench.run(20)
    assert silent == [False, True]


def test_a_carrier_taken_away_by_stop_does_not_come_back(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sound hangs, stop drops the carrier from under it, sound goes on: nothing is keyed again."""
    hang_at_ns = bench.clock.mono_ns() + 8_000_000_000
    real = bench.sound.write

    def write(pcm: bytes, label: Label, *, ahead_frames: int) -> None:
        if hang_at_ns <= bench.clock.mono_ns() < hang_at_ns + 100_000_000:
            bench.clock.advance_s(1.2)
        real(pcm, label, ahead_frames=ahead_frames)

    monkeypatch.setattr(
        type(bench.sound), "write", lambda _, pcm, label, *, ahead_frames: write(
            pcm, label, ahead_frames=ahead_frames
        )
    )  # fmt: skip
    bench.offer(bench.rundown(due_s=2, seconds=20))
    bench.events.at(8.2, lambda: ask(bench, "stop"))
    bench.run(30)
    assert len(ons(bench)) == 1
    assert offs(bench)[0] == pytest.approx(10 + 9.2, abs=0.2)  # the hang hides the time before
    assert bench.records() == [("start", None, None), ("end", "aired_partial", "operator")]


# --- and the item is not aired again -------------------------------------------------------------


@pytest.mark.parametrize("device", ["transmitter", "sound"])
def test_an_item_that_fails_under_stop_is_ended_by_stop(bench: Bench, device: str) -> None:
    bench.offer(bench.rundown(due_s=2, seconds=20))

    def fail_and_stop() -> None:
        getattr(bench, device).broken = "unplugged"
        (bench.home / "stop").touch()

    bench.events.at(8.0, fail_and_stop)
    bench.run(9)
    getattr(bench, device).broken = None
    bench.run(2)
    assert bench.orders.stopped
    bench.orders.resume()
    bench.run(30)
    assert bench.records() == [("start", None, None), ("end", "aired_partial", "operator")]
    assert len(ons(bench)) == 1


@pytest.mark.parametrize("how", ["latched", "file"])
def test_an_item_killed_under_stop_is_not_replayed_after_resume(bench: Bench, how: str) -> None:
    """Stop was accepted, or left as a file, and the process died before it could say so."""
    bench.offer(bench.rundown(due_s=2, seconds=20))
    bench.kill_at(8.0)
    with pytest.raises(Killed):
        bench.run(30)
    if how == "latched":
        bench.journal.latch_stop("2026-12-01T12:00:08.000+07:00")
    else:
        (bench.home / "stop").touch()
    bench.reboot()
    bench.run(5)
    bench.orders.resume()
    bench.run(30)
    assert bench.records()[1:] == [
        ("interrupted", None, "crash"),
        ("end", "aired_partial", "operator"),
    ]


def test_a_kill_without_stop_is_still_replayed(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=2, seconds=20))
    bench.kill_at(8.0)
    with pytest.raises(Killed):
        bench.run(30)
    bench.reboot()
    bench.run(30)
    assert bench.records()[-1] == ("end", "aired", None)


def test_an_emergency_that_breaks_in_just_under_stop_waits_for_resume(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.offer(bench.rundown(due_s=2, seconds=20))

    def emergency_and_stop() -> None:
        bench.offer(
            bench.rundown("e-1", priority=Priority.EMERGENCY, immediate=True, due_s=0, seconds=3)
        )
        bench.orders.stop(bench.clock.mono_ns())

    bench.events.at(8.0, emergency_and_stop)
    with monkeypatch.context() as patch:
        patch.setattr(bench.orders, "interruption", lambda _occurrence: None)
        bench.run(12)
    assert bench.records("e-1") == []
    bench.orders.resume()
    bench.run(20)
    assert bench.records("e-1") == [("start", None, None), ("end", "aired", None)]


# --- disks ---------------------------------------------------------------------------------------


def full_disk(monkeypatch: pytest.MonkeyPatch, bench: Bench) -> None:
    def refuse(_wall: str) -> str:
        raise StorageFailure(path="journal.db", problem="disk full")

    monkeypatch.setattr(bench.journal, "latch_stop", refuse)


def test_a_stop_that_the_disk_refused_is_kept_as_a_file_until_it_takes_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        full_disk(patch, bench)
        answer = ask(bench, "stop")
        assert answer["silent"]
        bench.run(5)
        assert bench.orders.stopped
        assert (bench.home / "stop").exists()
    bench.run(5)
    assert not (bench.home / "stop").exists()
    assert bench.journal.stopped_since() is not None


def test_a_stop_file_is_kept_until_it_is_latched(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bench.home / "stop").touch()
    with monkeypatch.context() as patch:
        full_disk(patch, bench)
        bench.run(5)
        assert bench.orders.stopped
        assert (bench.home / "stop").exists()
    bench.run(5)
    assert not (bench.home / "stop").exists()
    assert bench.journal.stopped_since() is not None


def test_a_disk_that_hangs_does_not_keep_the_sound(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = threading.Event()

    def hang(_wall: str) -> str:
        hanging.wait(10.0)
        return _wall

    monkeypatch.setattr(bench.journal, "latch_stop", hang)
    asked = threading.Thread(target=ask, args=(bench, "stop"))
    asked.start()
    for _ in range(30):
        if bench.orders.stopped:
            break
        asked.join(0.01)
    stopped = bench.orders.stopped
    hanging.set()
    asked.join()
    assert stopped, "stop waits for the disk"


def test_something_that_cannot_be_removed_keeps_stop_in_force_and_playout_alive(
    bench: Bench,
) -> None:
    (bench.home / "stop").mkdir()
    bench.offer(bench.rundown(due_s=2, grace_s=3))
    bench.run(10)
    assert bench.orders.stopped
    assert bench.records() == [("missed", None, "operator")]
    with pytest.raises(StorageFailure):
        bench.orders.take_stop_file()


# --- the rest of what stop must not disturb ------------------------------------------------------


def test_withdrawing_stays_withdrawing(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=2, seconds=20))
    bench.events.at(8.0, lambda: bench.orders.withdraw("a-1"))
    bench.run(20)
    assert bench.records()[-1] == ("end", "aired_partial", Reason.OPERATOR.value)


def test_stop_is_asked_with_nothing_on_air(bench: Bench, tmp_path: Path) -> None:
    assert tmp_path == bench.home
    answer = ask(bench, "stop")
    assert answer == {"stopped_since": bench.journal.stopped_since(), "silent": True}
    again = ask(bench, "stop")
    assert again["stopped_since"] == answer["stopped_since"]
