"""Pages of plug-ins at the desk: the office's own, and what a bad one costs."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from loudspeaker.bootstrap import web_plugins
from loudspeaker.bootstrap.web_plugins import described
from loudspeaker.errors import ProcessUnavailable
from loudspeaker.hookspecs import Asked, Gone, Page, Pages, Shown
from loudspeaker.plugins.office import OfficePlugin
from loudspeaker.station.plugins import Source
from loudspeaker.web.guarding import HEADER
from tests.station.plugin_house import Made, doing
from tests.web.desk.conftest import Office
from tests.web.fakes import FakeStation
from tests.web.house import Browser, app_of, browser

PATH = "/desk/them/office"
FORM = "application/x-www-form-urlencoded"
WEEK = {"mon_1": "7h30-11h30", "mon_2": "13h30-17h", "sun_1": "", "sun_2": ""}


def send(visitor: Browser, path: str = PATH, **form: str) -> httpx.Response:
    head = {"Content-Type": FORM}
    return visitor.post(path, content=urlencode(form).encode(), headers=head)


def seen(office: Office, name: str = "soan") -> str:
    page = office.of(name).get(PATH).text
    (number, *_others) = re.findall(r'name="seen" value="(\d+)"', page)
    return str(number)


# --- the office's page ----------------------------------------------------------------------------


def test_a_week_is_entered_told_and_undone(office: Office) -> None:
    visitor = office.of("soan")
    assert f'<a href="{PATH}" aria-current="page">Trụ sở' in visitor.get(PATH).text
    answer = send(visitor, what="gio", seen="0", place="Thôn 1", **WEEK)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PATH}?xong=gio")
    text = visitor.get(f"{PATH}?xong=gio").text
    assert "Đã lưu giờ làm việc và địa chỉ." in text
    assert 'value="7:30-11:30"' in text
    assert "Hôm nay nghỉ. Mở cửa lại lúc 7 giờ 30 thứ Hai 7/12/2026." in text
    assert office.bench.ask("office.show")["week"]["mon"] == "7:30-11:30, 13:30-17:00"
    assert send(visitor, what="tro-lai", change="1", seen="1").status_code == 303
    assert office.bench.ask("office.show")["week"]["mon"] == ""


def test_a_day_and_a_number_come_and_go(office: Office) -> None:
    visitor = office.of("duyet")
    for form in (
        {"what": "ngay", "day": "2/9/2027", "hours": "", "reason": "Quốc khánh"},
        {"what": "lien-he", "post": "Văn phòng", "phone": "113", "about": ""},
        {"what": "lien-he", "post": "Phòng một cửa", "phone": "114", "was": "Văn phòng"},
    ):
        assert send(visitor, **form, seen=seen(office)).status_code == 303
    text = visitor.get(PATH).text
    assert "thứ Năm 2/9/2027</strong>: nghỉ (Quốc khánh)" in text
    assert "Phòng một cửa</strong>: 114" in text
    for form in (
        {"what": "bo-ngay", "day": "2027-09-02"},
        {"what": "bo-lien-he", "post": "Phòng một cửa"},
    ):
        assert send(visitor, **form, seen=seen(office)).status_code == 303
    office_now = office.bench.ask("office.show")
    assert (office_now["days"], office_now["contacts"]) == ([], [])


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"what": "gio", "mon_1": "từ sáng"}, "thứ Hai"),
        ({"what": "ngay", "day": "mai", "reason": "lễ"}, "viết như 2/9/2026"),
        ({"what": "ngay", "day": "2/9/2027", "reason": ""}, "lý do"),
        ({"what": "lien-he", "post": "x", "phone": "không có"}, "số điện thoại"),
        ({"what": "bo-lien-he", "post": "không ai"}, "không ai"),
        ({"what": "tro-lai", "change": "x"}, "lần sửa"),
        ({"what": "xóa hết"}, "Không rõ cần làm gì"),
    ],
)
def test_what_is_refused_is_said_and_what_was_typed_is_kept(
    office: Office, form: dict[str, str], told: str
) -> None:
    answer = send(office.of("soan"), **form, seen="0")
    assert answer.status_code == 422
    assert told in answer.text.partition('role="alert"')[2]
    for name in ("mon_1", "day", "phone"):
        if name in form:
            assert f'value="{form[name]}"' in answer.text
    assert office.bench.ask("office.show")["change"] == 0


def test_the_second_of_two_is_told_who_was_faster(office: Office) -> None:
    send(office.of("duyet"), what="gio", seen="0", place="Thôn 1", **WEEK)
    answer = send(office.of("soan"), what="gio", seen="0", place="Thôn 2", **WEEK)
    assert answer.status_code == 422
    assert "duyet" in answer.text.partition('role="alert"')[2]
    assert 'value="Thôn 2"' in answer.text
    assert office.bench.ask("office.show")["address"] == "Thôn 1"


@pytest.mark.parametrize("name", ["quantri", "xem"])
def test_who_may_not_sees_no_form_and_is_refused(office: Office, name: str) -> None:
    visitor = office.of(name)
    assert (
        'name="what"'
        not in visitor.get(PATH).text.replace('value="gio"', "").partition("<table")[2]
    )
    answer = send(visitor, what="gio", seen="0", place="Thôn 1", **WEEK)
    assert answer.status_code == 422
    assert office.bench.ask("office.show")["change"] == 0


def test_nobody_is_shown_or_lets_change_anything(office: Office) -> None:
    nobody = browser(office.app)
    assert nobody.get(PATH).headers["location"] == f"/login?next={PATH}"
    assert send(nobody, what="gio").status_code == 303
    foreign = office.of("soan")
    foreign.headers[HEADER] = "another"
    assert send(foreign, what="gio", seen="0", place="x").status_code == 403
    assert office.bench.ask("office.show")["change"] == 0


def test_while_the_station_is_down_it_is_said() -> None:
    down = ProcessUnavailable(process="station", problem="x")
    station = FakeStation(answers={"status": down, "office.show": down, "office.history": down})
    answer = browser(app_of(station), "session-of-soan").get(PATH)
    assert answer.status_code == 503


# --- bad plug-ins ---------------------------------------------------------------------------------


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    pages = {
        "good.html": '{% extends "desk/frame.html" %}'
        "{% block content %}<p>{{ word }}</p>{% endblock %}",
        "none.html": "{{ nothing.at.all }}",
        "endless.html": "{% for x in endless() %}{% endfor %}",
        "broken.html": "{% for",
    }
    for name, text in pages.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path.parent / "secret.html").write_text("secret", encoding="utf-8")
    return tmp_path


def site(
    templates: Path,
    view: Callable[[Asked], Any],
    station: FakeStation | None = None,
    **other: Any,
) -> Browser:
    """Return a browser on pages with one more plug-in, beside ours."""
    page = Page(view=view, takes_forms=True, done={"xong": "Đã xong."}, **other)
    offered = [doing("bad.look", print, method="GET"), doing("bad.change", print)]
    plugin = Made(pages=Pages(pages=(page,), templates=templates), register_actions=offered)
    found = described({"bad": Source(load=lambda: plugin), "office": Source(load=OfficePlugin)})
    return browser(app_of(station or bad_station(), plugins=found), "session-of-soan")


def bad_station() -> FakeStation:
    down = ProcessUnavailable(process="x")
    answers: dict[str, Any] = {"status": down, "approve": {}, "office.set": {}}
    return FakeStation(answers={**answers, "bad.look": {"a": 1}, "bad.change": {"a": 2}})


def test_a_view_asks_as_who_is_signed_in_and_its_values_are_escaped(templates: Path) -> None:
    def view(asked: Asked) -> Shown:
        answer = asked.ask("bad.look", word=asked.query["q"])
        word = f"<b>{asked.person} {answer['a']} {asked.path['name']} {asked.may('editor')}"
        return Shown(template="good.html", values={"word": word, "csrf": "x", "person": "y"})

    answer = site(templates, view, path="/{name}").get("/desk/them/bad/abc?q=x")
    assert answer.status_code == 200
    assert "<p>&lt;b&gt;soan 1 abc True</p>" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")


@pytest.mark.parametrize("action", ["approve", "office.set", "bad.unknown", "bad.change"])
def test_whoever_opens_a_page_changes_nothing_by_it(templates: Path, action: str) -> None:
    station = bad_station()

    def view(asked: Asked) -> Gone:
        asked.ask(action, id="20261201-1")
        return Gone()

    answer = site(templates, view, station).get("/desk/them/bad")
    assert answer.status_code == 422
    assert "Phần mở rộng bad bị lỗi" in answer.text
    assert action not in {name for name, _arguments in station.asked}


@pytest.mark.parametrize(("action", "status"), [("bad.change", 303), ("office.set", 422)])
def test_a_form_lets_a_view_change_what_is_its_own(
    templates: Path, action: str, status: int
) -> None:
    station = bad_station()

    def view(asked: Asked) -> Gone:
        asked.ask(action)
        return Gone()

    assert send(site(templates, view, station), "/desk/them/bad").status_code == status
    assert (action in {name for name, _arguments in station.asked}) == (status == 303)


def test_a_form_goes_on_to_the_plug_ins_own_page_and_nowhere_else(templates: Path) -> None:
    targets = iter([Gone(done="xong"), Gone(path="/more"), Gone(path="//evil.example")])
    visitor = site(templates, lambda _asked: next(targets))
    told = [send(visitor, "/desk/them/bad", a="1") for _ in range(3)]
    assert [each.headers.get("location") for each in told] == [
        "/desk/them/bad?xong=xong",
        "/desk/them/bad/more",
        "/desk/them/bad//evil.example",
    ]


def _raising(error: BaseException) -> Callable[[Asked], Any]:
    def view(_asked: Asked) -> Any:
        raise error

    return view


def _endless() -> Iterator[int]:
    while not GO_ON.is_set():
        yield 1


GO_ON = threading.Event()


@pytest.mark.parametrize(
    "view",
    [
        _raising(ValueError("035075001234")),
        _raising(SystemExit(3)),
        lambda _asked: None,
        lambda _asked: "<p>text</p>",
        lambda _asked: Shown(template="../secret.html"),
        lambda _asked: Shown(template="/etc/passwd"),
        lambda _asked: Shown(template="missing.html"),
        lambda _asked: Shown(template="none.html"),
        lambda _asked: Shown(template="broken.html"),
        lambda asked: asked.ask("bad.unknown"),
        lambda _asked: Gone(done="unknown"),
        lambda _asked: Gone(path="elsewhere"),
        lambda _asked: Gone(path="/x?xong=y"),
        lambda _asked: Gone(path="/x\r\nSet-Cookie: a=b"),
    ],
)
def test_a_view_that_fails_is_a_page_that_says_so(
    templates: Path, view: Callable[[Asked], Any]
) -> None:
    visitor = site(templates, view)
    answer = visitor.get("/desk/them/bad")
    assert answer.status_code == 422
    assert "Phần mở rộng bad bị lỗi" in answer.text
    assert "035" not in answer.text
    assert "secret" not in answer.text
    assert 'action="/desk/dung"' in answer.text


def test_one_that_hangs_is_not_waited_for_and_the_other_pages_open(
    templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_plugins, "SHOWING_S", 0.05)
    GO_ON.clear()
    endless = Shown(template="endless.html", values={"endless": _endless})
    visitor = site(templates, lambda _asked: endless)
    for _ in range(3):
        answer = visitor.get("/desk/them/bad")
        assert answer.status_code == 422
        assert "Phần mở rộng bad" in answer.text
    assert visitor.get("/login").status_code == 200
    GO_ON.set()


@pytest.mark.parametrize(
    "offered",
    [
        "pages",
        Pages(pages=(), templates="x"),  # type: ignore[arg-type]
        Pages(pages=("x",), templates=Path()),  # type: ignore[arg-type]
        Pages(pages=(Page(view=None),), templates=Path()),  # type: ignore[arg-type]
        Pages(pages=(Page(view=print, path="/../x"),), templates=Path()),  # type: ignore[arg-type]
        Pages(pages=(Page(view=print),) * 2, templates=Path()),  # type: ignore[arg-type]
    ],
)
def test_what_are_no_pages_leaves_the_plug_in_out_of_the_pages(offered: Any) -> None:
    action = doing("bad.one", lambda _who, _what: {})
    bad = Made(pages=offered, register_actions=[action])
    found = described({"bad": Source(load=lambda: bad), "office": Source(load=OfficePlugin)})
    assert [each.name for each in found] == ["office"]


def test_one_that_is_loaded_without_end_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_plugins, "LOADING_S", 0.2)
    go_on = threading.Event()
    found = described(
        {"slow": Source(load=lambda: go_on.wait(20)), "office": Source(load=OfficePlugin)}
    )
    assert [each.name for each in found] in (["office"], [])
    go_on.set()
