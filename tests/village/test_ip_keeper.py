"""The village's end of its child: events come through whole, and it comes back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.village.ip_config import read_passwords
from loudspeaker.village.ip_keeper import RESTART_NS, IpKeeper
from tests.devices.pty_peer import wait_until

SCRIPT = """
import sys, time
sys.stdout.write('{"ev":"point","mono_ns":5,"n":12,"open":true}\\n')
sys.stdout.write('nonsense\\n[]\\n{"ev":1,"mono_ns":5}\\n')
sys.stdout.write('{"ev":"audio","mono_ns":6,"n":12}\\n{"ev":"to')
sys.stdout.flush()
if sys.argv[1] == "stay":
    time.sleep(60)
"""


class Log:
    """Keeps what is written."""

    def __init__(self) -> None:
        self.events: list[tuple[str, int, dict[str, Any]]] = []

    def write(self, ev: str, mono_ns: int, **fields: Any) -> None:
        self.events.append((ev, mono_ns, fields))


class Child:
    """Starts the script in place of the real child."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.started: list[subprocess.Popen[bytes]] = []
        self.arguments: list[Any] = []

    def __call__(
        self, role: str, home: Path, arguments: list[str], *, stdout: int
    ) -> subprocess.Popen[bytes]:
        self.arguments = [role, home, arguments]
        if self.what == "nothing":
            raise OSError("no room for a process")
        command = [sys.executable, "-c", SCRIPT, self.what]
        self.started.append(subprocess.Popen(command, stdout=stdout))
        return self.started[-1]


@pytest.fixture
def log() -> Log:
    return Log()


@contextmanager
def keeper(log: Log, child: Child) -> Iterator[IpKeeper]:
    made = IpKeeper(Path("/home/dai"), log, rate=4.0, keep_s=60.0, start=child)
    yield made
    made.close()


def test_events_of_the_child_are_written_down_as_its_own(log: Log) -> None:
    child = Child("stay")
    with keeper(log, child) as made:
        made.turn(0)
        assert child.arguments == [
            "village-ip",
            Path("/home/dai"),
            ["--rate", "4", "--keep-s", "60"],
        ]
        assert made.pid == child.started[0].pid

        def both() -> bool:
            made.turn(0)
            return len(log.events) == 2

        wait_until(both)
    assert log.events == [
        ("point", 5, {"n": 12, "open": True}),
        ("audio", 6, {"n": 12}),
    ]
    assert child.started[0].returncode is not None, "it does not outlive us"


def test_one_that_ends_is_started_again_after_a_second(log: Log) -> None:
    child = Child("end")
    with keeper(log, child) as made:
        made.turn(0)
        child.started[0].wait(10)
        made.turn(5)
        assert log.events[-1] == ("fault", 5, {"fault": "ip_points", "status": 0})
        made.turn(5 + RESTART_NS - 1)
        assert len(child.started) == 1
        made.turn(5 + RESTART_NS)
        assert len(child.started) == 2
        child.started[1].wait(10)
        made.turn(9 + RESTART_NS)
    kinds = [ev for ev, _, _ in log.events]
    assert kinds == ["point", "audio", "fault"] * 2, "the torn line has spoilt nothing"


def test_without_room_for_a_process_it_is_tried_again(log: Log) -> None:
    child = Child("nothing")
    with keeper(log, child) as made:
        made.turn(0)
        child.what = "stay"
        made.turn(RESTART_NS)
        assert made.pid is not None


def test_passwords(tmp_path: Path) -> None:
    path = tmp_path / "ip-passwords"
    assert read_passwords(path) == {}
    path.write_text("12:mật:khẩu\n13:x\n", "utf-8")
    assert read_passwords(path) == {12: "mật:khẩu", 13: "x"}
