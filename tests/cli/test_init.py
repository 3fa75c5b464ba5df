"""Making a home."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from loudspeaker.sentences.language import Language, speak
from loudspeaker.system.home import Home
from tests.cli.conftest import Terminal


@pytest.fixture
def fresh(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(Home(tmp_path / "new" / "home"), capsys)


def test_a_home_for_trying_out(fresh: Terminal) -> None:
    first, again = fresh.json("init"), fresh("init")

    assert first.status == again.status == 0
    assert first.document["new"]
    assert first.document["profile"] == "simulated"
    assert [person["name"] for person in first.document["people"]] == ["soan", "duyet", "quantri"]
    assert "is complete" in again.out
    assert fresh.home.station_file.exists()
    assert fresh("points").status == 0


def test_a_home_stays_as_it_is(fresh: Terminal) -> None:
    fresh("init")
    text = fresh.home.station_file.read_text().replace("Đài truyền thanh mô phỏng", "Đài của tôi")
    fresh.home.station_file.write_text(text)
    key = fresh.home.seal_key.read_bytes()

    assert fresh("init").status == 0
    assert fresh.home.station_file.read_text() == text
    assert fresh.home.seal_key.read_bytes() == key


def test_a_real_station_says_what_is_missing(fresh: Terminal) -> None:
    told = fresh("init", "--profile", "station")

    assert told.status == 0
    assert "nobody could approve what somebody else wrote" in told.out
    assert "Enter people, allowed hours and points" in told.out


def test_nobody_is_played_on_a_real_station(fresh: Terminal) -> None:
    assert fresh("init", "--profile", "station", "--as", "soan").status == 3
    assert not fresh.home.root.exists()


def test_secrets_are_closed_and_shared_folders_are_the_group_s(fresh: Terminal) -> None:
    fresh("init")

    assert stat.S_IMODE(fresh.home.air.stat().st_mode) == 0o700
    assert stat.S_IMODE(fresh.home.seal_key.stat().st_mode) == 0o600
    for folder in (fresh.home.spool, fresh.home.run):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o2770


def test_a_place_where_nothing_can_be_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    told = Terminal(Home(tmp_path / "file" / "home"), capsys).json("init")

    assert (told.status, told.error["code"]) == (74, "storage")


def test_a_long_path_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long = tmp_path / ("x" * 120) / ("y" * 120)
    terminal = Terminal(Home(long), capsys)

    assert terminal("init").status == 0
    assert terminal.json("announce", "a").document["state"] == "spooled"


def test_in_vietnamese(fresh: Terminal) -> None:
    told = fresh("init", lang="vi")

    assert told.out.startswith("Đã tạo đài trong ")
    speak(Language.ENGLISH)


def test_reload_checks_the_files_before_it_asks(fresh: Terminal) -> None:
    fresh("init")
    assert fresh("reload").status == 69
    fresh.home.station_file.write_text("name: [")

    assert fresh("reload").status == 78
