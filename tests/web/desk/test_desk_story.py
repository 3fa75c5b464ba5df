"""The desk's whole day in a real browser, over real processes: nobody types a command."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bootstrap.running import Running, wait_for
from tests.web.browser import ARGUMENTS, CHROMIUM
from tests.web.test_chromium import REQUIRED, _violations, _wait_for_sound
from tests.web.test_story import _site

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (CHROMIUM.exists() or REQUIRED), reason="no Chromium here"),
]
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
PASSWORD = "ngựa vàng cầu mưa"
TEXT = "Kính mời bà con đến họp lúc 19h30 tại nhà văn hóa. UBND xã."
HOSTILE = "<img src=x onerror=alert(1)> Họp thôn"
PAGES = ("/desk", "/desk/duyet", "/desk/tin", "/desk/khan-cap", "/desk/khan-cap/lu",
         "/desk/dien-tap/lu", "/desk/lich", "/desk/nhat-ky?kiem-tra=1", "/desk/bao-cao",
         "/desk/loa", "/desk/loi", "/desk/tu-dien?tu=NTM", "/desk/nguoi",
         "/desk/them/office")  # fmt: skip


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with tempfile.TemporaryDirectory(prefix="loudspeaker") as folder:
        made = Running(Path(folder) / "home", web=True)
        made.start()
        yield made
        made.end()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=[*ARGUMENTS, *MICROPHONE]
        )
        yield found
        found.close()


class Visitor:
    """Somebody with a browser of their own; what went wrong in it is kept."""

    def __init__(self, running: Running, chromium: Any, name: str, **context: Any) -> None:
        self.site = _site(running)
        self.wrong: list[str] = []
        self.page = chromium.new_context(**context).new_page()
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("dialog", lambda dialog: self.wrong.append(dialog.message))
        self.page.on("console", self._heard)
        made = running.station.call("users_link", name=name)
        self.page.goto(f"{self.site}/link/{made['link']}")
        self.page.fill("#f-password", PASSWORD)
        self.page.fill("#f-again", PASSWORD)
        self.page.press("#f-again", "Enter")
        self.page.wait_for_url("**/desk")

    def _heard(self, message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.wrong.append(message.text)

    def go(self, path: str) -> Any:
        self.page.goto(self.site + path)
        return self.page

    def strip(self) -> str:
        return str(self.page.inner_text("#strip"))


def test_written_read_back_approved_aired_recorded_and_stopped(
    running: Running, chromium: Any
) -> None:
    soan = Visitor(running, chromium, "soan")
    page = soan.go("/desk/soan")
    page.fill("#f-text", TEXT)
    page.wait_for_selector("#read-back mark")
    assert "mười chín giờ ba mươi" in page.inner_text("#read-back")
    assert page.inner_text("#read-back mark >> nth=-1") == "ủy ban nhân dân"
    page.fill("#f-title", HOSTILE)
    page.fill("#f-repeat", "1")
    page.click("#hear")
    _wait_for_sound(page, 0.3)
    page.click("text=Gửi duyệt")
    page.wait_for_url("**/desk/tin/*")
    assert page.inner_text("h1") == HOSTILE
    assert page.evaluate("localStorage.length") == 0

    duyet = Visitor(running, chromium, "duyet")
    page = duyet.go("/desk/duyet")
    page.click(f"main a:has-text('{HOSTILE[-8:]}')")
    page.wait_for_url("**/desk/tin/*")
    item = page.url.rsplit("/", 1)[-1]
    page.click("button:has-text('Duyệt và phát ngay')")
    page.wait_for_selector("#strip .live", timeout=30_000)  # told by events, not by a new page
    assert HOSTILE in duyet.strip()
    running.wait_aired(item)
    page.goto(f"{duyet.site}/desk/nhat-ky")
    assert page.inner_text("tbody tr >> nth=0 >> td >> nth=1") == HOSTILE
    assert "duyet" in page.inner_text("tbody tr >> nth=0")
    page.goto(f"{duyet.site}/desk/nhat-ky?kiem-tra=1")
    assert "Còn nguyên" in page.inner_text("main")
    _stopped(running, soan, duyet)
    assert soan.wrong == []
    assert duyet.wrong == []


def _stopped(running: Running, soan: Visitor, duyet: Visitor) -> None:
    """Stop what is on air by one click, and let it sound again."""
    long = running.air(TEXT * 4, title="Dài")
    page = soan.go("/desk")
    page.wait_for_selector("#strip .live:has-text('Dài')", timeout=30_000)
    page.click("text=DỪNG PHÁT")
    page.wait_for_selector("h1:has-text('Đã dừng phát')")
    assert running.ask("status")["stopped_since"]
    wait_for(lambda: running.ask("status")["on_air"] is None, "silence")
    wait_for(lambda: running.state(long) in {"aired_partial", "cancelled"}, "the record")
    page = duyet.go("/desk")
    page.click("button:has-text('Cho phát lại')")
    page.wait_for_url("**xong=phat-lai")
    assert running.ask("status")["stopped_since"] is None


def test_a_drill_is_released_by_its_word_alone(running: Running, chromium: Any) -> None:
    running.ask("approve", "duyet", id=running.ask("template", name="lu")["id"])
    soan = Visitor(running, chromium, "soan")
    page = soan.go("/desk/dien-tap/lu")
    for field in running.ask("template", name="lu")["template"]["fields"]:
        page.fill(f"#v-{field['name']}", field["example"])
    page.click("text=Xem lời sẽ phát")
    page.wait_for_selector("text=Sẽ phát đúng như sau")
    assert "diễn tập" in page.inner_text(".release .reading")
    page.fill("#f-confirm", "không phải từ này")
    page.press("#f-confirm", "Enter")
    page.wait_for_selector("#e-confirm")
    page.fill("#f-confirm", "lũ")
    page.press("#f-confirm", "Enter")
    page.wait_for_url("**xong=dien-tap")
    page.wait_for_selector("#strip .live", timeout=30_000)
    page.click("text=DỪNG PHÁT")
    page.wait_for_selector("h1:has-text('Đã dừng phát')")
    running.ask("resume", "duyet")
    assert soan.wrong == []


def test_a_text_survives_a_station_that_is_away(running: Running, chromium: Any) -> None:
    soan = Visitor(running, chromium, "soan")
    page = soan.go("/desk/soan")
    page.fill("#f-text", "Chưa gửi được.")
    page.wait_for_selector("#read-back .reading")
    page.context.set_offline(True)
    page.fill("#f-text", "Chưa gửi được, còn đang soạn.")
    page.wait_for_selector("#offline:visible")
    page.context.set_offline(False)
    soan.go("/desk/soan")
    page.click("#kept-take")
    assert page.input_value("#f-text") == "Chưa gửi được, còn đang soạn."


def test_stop_and_sending_work_without_scripts_and_by_keys_alone(
    running: Running, chromium: Any
) -> None:
    soan = Visitor(running, chromium, "soan", java_script_enabled=False)
    page = soan.go("/desk/soan")
    page.focus("#f-text")
    page.keyboard.type("Thông báo không cần chuột.")
    page.press("#f-title", "Enter")  # the first button reads back
    assert "thông báo không cần chuột" in page.text_content("#read-back").lower()
    page.focus("button:has-text('Gửi duyệt')")
    page.keyboard.press("Enter")
    page.wait_for_url("**xong=gui")
    page.focus("text=DỪNG PHÁT")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Đã dừng phát')")
    wait_for(lambda: running.ask("status")["stopped_since"], "stop")
    running.ask("resume", "duyet")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_everybody_can_use_every_page(
    running: Running, chromium: Any, width: int, scheme: str
) -> None:
    item = running.ask("announce", text=TEXT, title="Họp")["id"]
    viewport = {"width": width, "height": 844}
    duyet = Visitor(
        running, chromium, "duyet", viewport=viewport, color_scheme=scheme, bypass_csp=True
    )
    soan = Visitor(
        running, chromium, "soan", viewport=viewport, color_scheme=scheme, bypass_csp=True
    )
    for path in (*PAGES, f"/desk/tin/{item}"):
        _fits(duyet, path)
    for path in ("/desk/soan", f"/desk/soan/{item}"):
        _fits(soan, path)


def _fits(visitor: Visitor, path: str) -> None:
    page = visitor.go(path)
    assert _violations(page) == [], path
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_a_recording_is_made_in_the_browser_and_heard_by_who_approves(
    running: Running, chromium: Any
) -> None:
    """The microphone is Chromium's own, which beeps; the real intake measures what it gave."""
    soan = Visitor(running, chromium, "soan", permissions=["microphone"])
    filed = running.ask("announce", text="Mời bà con họp.")
    page = soan.go(f"/desk/tin/{filed['id']}")
    page.click("text=Bản ghi tiếng dân tộc")
    page.wait_for_url("**/ban-ghi")
    page.fill("#t-0", "Mời họp, bản tiếng Tày")
    page.click("text=Ghi âm bản 1")
    levels = []
    for _ in range(25):  # it beeps once a second
        page.wait_for_timeout(100)
        levels.append(page.evaluate("document.querySelector('meter').value"))
    assert max(levels) > -60
    page.click(".take button >> nth=0")
    page.wait_for_selector(".recording audio >> nth=0")
    status = page.inner_text(".take [role=status] >> nth=0")
    assert status.startswith("0:0"), status
    page.click("text=Gửi bản ghi")
    page.wait_for_url("**/desk/tin/*xong=ban-ghi")
    (part,) = [
        each for each in running.ask("show", id=filed["id"])["parts"] if each["kind"] == "recording"
    ]
    assert part["language"] == "tyz"
    assert 0.5 < part["length_s"] < 4
    duyet = Visitor(running, chromium, "duyet")
    page = duyet.go(f"/desk/tin/{filed['id']}")
    heard = page.evaluate(
        "fetch(document.querySelector('audio').src).then((a) => a.arrayBuffer())"
        ".then((b) => b.byteLength)"
    )
    assert heard > (part["length_s"] - 0.1) * 96_000
    assert soan.wrong == []
