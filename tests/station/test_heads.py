"""The published ends of the log: what air seals is found in the home, soon, once and durably."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from loudspeaker.errors import StorageFailure
from loudspeaker.store.heads_file import read_heads
from tests.station.bench import NOON, Bench
from tests.station.fakes import head_of


def copied(bench: Bench) -> list[dict[str, Any]]:
    return list(read_heads(bench.home.heads_file))


def days(bench: Bench) -> list[str]:
    return [head["day"] for head in copied(bench)]


def test_heads_are_copied_when_air_is_there(bench: Bench) -> None:
    bench.follow()
    assert copied(bench) == bench.air.published


def test_what_air_seals_as_it_begins_is_there_a_minute_later(bench: Bench) -> None:
    bench.air.published = []
    bench.follow()
    assert copied(bench) == []
    bench.air.published = [head_of("2026-11-30")]
    bench.advance(61)
    assert days(bench) == ["2026-11-30"]


def test_a_head_is_copied_once_whatever_restarts(bench: Bench) -> None:
    bench.follow()
    bench.air.restart()
    bench.follow()
    bench.restart()
    bench.advance(7200)
    assert days(bench) == ["2026-11-30"]


def test_a_new_day_is_copied_soon_after_midnight(bench: Bench) -> None:
    bench.follow()
    bench.until(NOON.replace(hour=23, minute=59))
    bench.air.published.append(head_of("2026-12-01"))
    bench.advance(60 + 61)
    assert days(bench) == ["2026-11-30", "2026-12-01"]


def test_days_that_were_missed_come_in_order(bench: Bench) -> None:
    bench.air.published = [head_of(f"2026-11-{day}") for day in range(10, 31)]
    bench.follow()
    assert copied(bench) == bench.air.published


def test_a_head_waits_for_its_record(bench: Bench) -> None:
    bench.approved()
    bench.parts.workshop.work_off()
    bench.air.play()
    bench.air.published = [head_of("2026-11-30", seq=1)]
    bench.process.air_is_back()
    assert copied(bench) == []
    bench.follow()
    bench.advance(61)
    assert days(bench) == ["2026-11-30"]


def test_heads_that_cannot_be_had_are_had_later(bench: Bench) -> None:
    bench.follow()
    bench.air.published.append(head_of("2026-12-01"))
    bench.air.kill()
    bench.advance(3700)
    assert days(bench) == ["2026-11-30"]
    assert "heads" not in bench.fault_codes()
    bench.air.restart()
    bench.follow()
    assert days(bench) == ["2026-11-30", "2026-12-01"]


def test_a_disk_that_fails_is_a_fault_until_it_does_not(bench: Bench) -> None:
    bench.home.heads_file.mkdir()
    bench.follow()
    assert bench.fault_codes() == {"heads"}
    item = bench.approved()
    bench.advance(70)
    assert bench.state(item) == "aired"
    assert bench.fault_codes() == {"heads"}
    bench.home.heads_file.rmdir()
    bench.advance(61)
    assert bench.fault_codes() == set()
    assert days(bench) == ["2026-11-30"]


def test_a_journal_that_cannot_be_read_is_a_fault(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> list[dict[str, Any]]:
        raise StorageFailure(path="journal.db", problem="Input/output error")

    monkeypatch.setattr(bench.air, "heads", refuse)
    bench.follow()
    assert bench.fault_codes() == {"heads"}
    assert bench.alarms.alarms["heads"][0] == NOON + timedelta(minutes=1)
