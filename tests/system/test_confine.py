from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from typing import Any

import pytest

SCRIPT = """
import ctypes, json, mmap, os, socket, sys
from dataclasses import asdict
from loudspeaker.system.confine import confine

wanted = json.loads(sys.argv[1])
if wanted.pop("as_nobody"):
    os.setgid(4321)
    os.setuid(4321)
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE, as after a login
if wanted.pop("broken_kernel"):
    import loudspeaker.system.confine as module
    def refuse(*_):
        raise OSError(1, "Operation not permitted")
    module._call = refuse
    os.setpriority = refuse
    module.resource.setrlimit = refuse
before = os.getuid()
state = asdict(confine(**wanted))
state["same_user"] = os.getuid() == before
try:
    mmap.mmap(-1, 1 << 30).close()
    state["gigabyte"] = True
except OSError:
    state["gigabyte"] = False
caller = socket.socket()
try:
    caller.connect(("127.0.0.1", int(sys.argv[2])))
    state["reaches_host"] = True
except OSError:
    state["reaches_host"] = False
print(json.dumps(state))
"""


def confined(port: int = 9, **wanted: Any) -> dict[str, Any]:
    """Confine a fresh process and return what it says about itself."""
    arguments = {
        "nice": 5, "memory_bytes": None, "cpu_seconds": None, "network": True,
        "as_nobody": False, "broken_kernel": False, **wanted,
    }  # fmt: skip
    nicely = ["nice", "-n", str(arguments.pop("nice_before", 0))]
    command = [*nicely, sys.executable, "-c", SCRIPT, json.dumps(arguments), str(port)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=60)
    state: dict[str, Any] = json.loads(done.stdout)
    return state


@pytest.fixture(scope="module")
def port() -> Any:
    """A port of this machine that answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_everything_at_once(port: int) -> None:
    state = confined(port, memory_bytes=512 << 20, cpu_seconds=60, network=False)
    nice = max(5, os.getpriority(os.PRIO_PROCESS, 0))
    assert (state["nice"], state["memory_bytes"], state["cpu_seconds"]) == (nice, 512 << 20, 60)
    assert not state["core_dumps"]
    assert not state["new_privileges"]
    assert not state["gigabyte"]
    assert state["same_user"]
    if not state["refused"]:
        assert (state["network"], state["reaches_host"]) == (False, False)


def test_nothing_more_than_asked(port: int) -> None:
    state = confined(port, nice=0)
    assert (state["memory_bytes"], state["cpu_seconds"]) == (None, None)
    assert state["gigabyte"]
    assert state["reaches_host"]
    assert state["refused"] == []


def test_a_process_that_is_nicer_already_stays_so(port: int) -> None:
    state = confined(port, nice=3, nice_before=15, as_nobody=os.getuid() == 0)
    assert state["nice"] >= 15
    assert not [problem for problem in state["refused"] if problem.startswith("nice")]


@pytest.mark.skipif(os.getuid() != 0, reason="needs root to become somebody else")
def test_the_network_goes_without_being_root(port: int) -> None:
    state = confined(port, network=False, as_nobody=True)
    assert state["same_user"]
    assert state["reaches_host"] == bool(state["refused"])


def test_a_machine_that_refuses_everything_is_reported_truly(port: int) -> None:
    state = confined(
        port, nice=7, memory_bytes=1 << 30, cpu_seconds=60, network=False, broken_kernel=True
    )
    parts = [part.partition(":")[0] for part in state["refused"]]
    assert parts == ["nice", "core dumps", "memory", "cpu time", "network", "new privileges"]
    assert state["nice"] != 7
    assert state["memory_bytes"] is None
    assert state["reaches_host"]
