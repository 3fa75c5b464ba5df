"""The whole way in real processes: an announcement airs, is on the pages, and is listened to."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bootstrap.running import Running, is_alive, wait_for
from tests.web.browser import ARGUMENTS, CHROMIUM
from tests.web.test_chromium import REQUIRED, _wait_for_sound

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (CHROMIUM.exists() or REQUIRED), reason="no Chromium here"),
]
TEXT = "Kính mời bà con đến họp thôn lúc 19 giờ tại nhà văn hóa."


@pytest.fixture
def running() -> Iterator[Running]:
    with tempfile.TemporaryDirectory(prefix="loudspeaker") as folder:
        made = Running(Path(folder) / "home", web=True)
        yield made
        made.end()


def _site(running: Running) -> str:
    def found() -> str:
        try:
            return str(json.loads(running.home.web_file.read_bytes())["address"]).rstrip("/")
        except OSError:
            return ""

    return str(wait_for(found, "the pages"))


def test_what_was_aired_is_on_the_pages_and_is_heard(running: Running) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    running.start()
    item = running.air(TEXT, title="Họp thôn tối nay", repeat=1)
    running.wait_aired(item)
    site = _site(running)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = chromium.new_page()
        _find(page, site + "/", "Họp thôn tối nay")
        page.click("text=Họp thôn tối nay")
        assert TEXT in page.inner_text("main")
        page.evaluate("document.querySelector('audio').play()")
        _wait_for_sound(page, 0.5)
        _find(page, site + "/kiosk", "Họp thôn tối nay")
        page.click("a.tile >> text=Họp thôn tối nay")
        page.click("#play")
        _wait_for_sound(page, 0.5)
        page.goto(site + "/thong-bao?q=hop+thon")
        assert page.inner_text("mark >> nth=0") == "Họp thôn"
        assert f"urn:loudspeaker:{item}.1" in page.request.get(site + "/rss.xml").text()
        chromium.close()
    _killed_pages_are_back(running)


def _find(page: Any, address: str, words: str) -> None:
    for _ in range(60):
        page.goto(address)
        if page.is_visible(f"main >> text={words}"):
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{words} is not at {address}")


def _killed_pages_are_back(running: Running) -> None:
    old = running.pids()["web"]
    os.kill(old, 9)
    wait_for(lambda: running.pids().get("web", old) != old, "the pages again", limit_s=8.0)
    pid = running.pids()["web"]
    wait_for(lambda: json.loads(running.home.web_file.read_bytes())["pid"] == pid, "the address")
    running.processes[0].kill()
    wait_for(lambda: not is_alive(pid), "the pages to end with run", limit_s=2.0)
