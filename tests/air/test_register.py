"""Who may do what, sealed by playout: nobody becomes an approver unseen."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from loudspeaker.config.station import load_station
from loudspeaker.errors import PersonUnknown, RoleMissing, StorageFailure, UsageRefused
from loudspeaker.model import iso
from loudspeaker.model.delegation import Delegation, Roster
from loudspeaker.rundown import rundown_from_values
from loudspeaker.system.server import Request
from loudspeaker.system.sockets import Peer
from tests.air.bench import NOON, Bench
from tests.air.test_stop import control_of

STATION = Peer(pid=1, uid=0, gid=0)
STRANGER = Peer(pid=1, uid=54321, gid=54321)
TWO = "name: Xã\npeople:\n  - {name: An, roles: [approver]}\n  - {name: Chi, roles: [editor]}\n"
WALL = iso(NOON)


def ask(bench: Bench, op: str, person: str | None = None, **arguments: Any) -> Any:
    peer = STATION if person is None else STRANGER
    given = arguments if person is None else {**arguments, "as": person}
    control = control_of(bench, lambda: load_station(bench.home))
    return control.handle(Request(op=op, arguments=given, peer=peer))


def write(bench: Bench, text: str) -> None:
    (bench.home / "station.yaml").write_text(text, "utf-8")


def told(bench: Bench) -> list[tuple[str, str, str | None]]:
    log = ask(bench, "people_log")
    assert log["intact"]
    return [(change["what"], change["person"], change["by"]) for change in log["changes"]]


@pytest.fixture
def two(bench: Bench) -> Bench:
    write(bench, TWO)
    bench.register.look()
    return bench


def test_the_first_list_is_kept_and_then_only_changes(two: Bench) -> None:
    first = [("added", "An", None), ("added", "Chi", None)]
    two.register.look()
    assert told(two) == first
    two.reboot()
    two.register.look()
    assert told(two) == first


def test_a_file_edited_by_hand_shows_at_the_next_reload(two: Bench) -> None:
    write(two, TWO.replace("[editor]", "[editor, approver]"))
    ask(two, "reload")
    assert told(two)[-1] == ("roles", "Chi", None)
    write(two, TWO)
    two.reboot()
    two.register.look()
    (_, back) = ask(two, "people_log")["changes"][-2:]
    assert (back["before"], back["after"]) == (["editor", "approver"], ["editor"])


def test_station_tells_by_whom_and_that_is_not_told_twice(two: Bench) -> None:
    after = replace(load_station(two.home), people=load_station(two.home).people[:1])
    roster = Roster(people=after.people).to_values()
    ask(two, "people", roster=roster, by="quantri", wall=WALL)
    write(two, TWO.rpartition("  - ")[0])
    ask(two, "reload")
    assert told(two)[2:] == [("removed", "Chi", "quantri")]


@pytest.mark.parametrize("damage", ["changed", "cut out"])
def test_a_change_in_the_journal_shows(two: Bench, damage: str) -> None:
    with closing(sqlite3.connect(two.home / "journal.db")) as connection, connection:
        if damage == "cut out":
            connection.execute("DELETE FROM people_change WHERE seq = 1")
        else:
            (body,) = connection.execute("SELECT body FROM people_change").fetchone()
            other = {**json.loads(body), "person": "Bình"}
            connection.execute(
                "UPDATE people_change SET body = ? WHERE seq = 1", (json.dumps(other),)
            )
    assert ask(two, "people_log")["intact"] is False


def test_a_disk_that_refuses_keeps_nobody_from_playing(
    two: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageFailure(path="journal.db", problem="disk full")

    monkeypatch.setattr(two.journal, "keep_roster", full)
    write(two, TWO.replace("Chi", "Bình"))
    assert ask(two, "reload") == {}
    monkeypatch.undo()
    two.register.look()
    assert told(two)[-2:] == [("removed", "Chi", None), ("added", "Bình", None)]


@pytest.mark.parametrize("op", ["people", "people_log"])
def test_only_station_asks(two: Bench, op: str) -> None:
    with pytest.raises(RoleMissing):
        ask(two, op, "An", roster=Roster().to_values(), wall=WALL)


# --- who acts for an approver may lift a stop -----------------------------------------------------


def delegated(bench: Bench, days: int = 3) -> None:
    until = NOON + timedelta(days=days)
    made = Delegation(id="d1", giver="An", holder="Chi", made_at=NOON, until=until)
    roster = Roster(people=load_station(bench.home).people, delegations=(made,))
    ask(bench, "people", roster=roster.to_values(), by="An", wall=WALL)


def test_a_delegate_lifts_a_stop_until_the_delegation_is_over(two: Bench) -> None:
    with pytest.raises(RoleMissing):
        ask(two, "resume", "Chi")
    delegated(two)
    assert told(two)[-1] == ("delegated", "Chi", "An")
    two.reboot()
    assert ask(two, "resume", "Chi") == {"stopped_since": None}
    two.clock.advance_s(3 * 24 * 3600)
    with pytest.raises(RoleMissing):
        ask(two, "resume", "Chi")


def test_a_new_file_keeps_the_delegations(two: Bench) -> None:
    delegated(two)
    write(two, TWO + "  - {name: Bình, roles: [viewer]}\n")
    ask(two, "reload")
    assert told(two)[-1] == ("added", "Bình", None)
    ask(two, "resume", "Chi")


def test_status_is_for_people_and_the_station_itself(two: Bench) -> None:
    assert ask(two, "status")["on_air"] is None
    assert ask(two, "status", "Chi")["on_air"] is None
    write(two, TWO.replace("name: Xã", "name: Xã\nprofile: station"))
    control = control_of(two, lambda: load_station(two.home))
    with pytest.raises(PersonUnknown):
        control.handle(Request(op="status", arguments={}, peer=STRANGER))
    control.handle(Request(op="stop", arguments={}, peer=STRANGER))


# --- what is aired for an approver ----------------------------------------------------------------


def test_the_record_says_for_whom_it_was_approved(bench: Bench) -> None:
    bench.offer(replace(bench.rundown(), approver="chi", approver_for="duyet"))
    bench.run(30)
    records = [r for r in bench.journal.since(0) if r["occurrence"] == "a-1"]
    assert [(r["event"], r["approver"], r["approver_for"]) for r in records] == [
        ("start", "chi", "duyet"),
        ("end", "chi", "duyet"),
    ]


def test_what_was_approved_for_its_author_is_refused(bench: Bench) -> None:
    bench.offer(replace(bench.rundown(), approver="chi", approver_for="soan"))
    bench.run(30)
    assert bench.records() == [("refused", None, "unapproved")]


def test_rundowns_of_older_journals_are_read(bench: Bench) -> None:
    values = bench.rundown().to_values()
    assert values.pop("approver_for") == ""
    assert rundown_from_values(values) == bench.rundown(due_s=5.0)


# --- changes of accounts --------------------------------------------------------------------------

ENTRY = {
    "event": "00ff",
    "wall": WALL,
    "by": "root",
    "what": "link",
    "person": "An",
    "before": None,
    "after": {"until": WALL},
}


def test_a_change_of_accounts_is_sealed_once_in_the_same_chain(two: Bench) -> None:
    assert ask(two, "people_note", entry=ENTRY) == {"new": True}
    assert ask(two, "people_note", entry=ENTRY) == {"new": False}
    two.reboot()
    assert ask(two, "people_note", entry=ENTRY) == {"new": False}
    assert ask(two, "people_note", entry={**ENTRY, "event": "00fe"}) == {"new": True}
    assert told(two)[2:] == [("link", "An", "root")] * 2


@pytest.mark.parametrize(
    "entry", [{}, {**ENTRY, "what": "roles"}, {**ENTRY, "seq": 1}, {"event": "x"}, 7, None]
)
def test_nothing_else_is_sealed_as_a_change_of_accounts(two: Bench, entry: Any) -> None:
    with pytest.raises(UsageRefused):
        ask(two, "people_note", entry=entry)
    assert len(told(two)) == 2


def test_nobody_but_the_station_has_accounts_sealed(two: Bench) -> None:
    with pytest.raises(RoleMissing):
        ask(two, "people_note", "An", entry=ENTRY)
