"""A journal as values, and back: what playout must not forget survives a burnt card."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loudspeaker.air.journal import Journal
from loudspeaker.config.station import load_station
from loudspeaker.errors import IntegrityFailure, RoleMissing, UsageRefused
from loudspeaker.store.backup_file import seal_of_backup
from loudspeaker.system.server import Request
from loudspeaker.system.sockets import Peer
from tests.air.bench import Bench
from tests.air.test_stop import control_of

KEY = b"k" * 32


def body(event: str, occurrence: str, **values: Any) -> dict[str, Any]:
    return {
        "event": event, "occurrence": occurrence, "item": "x", "attempt": 1, "pos_ms": 0,
        "wall": "2026-12-01T12:00:00.000+07:00", "priority": "normal", **values,
    }  # fmt: skip


def lived(journal: Journal, events: list[tuple[str, int]]) -> None:
    for event, number in events:
        occurrence = f"o{number}"
        if event == "position":
            if journal.is_settled(occurrence):
                continue  # nothing of it goes out any more
            journal.commit_position(occurrence, 1, number * 1000)
        elif event == "setting":
            journal.keep_setting(occurrence, str(number))
        elif event == "head":
            journal.publish_head(f"2026-12-{number + 1:02d}")
        elif event == "key":
            journal.note_key_event("changed", wall="x", person="p", point=None, epoch=number)
        else:
            journal.record(body(event, occurrence, attempt=number + 1))


EVENTS = st.sampled_from(["start", "end", "interrupted", "missed", "position", "setting", "head",
                          "key"])  # fmt: skip


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(EVENTS, st.integers(0, 3)), max_size=12), st.integers(0, 12))
def test_a_copy_brings_everything_back(
    tmp_path_factory: pytest.TempPathFactory, events: list[tuple[str, int]], taken: int
) -> None:
    folder = tmp_path_factory.mktemp("journal")
    journal = Journal(folder / "old.db", KEY)
    lived(journal, events)
    everything = journal.since(0)
    copy = json.loads(json.dumps(journal.copy_since(taken)))
    other = Journal(folder / "new.db", KEY)
    other.fill([*everything[:taken], *copy["records"]], copy)

    assert other.copy_since(0) == journal.copy_since(0)
    assert other.heads() == journal.heads()
    other.record(body("missed", "after"))  # and the chain goes on
    assert other.since(0)[:-1] == everything
    journal.close()
    other.close()


def test_what_later_records_have_settled_is_not_pending(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "old.db", KEY)
    journal.record(body("start", "a"))
    copy = journal.copy_since(0)
    journal.record(body("end", "a", result="aired"))
    other = Journal(tmp_path / "new.db", KEY)
    other.fill(journal.since(0), copy)
    assert other.committed("a") == ()
    journal.close()
    other.close()


def test_what_is_no_record_or_no_table_of_ours(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "x.db", KEY)
    tables = {
        'x"; DROP TABLE record; --': [{"a": 1}],
        "record": [{"seq": 1}],
        "setting": [{"b": 1}],
    }
    journal.fill([], {"version": 1, "since": 0, "records": [], "tables": tables})
    assert journal.since(0) == []
    with pytest.raises(IntegrityFailure):
        journal.fill([{"seq": "x"}], {"version": 1, "tables": {}})
    journal.close()


# --- who gets it --------------------------------------------------------------------------------


def ask(bench: Bench, op: str, uid: int, **arguments: Any) -> Any:
    control = control_of(bench)
    control._station = lambda: load_station(bench.home)
    peer = Peer(pid=1, uid=uid, gid=1)
    return control.handle(Request(op=op, arguments=arguments, peer=peer))


def test_the_station_and_administrators_may_copy_and_have_sealed(bench: Bench) -> None:
    digest = "a" * 64
    assert ask(bench, "backup_copy", 0, since=0)["records"] == []
    assert ask(bench, "backup_seal", 0, digest=digest) == {"seal": seal_of_backup(digest, KEY)}
    assert ask(bench, "backup_copy", 54321, since=0, **{"as": "quantri"})["since"] == 0
    with pytest.raises(RoleMissing):
        ask(bench, "backup_copy", 54321, since=0, **{"as": "soan"})


@pytest.mark.parametrize("digest", ["", "2026-12-01 5 " + "a" * 64, "A" * 64, "a" * 63])
def test_nothing_but_a_manifest_is_sealed(bench: Bench, digest: str) -> None:
    with pytest.raises(UsageRefused):
        ask(bench, "backup_seal", 0, digest=digest)
