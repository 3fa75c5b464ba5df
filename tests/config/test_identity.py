from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from loudspeaker.config.identity import SIMULATED_MARK, account_of, identify, require
from loudspeaker.config.station import StationConfig, load_station
from loudspeaker.errors import NotFound, PersonUnknown, RoleMissing, SimulatedOnly
from loudspeaker.model import Role
from tests.config.files import station_home

ME = os.getuid()
MY_ACCOUNT = pwd.getpwuid(ME).pw_name
NOBODY = 4_000_000_000


def station(folder: Path, text: str) -> StationConfig:
    return load_station(station_home(folder, "name: Đài xã\n" + text))


def real(folder: Path) -> StationConfig:
    person = f"{{name: Lan, roles: [editor], os_user: {MY_ACCOUNT}}}"
    return station(folder, f"profile: station\npeople: [{person}]\n")


def test_the_account_is_the_person(tmp_path: Path) -> None:
    caller = identify(real(tmp_path), uid=ME, chosen=None)
    assert (caller.name, caller.simulated) == ("Lan", False)
    assert caller.roles == {Role.EDITOR}


def test_an_account_that_is_nobody(tmp_path: Path) -> None:
    with pytest.raises(PersonUnknown) as caught:
        identify(real(tmp_path), uid=NOBODY, chosen=None)
    assert (caught.value.account, caught.value.known) == (str(NOBODY), ["Lan"])


def test_nobody_is_chosen_on_a_real_station(tmp_path: Path) -> None:
    with pytest.raises(SimulatedOnly):
        identify(real(tmp_path), uid=ME, chosen="Lan")


def test_a_chosen_identity_is_marked(tmp_path: Path) -> None:
    caller = identify(station(tmp_path, ""), uid=NOBODY, chosen="duyet")
    assert caller.simulated
    assert SIMULATED_MARK in caller.name
    assert caller.roles == {Role.APPROVER}


def test_an_unknown_name_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        identify(station(tmp_path, ""), uid=ME, chosen="x")
    assert caught.value.known == ["soan", "duyet", "quantri"]


def test_a_simulated_station_takes_a_stranger_for_its_editor(tmp_path: Path) -> None:
    caller = identify(station(tmp_path, ""), uid=NOBODY, chosen=None)
    assert caller.simulated
    assert caller.roles == {Role.EDITOR}


def test_a_simulated_station_without_editor_does_not(tmp_path: Path) -> None:
    alone = station(tmp_path, "people: [{name: duyet, roles: approver}]\n")
    with pytest.raises(PersonUnknown):
        identify(alone, uid=NOBODY, chosen=None)


def test_roles_are_required(tmp_path: Path) -> None:
    caller = identify(station(tmp_path, ""), uid=NOBODY, chosen="duyet")
    require(caller, "approve", Role.APPROVER, Role.ADMIN)
    with pytest.raises(RoleMissing) as caught:
        require(caller, "edit", Role.EDITOR)
    assert caught.value.wanted == ["editor"]


def test_an_account_without_name_is_its_number() -> None:
    assert account_of(ME) == MY_ACCOUNT
    assert account_of(NOBODY) == str(NOBODY)
