"""Every action for every role, at the socket, as the reference page promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.config.identity import account_of
from loudspeaker.config.roles import STATION_RULES, permit
from loudspeaker.errors import LoudspeakerError, PersonUnknown, RoleMissing, SignInRefused
from loudspeaker.model import Role
from tests.station.bench import Bench, caller
from tests.station.test_sign_in import enter, web

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
    rows = re.findall(
        r"^\| `([\w.]+)` \|(.*)\|$", part.partition("## At the socket")[0], re.MULTILINE
    )
    assert rows
    for name, cells in rows:
        found = [cell.strip() == "yes" for cell in cells.split("|")]
        yield from ((name, role, found[column]) for role, column in COLUMNS.items())


PROMISED = list(promised())


def asked_for(bench: Bench) -> list[str]:
    """Return every action of a person, those of plug-ins too."""
    for thread in bench.parts.plugins.threads().values():
        assert thread.wait_ready(20)
    return [*bench.parts.control._actions, *bench.parts.plugin_actions.rules()]


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One station for all: what is asked here is refused, or changes nothing that matters."""
    bench = Bench(tmp_path_factory.mktemp("roles") / "home", registers=True)
    yield bench
    bench.kill()


@pytest.mark.parametrize(("action", "role", "allowed"), PROMISED)
def test_each_action_for_each_role(station: Bench, action: str, role: Role, allowed: bool) -> None:
    def ask() -> object:
        if action not in asked_for(station):  # a case of another one
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
        rules = {**STATION_RULES, **station.parts.plugin_actions.rules()}
        wanted = {each.value for each in rules[action].roles}
        assert set(refusal.wanted) == (wanted or {"station"})


@pytest.fixture(scope="module")
def doors(station: Bench) -> dict[tuple[str, Role], dict[str, Any]]:
    """Every way in for every role; a token may what its person may."""
    found: dict[tuple[str, Role], dict[str, Any]] = {}
    for role, name in PEOPLE.items():
        made = station.ask("token_add", name, label="x", roles=[role.value], until="31/12")
        found["token", role] = {"token": made["token"]}
        found["session", role] = {"session": enter(station, name)}
        found["name", role] = {"as": name}
    return found


@pytest.mark.parametrize("way", ["name", "session", "token"])
@pytest.mark.parametrize("role", COLUMNS)
def test_each_action_for_each_role_by_each_way_in(
    station: Bench, doors: dict[tuple[str, Role], dict[str, Any]], role: Role, way: str
) -> None:
    ended = {"session_end", "reload"}  # they would end what the others come by, or take long
    cells = {name: allowed for name, each, allowed in PROMISED if each is role}
    for action in asked_for(station):
        if action in ended:
            continue
        refusal: LoudspeakerError | None = None
        try:
            web(station, action, **doors[way, role], id="0000", code="x")
        except LoudspeakerError as error:
            refusal = error
        assert isinstance(refusal, RoleMissing) is not cells[action], action
        if isinstance(refusal, SignInRefused):  # of the account itself: everybody's own
            assert refusal.problem in {"in_person", "no_password", "wrong"}


ACCOUNTS = """\
name: Xã
profile: station
clock: machine
people:
  - {{name: E, roles: [editor], os_user: {0}}}
  - {{name: A, roles: [approver], os_user: {1}}}
  - {{name: Q, roles: [admin], os_user: {2}}}
  - {{name: V, roles: [viewer], os_user: {3}}}
"""


def test_each_action_for_each_account_of_a_real_station(tmp_path: Path) -> None:
    uids = dict(zip(COLUMNS, (1, 2, 3, 4), strict=True))
    station = ACCOUNTS.format(*map(account_of, uids.values()))
    bench = Bench(tmp_path / "home", station=station, registers=True)
    for action, role, allowed in PROMISED:
        if action not in asked_for(bench) or action == "reload":
            continue
        refusal: LoudspeakerError | None = None
        try:
            web(bench, action, uid=uids[role], id="0000", code="x")
        except LoudspeakerError as error:
            refusal = error
        assert isinstance(refusal, RoleMissing) is not allowed, (action, role)
    bench.kill()


def test_what_is_asked_for_nobody_yet_is_refused_to_everybody_else(station: Bench) -> None:
    for op in ("login", "redeem", "link_shown"):
        with pytest.raises(SignInRefused, match="web_only"):
            web(station, op, uid=54321)
    with pytest.raises(RoleMissing):
        web(station, "users_link", uid=54321, name="soan")


def test_the_table_is_about_the_actions_there_are(station: Bench) -> None:
    finer = {"cancel_approved", "correct_others", "drill", "lexicon_of_templates"}
    finer |= {"login", "link_shown", "redeem", "users_link"}  # asked for nobody who is known yet
    assert set(STATION_RULES) == {*station.parts.control._actions, *finer}
    asked_for(station)
    rules = {**STATION_RULES, **station.parts.plugin_actions.rules()}
    assert {name for name, _role, _allowed in PROMISED} == set(rules)


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
    for action in asked_for(bench):
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
