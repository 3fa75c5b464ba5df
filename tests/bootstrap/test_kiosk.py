"""A kiosk as a process: ready at once, alone on its folder, gone when it is told to."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from loudspeaker.system.home import Home
from tests.bootstrap.running import wait_for
from tests.public.test_manifest import PINNED

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[bytes]]]:
    found: list[subprocess.Popen[bytes]] = []
    yield found
    for process in found:
        if process.poll() is None:
            process.kill()
        process.communicate()


def start(
    started: list[subprocess.Popen[bytes]], home: Path, port: int, *more: str
) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", "loudspeaker", "--home", str(home), "--lang", "en", "kiosk",
         "run", "--from", f"http://127.0.0.1:{free_port()}", "--key", PINNED,
         "--port", str(port), *more],
        stderr=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    started.append(process)
    return process


def status(address: str) -> int:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(address, timeout=10)
    caught.value.close()
    return caught.value.code


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_what_it_has_and_ends(
    tmp_path: Path, started: list[subprocess.Popen[bytes]], number: signal.Signals
) -> None:
    home, port = Home(tmp_path / "kiosk"), free_port()
    process = start(started, home.root, port)
    wait_for(home.web_file.exists, "the pages")
    address = json.loads(home.web_file.read_bytes())["address"]
    assert address == f"http://127.0.0.1:{port}/"
    assert status(f"{address}kiosk") == 503, "nothing was pulled yet"
    for path in ("desk", "login", "api/v1/status", "pull/manifest"):
        assert status(f"{address}{path}") == 404
    wait_for(home.pulling_file.exists, "how it goes")
    process.send_signal(number)
    assert process.wait(4) == 0
    assert not home.web_file.exists()


def test_one_kiosk_a_folder_and_one_port_a_kiosk(
    tmp_path: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    port = free_port()
    start(started, tmp_path / "a", port)
    wait_for(Home(tmp_path / "a").web_file.exists, "the pages")
    second = start(started, tmp_path / "a", free_port())
    assert second.wait(15) == 75
    third = start(started, tmp_path / "b", port)
    assert third.wait(15) == 74
    assert third.stderr is not None
    assert f"127.0.0.1:{port}" in third.stderr.read().decode()
