"""Whatever stands in a text of the station, the pages of the desk stay what they are."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.web.desk.conftest import Office
from tests.web.desk.overwritten import PAGES, Overwritten, batches, overwritten
from tests.web.hostile import payloads
from tests.web.house import browser

FORM_NAMES = ("text", "title", "where", "level", "when", "day", "time", "programme", "repeat",
              "voice", "key", "zone", "point")  # fmt: skip


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


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Office, Overwritten, str]]:
    made = overwritten(tmp_path / "home")
    yield made
    made[0].bench.kill()


def check(page: str, harmless: Shape) -> None:
    shape = Shape(page)
    assert shape.tags == harmless.tags
    assert all(address.startswith(("/", "#main", "#loa-")) for address in shape.addresses)


def test_texts_of_the_station_are_shown_as_text(
    site: tuple[Office, Overwritten, str],
) -> None:
    office, calls, item = site
    visitor = office.of("soan")
    moving = f"/desk/tin/{item}/doi-gio?ngay=2026-12-01&gio=18:00"
    for path in (*PAGES, f"/desk/tin/{item}", f"/desk/soan/{item}", moving):
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
