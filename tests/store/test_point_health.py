"""The tables of points' health: from records, and from people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loudspeaker.store.point_health import PointHealth
from loudspeaker.store.schema import MIGRATIONS, open_database
from loudspeaker.store.sqlite import Database

AT = "2026-12-01T12:00:00.000+07:00"


@pytest.fixture
def health(tmp_path: Path) -> Iterator[PointHealth]:
    database = open_database(tmp_path / "station.db")
    yield PointHealth(database)
    database.close()


def record(seq: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "seq": seq,
        "occurrence": f"a-{seq}",
        "event": "end",
        "wall": f"2026-12-01T12:00:{seq % 60:02}.000+07:00",
        "pos_ms": 4000,
        "points": [1, 4],
        "acked": [],
        "proof": "commanded",
        "kind": "announcement",
        **changes,
    }


def airing(health: PointHealth, point: int) -> str | None:
    found = health.newest().get(point, {}).get("airing")
    return found["occurrence"] if found else None


# --- from records --------------------------------------------------------------------------------


def test_an_airing_with_sound_commanded_its_points(health: PointHealth) -> None:
    health.take(record())
    assert {n: airing(health, n) for n in (1, 2, 4)} == {1: "a-1", 2: None, 4: "a-1"}
    found = health.newest()[4]
    assert (found["airing"]["at"], found["airing"]["kind"]) == (record()["wall"], "announcement")
    assert "proof" not in found, "FM is one-way"


def test_the_last_test_of_a_point_stays_known_behind_later_airings(health: PointHealth) -> None:
    health.take(record(1, kind="test", points=[4]))
    health.take(record(2))
    found = health.newest()
    assert (found[4]["test"]["occurrence"], found[4]["airing"]["occurrence"]) == ("a-1", "a-2")
    assert "test" not in found[1]


def test_tests_from_before_the_table_are_not_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    old = Database(path, MIGRATIONS[:7])
    with old.transaction() as connection:
        connection.execute("INSERT INTO point_airing VALUES (4, 1, ?, 'a-1', 'test')", (AT,))
        connection.execute(
            "INSERT INTO point_airing VALUES (5, 2, ?, 'a-2', 'announcement')", (AT,)
        )
    old.close()
    database = open_database(path)
    found = PointHealth(database).newest()
    database.close()
    assert {n: each["test"]["at"] for n, each in found.items() if "test" in each} == {4: AT}


@pytest.mark.parametrize(
    "changes",
    [
        {"event": "start"},
        {"event": "missed", "pos_ms": 0},
        {"event": "cancelled", "pos_ms": 0},
        {"event": "interrupted", "pos_ms": 0},
        {"event": "refused", "pos_ms": None},
    ],
)
def test_what_did_not_sound_commanded_nobody(health: PointHealth, changes: dict[str, Any]) -> None:
    health.take(record(**changes))
    assert health.newest() == {}


def test_only_named_points_are_proved_and_only_by_more_than_a_command(health: PointHealth) -> None:
    health.take(record(1, acked=[1]))
    health.take(record(2, proof="ack", acked=[4]))
    health.take(record(3, proof="offair"))
    found = health.newest()
    assert "proof" not in found[1]
    assert (found[4]["proof"]["proof"], found[4]["proof"]["seq"]) == ("ack", 2)


def test_records_without_the_newer_fields_are_taken(health: PointHealth) -> None:
    old = {name: value for name, value in record().items() if name not in ("kind", "proof")}
    health.take(old)
    assert health.newest()[1]["airing"]["kind"] == "announcement"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.integers(1, 20), min_size=1, max_size=30))
def test_in_any_order_and_again_the_newest_record_counts(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    database = open_database(tmp_path_factory.mktemp("health") / "station.db")
    health = PointHealth(database)
    for seq in order:
        health.take(record(seq, proof="ack", acked=[4], points=[seq % 3 + 1]))
    for point in {seq % 3 + 1 for seq in order}:
        newest = max(seq for seq in order if seq % 3 + 1 == point)
        assert airing(health, point) == f"a-{newest}"
    assert health.newest()[4]["proof"]["seq"] == max(order)
    database.close()


@pytest.mark.parametrize("changes", [{"event": "song"}, {"points": ["x"]}, {"points": None}])
def test_what_is_no_record_is_refused_whole(health: PointHealth, changes: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        health.take(record(**changes))
    assert health.newest() == {}


# --- from people ---------------------------------------------------------------------------------


def report(health: PointHealth, point: int, heard: str) -> None:
    health.report(point, heard, at=AT, note=None, told_by="Trưởng thôn", written_by="soan")


def test_the_newest_report_of_each_point_is_shown_and_all_are_kept(health: PointHealth) -> None:
    for heard in ("ok", "weak", "silent"):
        report(health, 4, heard)
    report(health, 7, "noise")
    assert {n: row["report"]["heard"] for n, row in health.newest().items()} == {
        4: "silent",
        7: "noise",
    }
    assert [row["heard"] for row in health.reports(4, limit=2)] == ["silent", "weak"]
    assert health.reports(5, limit=2) == []


def test_one_repair_is_open_at_a_time(health: PointHealth) -> None:
    assert not health.close_repair(4, at=AT, by="soan")
    health.open_repair(4, "Loa rè", at=AT, by="soan")
    health.open_repair(4, "Loa rè, đứt dây", at=AT, by="duyet")
    (repair,) = health.repairs(4, limit=9)
    assert (repair["note"], repair["opened_by"], repair["closed_at"]) == (
        "Loa rè, đứt dây",
        "soan",
        None,
    )
    assert health.newest()[4]["repair"]["note"] == "Loa rè, đứt dây"
    assert health.close_repair(4, at=AT, by="quantri")
    assert "repair" not in health.newest().get(4, {})
    health.open_repair(4, "Lại rè", at=AT, by="soan")
    assert [(r["note"], r["closed_by"]) for r in health.repairs(4, limit=9)] == [
        ("Lại rè", None),
        ("Loa rè, đứt dây", "quantri"),
    ]


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    for _ in range(2):
        database = open_database(tmp_path / "station.db")
        health = PointHealth(database)
        health.take(record())
        report(health, 4, "ok")
        database.close()
    database = open_database(tmp_path / "station.db")
    assert len(PointHealth(database).reports(4, limit=9)) == 2
    assert airing(PointHealth(database), 4) == "a-1"
    database.close()
