"""Questions to a journal of many records: answered as ever, and without reading all of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.air.journal import Journal
from loudspeaker.asrun import Event
from loudspeaker.store.sqlite import Database
from tests.air.test_journal_copy import KEY, body

DAYS = ("2026-12-01", "2026-12-02")
EVENTS = [Event.START, Event.INTERRUPTED, Event.INTERRUPTED, Event.END, Event.MISSED]
RECORD = st.tuples(
    st.sampled_from(EVENTS),
    st.sampled_from("abc"),
    st.sampled_from([1, 1, 2]),
    st.sampled_from(["normal", "normal", "emergency"]),
    st.sampled_from([500, 1_500, None]),
    st.sampled_from(DAYS),
    st.booleans(),
)


def counted_anew(records: list[dict[str, Any]], day: str) -> int:
    attempts: dict[tuple[str, int], int] = {}
    for record in records:
        closes = record["event"] in (Event.END, Event.INTERRUPTED)
        if record["wall"].startswith(day) and closes and record["priority"] != "emergency":
            attempt = record["occurrence"], record["attempt"]
            attempts.setdefault(attempt, record["pos_ms"] or 0)
    return sum(attempts.values())


@settings(max_examples=30)
@given(told=st.lists(RECORD, min_size=5, max_size=20))
def test_the_sum_of_a_day_is_that_of_its_records_whenever_it_is_asked(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[Any, ...]]
) -> None:
    journal = Journal(tmp_path_factory.mktemp("journal") / "journal.db", KEY)
    for event, occurrence, attempt, priority, pos_ms, day, is_asked in told:
        fields = {"priority": priority, "pos_ms": pos_ms, "wall": f"{day}T10:00:00.000+07:00"}
        journal.record({**body(event, occurrence, attempt=attempt), **fields})
        if is_asked:
            assert journal.aired_ms_on(day) == counted_anew(journal.since(0), day)
    for day in DAYS:
        assert journal.aired_ms_on(day) == counted_anew(journal.since(0), day)
    journal.close()


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    made = Journal(tmp_path / "journal.db", KEY)
    yield made
    made.close()


def test_no_record_is_read_twice_for_it(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    rows = Database.rows

    def counted(self: Database, *asked: Any) -> list[sqlite3.Row]:
        found = rows(self, *asked)
        read.append(len(found))
        return found

    for name in "abc":
        journal.record({**body("end", name), "wall": "2026-12-01T10:00:00.000+07:00"})
    monkeypatch.setattr(Database, "rows", counted)
    for _ in range(3):
        journal.aired_ms_on("2026-12-01")
    assert read == [3, 0, 0]


def test_no_question_about_one_occurrence_reads_the_whole_log(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, Any]] = []
    rows = Database.rows

    def noted(self: Database, query: str, arguments: Any = ()) -> list[sqlite3.Row]:
        asked.append((query, arguments))
        return rows(self, query, arguments)

    monkeypatch.setattr(Database, "rows", noted)
    journal.is_settled("a")
    journal.last_event("a")
    journal.ended("a")
    journal.started_at("a")
    journal.first_start("a")
    journal.last_reason("a")
    plain = sqlite3.connect(tmp_path / "journal.db")
    for query, arguments in asked:
        plan = plain.execute(f"EXPLAIN QUERY PLAN {query}", arguments).fetchall()
        assert "SCAN" not in json.dumps(plan), query
    plain.close()
    assert len(asked) == 6
