"""The clerk's pages over a real station: received, moved, printed, counted; nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

from loudspeaker.bootstrap.web_plugins import described
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.dossiers import DossiersPlugin
from loudspeaker.sentences.language import Language, speak
from loudspeaker.station.plugins import Source
from loudspeaker.store.public_reader import PublicReader
from loudspeaker.web.app import application
from loudspeaker.web.parts import WebParts, WebSettings
from loudspeaker.web.templating import templates
from tests.plugins.dossiers.house import PROCEDURES, House
from tests.station.test_sign_in import enter
from tests.web.hostile import payloads
from tests.web.house import BenchCalls, Browser, browser

START = datetime(2026, 12, 1, 9, 0, tzinfo=STATION_ZONE)
AT = "/desk/them/dossiers"


def main_of(page: str) -> str:
    """Return what is special of a page, for a failing test."""
    return page[page.find("<main") :][:2000]


class Clerk:
    """A house with its desk, and a browser for each person."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder, start=START)
        home = self.house.bench.home
        self.house.bench.parts.publishing.update()
        self.reader = PublicReader(home.public)
        self._app = application(
            WebParts(
                reader=self.reader, clips=home.clips, sounds=folder,
                incoming=home.incoming, handed_out=home.handed_out,
                station=BenchCalls(bench=self.house.bench),
                settings=WebSettings(station="Xã thử"), time=StandingClock(START),
                templates=templates("Xã thử"),
                plugins=described({"dossiers": Source(load=DossiersPlugin)}),
            )
        )  # fmt: skip
        self._known: dict[str, Browser] = {}

    def of(self, name: str = "soan") -> Browser:
        if name not in self._known:
            self._known[name] = browser(self._app, enter(self.house.bench, name))
        return self._known[name]

    def get(self, path: str = "", name: str = "soan") -> str:
        answer = self.of(name).get(AT + path)
        assert answer.status_code == 200, (path, main_of(answer.text))
        return answer.text

    def post(self, path: str, page: str = "", **form: Any) -> httpx.Response:
        """Send a form of a page, with what is hidden in it."""
        shown = self.get(page or path)
        token = re.search(r'name="csrf" value="([^"]+)"', shown)
        assert token is not None
        values = {"csrf": token[1]} | form
        files = values.pop("files", None)
        return self.of().post(AT + path, data=values, files=files)

    def bring(self, text: str, manner: str) -> str:
        sent = {"file": ("thủ tục.csv", text.encode(), "text/csv")}
        return self.post("/thu-tuc", manner=manner, files=sent).text

    def receive(self, **form: str) -> httpx.Response:
        typed = {"procedure": "khai sinh", "name": "Người Nộp Đầu", "phone": "0912 345 678",
                 "told": "call"}  # fmt: skip
        return self.post("/nhan", **(typed | form))


@pytest.fixture
def clerk(tmp_path: Path) -> Iterator[Clerk]:
    speak(Language.VIETNAMESE)
    made = Clerk(tmp_path)
    yield made
    made.reader.close()
    made.house.close()
    speak(Language.ENGLISH)


def test_a_clerk_does_everything_by_forms(clerk: Clerk) -> None:
    assert "Chưa lưu gì: 2 thủ tục mới" in clerk.bring(PROCEDURES, "trial")
    assert "Đã lưu: 2 thủ tục mới" in clerk.bring(PROCEDURES, "all")
    got = clerk.receive()
    code = got.headers["location"].split("?")[0].rpartition("/")[2]
    assert (got.status_code, code) == (303, "H03.12.25-261201-0001")
    one = f"/ho-so/{code}"
    plain = clerk.get(f"{one}?xong=nhan")
    assert "Hãy in giấy hẹn" in plain
    assert "Người Nộp Đầu" not in plain
    assert "Người Nộp Đầu" in clerk.get(f"{one}?ly-do=tr%E1%BA%A3+k%E1%BA%BFt+qu%E1%BA%A3")
    for form in ("receipt", "pin", "control"):
        made = clerk.post(f"{one}/in", page=one, form=form)
        assert made.content.startswith(b"%PDF"), made.text
        assert made.headers["content-type"] == "application/pdf"
    assert "chưa được gia hạn" in clerk.post(f"{one}/in", page=one, form="apology").text
    assert clerk.post(one, what="act", act="start", seen="1").status_code == 303
    bare = clerk.post(one, what="act", act="supplement", seen="2", reason="")
    assert (bare.status_code, "cần ghi lý do" in bare.text) == (422, True)
    clerk.post(one, what="act", act="supplement", seen="2", reason="Thiếu bản chính")
    assert "còn 24.0 giờ làm việc" in clerk.get(one)
    clerk.post(one, what="act", act="resume", seen="3")
    wrong = clerk.post(one, what="apology", day="5/12/2026", reason="chờ <xác minh>", seen="4")
    assert "không làm việc" in wrong.text
    assert 'value="5/12/2026"' in wrong.text
    assert "chờ &lt;xác minh&gt;" in wrong.text
    assert clerk.post(one, what="hand", taker="Tư pháp", seen="4").status_code == 303
    assert "hồ sơ đang ở Tư pháp" in clerk.post(one, what="hand", taker="A", giver="B").text
    assert clerk.post(one, what="act", act="finish", seen="1").status_code == 422
    clerk.post(one, what="act", act="finish", seen="4")
    assert "Chờ trả kết quả" in clerk.get()
    assert clerk.post(one, what="rate").status_code == 422
    assert clerk.post(one, what="rate", score="3").status_code == 303
    assert "rất tốt 1" in clerk.get("/so-lieu")
    draft = clerk.get("/bao-tin")
    assert "một số kết quả" in draft
    assert "Người Nộp" not in draft
    listed = clerk.post("/bao-tin", what="list", reason="gọi báo người nộp").text
    assert "0912345678" in listed
    message = re.search(r'name="message" value="(\d+)"', listed)
    assert message is not None
    called = clerk.post("/bao-tin", what="called", message=message[1], result="đã báo")
    assert "Không còn ai cần báo" in called.text
    text = clerk.house.ask("weekly_draft")["text"]
    assert clerk.post("/bao-tin", what="weekly", text=text).status_code == 303
    assert clerk.house.bench.queue()[0]["state"] == "draft"
    numbers = clerk.get("/so-lieu")
    assert "Tiếp nhận mới" in numbers
    assert "100,0 %" in numbers
    assert clerk.of().get(f"{AT}/so-lieu/tai?thang=12/2026").content.startswith(b"PK")
    days = {"begins": "1/12/2026", "ends": "1/12/2026"}
    assert clerk.post("/so-theo-doi", page="/so-lieu", **days).content.startswith(b"%PDF")


def test_somebody_is_found_by_code_name_telephone_and_number(clerk: Clerk) -> None:
    clerk.house.catalogue()
    code = clerk.house.receive()["code"]
    assert clerk.post("/tim", words=code.lower()).headers["location"].endswith(code)
    for words in ("nguoi nop", "0912 345 678", "001099000001"):
        assert code in clerk.post("/tim", words=words, reason="trả kết quả").text
    assert "Không tìm thấy" in clerk.post("/tim", words="Ai Khác", reason="trả kết quả").text
    assert "cần ghi lý do" in clerk.post("/tim", words="nguoi nop", reason=" ").text
    missing = clerk.of().get(f"{AT}/ho-so/H03.12.25-261201-0099")
    assert missing.status_code in {404, 422}


def test_what_was_typed_stands_in_the_form_again(clerk: Clerk) -> None:
    clerk.house.catalogue()
    for form, said in (
        ({"procedure": "không có đâu"}, "Không có thủ tục nào"),
        ({"procedure": "1.001193 Đăng ký", "identity": "12"}, "12 chữ số"),
        ({"papers": "Tờ khai | hai bản"}, "mỗi dòng"), ({"fees": "Lệ phí"}, "mỗi dòng"),
        ({"told": "email"}, "chưa có số điện thoại hoặc thư"), ({"name": " "}, "chưa có gì"),
    ):  # fmt: skip
        answer = clerk.receive(address="Thôn <Một>", **form)
        assert answer.status_code == 422
        assert said in answer.text
        assert "Thôn &lt;Một&gt;" in answer.text
        assert 'aria-invalid="true"' in answer.text
    assert clerk.house.ask("queue")["due"] == []
    handed = clerk.post("", taker="Tư pháp")
    assert handed.status_code == 422
    clerk.receive(key="một")
    clerk.receive(key="một")
    due = clerk.house.ask("queue")["due"]
    assert len(due) == 1
    assert clerk.post("", code=due[0]["code"], taker="Tư pháp").status_code == 303


def test_everybody_sees_what_is_theirs_and_no_more(clerk: Clerk) -> None:
    clerk.house.catalogue()
    code = clerk.house.receive()["code"]
    for name in ("duyet", "xem", "quantri"):
        for path in ("/nhan", "/tim", f"/ho-so/{code}", f"/ho-so/{code}/in", "/bao-tin"):
            assert "dành cho cán bộ" in clerk.get(path, name)
        assert "Đăng ký khai sinh" in clerk.get("/thu-tuc", name)
    assert code in clerk.get("", "duyet")
    assert code not in clerk.get("", "xem")


class Wired(HTMLParser):
    """Notes fields without a label, and identifiers that are there twice or nowhere."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.named: set[str] = set()
        self.fields: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        for name in ("for", "aria-describedby", "aria-labelledby", "list"):
            self.named |= set(values.get(name, "").split())
        hidden = values.get("type") in {"hidden", "submit"}
        if tag in {"input", "select", "textarea"} and not hidden:
            self.fields.append(values.get("id", values.get("aria-label", "?")))
        assert not any(name.startswith("on") for name in values)
        assert "style" not in values


def test_pages_are_wired_for_who_uses_a_reader(clerk: Clerk) -> None:
    clerk.house.catalogue()
    code = clerk.house.receive()["code"]
    clerk.house.act(code, "start")
    pages = [clerk.get(path) for path in
             ("", "/nhan", "/tim", f"/ho-so/{code}", f"/ho-so/{code}?ly-do=x", "/so-lieu",
              "/thu-tuc", "/bao-tin")]  # fmt: skip
    wrong = [clerk.receive(identity="12", papers="x | y"), clerk.post("", taker=""),
             clerk.post(f"/ho-so/{code}", what="apology", day="x", reason="y", seen="2"),
             clerk.post(f"/ho-so/{code}", what="act", act="halt", seen="2")]  # fmt: skip
    clerk.house.act(code, "finish")
    wrong.append(clerk.post(f"/ho-so/{code}", what="rate"))
    for page in (*pages, *(each.text for each in wrong)):
        wired = Wired(page)
        assert len(wired.ids) == len(set(wired.ids))
        assert wired.named <= set(wired.ids)
        assert set(wired.fields) <= wired.named


def test_hostile_texts_are_shown_as_text(clerk: Clerk) -> None:
    clerk.house.catalogue()
    for text in payloads(8):
        for path, form in (("/nhan", {"name": text, "procedure": text, "address": text}),
                           ("/tim", {"words": text, "reason": text[:100] or "x"}),
                           ("", {"taker": text, "code": text})):  # fmt: skip
            answer = clerk.post(path, **form)
            assert answer.status_code in {200, 303, 422}, answer.text
            assert "<img src=x" not in answer.text
            assert "<script>" not in answer.text
