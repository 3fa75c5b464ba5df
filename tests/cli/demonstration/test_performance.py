"""The demonstration itself, at life's own speed: it proves what it shows, and cleans up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from loudspeaker.audio.wav import read_wav
from loudspeaker.system.home import Home
from tests.cli.test_station import ENVIRONMENT, wait_for

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-m", "loudspeaker", "demo", "--home"]


def _processes_of(home: Path) -> list[str]:
    """Return the command lines that name this home."""
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = line.read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if str(home) in words:
            found.append(" ".join(words))
    return found


def test_the_demonstration_proves_itself_and_leaves_nothing_running(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, str(tmp_path / "demo"), "--json"],
        capture_output=True,
        env=ENVIRONMENT,
        check=False,
        timeout=240,
    )

    shown = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert shown["proved"]
    first, second = shown["airings"]
    assert [h["point"] for h in first["hearings"] if h["heard_s"] > 0] == list(range(1, 12))
    assert [h["point"] for h in second["hearings"] if h["heard_s"] > 0] == [5, 6, 9]
    assert 0 < shown["first_audible_s"] < 60
    *sounds, picture = map(Path, shown["files"])
    lengths = {read_wav(path.read_bytes()).frames for path in sounds}
    assert len(sounds) == 11
    assert len(lengths) == 1
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert _processes_of(tmp_path / "demo") == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_demonstration_takes_its_station_with_it(
    tmp_path: Path, number: int
) -> None:
    home = Home(tmp_path / "demo")
    process = subprocess.Popen(
        [*COMMAND, str(home.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )
    wait_for(home.ready_file.exists, 60)
    os.kill(process.pid, number)
    _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert said.decode().strip() == "Interrupted."
    deadline = time.monotonic() + 10
    while _processes_of(home.root):
        assert time.monotonic() < deadline
        time.sleep(0.2)
