"""The whole way in real processes: aired at the station, pulled, shown and heard elsewhere.

Then the way is cut, the power is cut, and the way is back.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.system.home import Home
from tests.bootstrap.running import Running, wait_for
from tests.web.browser import ARGUMENTS, CHROMIUM
from tests.web.test_chromium import REQUIRED, _wait_for_sound

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (CHROMIUM.exists() or REQUIRED), reason="no Chromium here"),
]
TEXT = "Kính mời bà con đến họp thôn lúc 19 giờ tại nhà văn hóa."
CUT_S = 15
PROGRAM = f"""\
import sys
from loudspeaker.pulling import station_time
from loudspeaker.cli.main import main
station_time.CUT_NS = {CUT_S} * 10**9
sys.exit(main())
"""
"""``loudspeaker`` whose kiosk calls itself cut off sooner than after three minutes."""


class Kiosk:
    """``kiosk run`` in a folder of its own."""

    def __init__(self, folder: Path, station: str, key: str) -> None:
        self.home = Home(folder)
        self.arguments = ["--home", str(folder), "kiosk"]
        self.run = ["run", "--from", station, "--key", key, "--port", str(_free_port())]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start it, and return where its pages are."""
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *self.arguments, *self.run],
            stdout=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        pid = self.process.pid

        def there() -> str:
            try:
                told = json.loads(self.home.web_file.read_bytes())
            except OSError:
                return ""
            return str(told["address"]) if told["pid"] == pid else ""

        return str(wait_for(there, "the kiosk")).rstrip("/")

    def end(self, number: int = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(5)

    def status(self) -> tuple[int, dict[str, Any]]:
        told = subprocess.run(
            [sys.executable, "-c", PROGRAM, "--json", *self.arguments, "status"],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            check=False,
        )
        return told.returncode, json.loads(told.stdout)


def _free_port() -> int:
    import socket  # noqa: PLC0415 - only here

    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture
def running() -> Iterator[Running]:
    with tempfile.TemporaryDirectory(prefix="loudspeaker") as folder:
        made = Running(Path(folder) / "home", web=True)
        yield made
        made.end()


def _station(running: Running) -> str:
    def found() -> str:
        try:
            return str(json.loads(running.home.web_file.read_bytes())["address"]).rstrip("/")
        except OSError:
            return ""

    return str(wait_for(found, "the pages"))


def _key(running: Running) -> str:
    wait_for((running.home.for_kiosks / "manifest").exists, "the manifest")
    told = subprocess.run(
        [sys.executable, "-m", "loudspeaker", "--home", str(running.home.root), "--json",
         "kiosk", "key"],
        stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    return str(json.loads(told.stdout)["key"])


def _see(page: Any, address: str, words: str, *, there: bool = True, tries: int = 160) -> None:
    for _ in range(tries):
        page.goto(address)
        if (words in page.inner_text("body")) is there:
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{words} at {address}: not {there}")


def test_aired_here_and_heard_there(running: Running, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    running.start()
    running.ask("announce", text="Nháp kín của soan", title="Nháp kín")
    item = running.air(TEXT, title="Họp thôn tối nay", repeat=1)
    running.wait_aired(item)
    kiosk = Kiosk(tmp_path / "kiosk", _station(running), _key(running))
    site = kiosk.start()
    web = running.pids()["web"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = chromium.new_page()
        try:
            _see(page, site + "/kiosk", "Họp thôn tối nay")
            assert "mất liên lạc" not in page.inner_text("body")
            _listen(page, TEXT)
            assert kiosk.status()[0] == 0

            os.kill(web, signal.SIGSTOP)  # a way that hangs
            _see(page, site + "/kiosk", "đang mất liên lạc với đài")
            _listen(page, TEXT)
            status, told = kiosk.status()
            assert (status, told["heard"], told["running"]) == (69, False, True)

            kiosk.end(signal.SIGKILL)  # and the power is cut
            assert kiosk.status()[0] == 69
            site = kiosk.start()
            _see(page, site + "/kiosk", "đang mất liên lạc với đài")
            _listen(page, TEXT)
            _see(page, site + "/kiosk/tim?q=hop+thon", "Họp thôn")

            os.kill(web, signal.SIGCONT)
            _drafted = running.air("Tối nay chiếu phim.", title="Chiếu phim")
            _see(page, site + "/kiosk", "Chiếu phim")
            _see(page, site + "/kiosk", "đang mất liên lạc", there=False)
            answer = page.goto(site + "/desk")
            assert answer is not None
            assert answer.status == 404
        finally:
            os.kill(web, signal.SIGCONT)
            chromium.close()
            ended = kiosk.end() if kiosk.process else None
    assert ended == 0
    _nothing_private(kiosk.home.root, running)


def _listen(page: Any, text: str) -> None:
    page.click("a.tile >> text=Họp thôn tối nay")
    assert text in page.inner_text("main")
    page.click("#play")
    _wait_for_sound(page, 0.5)


def _nothing_private(folder: Path, running: Running) -> None:
    told = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    secret = running.home.kiosk_key.read_text().strip()
    for word in ("Nháp kín", "soan", "duyet", "quantri", secret):
        assert word.encode() not in told, word
    assert b"nhap kin" not in told
    assert bytes.fromhex(secret) not in told
    assert "Chiếu phim".encode() in told
