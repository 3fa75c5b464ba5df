"""The desk over a real station in this very thread."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from loudspeaker.devices.simulated import StandingClock
from loudspeaker.sentences.language import Language, speak
from loudspeaker.store.public_reader import PublicReader
from loudspeaker.web.app import application
from loudspeaker.web.parts import WebParts, WebSettings
from loudspeaker.web.templating import templates
from tests.station.bench import NOON, Bench
from tests.station.test_sign_in import enter
from tests.web.house import BenchCalls, Browser, browser, our_plugins

__all__ = ["Office"]


class Office:
    """A station, and a browser for each of its people."""

    def __init__(self, folder: Path) -> None:
        self.bench = Bench(folder)
        self.calls = BenchCalls(bench=self.bench)
        self.app = application(
            WebParts(
                reader=cast("PublicReader", None),
                clips=self.bench.home.clips,
                sounds=folder,
                incoming=self.bench.home.incoming,
                station=self.calls,
                settings=WebSettings(station="Xã thử"),
                time=StandingClock(NOON),
                templates=templates("Xã thử"),
                plugins=our_plugins(),
            )
        )
        self._sessions: dict[str, str] = {}

    def session(self, name: str) -> str:
        if name not in self._sessions:
            self._sessions[name] = enter(self.bench, name)
        return self._sessions[name]

    def of(self, name: str) -> Browser:
        return browser(self.app, self.session(name))


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    speak(Language.VIETNAMESE)
    yield
    speak(Language.ENGLISH)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "home")
    yield made
    made.bench.kill()
