"""A paper's way over the desk in a real browser, over real processes: nobody types a command."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bootstrap.running import Running, wait_for
from tests.plugins.documents.notices import notice_pdf
from tests.plugins.documents.pages import AT
from tests.web.browser import CHROMIUM
from tests.web.desk.test_desk_story import Visitor, chromium
from tests.web.test_chromium import REQUIRED, _violations

__all__ = ["chromium"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (CHROMIUM.exists() or REQUIRED), reason="no Chromium here"),
]
HOSTILE = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>"
PAGES = {
    "": "list", "/nhan": "bring", "/soan": "draft", "/so": "books", "/ho-so": "files",
    "/lien-thong": "messages", "/tin-cay": "trust", "/van-ban/1/gui": "post",
    "/van-ban/1/sua": "edit", "/van-ban/1/tep": "attach",
}  # fmt: skip
SHOTS = os.environ.get("LOUDSPEAKER_SHOTS")
"""Where pictures of the pages are left for who wants to look at them."""


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with tempfile.TemporaryDirectory(prefix="loudspeaker") as folder:
        made = Running(Path(folder) / "home", web=True)
        made.start()
        yield made
        made.end()


def test_a_paper_is_brought_assigned_and_read_out(
    running: Running, chromium: Any, tmp_path: Path
) -> None:
    """Brought and entered by one, directed and given out by another, drafted and submitted."""
    file = tmp_path / "thong-bao.pdf"
    file.write_bytes(notice_pdf())
    soan = Visitor(running, chromium, "soan", bypass_csp=True)
    duyet = Visitor(running, chromium, "duyet", bypass_csp=True)
    _entered(soan, file)
    _assigned(duyet)
    _read_out(soan)
    for path, name in PAGES.items():
        soan.go(AT + path)
        _usable(soan, name)
    _shown_to_everybody(soan)
    strict = Visitor(running, chromium, "soan")  # with the pages' own policy
    for path in ("", "/van-ban/1", "/van-ban/1/sua", "/van-ban/1/phat-loa", "/ho-so/1"):
        strict.go(AT + path)
    assert [visitor.wrong for visitor in (soan, duyet, strict)] == [[], [], []]


def _shown_to_everybody(soan: Visitor) -> None:
    soan.go(f"{AT}/ho-so")
    for name, text in (("notation", "05.VX"), ("title", HOSTILE), ("retention", "20 năm")):
        soan.page.fill(f"#f-{name}", text)
    soan.page.press("#f-note", "Enter")
    soan.page.wait_for_url("**/ho-so/1?xong=ho-so")
    _usable(soan, "file")
    soan.go(f"{AT}/van-ban/1").click("text=Công khai văn bản này")
    soan.page.wait_for_selector("text=Thôi công khai")

    def there() -> bool:
        return bool(soan.page.request.get(f"{soan.site}/trang/documents/van-ban-1").ok)

    wait_for(there, "the page for everybody")
    for path in ("/trang/documents/van-ban-1", "/trang/documents/van-ban"):
        soan.go(path)
        _usable(soan, path.replace("/", "-"))


def _entered(soan: Visitor, file: Path) -> None:
    page = soan.go(AT)
    _usable(soan, "list-empty")
    page.click("text=Nhận văn bản đến")
    page.set_input_files("#f-tep", str(file))
    page.click("main button:has-text('Nhận tệp')")
    page.wait_for_url("**/nhan/*")
    assert page.input_value("#f-symbol") == "TB-SYT"
    assert page.input_value("#f-issued_on") == "23/11/2026"
    _usable(soan, "enter")
    page.fill("#f-due_on", "hôm nào")
    page.press("#f-due_on", "Enter")
    page.wait_for_selector("#e-due_on")
    page.fill("#f-due_on", "")
    for name in ("note", "recipients", "signer_post"):
        page.fill(f"#f-{name}", HOSTILE)
    page.click("text=Vào sổ, cấp số đến")
    page.wait_for_url("**xong=vao-so")
    assert HOSTILE in page.inner_text("dl.facts")
    page.click("button:has-text('Trình') >> nth=0")
    page.wait_for_url("**xong=viec")


def _assigned(duyet: Visitor) -> None:
    """Direct and assign by keys alone."""
    page = duyet.go(f"{AT}/van-ban/1")
    _usable(duyet, "paper-leader")
    page.focus("#n-direct")
    page.keyboard.type(HOSTILE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#w-others")
    page.fill("#w-others", "soan")
    page.fill("#w-due", "5/12/2031")
    page.press("#w-due", "Enter")
    page.wait_for_selector("text=Đã giao >> nth=0")
    assert HOSTILE in page.inner_text("section:has(#log)")


def _read_out(soan: Visitor) -> None:
    page = soan.go(AT)
    page.fill("#f-q", "tiem sởi")
    page.press("#f-q", "Enter")
    page.wait_for_selector("mark")
    assert page.inner_text("mark >> nth=0").lower() == "tiêm"
    page.click("main a:has-text('tiêm')")
    page.click("text=Phát loa từ văn bản này")
    page.wait_for_url("**/phat-loa")
    assert "căn cứ pháp lý" in page.inner_text("tbody")
    assert page.inner_text("tbody tr:has-text('Địa điểm') th") == "Trang 1"
    _usable(soan, "loud")
    page.fill("#f-title", HOSTILE)
    page.click("button:has-text('Trình duyệt')")
    page.wait_for_url("**xong=trinh")
    _usable(soan, "paper")
    page.click("main a:has-text('Thông báo ')")
    page.wait_for_url("**/desk/tin/*")
    assert page.inner_text("h1") == HOSTILE


def _usable(visitor: Visitor, name: str) -> None:
    """Look at the page as on a desk and as on a phone."""
    page = visitor.page
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
    assert _violations(page) == [], name
    page.set_viewport_size({"width": 1280, "height": 800})
