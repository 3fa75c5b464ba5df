"""``loudspeaker run`` with real processes: started, hurt in every way, ended."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.asrun import verify
from loudspeaker.bootstrap.secrets import read_key
from loudspeaker.store.asrun_reading import read_lines, read_records
from tests.bootstrap.running import Running, is_alive, wait_for
from tests.bootstrap.test_intake import write_wav

pytestmark = pytest.mark.slow

ODD = " xã \"Vị Hương\" 'loa' $HOME; %s & (1) "


@pytest.fixture
def running() -> Iterator[Running]:
    """A station whose home has 200 bytes of path, with spaces and quotes in it."""
    with tempfile.TemporaryDirectory(prefix="loudspeaker") as folder:
        name = ODD + "x" * (200 - len(os.fsencode(folder)) - 1 - len(ODD.encode()))
        home = Path(folder) / name
        assert len(os.fsencode(home)) == 200
        made = Running(home)
        yield made
        made.end()


def test_a_station_that_is_hurt_goes_on(running: Running) -> None:
    write_wav(running.home.chimes / "nhac-hieu.wav", 1.0)
    with running.home.station_file.open("a", encoding="utf-8") as stream:
        stream.write("\nchime: nhac-hieu\n")
    run = running.start()
    _ready_note_is_whole(running, run.pid)
    _second_run_is_refused(running)

    item = running.air("Kính mời bà con đến họp.", repeat=1)
    running.wait_aired(item)
    assert [f for f in running.ask("faults") if f["code"] == "chime"] == []

    _a_killed_role_is_back(running, "station")
    _a_killed_role_is_back(running, "air")
    _a_killed_village_is_back(running)
    _bad_configuration_is_not_taken(running, run.pid)

    item = running.air("Chú ý, nước lũ đang lên.", priority="emergency", repeat=1)
    running.wait_aired(item)
    _the_log_is_sound(running)

    pids = running.pids()
    begun = time.monotonic()
    run.send_signal(signal.SIGTERM)
    assert run.wait(15) == 0
    assert time.monotonic() - begun < 8.0
    wait_for(lambda: not any(map(is_alive, pids.values())), "all to be gone", limit_s=1.0)
    assert not running.home.ready_file.exists()


def _ready_note_is_whole(running: Running, pid: int) -> None:
    ready = wait_for(lambda: "speech-spare" in running.pids() and running.ready(), "speech")
    assert ready["pid"] == ready["pids"]["run"] == pid
    assert {"run", "station", "air", "speech", "village"} <= set(ready["pids"])
    assert ready["boot_id"] == Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    assert 0 < ready["start_mono_ns"] < time.monotonic_ns()
    for role in ("station", "air", "speech", "village"):
        command = Path(f"/proc/{ready['pids'][role]}/cmdline").read_bytes()
        assert f"loudspeaker-{role}".encode() in command


def _second_run_is_refused(running: Running) -> None:
    second = running.launch()
    assert second.wait(15) == 75
    assert '"home_busy"' in running.log()


def _a_killed_role_is_back(running: Running, role: str) -> None:
    old = running.pids()[role]
    begun = time.monotonic()
    os.kill(old, signal.SIGKILL)
    wait_for(lambda: running.pids()[role] != old, f"{role} again")
    assert time.monotonic() - begun < 8.0
    wait_for(lambda: "air" not in _faults(running), "air and station to know each other")


def _faults(running: Running) -> set[str]:
    return {fault["code"] for fault in running.ask("faults")}


def _a_killed_village_is_back(running: Running) -> None:
    old = running.pids()["village"]
    os.kill(old, signal.SIGKILL)
    wait_for(lambda: "transmitter" in _faults(running), "the fault", limit_s=10.0)
    begun = time.monotonic()
    wait_for(lambda: running.pids().get("village", old) != old, "the village", limit_s=6.0)
    wait_for(lambda: "transmitter" not in _faults(running), "power", limit_s=15.0)
    assert time.monotonic() - begun < 20.0


def _bad_configuration_is_not_taken(running: Running, pid: int) -> None:
    good = running.home.station_file.read_text("utf-8")
    running.home.station_file.write_text(good + "\nnonsense: 1\n", "utf-8")
    os.kill(pid, signal.SIGHUP)
    wait_for(lambda: "configuration" in _faults(running), "the fault")
    assert running.ask("status")["station"] == "Đài truyền thanh mô phỏng"
    changed = good.replace("Đài truyền thanh mô phỏng", "Tên mới")
    running.home.station_file.write_text(changed, "utf-8")
    os.kill(pid, signal.SIGHUP)
    wait_for(lambda: running.ask("status")["station"] == "Tên mới", "the new name")
    assert "configuration" not in _faults(running)


def _the_log_is_sound(running: Running) -> None:
    records: list[dict[str, Any]] = list(read_records(running.home.asrun_log))
    assert [record["seq"] for record in records] == list(range(1, len(records) + 1))
    ends = [record for record in records if record["event"] == "end"]
    assert [record["result"] for record in ends] == ["aired", "aired"]
    audit = verify(
        read_lines(running.home.asrun_log), key=read_key(running.home.seal_key), heads=()
    )
    assert audit.problems == []


def test_a_run_that_is_killed_takes_all_but_the_village_with_it(running: Running) -> None:
    first = running.start()
    pids = wait_for(lambda: "speech-spare" in running.pids() and running.pids(), "speech")
    village = pids["village"]
    first.kill()
    first.wait()
    mortal = {role: pid for role, pid in pids.items() if role not in ("run", "village")}
    wait_for(lambda: not any(map(is_alive, mortal.values())), f"{mortal} to end", limit_s=2.0)
    assert is_alive(village)

    second = running.start()
    pids = running.pids()
    assert pids["village"] == village
    assert set(pids.values()).isdisjoint(mortal.values())
    second.kill()
    third = running.start()  # at once: the roles of the second may still be ending
    assert running.pids()["village"] == village
    assert {running.pids()[role] for role in ("air", "station")}.isdisjoint(pids.values())
    item = running.air("Chú ý.", priority="emergency", repeat=1)
    running.wait_aired(item)
    third.send_signal(signal.SIGINT)
    assert third.wait(15) == 0
    wait_for(lambda: not is_alive(village), "the village to end", limit_s=1.0)
