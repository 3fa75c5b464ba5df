"""The desk's pages of papers over a whole station in one thread, as a browser sees them."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from loudspeaker.bootstrap.web_plugins import described
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.plugins.documents import DocumentsPlugin
from loudspeaker.station.plugins import Source
from loudspeaker.store.public_reader import PublicReader
from loudspeaker.web.app import application
from loudspeaker.web.parts import WebParts, WebSettings
from loudspeaker.web.templating import templates
from tests.plugins.documents.house import House
from tests.station.bench import NOON
from tests.station.test_sign_in import enter
from tests.web.house import BenchCalls, Browser, browser

AT = "/desk/them/documents"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class PaperDesk:
    """A browser for each person, and what they do with it."""

    def __init__(self, folder: Path, house: House | None = None) -> None:
        self.house = house or House(folder)
        home = self.house.bench.home
        self.reader = PublicReader(home.public)
        self.app = application(
            WebParts(
                reader=self.reader,
                clips=home.clips,
                sounds=folder,
                public_files=home.public_files,
                incoming=home.incoming,
                handed_out=home.handed_out,
                station=BenchCalls(bench=self.house.bench),
                settings=WebSettings(station="Xã thử"),
                time=StandingClock(NOON),
                templates=templates("Xã thử"),
                plugins=described({"documents": Source(load=DocumentsPlugin)}),
            )
        )
        self._browsers: dict[str, Browser] = {}

    def close(self) -> None:
        self.reader.close()
        self.house.close()

    def of(self, person: str) -> Browser:
        if person not in self._browsers:
            self._browsers[person] = browser(self.app, enter(self.house.bench, person))
        return self._browsers[person]

    def see(self, path: str = "", person: str = "soan") -> str:
        answer = self.of(person).get(AT + path)
        assert answer.status_code == 200, answer.text[answer.text.find("<main") :]
        return answer.text

    def send(self, path: str, person: str = "soan", **form: Any) -> httpx.Response:
        content = urlencode(form, doseq=True).encode()
        return self.of(person).post(AT + path, content=content, headers=_FORM)

    def bring(
        self, *files: tuple[str, bytes], path: str = "/nhan", person: str = "soan", **form: str
    ) -> httpx.Response:
        """Send the form; without a file as a browser does, with one that has no name."""
        sent = [("tep", (name, content, "x/y")) for name, content in files or [("", b"")]]
        return self.of(person).post(AT + path, files=sent, data=form)

    def act(self, paper: int, name: str, person: str, **form: Any) -> httpx.Response:
        page = self.see(f"/van-ban/{paper}", person)
        seen = re.findall(r'name="seen" value="(\d+)"', page)[0]
        return self.send(f"/van-ban/{paper}", person, what="act", act=name, seen=seen, **form)


def went(answer: httpx.Response) -> str:
    """Return where a form has led to."""
    assert answer.status_code == 303, answer.text[answer.text.find("<main") :]
    return answer.headers["location"].removeprefix(AT)


def inputs(page: str) -> dict[str, str]:
    """Return what stands in the one-line fields of a page."""
    found = re.findall(r'<input id="f-(\w+)" name="\w+" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}
