"""In which order the station comes to life and goes, and what it survives."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import ProcessUnavailable, StorageFailure
from loudspeaker.system.channel import Client
from loudspeaker.system.server import Server
from loudspeaker.system.sockets import bind_unix
from tests.station.bench import HELLO, NOON, Bench, NoThreads

LATER = NOON + timedelta(hours=1)


def full(_when: str) -> None:
    raise StorageFailure(path="station.db", problem="database or disk is full")


def test_a_full_disk_at_the_start_leaves_a_station_that_answers(bench: Bench) -> None:
    item = bench.announce(at=LATER)["id"]
    path = bench.home.schedules / "toi.yaml"
    path.write_text('title: Tối\ncron: "0 18 * * *"\ntext: "Họp."\n', "utf-8")
    bench.when_committing = full
    bench.restart()
    assert "schedules" in bench.fault_codes()
    assert bench.ask("show", id=item)["state"] == "draft"
    with pytest.raises(StorageFailure):
        bench.announce()
    bench.process.beat()
    bench.when_committing = lambda _when: None
    bench.ask("reload", "quantri")
    assert bench.fault_codes() == set()
    assert bench.announce()["state"] == "draft"


def test_a_step_that_fails_at_the_start_is_a_fault(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        full("")

    monkeypatch.setattr(bench.parts.planner, "plan_all", fails)
    process = bench._process()
    process.catch_up()
    assert "storage" in bench.fault_codes()
    process.tidy()
    assert "storage" not in bench.fault_codes()


def test_tidying_goes_on_though_it_fails(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    process = bench._process()

    def fails() -> None:
        raise StorageFailure(path="clips", problem="read-only")

    monkeypatch.setattr(bench, "process", process)
    object.__setattr__(process, "clear_out", fails)
    process.tidy()
    assert "storage" in bench.fault_codes()
    assert "tidy" in bench.alarms.alarms


def test_the_whole_life_over_a_socket(bench: Bench, tmp_path: Path) -> None:
    order: list[str] = []

    class Follower(NoThreads):
        def start(self) -> None:
            order.append("follow")

        def close(self) -> None:
            order.append("unfollow")

    def open_server() -> Server:
        order.append("answer")
        listener = bind_unix(tmp_path / "control.sock")
        return Server(listener, bench.parts.control.handle, name="station")

    process = bench.parts.process(
        follower=Follower(),
        warm_up=lambda: order.append("warm"),
        clear_out=lambda: order.append("tidy"),
        close_speech=lambda: order.append("silence"),
        open_server=open_server,
    )
    server = process.start()
    client = Client(tmp_path / "control.sock", "station", timeout_s=10.0)
    request: dict[str, Any] = {"text": HELLO, "as": "soan"}
    answer = client.call("announce", **request)
    assert answer["state"] == "draft"
    assert bench.alarms.started
    process.end(server)
    assert order[:2] == ["follow", "answer"]
    assert order[-2:] == ["unfollow", "silence"]
    with pytest.raises(ProcessUnavailable):
        client.call("queue")
    with pytest.raises(StorageFailure, match="closed"):
        bench.parts.items.counts()
