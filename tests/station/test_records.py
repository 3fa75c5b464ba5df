"""Records of air reach the log and the database, each once, over every kind of interruption."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.asrun import GENESIS, sealed
from loudspeaker.errors import IntegrityFailure, ProcessUnavailable, StorageFailure
from loudspeaker.model.announcement import OccurrenceState
from loudspeaker.station.outcomes import state_after, take
from loudspeaker.station.records import RecordFollower, Records
from loudspeaker.store.asrun_reading import read_records
from loudspeaker.system.channel import Client
from loudspeaker.system.server import Request, Server
from loudspeaker.system.sockets import bind_unix
from tests.station.bench import Bench

PATIENCE_S = 10.0


@pytest.mark.parametrize(
    ("event", "result", "state"),
    [
        ("start", None, "on_air"),
        ("interrupted", None, "handed"),
        ("end", "aired", "aired"),
        ("end", "aired_partial", "aired_partial"),
        ("missed", None, "missed"),
        ("cancelled", None, "cancelled"),
        ("refused", None, "refused"),
        ("failed", None, "failed"),
    ],
)
def test_every_event_has_its_state(event: str, result: str | None, state: str) -> None:
    assert state_after({"event": event, "result": result}) is OccurrenceState(state)


@pytest.mark.parametrize("record", [{}, {"event": "?"}, {"event": "end", "result": "?"}])
def test_what_is_no_record(bench: Bench, record: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError)):
        take(bench.parts.items, {"occurrence": "x", "reason": None, **record})


def test_the_start_tells_when(bench: Bench) -> None:
    item = bench.approved()
    bench.settle()
    (occurrence,) = bench.occurrences(item)
    assert occurrence.aired_at == bench.clock.wall()
    bench.advance(5)
    (over,) = bench.occurrences(item)
    assert over.aired_at == occurrence.aired_at


def test_a_terminal_state_is_final(bench: Bench) -> None:
    item = bench.approved()
    bench.advance(5)
    record = {"occurrence": f"{item}-1", "event": "start", "reason": None, "wall": "x"}
    with pytest.raises(ValueError, match="isoformat"):
        take(bench.parts.items, record)
    take(bench.parts.items, {**record, "event": "missed"})
    assert bench.state(item) == "aired"


# --- the log is ahead of the database -------------------------------------------------------------


def test_a_log_that_is_ahead_is_taken_again_at_the_start(bench: Bench) -> None:
    item = bench.approved()
    bench.parts.workshop.work_off()
    bench.air.play()
    bench.clock.advance_s(2)
    bench.air.play()
    for record in bench.air.records:
        bench.parts.asrun.append(record)  # and then the process died
    bench.restart()
    assert bench.state(item) == "aired"


def test_a_database_that_is_full_gets_the_record_when_it_is_not(bench: Bench) -> None:
    item = bench.approved()
    bench.parts.workshop.work_off()
    bench.air.play()

    def full(_when: str) -> None:
        raise StorageFailure(path="station.db", problem="full")

    bench.when_committing = full
    for _ in range(2):
        with pytest.raises(StorageFailure):
            bench.parts.records.take(bench.air.records[bench.parts.records.taken])
    assert bench.parts.records.taken == 0
    bench.when_committing = lambda _when: None
    bench.follow()
    assert bench.state(item) == "on_air"
    assert len(list(read_records(bench.home.asrun_log))) == 1


def test_a_record_that_says_nothing_known_is_kept_and_passed_over(bench: Bench) -> None:
    strange = sealed(
        {"occurrence": "x", "event": "sung", "reason": None}, seq=1, prev=GENESIS, key=b"k"
    )
    bench.parts.records.take(strange)
    assert bench.parts.records.taken == 1
    assert [r["event"] for r in read_records(bench.home.asrun_log)] == ["sung"]
    bench.restart()
    assert bench.parts.records.taken == 1


def test_a_record_that_does_not_follow_is_refused(bench: Bench) -> None:
    body = {"occurrence": "x", "event": "missed", "reason": None}
    with pytest.raises(IntegrityFailure, match="does not follow"):
        bench.parts.records.take(sealed(body, seq=2, prev=GENESIS, key=b"k"))
    with pytest.raises(IntegrityFailure, match="does not follow"):
        bench.parts.records.take(sealed(body, seq=1, prev="f" * 64, key=b"k"))
    assert bench.parts.records.taken == 0


# --- following over a socket ----------------------------------------------------------------------


class Talker:
    """Answers ``records`` with what a test tells it to."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "air.sock"
        self.since: list[int] = []
        self.records: list[dict[str, Any]] = []
        self._server: Server | None = None

    def start(self) -> None:
        self._server = Server(bind_unix(self.path), self._answer, name="air")
        self._server.start()

    def _answer(self, request: Request) -> Iterator[Any]:
        since = int(request.arguments["since"])
        self.since.append(since)
        return iter([None, *self.records[since:]])

    def stop(self) -> None:
        if self._server is not None:
            self._server.close()


def chain(count: int) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = []
    for seq in range(1, count + 1):
        prev = records[-1]["hash"] if records else GENESIS
        body = {"occurrence": f"x-{seq}", "event": "missed", "reason": None}
        records.append(sealed(body, seq=seq, prev=prev, key=b"k"))
    return records


@pytest.fixture
def talker(tmp_path: Path) -> Iterator[Talker]:
    made = Talker(tmp_path)
    yield made
    made.stop()


def follower(bench: Bench, talker: Talker, connected: threading.Event) -> RecordFollower:
    records = Records(bench.parts.asrun, bench.parts.items, bench.parts.health)
    return RecordFollower(
        Client(talker.path, "air"), records, connected=connected.set, faults=bench.faults
    )


def test_following_takes_up_where_it_was(bench: Bench, talker: Talker) -> None:
    talker.records = chain(3)
    talker.start()
    connected = threading.Event()
    one = follower(bench, talker, connected)
    one.follow()
    assert connected.is_set()
    talker.records = chain(5)
    one.follow()
    assert talker.since == [0, 3]
    assert [r["seq"] for r in read_records(bench.home.asrun_log)] == [1, 2, 3, 4, 5]


def test_nobody_there_is_a_fault_until_somebody_is(bench: Bench, talker: Talker) -> None:
    connected = threading.Event()
    one = follower(bench, talker, connected)
    with pytest.raises(ProcessUnavailable):
        one.follow()
    one.start()
    reported = wait_until(lambda: "air" in bench.fault_codes())
    talker.start()
    assert connected.wait(PATIENCE_S)
    one.close()
    assert reported
    assert wait_until(lambda: "air" not in bench.fault_codes())


def test_trouble_does_not_end_the_thread(
    bench: Bench, talker: Talker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loudspeaker.station.records.TROUBLE_S", 0.01)
    talker.records = chain(2)[1:]  # a gap
    talker.start()
    one = follower(bench, talker, threading.Event())
    one.start()
    assert wait_until(lambda: "asrun" in bench.fault_codes())
    talker.records = chain(2)
    assert wait_until(lambda: "asrun" not in bench.fault_codes())
    one.close()
    assert [r["seq"] for r in read_records(bench.home.asrun_log)] == [1, 2]


def wait_until(condition: Any) -> bool:
    """Wait for another thread, at most ten seconds."""
    pause = threading.Event()
    for _ in range(1000):
        if condition():
            return True
        pause.wait(0.01)
    return False
