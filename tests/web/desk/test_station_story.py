"""Moving, testing and watching at the desk, in a real browser over real processes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from loudspeaker.model import STATION_ZONE, from_iso
from tests.bootstrap.running import Running, wait_for
from tests.web.desk.test_desk_story import (
    HOSTILE,
    TEXT,
    Visitor,
    _fits,
    chromium,
    pytestmark,
    running,
)

__all__ = ["chromium", "pytestmark", "running"]


def planned(running: Running, title: str) -> str:
    """Return an approved announcement for the noon of the day after tomorrow."""
    due = datetime.now(STATION_ZONE) + timedelta(days=2)
    item = str(running.ask("announce", text=TEXT, title=title, at=f"{due:%Y-%m-%d} 12:00")["id"])
    running.ask("approve", "duyet", id=item)
    return item


def due_of(running: Running, item: str) -> datetime:
    return from_iso(running.ask("show", id=item)["due"]).astimezone(STATION_ZONE)


def drag(page: Any, item: str, *, touch: bool) -> None:
    """Drag an announcement one day on and two hours down."""
    block = page.locator(f"a.moves[href='/desk/tin/{item}']")
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
    block.evaluate("each => each.scrollIntoView({block: 'center', inline: 'center'})")
    box = block.bounding_box()
    scale = page.evaluate("document.getElementById('week-grid').getScreenCTM().a")
    start = (box["x"] + 12, box["y"] + 12)
    end = (start[0] + 140 * scale, start[1] + 96 * scale)
    if not touch:
        page.mouse.move(*start)
        page.mouse.down()
        page.mouse.move(*end, steps=6)
        page.wait_for_selector("#week-grid .ghost text")
        page.mouse.up()
        return
    finger = page.context.new_cdp_session(page)

    def send(what: str, *at: float) -> None:
        points = [{"x": at[0], "y": at[1]}] if at else []
        finger.send("Input.dispatchTouchEvent", {"type": what, "touchPoints": points})

    send("touchStart", *start)
    page.wait_for_selector("#week-grid .ghost", state="attached")  # held long enough
    for step in range(1, 7):
        send("touchMove", *(a + (b - a) * step / 6 for a, b in zip(start, end, strict=True)))
    send("touchEnd")


@pytest.mark.parametrize("touch", [False, True])
def test_an_announcement_is_dragged_asked_about_moved_and_moved_back(
    running: Running, chromium: Any, touch: bool
) -> None:
    item = planned(running, HOSTILE)
    before = due_of(running, item)
    size = {"width": 800 if touch else 1280, "height": 1200}
    soan = Visitor(running, chromium, "soan", viewport=size, has_touch=touch)
    page = soan.go("/desk/lich")
    drag(page, item, touch=touch)
    page.wait_for_url("**/doi-gio?*")
    assert due_of(running, item) == before
    assert "lần duyệt ấy hết hiệu lực" in page.inner_text("main")
    page.click("button:has-text('Đổi giờ')")
    page.wait_for_url("**xong=chuyen**")
    assert due_of(running, item) - before == timedelta(days=1, hours=2)
    assert HOSTILE in page.inner_text("[role=status]")
    page.click("text=Trở lại giờ cũ")
    page.wait_for_function(
        "document.querySelector('[role=status] ins').textContent.includes('12 giờ 00')"
    )
    assert due_of(running, item) == before
    assert running.state(item) == "draft"
    assert soan.wrong == []


def test_a_time_is_changed_by_keys_alone_without_scripts(running: Running, chromium: Any) -> None:
    item = planned(running, "Họp")
    visitor = Visitor(running, chromium, "soan", java_script_enabled=False)
    page = visitor.go("/desk/lich")
    page.focus(f".week a.move[href$='{item}/doi-gio']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/doi-gio")
    page.fill("#f-time", "16:20")
    page.press("#f-time", "Enter")
    page.wait_for_selector("text=Sẽ đổi")
    page.focus("button:has-text('Đổi giờ')")
    page.keyboard.press("Enter")
    page.wait_for_url("**xong=chuyen**")
    assert f"{due_of(running, item):%H:%M}" == "16:20"


def test_a_point_is_tested_and_the_level_is_seen_while_it_sounds(
    running: Running, chromium: Any
) -> None:
    soan = Visitor(running, chromium, "soan")
    page = soan.go("/desk/loa/4/thu")
    assert "thử loa điểm 4" in page.inner_text("blockquote")
    page.click("text=Phát thử bây giờ")
    page.wait_for_url("**xong=thu**")
    wait_for(lambda: running.ask("point", point=4)["tested_at"], "the test on the record")
    running.air(TEXT * 6, title="Dài")
    page = soan.go("/desk")
    page.wait_for_selector("#strip .level meter", timeout=30_000)  # told by events
    assert "; có sóng" in soan.strip()
    seen = [
        page.evaluate("Number(document.querySelector('#strip meter')?.value ?? -60)")
        for _ in range(40)
        if page.wait_for_timeout(100) is None
    ]
    assert max(seen) > -45
    assert soan.wrong == []


@pytest.mark.parametrize("width", [1280, 320])
def test_everybody_can_use_these_pages(running: Running, chromium: Any, width: int) -> None:
    item = planned(running, "Họp")
    viewport = {"width": width, "height": 844}
    soan = Visitor(running, chromium, "soan", viewport=viewport, bypass_csp=True)
    day = f"{due_of(running, item):%Y-%m-%d}"
    for path in (
        "/desk/loa/4/thu",
        "/desk/loa?xong=am-luong&loa=4&truoc=7",
        f"/desk/tin/{item}/doi-gio?ngay={day}&gio=17:00",
        "/desk/lich",
    ):
        _fits(soan, path)
