"""``backup`` and ``restore`` as people meet them."""

from __future__ import annotations

from pathlib import Path

import pytest

from loudspeaker.store.schema import open_database
from tests.cli.conftest import Terminal


@pytest.fixture
def tar(terminal: Terminal, tmp_path: Path) -> Path:
    open_database(terminal.home.database).close()
    return tmp_path / "dai.tar"


def test_a_backup_says_where_it_is_and_that_the_keys_are_not_in_it(
    terminal: Terminal, tar: Path
) -> None:
    told = terminal("backup", str(tar))

    assert told.status == 0
    assert f"The backup is in {tar} (1 MB," in told.out
    assert "The station's keys are not in it" in told.out
    assert terminal.json("backup", str(tar)).document["sealed"] is True
    assert terminal("restore", str(tar), "--check").out.startswith(f"{tar} is whole")


def test_keys_go_into_a_file_of_their_own(terminal: Terminal, tar: Path) -> None:
    keys = tar.with_name("khoa.json")
    told = terminal("backup", "--keys", str(keys))

    assert told.status == 0
    assert keys.stat().st_mode & 0o777 == 0o600
    assert "Put it into the safe" in told.out
    assert terminal("backup", "--keys", str(keys)).status == 4  # it stays as it is


def test_there_and_back(terminal: Terminal, tar: Path, tmp_path: Path) -> None:
    keys, place = tmp_path / "khoa.json", tmp_path / "neu"
    terminal("backup", str(tar), "--keys", str(keys))

    refused = terminal("restore", str(tar), "--home", str(place))
    assert refused.status == 5
    assert "--keys F" in refused.err
    told = terminal("restore", str(tar), "--home", str(place), "--keys", str(keys))
    assert told.status == 0
    assert told.out.startswith(f"{place} is now as it was at")
    assert (place / "station.yaml").read_text() == terminal.home.station_file.read_text()


def test_a_home_that_is_there_is_put_aside_only_if_asked(terminal: Terminal, tar: Path) -> None:
    terminal("backup", str(tar))
    refused = terminal("restore", str(tar))
    assert refused.status == 5
    assert "With --replace it is put aside" in refused.err
    told = terminal("restore", str(tar), "--replace", "--new-keys")
    assert told.status == 0
    assert "What was there before is in" in told.out
    assert "enrol every point again" in told.out


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("backup",), 2),
        (("backup", "/nonexistent/x.tar"), 74),
        (("restore", "/nonexistent/x.tar"), 5),
        (("restore", "/nonexistent/x.tar", "--check"), 4),
        (("restore", "x.tar", "--keys", "k", "--new-keys"), 2),
    ],
)
def test_what_cannot_be_done(terminal: Terminal, arguments: tuple[str, ...], status: int) -> None:
    assert terminal(*arguments).status == status


def test_what_is_no_backup_is_said(terminal: Terminal, tar: Path) -> None:
    tar.write_bytes(b"PK\3\4" + b"x" * 2000)
    told = terminal("restore", str(tar), "--replace")
    assert told.status == 4
    assert "is no backup of a station" in told.err
    assert terminal.home.station_file.exists()


def test_without_a_home_there_is_nothing_to_back_up(nowhere: Terminal, tar: Path) -> None:
    assert nowhere("backup", str(tar)).status == 78
