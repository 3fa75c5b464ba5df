"""What anybody may look up: with the code and the secret, seldom, and kept by nobody."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import httpx
import pytest

from loudspeaker.bootstrap import plugins as home_plugins
from loudspeaker.bootstrap import station_core
from loudspeaker.bootstrap.web_plugins import described
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.hookspecs import BadPlugin, Lookup, LookupField, hookimpl
from loudspeaker.hookspecs.lookups import lookups_of
from loudspeaker.public.pages import Block, BlockKind
from loudspeaker.station import plugin_lookups
from loudspeaker.station.plugins import Source
from loudspeaker.store.public_reader import PublicReader
from loudspeaker.web.app import application, for_everybody
from loudspeaker.web.parts import WebParts, WebSettings
from loudspeaker.web.templating import templates
from tests.station.bench import NOON, Bench
from tests.station.plugin_house import WAIT, Made
from tests.web.house import BenchCalls, Browser, browser

PATH = "/tra-cuu/dossiers/ho-so"
CODE, DAY = LookupField(name="code", label="Mã hồ sơ"), LookupField(
    name="day", label="Ngày sinh", secret=True
)  # fmt: skip
LOOKUP = Lookup(name="ho-so", title="Tra cứu hồ sơ", fields=(CODE, DAY))


def ready(fields: Mapping[str, str]) -> Any:
    if (fields["code"], fields["day"]) != ("H1", "2/9/1980"):
        return None
    return [Block(kind=BlockKind.PARAGRAPH, text="Hồ sơ <H1> đã xong.\x00")]


class Dossiers(Made):
    """A plug-in with a lookup."""

    @hookimpl
    def public_lookups(self) -> Any:
        return [LOOKUP]

    @hookimpl
    def public_lookup(self, name: str, fields: Mapping[str, str]) -> Any:
        assert name == "ho-so"
        return self._answer("answer", fields)


class House:
    """A station with that plug-in, and its portal."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answer: Callable[[Mapping[str, str]], Any] = ready
        plugin = Dossiers(answer=lambda fields: self.answer(fields))  # noqa: PLW0108 - may be set
        ours = home_plugins.sources

        def sources(*given: Any) -> Mapping[str, Source]:
            return {**ours(*given), "dossiers": Source(load=lambda: plugin)}

        monkeypatch.setattr(station_core, "sources", sources)
        self.bench = Bench(folder)
        assert self.bench.parts.plugins.threads()["dossiers"].wait_ready(WAIT)
        self.bench.parts.publishing.update()
        self.parts = WebParts(
            reader=PublicReader(self.bench.home.public),
            clips=folder,
            sounds=folder,
            incoming=self.bench.home.incoming,
            station=BenchCalls(bench=self.bench),
            settings=WebSettings(station="Xã thử"),
            time=StandingClock(NOON),
            templates=templates("Xã thử"),
            plugins=described({"dossiers": Source(load=Dossiers)}),
        )
        self.app = application(self.parts)

    def ask(self, code: str = "H1", day: str = "2/9/1980", **more: Any) -> httpx.Response:
        return self.visitor(**more).post(
            PATH,
            content=urlencode({"code": code, "day": day}).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )

    def visitor(self, address: str = "10.0.0.1", **headers: str) -> Browser:
        return browser(self.app, client=(address, 5000), **headers)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    made = House(tmp_path / "home", monkeypatch)
    yield made
    made.parts.reader.close()
    made.bench.kill()


def test_who_knows_both_is_told_and_nothing_keeps_it(house: House) -> None:
    form = house.visitor().get(PATH)
    assert "Mã hồ sơ" in form.text
    assert f'href="{PATH}"' in house.visitor().get("/").text
    answer = house.ask(day=" 2/9/1980 ")
    assert answer.status_code == 200
    assert "Hồ sơ &lt;H1&gt; đã xong." in answer.text
    assert "2/9/1980" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    for code, day in (("H1", "3/9/1980"), ("H2", "2/9/1980")):
        told = house.ask(code, day)
        assert told.status_code == 200
        assert "Không tìm thấy" in told.text
    assert house.ask("", "x").status_code == 422
    assert house.ask("x" * 61, "x").status_code == 422


def test_an_address_names_what_is_not_secret_and_nothing_else(house: House) -> None:
    form = house.visitor().get(f"{PATH}?code=H1%22%3E%3Cb%3E&day=2/9/1980").text
    assert 'value="H1&#34;&gt;&lt;b&gt;"' in form
    assert "1980" not in form
    assert "A" * 201 not in house.visitor().get(f"{PATH}?code={'A' * 500}").text


def test_nobody_tries_for_long_wherever_from_and_not_after_a_restart(house: House) -> None:
    for n in range(5):
        assert "Không tìm thấy" in house.ask("H1", f"{n}/1/1980", address=f"10.0.1.{n}").text
    late = house.ask("h1", address="10.0.2.1")
    assert late.status_code == 422
    assert "hãy thử lại sau" in late.text
    assert house.ask("H2").status_code == 200
    house.bench.restart()
    assert house.bench.parts.plugins.threads()["dossiers"].wait_ready(WAIT)
    assert house.ask(address="10.0.2.2").status_code == 422
    house.bench.clock.advance_s(13 * 60)
    assert "đã xong" in house.ask(address="10.0.2.2").text
    assert "đã xong" in house.ask(address="10.0.2.2").text  # what was found costs nothing


def test_an_address_has_only_so_many_tries(house: House) -> None:
    told = [house.ask(f"H{n}", "x").status_code for n in range(10, 31)]
    assert told == [200] * 20 + [422]


def test_another_way_to_write_the_code_or_another_address_of_a_network_is_no_new_try(
    house: House,
) -> None:
    for n, code in enumerate(("H1", "h 1", "H-1", "Ｈ１", "H.1.")):
        assert house.ask(code, "x", address=f"10.0.1.{n}").status_code == 200
    assert house.ask("h/1", "x", address="10.0.2.1").status_code == 422
    told = [house.ask(f"K{n}", "x", address=f"2001:db8::{n:x}").status_code for n in range(21)]
    assert told == [200] * 20 + [422]


def test_one_that_fails_or_hangs_is_a_page_that_says_so(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.answer = lambda _fields: "text"
    assert house.ask().status_code == 422
    assert "plugins" in house.bench.fault_codes()
    house.answer = ready
    assert "đã xong" in house.ask().text
    assert "plugins" not in house.bench.fault_codes()
    monkeypatch.setattr(plugin_lookups, "PATIENCE_S", 0.02)
    go_on = threading.Event()
    house.answer = lambda _fields: go_on.wait(WAIT)
    assert house.ask().status_code == 422
    assert house.visitor().get("/").status_code == 200
    go_on.set()


def test_no_other_page_and_no_other_process_asks(house: House) -> None:
    foreign = house.visitor()
    foreign.headers["Origin"] = "http://evil.example"
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    assert foreign.post(PATH, content=b"code=H1&day=2", headers=head).status_code == 403
    assert house.visitor().post(PATH, content=b"x" * 20_000, headers=head).status_code == 413
    for path in ("/tra-cuu/dossiers/other", "/tra-cuu/office/ho-so"):
        assert house.visitor().get(path).status_code == 404
    elsewhere = browser(for_everybody(_without(house.parts)))
    assert elsewhere.get(PATH).status_code == 404


def _without(parts: WebParts) -> WebParts:
    return WebParts(
        reader=parts.reader,
        clips=parts.clips,
        sounds=parts.sounds,
        station=parts.station,
        settings=parts.settings,
        time=parts.time,
        templates=templates("Xã thử"),
    )


@pytest.mark.parametrize(
    "bad",
    [
        [1],
        "x",
        [Lookup(name="A b", title="x", fields=(CODE, DAY))],
        [Lookup(name="a", title="", fields=(CODE, DAY))],
        [Lookup(name="a", title="x", fields=(CODE,))],
        [Lookup(name="a", title="x", fields=())],
        [Lookup(name="a", title="x", fields=(DAY, DAY))],
        [Lookup(name="a", title="x", fields=("code",))],  # type: ignore[arg-type]
        [Lookup(name="a", title="x", fields=cast("Any", [DAY]))],
        [LOOKUP, LOOKUP],
    ],
)
def test_what_is_no_lookup_is_refused(bad: Any) -> None:
    with pytest.raises(BadPlugin):
        lookups_of([bad])
