"""500 hostile texts in a real browser: all faces show them as text, and nothing in them runs.

Whatever a page's policy has to forbid, any dialog, error, or question to another address counts.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote_plus

import pytest

from tests.web.browser import CHROMIUM
from tests.web.desk.overwritten import PAGES, TOGETHER
from tests.web.hostile import payloads
from tests.web.test_chromium import REQUIRED, _served, browser

__all__ = ["browser"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (CHROMIUM.exists() or REQUIRED), reason="no Chromium here"),
]
ALONE = range(0, 500, 21)
"""Texts that are also looked at on the page of their own announcement."""


@pytest.fixture(scope="module")
def public() -> Iterator[str]:
    yield from _served("hostile")


@pytest.fixture(scope="module")
def desk() -> Iterator[str]:
    yield from _served("hostile-desk")


@contextmanager
def watched(browser: Any, site: str, **options: Any) -> Generator[tuple[Any, list[str]]]:
    """Give a page, and what it did that a page of ours never does."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, **options)
    page, wrong = context.new_page(), list[str]()
    page.on("dialog", lambda dialog: wrong.append(f"dialog {dialog.message}"))
    page.on("pageerror", lambda error: wrong.append(f"error {error}"))
    page.on("console", lambda message: wrong.append(f"console {message.text}"))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(site) else wrong.append(f"asked {asked.url}"),
    )
    yield page, wrong
    context.close()


def plain(text: str) -> str:
    """Return what can be read of a text, however a browser shows the rest of it."""
    return "".join(c for c in text if c.isprintable() and not c.isspace() and c != "\ufffd")


def test_every_text_stands_in_the_archive_as_text(public: str, browser: Any) -> None:
    left = {plain(text) for text in payloads()}
    with watched(browser, public) as (page, wrong):
        page.goto(f"{public}/thong-bao")
        for _ in range(25):
            left -= {plain(name) for name in page.locator("li.card h2 a").all_inner_texts()}
            further = page.locator("a[rel=next]")
            if further.count():
                further.click()
                page.wait_for_load_state()
        assert wrong == []
    assert left == set()


@pytest.mark.parametrize("face", ["", "/kiosk"])
def test_each_text_on_its_own_page(public: str, browser: Any, face: str) -> None:
    each = list(payloads())
    with watched(browser, public) as (page, wrong):
        for path in ("", "/lich", "/thong-bao" if not face else "/tim?q=hop"):
            page.goto(public + face + path)
        for number in ALONE:
            page.goto(f"{public}{face}/thong-bao/a{number + 1}.1")
            assert plain(each[number]) in plain(page.inner_text("main")), number
            page.goto(f"{public}{face}/{'tim' if face else 'thong-bao'}?q={_typed(each[number])}")
            assert page.inner_text("main")
        assert wrong == []


def _typed(text: str) -> str:
    return quote_plus(text.encode("utf-8", "replace"))


def test_no_page_of_the_desk_is_more_than_text(desk: str, browser: Any) -> None:
    batches = len(list(payloads())) // TOGETHER
    for batch in range(1, batches + 1):
        with watched(browser, desk, extra_http_headers={"x-batch": str(batch)}) as (page, wrong):
            for path in (*PAGES, "/desk/tin/draft", "/desk/soan/draft"):
                page.goto(desk + path)
                assert page.locator("main").count() == 1, path
            assert wrong == []


def test_the_watch_sees_what_would_run(public: str, browser: Any) -> None:
    """Else the tests before say nothing."""
    with watched(browser, public) as (page, wrong):
        page.goto(public)
        page.evaluate("document.querySelector('main').innerHTML = '<img src=x onerror=alert(1)>'")
        page.evaluate("document.querySelector('main').innerHTML += '<img src=//evil.example/x>'")
        page.wait_for_timeout(300)
        assert any("Content Security Policy" in each for each in wrong)
