"""Every action for every role, at the socket, as the reference page promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from loudspeaker.config.identity import account_of
from loudspeaker.config.roles import STATION_RULES, permit
from loudspeaker.errors import LoudspeakerError, PersonUnknown, RoleMissing
from loudspeaker.model import Role
from tests.station.bench import Bench, caller

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "roles.md"
COLUMNS = {Role.EDITOR: 0, Role.APPROVER: 1, Role.ADMIN: 3, Role.VIEWER: 4}
PEOPLE = {
    Role.EDITOR: "soan",
    Role.APPROVER: "duyet",
    Role.ADMIN: "quantri",
    Role.VIEWER: "xem",
}


def promised() -> Iterator[tuple[str, Role, bool]]:
    """Yield what the page says, read as people read it."""
    part = PAGE.read_text("utf-8").partition("## At the socket of `station`")[2]
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", part.partition("## At the socket")[0], re.MULTILINE)
    assert rows
    for name, cells in rows:
        found = [cell.strip() == "yes" for cell in cells.split("|")]
        yield from ((name, role, found[column]) for role, column in COLUMNS.items())


PROMISED = list(promised())


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One station for all: what is asked here is refused, or changes nothing that matters."""
    bench = Bench(tmp_path_factory.mktemp("roles") / "home")
    yield bench
    bench.kill()


@pytest.mark.parametrize(("action", "role", "allowed"), PROMISED)
def test_each_action_for_each_role(station: Bench, action: str, role: Role, allowed: bool) -> None:
    def ask() -> object:
        if action not in station.parts.control._actions:  # a case of another one
            permit(caller("x", role), action)
            return None
        return station.ask(action, PEOPLE[role], id="0000", code="x")

    try:
        ask()
        refusal = None
    except LoudspeakerError as error:
        refusal = error
    assert isinstance(refusal, RoleMissing) is not allowed
    if isinstance(refusal, RoleMissing):  # else it may be asked, and something else is missing
        wanted = {each.value for each in STATION_RULES[action].roles}
        assert set(refusal.wanted) == (wanted or {"station"})


def test_the_table_is_about_the_actions_there_are(station: Bench) -> None:
    finer = {"cancel_approved", "correct_others", "drill", "lexicon_of_templates"}
    finer |= {"login", "link_shown", "redeem", "users_link"}  # asked for nobody who is known yet
    assert set(STATION_RULES) == {*station.parts.control._actions, *finer}
    assert {name for name, _role, _allowed in PROMISED} == set(STATION_RULES)


def test_an_action_that_nobody_has_judged_is_nobodys() -> None:
    with pytest.raises(RoleMissing) as caught:
        permit(caller("x", *Role), "fly")
    assert caught.value.wanted == ["station"]


REAL = """\
name: Xã
profile: station
people:
  - {{name: An, roles: [{roles}], os_user: {account}}}
  - {{name: Bình, roles: [editor], os_user: nobody-else}}
"""


def test_who_is_nobody_of_the_station_may_do_nothing(tmp_path: Path) -> None:
    bench = Bench(tmp_path, station=REAL.format(roles="editor", account="somebody-else"))
    for action in bench.parts.control._actions:
        with pytest.raises(PersonUnknown):
            bench.ask(action, None, id="0000")
    bench.kill()


def test_an_administrator_does_not_approve_whatever_else_they_are(tmp_path: Path) -> None:
    roles = "admin, approver, editor"
    bench = Bench(tmp_path, station=REAL.format(roles=roles, account=account_of(12345)))
    for action in ("approve", "reject", "delegate"):
        with pytest.raises(RoleMissing):
            bench.ask(action, None, id="0000", why="x", name="Bình", until="31/12")
    advice = [warning.advice for warning in bench.live.now.station.warnings]
    assert advice == ["early_hours", "no_second_person", "admin_approves"]
    bench.kill()
