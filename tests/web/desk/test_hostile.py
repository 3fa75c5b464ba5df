"""Whatever stands in a text of the station, the pages of the desk stay what they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.station.bench import NOON
from tests.web.desk.conftest import Office
from tests.web.hostile import payloads
from tests.web.house import BenchCalls, browser

TEXTS = frozenset(
    {"title", "text", "script", "author", "approver", "approver_for", "why", "note", "repair"}
    | {"name", "zone_name", "written", "reading", "detail", "voice", "said", "ask", "example"}
    | {"told_by", "acknowledged_by", "confirm", "station", "holder", "giver", "what", "advice"}
    | {"address", "post", "phone", "about", "reason", "by", "changed_by"}
)
PAGES = ("/desk", "/desk/duyet", "/desk/tin", "/desk/khan-cap", "/desk/lich", "/desk/nhat-ky",
         "/desk/loa", "/desk/loi", "/desk/tu-dien", "/desk/nguoi", "/desk/soan",
         "/desk/khan-cap/lu", "/desk/dien-tap/lu", "/desk/them/office")  # fmt: skip
FORM_NAMES = ("text", "title", "where", "level", "when", "day", "time", "programme", "repeat",
              "voice", "key", "zone", "point")  # fmt: skip
TOGETHER = 50


class Shape(HTMLParser):
    """What a page is made of: tags with the names of their attributes, and addresses."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.addresses: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(sorted(name for name, _ in attrs))))
        self.addresses += [v or "" for n, v in attrs if n in {"href", "src", "action"}]


class Overwritten(BenchCalls):
    """A real station's answers, with another text wherever people could have written one."""

    payload: str = "lành"
    known: dict[str, Any]

    async def call(self, action: str, **arguments: Any) -> Any:
        if not hasattr(self, "known"):
            self.known = {}
        key = json.dumps([action, arguments], sort_keys=True)
        if key not in self.known:
            self.known[key] = await super().call(action, **arguments)
        found = self.known[key]
        return found if action == "whoami" else self._over(found)

    def _over(self, value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: self._over(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [self._over(each, key) for each in value]
        return self.payload if isinstance(value, str) and key in TEXTS else value


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Office, Overwritten, str]]:
    office = Office(tmp_path / "home")
    bench = office.bench
    item = bench.announce("Họp.", title="Họp", at=NOON.replace(hour=18))["id"]
    bench.ask("edit", id=item, text="Họp tối nay.")
    bench.approved("Đã phát.")
    bench.ask("points_report", point=1, heard="weak", note="xa", repair="dây")
    bench.ask("lexicon_add", written="Pù Cà", reading="pù cả")
    bench.ask("approve", "duyet", id=bench.ask("template", name="lu")["id"])
    bench.ask("office.set", place="Thôn 1", week={"mon": "7-11"})
    bench.ask("office.day_set", day="2/9/2027", reason="lễ")
    bench.ask("office.contact_set", post="Văn phòng", phone="113", about="chung")
    bench.advance(60)
    calls = Overwritten(bench=bench)
    office.app.state.station = calls
    office.session("soan")
    yield office, calls, item
    bench.kill()


def batches() -> list[str]:
    every = list(payloads())
    assert len(set(every)) == 500
    return ["\n".join(every[at : at + TOGETHER]) for at in range(0, len(every), TOGETHER)]


def check(page: str, harmless: Shape) -> None:
    shape = Shape(page)
    assert shape.tags == harmless.tags
    assert all(address.startswith(("/", "#main")) for address in shape.addresses)


def test_texts_of_the_station_are_shown_as_text(
    site: tuple[Office, Overwritten, str],
) -> None:
    office, calls, item = site
    visitor = office.of("soan")
    for path in (*PAGES, f"/desk/tin/{item}", f"/desk/soan/{item}"):
        calls.payload = "lành"
        harmless = Shape(visitor.get(path).text)
        for calls.payload in batches():
            answer = visitor.get(path)
            assert answer.status_code == 200, path
            check(answer.text, harmless)


def test_each_text_alone_is_text_on_the_page_of_its_announcement(
    site: tuple[Office, Overwritten, str],
) -> None:
    office, calls, item = site
    visitor = office.of("soan")
    harmless = Shape(visitor.get(f"/desk/tin/{item}").text)
    for calls.payload in payloads():
        check(visitor.get(f"/desk/tin/{item}").text, harmless)


def test_what_is_typed_is_shown_again_as_text(site: tuple[Office, Overwritten, str]) -> None:
    office, _calls, _item = site
    visitor = office.of("soan")
    head = {"Content-Type": "application/x-www-form-urlencoded"}

    def typed(value: str) -> str:
        form = {**dict.fromkeys(FORM_NAMES, value), "repeat": "x" + value}
        return visitor.post("/desk/soan", content=urlencode(form).encode(), headers=head).text

    harmless = Shape(typed("vô hại"))
    for value in payloads():
        check(typed(value), harmless)


def test_what_is_typed_into_a_plug_ins_form_is_shown_again_as_text(
    site: tuple[Office, Overwritten, str],
) -> None:
    office, _calls, _item = site
    visitor = office.of("soan")
    head = {"Content-Type": "application/x-www-form-urlencoded"}

    def typed(what: str, value: str) -> str:
        names = ("place", "mon_1", "mon_2", "day", "hours", "reason", "post", "phone", "about")
        form = {**dict.fromkeys(names, value), "what": what, "seen": value, "was": value}
        body = urlencode(form).encode()
        answer = visitor.post("/desk/them/office", content=body, headers=head)
        assert answer.status_code == 422, answer.text
        return answer.text

    for what in ("gio", "ngay", "lien-he", "nothing"):
        harmless = Shape(typed(what, "vô hại"))
        for value in payloads(150):
            check(typed(what, value), harmless)


def test_what_stands_in_an_address_is_shown_as_text(
    site: tuple[Office, Overwritten, str],
) -> None:
    office, _calls, _item = site
    visitor = browser(office.app, office.session("soan"))
    for name in ("/desk/tin?q={}&loc={}", "/desk/nhat-ky?q={}&tu={}&den={}&loc={}"):
        count = name.count("{}")
        harmless = Shape(visitor.get(name.format(*["vô hại"] * count)).text)
        for value in payloads(100):
            told = [urlencode({"": value})[1:]] * count
            check(visitor.get(name.format(*told)).text, harmless)
