"""What ``run`` tells of itself, and that a full disk does not end it."""

from __future__ import annotations

import json
import os
import stat
from datetime import datetime
from pathlib import Path

import pytest

from loudspeaker.bootstrap.children import Children
from loudspeaker.bootstrap.init import init_home
from loudspeaker.bootstrap.ready_note import ReadyNote
from loudspeaker.bootstrap.station import Teller
from loudspeaker.bootstrap.supervisor import Supervisor, run_all
from loudspeaker.config.station import Profile
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.errors import ConfigurationRefused, HomeBusy, UsageRefused
from loudspeaker.model import STATION_ZONE
from loudspeaker.system.home import Home
from loudspeaker.system.locks import hold_lock
from loudspeaker.system.notify import notify
from loudspeaker.system.roll_call import RollCall
from loudspeaker.system.time import boot_id
from tests.bootstrap.fakes import FakeSpawn

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=STATION_ZONE)


# --- ready.json -----------------------------------------------------------------------------------


def test_who_runs_is_told_whenever_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    note = ReadyNote(path, started_mono_ns=5)
    assert note.tell({"run": 1, "air": 2}) is True
    assert json.loads(path.read_bytes()) == {
        "pid": os.getpid(),
        "boot_id": boot_id(),
        "start_mono_ns": 5,
        "pids": {"run": 1, "air": 2},
    }
    inode = path.stat().st_ino
    assert note.tell({"run": 1, "air": 2}) is False
    assert path.stat().st_ino == inode
    assert note.tell({"run": 1, "air": 3}) is False
    assert path.stat().st_ino != inode  # replaced, never rewritten
    assert json.loads(path.read_bytes())["pids"]["air"] == 3
    note.remove()
    note.remove()
    assert not path.exists()


def test_nobody_ever_reads_half_of_it(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    note = ReadyNote(path, started_mono_ns=5)
    note.tell({"air": 1})
    with path.open("rb") as reader:
        for pid in range(2, 20):
            note.tell({"air": pid})
        assert json.loads(reader.read())["pids"] == {"air": 1}
    assert [entry.name for entry in tmp_path.iterdir()] == ["ready.json"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_full_disk_is_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "later" / "ready.json"
    note = ReadyNote(path, started_mono_ns=5)
    assert note.tell({"air": 1}) is False
    path.parent.mkdir()
    assert note.tell({"air": 1}) is True
    assert path.exists()


# --- the supervisor -------------------------------------------------------------------------------


def test_ready_once_everybody_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spawn, roll_call, ready = FakeSpawn(), RollCall(), []
    children = Children(
        Home(tmp_path), StandingClock(NOON), {"NOTIFY_SOCKET": roll_call.address}, start=spawn
    )
    supervisor = Supervisor(
        children=children,
        village=None,
        roll_call=roll_call,
        note=ReadyNote(tmp_path / "ready.json", started_mono_ns=5),
        ready=lambda: ready.append(1),
    )
    children.start("air")
    children.start("station")
    monkeypatch.setenv("NOTIFY_SOCKET", roll_call.address)
    supervisor.look()
    notify(READY=1, X_ROLE="air", X_PID=spawn.last("air").pid)
    supervisor.look()
    assert (ready, (tmp_path / "ready.json").exists()) == ([], False)
    notify(READY=1, X_ROLE="station", X_PID=spawn.last("station").pid, X_OTHERS="speech:7")
    supervisor.look()
    supervisor.look()
    assert ready == [1]
    assert json.loads((tmp_path / "ready.json").read_bytes())["pids"] == {
        "run": os.getpid(),
        "air": spawn.last("air").pid,
        "station": spawn.last("station").pid,
        "speech": 7,
    }
    roll_call.close()


@pytest.mark.parametrize(
    ("bridge", "roles"),
    [(False, ["air", "station"]), (True, ["air", "bridge", "station"])],
)
def test_the_bridge_runs_where_points_are_over_ip_and_ends_after_playout(
    tmp_path: Path, bridge: bool, roles: list[str]
) -> None:
    spawn = FakeSpawn()
    supervisor = Supervisor(
        children=Children(Home(tmp_path), StandingClock(NOON), {}, start=spawn),
        village=None,
        roll_call=RollCall(),
        note=ReadyNote(tmp_path / "ready.json", started_mono_ns=5),
        ready=lambda: None,
        bridge=bridge,
    )
    supervisor._start()
    assert [process.role for process in spawn.started] == roles
    supervisor._end(orphaned=False)
    assert all(process.returncode == 0 for process in spawn.started)


def test_the_pages_are_served_and_nobody_waits_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spawn, roll_call, ready = FakeSpawn(), RollCall(), []
    supervisor = Supervisor(
        children=Children(
            Home(tmp_path), StandingClock(NOON), {"NOTIFY_SOCKET": roll_call.address}, start=spawn
        ),
        village=None,
        roll_call=roll_call,
        note=ReadyNote(tmp_path / "ready.json", started_mono_ns=5),
        ready=lambda: ready.append(1),
        web=True,
    )
    supervisor._start()
    monkeypatch.setenv("NOTIFY_SOCKET", roll_call.address)
    for role in ("air", "station"):
        notify(READY=1, X_ROLE=role, X_PID=spawn.last(role).pid)
    supervisor.look()
    assert ready == [1]
    pids = json.loads((tmp_path / "ready.json").read_bytes())["pids"]
    assert pids["web"] == spawn.last("web").pid
    supervisor._end(orphaned=False)
    assert all(process.returncode == 0 for process in spawn.started)


def test_a_home_that_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        run_all(Home(tmp_path), rate=1.0)
    assert caught.value.exit_code == 78


def test_a_home_that_is_held(tmp_path: Path) -> None:
    home = Home(tmp_path)
    init_home(home, Profile.SIMULATED)
    lock = hold_lock(home.lock("run"), role="run", home=home.root)
    with pytest.raises(HomeBusy) as caught:
        run_all(home, rate=1.0)
    assert (caught.value.exit_code, caught.value.pid) == (75, os.getpid())
    lock.release()


def test_a_bad_configuration_starts_nothing_and_frees_the_home(tmp_path: Path) -> None:
    home = Home(tmp_path)
    init_home(home, Profile.SIMULATED)
    good = home.station_file.read_text("utf-8")
    home.station_file.write_text(good + "x: 1\n", "utf-8")
    with pytest.raises(ConfigurationRefused):
        run_all(home, rate=1.0)
    hold_lock(home.lock("run"), role="run", home=home.root).release()
    assert not home.ready_file.exists()


def test_only_the_simulated_profile_has_another_rate(tmp_path: Path) -> None:
    home = Home(tmp_path)
    init_home(home, Profile.STATION)
    with pytest.raises(UsageRefused):
        run_all(home, rate=2.0)


# --- what station tells ---------------------------------------------------------------------------


def test_station_tells_of_its_children_when_they_change(monkeypatch: pytest.MonkeyPatch) -> None:
    roll_call = RollCall()
    monkeypatch.setenv("NOTIFY_SOCKET", roll_call.address)
    children: dict[str, int] = {}
    tell = Teller()
    tell()  # a child is started before the station is ready
    tell.ready(lambda: children)
    children["intake"] = 7
    tell()
    tell()
    children.clear()
    tell()
    said = list(roll_call.messages(wait_s=1.0))
    assert [message["X_OTHERS"] for message in said] == ["", "intake:7", ""]
    assert {message["X_PID"] for message in said} == {str(os.getpid())}
    roll_call.close()
