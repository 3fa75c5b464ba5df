"""Homes and calls of the command line, in this process where that is enough."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.bootstrap.init import init_home
from loudspeaker.cli import call, main
from loudspeaker.config.station import Profile
from loudspeaker.sentences import language
from loudspeaker.system.home import Home

ALL_DAY = ('from: "05:00", to: "21:00"', 'from: "00:00", to: "24:00"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a call said, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        (line,) = self.out.splitlines()
        return json.loads(line)

    @property
    def error(self) -> dict[str, Any]:
        """The error of a call with ``--json``."""
        found: dict[str, Any] = self.document["error"]
        return found


class Terminal:
    """Calls the command line on one home, in English."""

    def __init__(self, home: Home, capture: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._capture = capture

    def __call__(self, *arguments: str, lang: str = "en") -> Told:
        self._capture.readouterr()
        given = ["--home", str(self.home.root), "--lang", lang, *arguments]
        status = main.run(given)
        said = self._capture.readouterr()
        return Told(status=status, out=said.out, err=said.err)

    def json(self, *arguments: str) -> Told:
        """Call with ``--json``."""
        return self("--json", *arguments)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LANGUAGE", "en")  # kept, because speaking sets it
    language.speak(language.Language.ENGLISH)
    yield
    language.speak(language.Language.ENGLISH)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A simulated home in which it may sound at every hour."""
    made = Home(tmp_path / "home")
    init_home(made, Profile.SIMULATED)
    text = made.station_file.read_text()
    made.station_file.write_text(text.replace(*ALL_DAY))
    return made


@pytest.fixture
def terminal(home: Home, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(home, capsys)


@pytest.fixture
def nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A terminal whose home is not there."""
    return Terminal(Home(tmp_path / "nowhere"), capsys)


@pytest.fixture
def as_text(home: Home) -> call.Call:
    """A call that is under way, for functions that ask what it is like."""
    found, _rest = call.split(["--home", str(home.root), "--lang", "en"], {})
    call.begin(found)
    return found
