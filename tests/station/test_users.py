"""People listed and changed through the socket, in the file and in force."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.config.identity import account_of
from loudspeaker.errors import (
    ConfigurationRefused,
    NotFound,
    PeopleRefused,
    ProcessUnavailable,
    StorageFailure,
    UsageRefused,
)
from loudspeaker.model import iso
from loudspeaker.station import users
from tests.station.bench import NOON, STATION, Bench


def names(bench: Bench) -> list[str]:
    return [row["name"] for row in bench.ask("users")["people"]]


def text(bench: Bench) -> str:
    return bench.home.station_file.read_text("utf-8")


def change(bench: Bench, op: str, name: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = bench.ask(op, "quantri", name=name, **more)
    return answer


def test_everybody_is_listed_with_what_is_known(bench: Bench) -> None:
    bench.ask("queue", "xem")
    document = bench.ask("users")
    by_name = {row["name"]: row for row in document["people"]}
    assert by_name["xem"]["last_seen"] == iso(NOON)
    assert by_name["duyet"]["last_seen"] is None
    assert by_name["hai-vai"]["roles"] == ["editor", "approver"]
    assert (document["delegations"], len(document["changes"])) == ([], 5)


def test_who_was_there_is_known_after_a_restart(bench: Bench) -> None:
    bench.ask("queue", "xem")
    bench.process.beat()
    bench.clock.advance_s(30)
    bench.ask("queue", "xem")
    bench.process.beat()
    bench.restart()
    (row,) = [r for r in bench.ask("users")["people"] if r["name"] == "xem"]
    assert row["last_seen"] == iso(NOON)  # what is newer than the last write is lost


def test_entering_is_in_force_at_once_and_sealed_by_name(bench: Bench) -> None:
    document = change(bench, "users_add", " Lê  Chi ", roles=["editor"], account="chi")
    row = document["people"][-1]
    assert (row["name"], row["account"], row["account_exists"]) == ("Lê Chi", "chi", False)
    assert bench.ask("announce", "Lê Chi", text="Họp.")["author"].startswith("Lê Chi")
    assert text(bench).startswith(STATION)
    assert text(bench).splitlines()[-1] == '  - {name: "Lê Chi", roles: [editor], os_user: "chi"}'
    assert bench.home.station_file.with_name("station.yaml.old").read_text("utf-8") == STATION
    newest = bench.ask("users_log")["changes"][-1]
    assert (newest["what"], newest["person"]) == ("added", "Lê Chi")
    assert newest["by"] == "quantri (simulated identity)"


def test_an_account_of_the_machine_is_found(bench: Bench) -> None:
    document = change(bench, "users_add", "Gốc", roles=["viewer"], account=account_of(0))
    assert document["people"][-1]["account_exists"] is True


def test_roles_and_account_are_changed(bench: Bench) -> None:
    change(bench, "users_role", "XEM", roles=["approver"], account="xem1")
    (row,) = [r for r in bench.ask("users")["people"] if r["name"] == "xem"]
    assert (row["roles"], row["account"]) == (["approver"], "xem1")
    changes = [(c["what"], c["after"]) for c in bench.air.people_changes[-2:]]
    assert changes == [("roles", ["approver"]), ("account", "xem1")]


def test_taking_out(bench: Bench) -> None:
    change(bench, "users_remove", "xem")
    assert "xem" not in names(bench)
    with pytest.raises(NotFound):
        bench.ask("queue", "xem")


def test_the_modes_of_the_file_stay(bench: Bench) -> None:
    bench.home.station_file.chmod(0o664)
    change(bench, "users_add", "Chi", roles=["viewer"])
    assert stat.S_IMODE(bench.home.station_file.stat().st_mode) == 0o664


def test_shipped_people_are_written_out_first(folder: Path) -> None:
    bench = Bench(folder, station="name: Xã\n")
    change(bench, "users_add", "Chi", roles=["viewer"])
    change(bench, "users_role", "soan", roles=["editor", "viewer"])
    assert names(bench) == ["soan", "duyet", "quantri", "Chi"]
    bench.kill()


def test_a_change_by_hand_is_sealed_without_a_name_or_with_who_loaded_it(bench: Bench) -> None:
    bench.home.station_file.write_text(STATION.replace("[viewer]", "[approver]"), "utf-8")
    bench.ask("reload", "quantri")
    bench.home.station_file.write_text(STATION, "utf-8")
    bench.parts.reload()
    by = [(c["before"], c["by"]) for c in bench.air.people_changes[-2:]]
    assert by == [(["viewer"], "quantri (simulated identity)"), (["approver"], None)]


def test_a_role_that_was_given_while_playout_was_down_is_sealed_all_the_same(
    bench: Bench,
) -> None:
    """Made approver, used, and taken back before anybody could look."""
    before = len(bench.air.people_changes)
    bench.air.kill()
    for roles in ("[approver]", "[viewer]"):
        bench.home.station_file.write_text(STATION.replace("[viewer]", roles), "utf-8")
        bench.ask("reload", "quantri")
    assert len(bench.air.people_changes) == before
    bench.restart()
    bench.air.restart()
    bench.settle()
    assert [c["after"] for c in bench.air.people_changes[before:]] == [["approver"], ["viewer"]]


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("op", "name", "more", "problem"),
    [
        ("users_add", "SOAN", {"roles": ["viewer"]}, "known"),
        ("users_add", "Chi", {"roles": ["admin", "approver"]}, "both"),
        ("users_role", "duyet", {"roles": ["admin", "approver"]}, "both"),
        ("users_role", "quantri", {"roles": ["approver"]}, "self"),
        ("users_role", "quantri", {"roles": ["viewer"]}, "last"),
        ("users_remove", "quantri", {}, "last"),
    ],
)
def test_what_is_not_done(
    bench: Bench, op: str, name: str, more: dict[str, Any], problem: str
) -> None:
    with pytest.raises(PeopleRefused) as caught:
        change(bench, op, name, **more)
    assert caught.value.problem == problem
    assert text(bench) == STATION
    assert not bench.home.station_file.with_name("station.yaml.old").exists()


def test_the_last_approver_goes_only_if_that_is_meant(bench: Bench) -> None:
    change(bench, "users_remove", "hai-vai")
    for op, more in (("users_remove", {}), ("users_role", {"roles": ["editor"]})):
        with pytest.raises(PeopleRefused) as caught:
            change(bench, op, "duyet", **more)
        assert (caught.value.problem, caught.value.role) == ("last", "approver")
    document = change(bench, "users_remove", "duyet", sure=True)
    assert "no_second_person" in [warning["advice"] for warning in document["warnings"]]
    assert "duyet" not in names(bench)


def test_whoever_alone_both_writes_and_approves_is_told(bench: Bench) -> None:
    change(bench, "users_remove", "soan")
    with pytest.raises(PeopleRefused) as caught:
        change(bench, "users_remove", "duyet")
    assert caught.value.role == "second"


REAL = """\
name: Xã
profile: station
people:
  - {{name: Dũng, roles: [admin], os_user: {account}}}
  - {{name: An, roles: [approver], os_user: an}}
  - {{name: Lan, roles: [editor], os_user: lan}}
"""


def test_an_administrator_does_not_become_approver_under_another_name(folder: Path) -> None:
    account = account_of(12345)
    bench = Bench(folder, station=REAL.format(account=account))
    for op, more in (
        ("users_add", {"name": "Ma", "account": account}),
        ("users_role", {"name": "Lan", "account": account}),
    ):
        with pytest.raises(PeopleRefused) as caught:
            bench.ask(op, None, roles=["approver"], **more)
        assert caught.value.problem in {"account", "self"}
    bench.kill()


@pytest.mark.parametrize("roles", [None, [], ["king"], [7], "editor", ["editor", None]])
def test_roles_are_a_list_of_roles(bench: Bench, roles: object) -> None:
    with pytest.raises(UsageRefused):
        change(bench, "users_add", "Chi", roles=roles)


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\ud800", "a\x07b", 7, None])
def test_a_name_is_one_line(bench: Bench, name: object) -> None:
    with pytest.raises(UsageRefused):
        bench.ask("users_add", "quantri", name=name, roles=["viewer"])


def test_a_broken_file_is_named_and_not_touched(bench: Bench) -> None:
    bench.home.station_file.write_text(STATION + "voise: x\n", "utf-8")
    with pytest.raises(ConfigurationRefused) as caught:
        change(bench, "users_add", "Chi", roles=["viewer"])
    assert caught.value.line == len(STATION.splitlines()) + 1
    assert text(bench) == STATION + "voise: x\n"


def test_nothing_half_done_on_a_full_disk(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, *_: object, **__: object) -> None:
        raise StorageFailure(path=str(path), problem="disk full")

    monkeypatch.setattr(users, "write_durable", full)
    with pytest.raises(StorageFailure):
        change(bench, "users_add", "Chi", roles=["viewer"])
    assert text(bench) == STATION
    assert "Chi" not in names(bench)


def test_without_playout_people_are_listed_and_the_log_is_not(bench: Bench) -> None:
    bench.air.kill()
    assert bench.ask("users")["changes"] is None
    with pytest.raises(ProcessUnavailable):
        bench.ask("users_log")
