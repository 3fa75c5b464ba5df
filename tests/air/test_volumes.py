"""Volumes wait for a carrier that is up anyway, and go out under silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from loudspeaker.air.volumes import Volumes
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.errors import StorageFailure
from loudspeaker.model import Priority
from tests.air.bench import NOON, Bench
from tests.air.test_trials import trial_of
from tests.devices.disk import Disk


def asked(bench: Bench, *wishes: tuple[int, int]) -> None:
    for point, volume in wishes:
        bench.deck.volumes.ask(point, volume, by="soan")


def sent_at_s(bench: Bench) -> list[float]:
    return [ns / 1e9 for ns, name, _ in bench.points.log if name == "volume"]


def waiting(bench: Bench) -> list[tuple[int, tuple[int, ...]]]:
    return bench.deck.volumes.waiting()


# --- the list ------------------------------------------------------------------------------------


def test_the_newest_wish_for_a_point_counts_and_survives_a_restart() -> None:
    disk, clock = Disk(), StandingClock(NOON)
    volumes = Volumes(disk, clock)
    volumes.ask(4, 20, by="soan")
    volumes.ask(7, 60, by="soan")
    volumes.ask(4, 60, by="quantri")
    again = Volumes(disk, clock)
    assert again.waiting() == [(60, (4, 7))]
    assert again.waiting([7]) == [(60, (7,))]
    assert [(w.point, w.by, w.sent_at) for w in again.listed()] == [
        (4, "quantri", None),
        (7, "soan", None),
    ]


def test_what_was_sent_waits_no_more_unless_it_was_wished_anew_meanwhile() -> None:
    volumes = Volumes(disk := Disk(), StandingClock(NOON))
    volumes.ask(4, 60, by="soan")
    volumes.ask(7, 60, by="soan")
    volumes.ask(7, 30, by="soan")
    volumes.sent(60, (4, 7, 9))
    assert volumes.waiting() == [(30, (7,))]
    assert Volumes(disk, StandingClock(NOON)).waiting() == [(30, (7,))]
    assert [wish.sent_at is not None for wish in volumes.listed()] == [True, False]


def test_a_full_disk_refuses_a_wish_and_only_repeats_what_was_sent() -> None:
    disk = Disk()
    volumes = Volumes(disk, StandingClock(NOON))
    volumes.ask(4, 60, by="soan")
    disk.full = True
    with pytest.raises(StorageFailure):
        volumes.ask(4, 70, by="soan")
    volumes.sent(60, (4,))
    assert volumes.waiting() == [(60, (4,))]


# --- on air --------------------------------------------------------------------------------------


def test_nothing_is_keyed_for_a_volume(bench: Bench) -> None:
    asked(bench, (4, 60))
    bench.run(600)
    assert bench.transmitter.log == []
    assert bench.points.log == []
    assert waiting(bench) == [(60, (4,))]


def test_it_goes_out_after_the_next_airing_under_silence_with_the_points_shut(
    bench: Bench,
) -> None:
    asked(bench, (4, 60), (5, 20), (6, 60))
    bench.offer(bench.rundown(seconds=5, due_s=5))
    bench.run(25)
    assert bench.points.volumes == {4: 60, 5: 20, 6: 60}
    assert waiting(bench) == []
    assert bench.heard_at_s()[0] == pytest.approx(10 + 5, abs=0.03), "the chime is not late"
    names = bench.commands()
    assert names[names.index("close_all") :] == ["close_all", "volume", "volume"]
    (_, off) = [ns / 1e9 for ns, _ in bench.transmitter.log]
    assert bench.heard_at_s()[-1] < min(sent_at_s(bench))
    assert max(sent_at_s(bench)) < off < bench.heard_at_s()[-1] + 5.0
    bench.offer(bench.rundown("b-1", seconds=5, due_s=5))
    bench.run(25)
    assert len(sent_at_s(bench)) == 2, "once"


def test_many_different_volumes_take_more_than_one_airing(bench: Bench) -> None:
    asked(bench, *((number, 10 * number) for number in range(1, 7)))
    for name in ("a-1", "b-1"):
        bench.offer(bench.rundown(name, seconds=3, due_s=3))
        bench.run(15)
        assert len(bench.points.volumes) == (4 if name == "a-1" else 6)


def test_a_test_is_heard_at_the_volume_that_was_asked_for(bench: Bench) -> None:
    asked(bench, (4, 35), (5, 20))
    bench.offer(trial_of(bench, point=4))
    bench.run(15)
    first = bench.commands().index("volume")
    assert first < bench.commands().index("open")
    assert bench.points.log[first][2] == (4,)
    on_s = bench.transmitter.log[0][0] / 1e9
    assert bench.heard_at_s("t-1")[0] - on_s <= 2.0 + 0.03, "the longest lead-in"
    assert bench.points.volumes == {4: 35, 5: 20}


def test_an_emergency_does_not_wait_for_volumes(bench: Bench) -> None:
    asked(bench, *((number, 10 * number) for number in range(1, 5)))
    bench.offer(bench.rundown(seconds=3, due_s=3))
    urgent = bench.rundown("e-1", seconds=4, due_s=0, priority=Priority.EMERGENCY, immediate=True)
    bench.events.at(8.2, lambda: bench.offer(urgent))
    bench.run(30)
    heard = bench.heard_at_s("e-1")
    before = [at_s for at_s in sent_at_s(bench) if at_s < heard[0]]
    assert len(before) == 1, "it came while volumes went out"
    assert heard[0] < 10 + 8.2 + 1.5
    assert not [at_s for at_s in sent_at_s(bench) if heard[0] <= at_s <= heard[-1]]
    assert waiting(bench) == [], "the rest went out after it"


@pytest.mark.parametrize("broken", [True, False])
def test_stop_and_a_broken_port_leave_the_wish(bench: Bench, broken: bool) -> None:
    asked(bench, (4, 60))
    bench.offer(bench.rundown(seconds=3, due_s=3))
    if broken:
        bench.events.at(7.0, lambda: setattr(bench.points, "broken", "unplugged"))
    else:
        bench.events.at(4.5, bench.orders.stop)
    bench.run(15)
    assert waiting(bench) == [(60, (4,))]
    assert bench.transmitter.log[-1][1] == "off"


def test_quiet_hours_that_begin_leave_the_wish(tmp_path: Path) -> None:
    bench = Bench(tmp_path, hours=str(12 * 60 + 1))
    asked(bench, (4, 60))
    bench.offer(bench.rundown(seconds=10, due_s=49))
    bench.run(70)
    assert bench.records() == [("start", None, None), ("end", "aired", None)]
    assert waiting(bench) == [(60, (4,))]
    bench.writer.close()
    bench.journal.close()
