"""The nightly backup: once a day, never under sound, made up for, and a fault when it fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from loudspeaker.config.backup import BackupConfig
from loudspeaker.errors import StorageFailure
from loudspeaker.model import STATION_ZONE
from tests.station.bench import Bench

EXTRA = '\nbackup: {folder: /media/usb, time: "02:00", keep: 7}\n'


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "home", extra=EXTRA)
    made.parts.nightly.start()
    yield made
    made.kill()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=STATION_ZONE)


def test_one_a_night(bench: Bench) -> None:
    bench.until(at(2, 1, 59))
    assert bench.backups == []
    bench.until(at(2, 2, 1))
    assert bench.backups == [
        BackupConfig(
            folder="/media/usb", at=at(1, 2).time(), keep=7, with_sound=False, other_disk=True
        )
    ]
    bench.until(at(4, 1, 59))
    assert len(bench.backups) == 2
    assert "backup" not in bench.fault_codes()


def test_a_night_slept_through_is_made_up_for(bench: Bench) -> None:
    bench.until(at(2, 3))
    bench.kill()
    bench.clock.advance_s(3 * 24 * 3600 + 7200)
    bench.start()
    bench.parts.nightly.start()
    bench.advance(120)
    assert len(bench.backups) == 2


def test_not_while_something_is_on_air(bench: Bench) -> None:
    def on_air() -> dict[str, object]:
        return {**status(), "on_air": {"occurrence": "x-1"}}

    status = bench.air.status
    bench.air.status = on_air  # type: ignore[method-assign]
    bench.until(at(2, 2, 30))
    assert bench.backups == []
    bench.air.status = status  # type: ignore[method-assign]
    bench.until(at(2, 2, 33))
    assert len(bench.backups) == 1


def test_a_missing_stick_is_a_fault_until_it_is_there(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = True

    def make(config: BackupConfig) -> None:
        if missing:
            raise StorageFailure(path=config.folder, problem="not there")
        bench.backups.append(config)

    monkeypatch.setattr(bench.parts.nightly, "_make", make)
    bench.until(at(2, 2, 5))
    (fault,) = [each for each in bench.faults.listed() if each["code"] == "backup"]
    assert fault["detail"] == "/media/usb: not there"
    missing = False
    bench.until(at(2, 2, 45))
    assert len(bench.backups) == 1
    assert "backup" not in bench.fault_codes()


def test_a_clock_that_was_ahead_does_not_keep_it_away(bench: Bench) -> None:
    bench.until(at(2, 2, 5))
    bench.clock.step(-timedelta(days=400))
    bench.alarms.close()
    bench.parts.nightly.start()
    bench.advance(25 * 3600)
    assert len(bench.backups) == 2


def test_without_the_key_there_is_none(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "home")
    bench.parts.nightly.start()
    bench.advance(26 * 3600)
    assert bench.backups == []
    bench.kill()
