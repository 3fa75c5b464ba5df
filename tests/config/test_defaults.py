from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.config.defaults import station_text
from loudspeaker.config.reader import read_table
from loudspeaker.config.station import STATION_KEYS, Advice, Profile, load_station
from loudspeaker.config.strict_yaml import parse
from loudspeaker.model import Role
from tests.config.files import station_home


def test_the_simulated_station(tmp_path: Path) -> None:
    station = load_station(station_home(tmp_path, station_text(simulated=True)))
    assert station.profile is Profile.SIMULATED
    assert {person.name: person.roles for person in station.people} == {
        "soan": {Role.EDITOR},
        "duyet": {Role.APPROVER},
        "quantri": {Role.ADMIN},
    }
    assert station.hardware == "simulated"
    assert [warning.advice for warning in station.warnings] == [Advice.EARLY_HOURS]


def test_a_real_station_has_only_who_made_it(tmp_path: Path) -> None:
    text = station_text(simulated=False, os_user="canbo")
    station = load_station(station_home(tmp_path, text))
    assert station.profile is Profile.STATION
    (person,) = station.people
    assert (person.name, person.os_user) == ("canbo", "canbo")
    assert person.roles == {Role.ADMIN}
    assert station.hardware == "vi-huong"


@given(os_user=st.from_regex(r"[!-~]{1,32}", fullmatch=True))
def test_any_account_name_stays_a_name(os_user: str) -> None:
    data = station_text(simulated=False, os_user=os_user).encode()
    station = read_table(parse(data, file="station.yaml"), STATION_KEYS, file="station.yaml")
    assert [row["os_user"] for row in station["people"]] == [os_user]
