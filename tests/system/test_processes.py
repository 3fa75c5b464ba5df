"""Children of ours: who they are, what they inherit, and that they end with their parent."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.system.processes import role_command, spawn_detached

PARENT = """
import json, subprocess, sys, time
from pathlib import Path
from loudspeaker.system import processes
from loudspeaker.system.locks import hold_lock

processes.role_command = lambda role, home, arguments: [sys.executable, "-c", *arguments]
home = Path(sys.argv[1])
lock = hold_lock(home / "lock", role="run", home=home)
if sys.argv[3] == "spawn":
    child = processes.spawn("x", home, [sys.argv[2], str(home)], env={"EXTRA": "1"})
else:
    child = processes.spawn_detached("x", home, [sys.argv[2], str(home)], log=home / "log")
if sys.argv[4] == "die":
    sys.exit()
time.sleep(600)
"""

TELL = """
import json, os, sys
from pathlib import Path
def tell(**more):
    files = [os.path.realpath(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")]
    facts = {"pid": os.getpid(), "sid": os.getsid(0), "files": files, **more}
    facts["environment"] = dict(os.environ)
    temporary = Path(sys.argv[1], "facts.new")
    temporary.write_text(json.dumps(facts))
    temporary.rename(Path(sys.argv[1], "facts"))
"""
WAITS = f"""{TELL}
import time
from loudspeaker.system.processes import die_with_parent
die_with_parent()
tell()
time.sleep(600)
"""
LATE = f"""{TELL}
import os, time
from loudspeaker.system.processes import die_with_parent
parent = int(os.environ["LOUDSPEAKER_PARENT"])
tell()
while os.getppid() == parent:
    time.sleep(0.01)
die_with_parent()
time.sleep(600)
"""
ORPHAN = f"""{TELL}
from loudspeaker.system.stopping import Signals
signals = Signals(reload=lambda: None)
tell()
signals.wait()
tell(orphaned=signals.orphaned)
"""


def wait_until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


class Family:
    """A parent with one child that runs a script; ``facts`` is what the child told."""

    def __init__(self, home: Path, script: str, *, how: str = "spawn", then: str = "wait") -> None:
        self._home = home
        self.parent = subprocess.Popen([sys.executable, "-c", PARENT, str(home), script, how, then])
        wait_until((home / "facts").exists)
        self.child = self.facts["pid"]

    @property
    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self._home / "facts").read_text())
        return found

    def close(self) -> None:
        self.parent.kill()
        self.parent.wait()
        if alive(self.child):
            os.kill(self.child, signal.SIGKILL)


@pytest.fixture
def families(tmp_path: Path) -> Iterator[Callable[..., Family]]:
    made: list[Family] = []

    def make(script: str, **options: str) -> Family:
        made.append(Family(tmp_path, script, **options))
        return made[-1]

    yield make
    for family in made:
        family.close()


def test_a_child_of_a_killed_parent_ends(families: Callable[..., Family]) -> None:
    family = families(WAITS)
    family.parent.kill()
    wait_until(lambda: not alive(family.child), 2.0)


def test_a_child_whose_parent_is_gone_already_ends_too(families: Callable[..., Family]) -> None:
    family = families(LATE, then="die")
    wait_until(lambda: not alive(family.child), 2.0)


def test_a_role_learns_that_it_is_an_orphan(families: Callable[..., Family]) -> None:
    family = families(ORPHAN)
    family.parent.kill()
    wait_until(lambda: not alive(family.child), 2.0)
    assert family.facts["orphaned"] is True


def test_a_child_inherits_no_lock_and_gets_its_environment(
    families: Callable[..., Family], tmp_path: Path
) -> None:
    family = families(WAITS)
    assert str(tmp_path / "lock") not in family.facts["files"]
    assert family.facts["environment"]["EXTRA"] == "1"
    assert "LOUDSPEAKER_PARENT" not in family.facts["environment"], "it is not for grandchildren"


def test_a_detached_child_outlives_its_parent(
    families: Callable[..., Family], tmp_path: Path
) -> None:
    family = families(WAITS, how="detached")
    family.parent.kill()
    family.parent.wait()
    time.sleep(0.1)
    assert alive(family.child)
    assert family.facts["sid"] == family.child
    assert str(tmp_path / "lock") not in family.facts["files"]
    assert str(tmp_path / "log") in family.facts["files"]


def test_without_a_known_parent_nothing_happens() -> None:
    code = "from loudspeaker.system.processes import die_with_parent as d; d(); print('here')"
    environment = {k: v for k, v in os.environ.items() if k != "LOUDSPEAKER_PARENT"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, env=environment
    )
    assert done.stdout == b"here\n"


def test_a_role_shows_in_the_process_list(tmp_path: Path) -> None:
    command = role_command("intake", tmp_path, ["--x"])
    assert command[1:3] == ["-m", "loudspeaker.bootstrap"]
    assert command[3:] == ["loudspeaker-intake", "--home", str(tmp_path), "--x"]


def test_a_thread_is_named_after_its_role() -> None:
    code = (
        "from pathlib import Path; from loudspeaker.system.processes import name_process;"
        "name_process('station-with-a-long-name'); print(Path('/proc/self/comm').read_text())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b"loudspeaker-sta"


def test_a_log_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"):
        spawn_detached("village", tmp_path, [], log=tmp_path / "none" / "log")
