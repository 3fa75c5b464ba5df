"""Where plug-ins come from, and which are trusted."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from loudspeaker.bootstrap.init import init_home
from loudspeaker.bootstrap.plugins import PluginOpen, is_offered, review_once, sources
from loudspeaker.config.station import Profile, StationConfig, load_station
from loudspeaker.model import Priority
from loudspeaker.model.review import Announcement
from loudspeaker.system.home import Home

ONE_FILE = """
from loudspeaker.hookspecs import hookimpl
from loudspeaker.model.review import Concern, Severity

@hookimpl
def review_announcement(announcement):
    return [Concern(code="{code}", severity=Severity.WARN)]
"""
NOBODY = 65534
HERE = Announcement(title="", text="Mời bà con họp.", priority=Priority.NORMAL)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    init_home(made, Profile.SIMULATED)
    return made


def station(home: Home, extra: str = "") -> StationConfig:
    home.station_file.write_text(f"name: Xã thử\n{extra}", encoding="utf-8")
    return load_station(home.root)


def put_file(home: Home, name: str, code: str = "seen") -> Path:
    path = home.root / "plugins" / f"{name}.py"
    path.parent.mkdir(exist_ok=True, mode=0o700)
    path.write_text(ONE_FILE.format(code=code), encoding="utf-8")
    path.chmod(0o600)
    return path


def install(folder: Path, name: str, code: str = "installed") -> None:
    """Do what pip does: a module, and the note that it offers a plug-in."""
    (folder / f"pkg_{name}.py").write_text(ONE_FILE.format(code=code), encoding="utf-8")
    note = folder / f"pkg_{name}-1.0.dist-info"
    note.mkdir()
    (note / "METADATA").write_text(f"Metadata-Version: 2.1\nName: pkg-{name}\nVersion: 1.0\n")
    (note / "entry_points.txt").write_text(f"[loudspeaker]\n{name} = pkg_{name}\n")


def codes(home: Home, config: StationConfig) -> list[str]:
    found = review_once(home, config, HERE)
    return [f"{concern.plugin}:{concern.code}" for concern in found]


def test_ours_are_on_by_themselves_and_nothing_else(home: Home) -> None:
    put_file(home, "lying_about")
    assert list(sources(home, lambda: station(home))) == [
        "guard",
        "office",
        "documents",
        "dossiers",
    ]
    assert codes(home, station(home)) == []


def test_a_file_is_used_when_it_is_named(home: Home) -> None:
    put_file(home, "mine")
    assert codes(home, station(home, "plugins: [mine]\n")) == ["mine:seen"]


def test_an_installed_package_is_used_only_when_it_is_named(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "theirs")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert codes(home, station(home)) == []
    assert "pkg_theirs" not in sys.modules
    named = station(home, "plugins: [theirs]\n")
    assert is_offered(home, "theirs")
    assert "pkg_theirs" not in sys.modules
    assert codes(home, named) == ["theirs:installed"]
    monkeypatch.delitem(sys.modules, "pkg_theirs")


def test_the_homes_own_file_goes_before_a_package(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "both")
    monkeypatch.syspath_prepend(str(tmp_path))
    put_file(home, "both", "own")
    assert codes(home, station(home, "plugins: [both]\n")) == ["both:own"]


@pytest.mark.parametrize("name", ["guard", "office", "documents", "dossiers"])
def test_nobody_takes_the_place_of_ours(home: Home, name: str) -> None:
    put_file(home, name, "false_one")
    config = station(home, f"plugins: [{name}]\n")
    assert codes(home, config) == []
    off = f"{name}: {{enabled: false}}\n"
    assert name not in sources(home, lambda: station(home, off))


@pytest.mark.parametrize("which", ["file", "folder"])
def test_a_file_that_others_may_change_is_not_run(home: Home, which: str) -> None:
    path = put_file(home, "open")
    (path if which == "file" else path.parent).chmod(0o777)
    assert codes(home, station(home, "plugins: [open]\n")) == ["open:not_checked"]


def hand_over(*paths: Path) -> None:
    """Let files be those of another account than root; without root they are."""
    for path in paths:
        if os.geteuid() == 0:
            os.chown(path, NOBODY, NOBODY)


@pytest.mark.parametrize("which", ["file", "folder"])
def test_root_runs_nothing_of_another_account(
    home: Home, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    path = put_file(home, "theirs")
    hand_over(path if which == "file" else path.parent)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    config = station(home, "plugins: [theirs]\n")
    with pytest.raises(PluginOpen, match="root runs nothing that another account owns"):
        sources(home, lambda: config)["theirs"].load()
    assert codes(home, config) == ["theirs:not_checked"]


def test_the_account_of_the_pages_runs_what_the_stations_owns(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_file(home, "shared")
    monkeypatch.setattr(os, "geteuid", lambda: NOBODY)
    assert codes(home, station(home, "plugins: [shared]\n")) == ["shared:seen"]


def test_what_runs_is_what_was_looked_at_and_no_bytecode_beside_it(home: Home) -> None:
    path = put_file(home, "mine")
    path.write_text(f"WHERE = __file__\n{path.read_text()}", encoding="utf-8")
    config = station(home, "plugins: [mine]\n")
    assert vars(sources(home, lambda: config)["mine"].load())["WHERE"] == str(path)
    assert [each.name for each in path.parent.iterdir()] == ["mine.py"]


@pytest.mark.parametrize("text", ["def (", "raise SystemExit(1)", "import no_such_module"])
def test_a_file_that_does_not_run_is_told(home: Home, text: str) -> None:
    put_file(home, "bad").write_text(text)
    assert codes(home, station(home, "plugins: [bad]\n")) == ["bad:not_checked"]


def test_what_is_not_there_is_told(home: Home) -> None:
    assert codes(home, station(home, "plugins: [gone]\n")) == ["gone:not_checked"]
    assert not is_offered(home, "gone")


def test_without_a_station_ours_are_asked(home: Home) -> None:
    private = Announcement(title="", text="Gọi 0912 345 678.", priority=Priority.NORMAL)
    assert [each.code for each in review_once(home, None, private)] == ["phone"]


def test_guard_is_told_the_numbers_of_offices(home: Home) -> None:
    office = Announcement(title="", text="Gọi 0226 3868 113.", priority=Priority.NORMAL)
    assert review_once(home, station(home), office)
    config = station(home, 'guard: {public_numbers: ["02263868113"]}\n')
    assert review_once(home, config, office) == ()
