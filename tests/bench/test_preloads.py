"""The preloaded libraries do what they say, to a program of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bench.faults.calls import Preload
from bench.faults.clocks import Outside, ShiftedClock, environment

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler"),
]
TEN_YEARS_NS = 10 * 365 * 86400 * 1_000_000_000
LOOK = """
import json, threading, time
from loudspeaker.system.machine_clock import is_steered
from loudspeaker.system.time import boot_id
begun = time.monotonic()
time.sleep(0.05)
threading.Event().wait(0.05)
passed = time.monotonic() - begun
print(json.dumps([time.time(), time.monotonic(), passed, boot_id(), is_steered()]))
"""


def look(env: dict[str, str]) -> Any:
    words = [sys.executable, "-c", LOOK]
    done = subprocess.run(words, env={**os.environ, **env}, capture_output=True, check=True)
    return json.loads(done.stdout)


def test_a_shifted_clock_shows_another_time_and_waits_as_long_as_it_should(tmp_path: Path) -> None:
    clock = ShiftedClock(tmp_path / "clock")
    env = dict(environment(tmp_path, clock))
    clock.boot("another-boot")
    clock.set(realtime_ns=-TEN_YEARS_NS, monotonic_ns=3600 * 10**9, outside=Outside.STEERED)
    wall_s, mono_s, passed_s, boot, steered = look(env)
    assert wall_s == pytest.approx(time.time() - TEN_YEARS_NS / 1e9, abs=10)
    assert mono_s == pytest.approx(time.monotonic() + 3600, abs=10)
    assert 0.1 <= passed_s < 5.0
    assert (boot, steered) == ("another-boot", True)
    clock.set(realtime_ns=0, monotonic_ns=0, outside=Outside.BARE)
    wall_s, _, _, _, steered = look(env)
    assert wall_s == pytest.approx(time.time(), abs=10)
    assert steered is False


WRITE = "import os, sys\nfor n in range(9):\n    os.write(1, b'%d' % n)\n    sys.stdin.readline()\n"


def test_a_process_is_killed_at_its_nth_call_and_that_is_not_made(tmp_path: Path) -> None:
    killer = Preload(tmp_path)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    env = {**os.environ, **killer.env}
    with subprocess.Popen([sys.executable, "-c", WRITE], env=env, **pipes) as process:  # type: ignore[call-overload]
        assert process.stdout.read(1) == b"0"
        with killer.killing(process.pid, "write", 3):
            process.stdin.write(b"\n" * 9)
            process.stdin.flush()
            assert process.stdout.read() == b"12"
            assert process.wait(5) == -signal.SIGKILL
