"""Killed at any moment: never doubled, never lost, always one terminal record."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from loudspeaker.air.orders import Interruption
from loudspeaker.asrun import TERMINAL, line_of, verify
from loudspeaker.errors import StorageFailure
from loudspeaker.model import Priority
from tests.air.bench import RATE, Bench, Killed


def run_with_kills(bench: Bench, kills: list[float], seconds: float) -> list[int]:
    """Run, killing at each of the times; return the frames heard by each process."""
    heard = []
    for kill_s in kills:
        bench.kill_at(kill_s)
        before = bench.heard_frames()
        with pytest.raises(Killed):
            bench.run(kill_s + 1)
        heard.append(bench.heard_frames() - before)
        bench.reboot()
    before = bench.heard_frames()
    bench.run(seconds)
    return [*heard, bench.heard_frames() - before]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    length_s=st.floats(0.5, 60),
    kills=st.lists(st.floats(0.1, 70), max_size=4),
    emergency=st.booleans(),
    grace_s=st.sampled_from([5.0, 600.0]),
)
@example(length_s=19.0, kills=[19.0, 17.0], emergency=True, grace_s=600.0)
@pytest.mark.slow
def test_random_kills(length_s: float, kills: list[float], emergency: bool, grace_s: float) -> None:
    with tempfile.TemporaryDirectory() as home:
        bench = Bench(Path(home))
        priority = Priority.EMERGENCY if emergency else Priority.NORMAL
        rundown = bench.offer(
            bench.rundown(seconds=length_s, priority=priority, grace_s=grace_s, due_s=3)
        )
        heard = run_with_kills(bench, kills, length_s + 20)
        full = sum(1 for frames in heard if frames >= 0.9 * rundown.frames)
        best = max(heard)
        terminal = [r for r in bench.records() if r[0] in TERMINAL]
        assert len(terminal) == 1
        assert full <= (2 if emergency else 1)
        if terminal[0][:2] == ("end", "aired"):
            assert best >= 0.8 * rundown.frames
        else:
            assert full == 0 or emergency
        if emergency and grace_s > 300:
            nearly = sum(1 for frames in heard if frames >= 0.8 * rundown.frames)
            assert best >= 0.9 * rundown.frames or nearly == 2  # a third one could be one too many
        records = bench.journal.since(0)
        lines = [line_of(r) for r in records]
        assert verify(lines, key=b"k" * 32, heads=[]).passed
        bench.writer.close()
        bench.journal.close()


@pytest.mark.parametrize(("kill_s", "expected"), [(1.0, "replayed"), (5.0, "replayed")])
def test_a_kill_before_or_in_the_middle_is_replayed(
    bench: Bench, kill_s: float, expected: str
) -> None:
    rundown = bench.offer(bench.rundown(due_s=2, seconds=10))
    heard = run_with_kills(bench, [kill_s], 30)
    assert heard[1] == rundown.frames, expected
    assert bench.records()[-1] == ("end", "aired", None)


def test_a_kill_in_the_tail_is_not_repeated(bench: Bench) -> None:
    rundown = bench.offer(bench.rundown(due_s=2, seconds=10))
    heard = run_with_kills(bench, [12.3], 30)
    assert heard == [rundown.frames, 0]
    assert bench.records() == [
        ("start", None, None),
        ("interrupted", None, "crash"),
        ("end", "aired", "crash"),
    ]


def test_a_kill_out_of_the_window_is_partial(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=2, seconds=10, grace_s=5))
    bench.kill_at(6.0)
    with pytest.raises(Killed):
        bench.run(20)
    bench.reboot(after_s=60)
    assert bench.records()[-1] == ("end", "aired_partial", "crash")
    assert 2 * RATE < bench.heard_frames() < 5 * RATE


def test_the_stop_latch_survives(bench: Bench) -> None:
    bench.journal.latch_stop("2026-12-01T12:00:00.000+07:00")
    bench.reboot()
    assert bench.journal.stopped_since() == "2026-12-01T12:00:00.000+07:00"
    bench.journal.release_stop()
    assert bench.journal.stopped_since() is None


def test_the_head_is_published_once_a_day(bench: Bench) -> None:
    bench.offer(bench.rundown())
    bench.run(20)
    assert bench.journal.heads() == []
    bench.clock.advance_s(24 * 3600)
    bench.run(3)
    (head,) = bench.journal.heads()
    assert (head["day"], head["seq"]) == ("2026-12-01", 2)


def test_a_head_that_the_disk_refused_is_published_when_it_can_be(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_day: str) -> None:
        raise StorageFailure(path="journal.db", problem="database or disk is full")

    bench.offer(bench.rundown())
    bench.run(20)
    with monkeypatch.context() as disk:
        disk.setattr(bench.journal, "publish_head", full)
        bench.clock.advance_s(24 * 3600)
        bench.run(3)
    assert bench.journal.heads() == []
    bench.run(20)
    assert [head["day"] for head in bench.journal.heads()] == ["2026-12-01"]


def test_the_days_minutes_are_counted(bench: Bench) -> None:
    bench.offer(bench.rundown(seconds=10))
    bench.run(20)
    assert bench.watch.used_today_s() == pytest.approx(10)


@pytest.mark.parametrize("cut_at_s", [None, 10.9])
def test_what_a_full_disk_did_not_take_is_written_at_the_end_in_the_room_for_emergencies(
    bench: Bench, cut_at_s: float | None
) -> None:
    """Else what was heard is aired a second time after the restart."""
    with pytest.MonkeyPatch.context() as disk:

        def break_disk() -> None:
            for name in ("record", "commit_position"):
                disk.setattr(bench.journal, name, full)

        bench.offer(bench.rundown(immediate=True, due_s=0, seconds=10, grace_s=600))
        bench.events.at(4.0, break_disk)
        if cut_at_s is not None:
            bench.events.at(cut_at_s, lambda: bench.orders.end(Interruption.ORPHANED))
        bench.run(20)
        heard = bench.heard_frames()
        assert heard >= 9 * RATE
        made: list[bool] = []

        def make_room() -> None:
            made.append(True)
            disk.undo()

        bench.ledger.close(make_room)
        assert made == [True]
    bench.reboot()
    bench.run(30)
    assert bench.heard_frames() == heard
    assert bench.records()[-1][:2] == ("end", "aired")


def full(*_: object) -> None:
    raise StorageFailure(path="journal.db", problem="disk is full")


def test_what_was_heard_on_a_full_disk_is_not_aired_again_once_there_is_room(bench: Bench) -> None:
    """The position that counts is the true one, not the last that the disk has taken."""
    rundown = bench.rundown(immediate=True, due_s=0, seconds=10)
    bench.offer(rundown)
    assert bench.ledger.start(rundown) == 1
    bench.journal.commit_position(rundown.occurrence, 1, 4 * RATE)
    with pytest.MonkeyPatch.context() as disk:
        disk.setattr(bench.journal, "record", full)
        disk.setattr(bench.journal, "commit_position", full)
        bench.ledger.cut(rundown, 1, 9 * RATE + RATE // 2, Interruption.BREAK_IN)
    bench.run(60)
    assert bench.heard_frames() == 0
    assert [record[:2] for record in bench.records()] == [
        ("start", None),
        ("interrupted", None),
        ("end", "aired"),
    ]


def test_starts_that_a_full_disk_did_not_take_have_numbers_of_their_own(bench: Bench) -> None:
    siren = bench.rundown(priority=Priority.EMERGENCY, immediate=True, due_s=0)
    bench.offer(siren)
    with pytest.MonkeyPatch.context() as disk:
        disk.setattr(bench.journal, "record", full)
        disk.setattr(bench.journal, "commit_position", full)
        assert bench.ledger.start(siren) == 1
        bench.ledger.cut(siren, 1, 5 * RATE, Interruption.ORPHANED)
        assert bench.ledger.start(siren) == 2
        assert not bench.ledger.pay()
    assert bench.ledger.pay()
    attempts = [(r["event"], r["attempt"]) for r in bench.journal.since(0)]
    assert attempts == [("start", 1), ("interrupted", 1), ("start", 2)]
    assert bench.journal.committed(siren.occurrence) == (5 * RATE, 0)


def test_the_room_for_emergencies_stays_where_nothing_is_owed(bench: Bench) -> None:
    bench.offer(bench.rundown())
    bench.run(20)
    bench.ledger.close(lambda: pytest.fail("nothing is owed"))
