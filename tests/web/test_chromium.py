"""The pages in a real browser: they are accessible, they sound, and nobody's words stay behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.browser import ARGUMENTS, CHROMIUM

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = os.environ.get("LOUDSPEAKER_REQUIRE_CHROMIUM") == "1"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (CHROMIUM.exists() or REQUIRED), reason="no Chromium here"),
]
PORTAL = ("/", "/trang/office/gio-lam-viec", "/thong-bao?q=van+phong",
          "/thong-bao", "/thong-bao?q=cat+dien", "/thong-bao?q=zzz", "/thong-bao/a31.1",
          "/thong-bao/a33.1", "/thong-bao/a34.1", "/lich", "/thon", "/thon/Thôn Đông",
          "/ngoai-tuyen", "/none")  # fmt: skip
KIOSK = (
    "/kiosk",
    "/kiosk/trang/office/gio-lam-viec",
    "/kiosk/tim?q=van+phong",
    "/kiosk/tim?q=cat+dien",
    "/kiosk/lich",
    "/kiosk/thong-bao/a31.1",
)


def _served(kind: str) -> Generator[str, None, None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.web.browser", kind], stdout=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().decode().strip().rstrip("/")
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    yield from _served("usual")


@pytest.fixture(scope="module")
def flooded() -> Iterator[str]:
    yield from _served("emergency")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()


def _violations(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415

    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {[node['html'] for node in each['nodes']][:3]}" for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_every_page(site: str, browser: Any, scheme: str) -> None:
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": 390, "height": 844}, bypass_csp=True
    )
    page = context.new_page()
    for path in (*PORTAL, *KIOSK):
        page.goto(site + path)
        assert _violations(page) == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
    page.goto(site + "/kiosk/nhin?doi=mau")
    page.goto(site + "/kiosk/nhin?doi=chu")
    for path in KIOSK:
        page.goto(site + path)
        assert _violations(page) == [], path
    context.close()


def test_nothing_in_the_pages_is_against_their_own_policy(site: str, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    for path in (*PORTAL[:-1], *KIOSK):
        page.goto(site + path)
        page.wait_for_load_state("networkidle")
    assert told == []
    context.close()


def _wait_for_sound(page: Any, position_s: float) -> None:
    """Wait until so much was heard; the pages' policy forbids Playwright's own way to wait."""
    for _ in range(100):
        if page.evaluate("document.querySelector('audio').currentTime") > position_s:
            return
        page.wait_for_timeout(50)
    raise AssertionError("nothing is heard")


@pytest.mark.parametrize("path", ["/thong-bao/a31.1", "/kiosk/thong-bao/a31.1"])
def test_an_announcement_sounds(site: str, browser: Any, path: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(site + path)
    if path.startswith("/kiosk"):
        page.click("#play")
    else:
        page.evaluate("document.querySelector('audio').play()")
    _wait_for_sound(page, 0.3)
    length = page.evaluate("document.querySelector('audio').duration")
    assert 2.4 < length < 2.7
    context.close()


def test_an_emergency_takes_the_screen_and_is_said_aloud(flooded: str, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto(flooded + "/kiosk")
    assert page.inner_text("h1").lower() == "khẩn cấp"
    _wait_for_sound(page, 0.2)
    assert _violations(page) == []
    page.click("text=Xem các thông báo khác")
    assert page.is_visible("a.alarm")
    assert _violations(page) == []
    page.goto(flooded + "/")
    assert page.is_visible(".emergency")
    assert _violations(page) == []
    context.close()


def test_who_walks_away_leaves_nothing_typed(site: str, browser: Any) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.clock.install()
    page.goto(site + "/kiosk/tim?q=cat+dien")
    page.fill("#q", "bí mật")
    page.clock.run_for(59_000)
    assert not page.is_visible("#idle")
    page.clock.run_for(3_000)
    assert page.is_visible("#idle")
    page.click("#idle-stay")
    assert not page.is_visible("#idle")
    page.clock.run_for(62_000)
    assert page.is_visible("#idle")
    page.clock.run_for(20_000)
    page.wait_for_url(site + "/kiosk")
    page.goto(site + "/kiosk/tim")
    assert page.input_value("#q") == ""
    context.close()


def test_a_page_of_the_kiosk_is_light_and_stands_still(site: str, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(site + "/kiosk", wait_until="networkidle")
    sizes = page.evaluate(
        "[...performance.getEntriesByType('navigation'),"
        " ...performance.getEntriesByType('resource')].reduce((sum, e) => sum + e.transferSize, 0)"
    )
    assert 0 < sizes < 150_000
    shift = page.evaluate(
        """() => new Promise((done) => {
            let sum = 0;
            new PerformanceObserver((list) => { for (const e of list.getEntries()) sum += e.value;
            })
                .observe({type: "layout-shift", buffered: true});
            setTimeout(() => done(sum), 300);
        })"""
    )
    assert shift == 0
    small = page.evaluate(
        """() => [...document.querySelectorAll("a:not(.skip), button, input, summary")]
            .filter((e) => e.checkVisibility())
            .map((e) => [e.textContent.trim(), e.getBoundingClientRect()])
            .filter(([, box]) => box.height < 48 || box.width < 48).map(([name]) => name)"""
    )
    assert small == []
    context.close()


def test_the_kiosk_works_without_scripts(site: str, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/kiosk")
    page.click("text=Tìm >> nth=0")
    page.fill("#q", "cat dien")
    page.click("form button")
    page.click("a.tile >> nth=0")
    assert page.is_visible("audio")
    page.click("text=Chữ to hơn")
    assert "/kiosk/thong-bao/a31.1" in page.url
    assert page.is_visible("text=Chữ vừa")
    context.close()


def test_a_page_of_a_plug_in_is_there_without_network(site: str, browser: Any) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(site + "/")
    for _ in range(100):
        if page.evaluate("navigator.serviceWorker.controller !== null"):
            break
        page.wait_for_timeout(50)
    page.goto(site + "/trang/office/gio-lam-viec")
    page.wait_for_load_state("networkidle")
    context.set_offline(True)
    page.reload()
    assert page.inner_text("h1") == "Giờ làm việc"
    page.goto(site + "/thon")
    assert page.inner_text("h1") == "Không có mạng"
    context.close()
