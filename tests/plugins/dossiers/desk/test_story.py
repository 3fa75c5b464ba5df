"""The clerk's morning in a real browser, by keys alone, and the citizen with the slip in hand."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bootstrap.running import Running
from tests.plugins.dossiers.house import PROCEDURES, SETTINGS
from tests.web.browser import ARGUMENTS, CHROMIUM
from tests.web.desk.test_desk_story import Visitor
from tests.web.test_chromium import REQUIRED, _violations

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (CHROMIUM.exists() or REQUIRED), reason="no Chromium here"),
]
AT = "/desk/them/dossiers"
FEW_KEYS = 60
"""A practised clerk types this in half a minute."""


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with tempfile.TemporaryDirectory(prefix="loudspeaker") as folder:
        made = Running(Path(folder) / "home", web=True)
        text = made.home.station_file.read_text("utf-8")
        made.home.station_file.write_text(f"{text}\n{SETTINGS}", "utf-8")
        made.start()
        yield made
        made.end()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield found
        found.close()


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Any) -> None:
        self.page, self.pressed = page, 0

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
        self.pressed += times


def button(page: Any, name: str) -> None:
    """Press a button by the keyboard."""
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def test_received_printed_stopped_resumed_finished_and_looked_up(
    running: Running, chromium: Any, tmp_path: Path
) -> None:
    soan = Visitor(running, chromium, "soan")
    page = soan.go(f"{AT}/thu-tuc")
    table = tmp_path / "thủ tục.csv"
    table.write_text(PROCEDURES, "utf-8")
    page.set_input_files("#f-file", str(table))
    page.check("#m-all")
    page.click("button:has-text('Nhập')")
    page.wait_for_selector("text=Đã lưu: 2 thủ tục mới")

    page = soan.go(f"{AT}/nhan")
    keys = Keys(page)  # the first field has the focus
    keys.type("khai sinh")
    keys.press("Tab")
    keys.type("Người Nộp Đầu")
    keys.press("Tab")
    keys.type("0912345678")
    keys.press("Tab", 3)
    keys.press("ArrowDown")  # may be called
    keys.press("Tab")
    keys.press("Enter")
    page.wait_for_url("**/ho-so/**xong=nhan")
    assert keys.pressed < FEW_KEYS
    code = page.inner_text("h1")
    assert code.startswith("H03.12.25-")

    with page.context.expect_page() as opened, page.context.expect_event("response") as got:
        button(page, "01: Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
    assert got.value.status == 200
    opened.value.close()
    button(page, "Bắt đầu xử lý")
    page.wait_for_url("**xong=viec")
    page.focus("#r-supplement")
    page.keyboard.type("Thiếu bản chính")
    button(page, "Yêu cầu bổ sung")
    page.wait_for_selector("text=Đồng hồ dừng")
    button(page, "Đã nhận bổ sung, xử lý tiếp")
    page.wait_for_selector("text=Hẹn trả")
    button(page, "Đã xử lý xong")
    page.wait_for_selector("text=Đã trả kết quả")

    citizen = chromium.new_context().new_page()
    citizen.goto(f"{soan.site}/tra-cuu/dossiers/ho-so?code={code}")
    assert citizen.input_value("[name=code]") == code
    citizen.fill("[name=secret]", "000000")
    citizen.keyboard.press("Enter")
    citizen.wait_for_selector("text=Không tìm thấy")
    citizen.fill("[name=secret]", "345678")
    citizen.keyboard.press("Enter")
    citizen.wait_for_selector("text=Đã xử lý xong")
    assert "Người Nộp" not in citizen.content()
    assert soan.wrong == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_everybody_can_use_every_page(
    running: Running, chromium: Any, width: int, scheme: str
) -> None:
    viewport = {"width": width, "height": 844}
    soan = Visitor(
        running, chromium, "soan", viewport=viewport, color_scheme=scheme, bypass_csp=True
    )
    page = soan.go(AT)
    code = page.locator("a[href*='/ho-so/']").first.inner_text()
    for path in ("", "/nhan", "/tim", f"/ho-so/{code}", f"/ho-so/{code}?ly-do=x", "/so-lieu",
                 "/thu-tuc", "/bao-tin"):  # fmt: skip
        page = soan.go(f"{AT}{path}")
        assert _violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    for path in ("/trang/dossiers/thu-tuc", "/trang/dossiers/thu-tuc-1-001193",
                 "/tra-cuu/dossiers/ho-so", "/kiosk/trang/dossiers/thu-tuc"):  # fmt: skip
        page = soan.go(path)
        assert _violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    page = soan.go(f"{AT}/nhan")
    page.fill("#f-procedure", "không có đâu")
    page.fill("#f-name", "Người Nộp Hai")
    page.press("#f-name", "Enter")
    page.wait_for_selector("#e-procedure")
    assert page.input_value("#f-name") == "Người Nộp Hai"
    assert _violations(page) == []
