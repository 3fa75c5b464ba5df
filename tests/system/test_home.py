"""Nothing of a station lies outside its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from loudspeaker.system.home import Home

PLACES = sorted(name for name, value in vars(Home).items() if isinstance(value, property))


@pytest.fixture
def home() -> Home:
    return Home(Path("/station/of the commune"))


@pytest.mark.parametrize("place", PLACES)
def test_every_place_is_inside(home: Home, place: str) -> None:
    path: Path = getattr(home, place)
    assert path.is_relative_to(home.root)
    assert ".." not in path.parts


def test_no_two_places_are_the_same(home: Home) -> None:
    paths = [getattr(home, place) for place in PLACES]
    assert len(set(paths)) == len(paths) > 15


def test_each_role_has_its_own_lock(home: Home) -> None:
    locks = {home.lock(role) for role in ("run", "air", "station")}
    assert len(locks) == 3
    assert all(lock.parent == home.run for lock in locks)


def test_secrets_and_the_journal_lie_where_only_air_reads(home: Home) -> None:
    assert {home.seal_key.parent, home.master_key.parent, home.journal.parent} == {home.air}


def test_what_outside_tools_rely_on_keeps_its_name(home: Home) -> None:
    names = {
        "station_file": "station.yaml",
        "stop_file": "run/stop",
        "ready_file": "run/ready.json",
        "sidecar": "run/sidecar",
        "village": "village",
    }
    for place, name in names.items():
        assert getattr(home, place) == home.root / name
