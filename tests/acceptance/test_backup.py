"""The rehearsal: back up under load, lose the machine, restore elsewhere, go on."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.system.home import Home
from tests.bootstrap.running import Running, wait_for

pytestmark = pytest.mark.slow


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    made = Running(tmp_path / "home")
    yield made
    made.end()


def call(home: Path, *arguments: str) -> dict[str, Any]:
    """Call the command line as somebody else does, and expect that it works."""
    command = [sys.executable, "-m", "loudspeaker", "--home", str(home), "--json", *arguments]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


class Load(threading.Thread):
    """Submits announcements without a pause; ``accepted`` are those that were acknowledged."""

    def __init__(self, running: Running) -> None:
        super().__init__(daemon=True)
        self._running = running
        self._ending = threading.Event()
        self.accepted: list[str] = []

    def run(self) -> None:
        while not self._ending.is_set():
            text = f"Thông báo số {len(self.accepted)}."
            answer = self._running.ask("announce", text=text)
            self.accepted.append(str(answer["id"]))

    def end(self) -> None:
        self._ending.set()
        self.join(20)


def test_everything_acknowledged_comes_back_and_nothing_is_aired_again(
    running: Running, tmp_path: Path
) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    running.start()
    aired = running.air("Mời bà con họp thôn tối nay.")
    running.wait_aired(aired)
    load = Load(running)
    load.start()
    wait_for(lambda: len(load.accepted) >= 5, "load")
    before = list(load.accepted)
    made = call(running.home.root, "backup", str(usb / "dai.tar"))
    load.end()
    call(running.home.root, "backup", "--keys", str(usb / "khoa.json"))
    running.end()

    other = tmp_path / "other"
    told = call(other, "restore", str(usb / "dai.tar"), "--keys", str(usb / "khoa.json"))
    assert made["sealed"]
    assert told["sealed"]
    assert told["log_passed"]

    again = object.__new__(Running)
    again.home, again.processes = Home(other), []
    again.station = type(running.station)(again.home.control_socket, "station", timeout_s=10.0)
    try:
        again.start()
        assert again.state(aired) == "aired"
        states = {item: again.state(item) for item in before}
        assert set(states.values()) == {"draft"}
        later = again.air("Mời bà con nghe tiếp.")
        again.wait_aired(later)
        starts = [record["item"] for record in records(other) if record["event"] == "start"]
        assert sorted(starts) == sorted([aired, later])
        audit = call(other, "audit", "verify")
        assert audit["passed"]
        assert any(each.startswith("restored:") for each in audit["unproved"])
    finally:
        again.end()


def records(home: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (home / "asrun.jsonl").read_text().splitlines()]
