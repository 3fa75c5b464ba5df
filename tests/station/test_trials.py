"""Tests of points: a fixed text, one person, and in nobody's way."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from loudspeaker import trial
from loudspeaker.errors import (
    DayLimit,
    LoudspeakerError,
    NotNow,
    ProcessUnavailable,
    QuietHours,
    RoleMissing,
    SoundRefused,
    SpeechFailure,
    Stopped,
)
from loudspeaker.model import STATION_ZONE, Priority
from loudspeaker.rundown import Kind
from tests.station.bench import EMBEDDED, NOON, STATION, Bench

ALL = tuple(range(1, 12))


def try_point(bench: Bench, number: int | None = 4, person: str = "soan") -> dict[str, Any]:
    answer: dict[str, Any] = bench.ask("points_test", person, point=number)
    return answer


def refusal(bench: Bench, kind: type[LoudspeakerError], **arguments: Any) -> Any:
    """Return how a test is refused; nothing was offered."""
    before = len(bench.air.offers)
    with pytest.raises(kind) as found:
        try_point(bench, **arguments)
    assert len(bench.air.offers) == before
    return found.value


def test_one_person_airs_a_test_at_one_point(bench: Bench) -> None:
    told = try_point(bench)
    (rundown,) = bench.air.offers
    assert (rundown.kind, rundown.points, rundown.priority) == (Kind.TEST, (4,), Priority.NORMAL)
    assert (rundown.author, rundown.approver) == ("soan (simulated identity)", "")
    assert rundown.immediate
    assert rundown.complete
    assert rundown.not_after - rundown.due == timedelta(seconds=20)
    assert rundown.text_sha256 == trial.text_sha256((4,))
    assert told["text"] == "Đây là thử loa điểm 4. Bà con không cần làm gì."
    assert (told["points"], told["occurrence"]) == ([4], rundown.occurrence)
    bench.advance(5)
    (end,) = bench.air.ends_of(rundown.occurrence)
    assert (end["result"], end["kind"]) == ("aired", "test")


def test_all_points_are_tested_together(bench: Bench) -> None:
    assert try_point(bench, None)["points"] == list(ALL)
    assert bench.air.offers[0].points == ALL
    assert "tất cả các điểm" in bench.ask("points_trial")["text"]
    assert bench.ask("points_trial", point=7)["text"].startswith("Đây là thử loa điểm 7")
    assert len(bench.air.offers) == 1, "planning airs nothing"


def test_it_is_quiet_and_in_the_stations_voice_or_the_embedded_one(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "home", extra="voice: vi-nam\n")
    assert try_point(bench)["voice"] == "vi-nam"
    assert bench.speech.quieter_db == trial.QUIETER_DB
    bench.advance(5)
    bench.speech.fails["vi-nam"] = SpeechFailure(voice="vi-nam", problem="crashed")
    assert try_point(bench)["voice"] == EMBEDDED
    bench.advance(30)
    bench.speech.fails[EMBEDDED] = SpeechFailure(voice=EMBEDDED, problem="crashed")
    refusal(bench, SpeechFailure)


def test_a_test_is_no_announcement(bench: Bench) -> None:
    told = try_point(bench)
    bench.advance(5)
    assert bench.queue() == []
    assert bench.ask("status")["counts"] == {}
    points = {row["number"]: row for row in bench.ask("points")}
    assert (points[4]["kind"], points[4]["commanded_for"]) == ("test", told["occurrence"])
    assert points[5]["commanded_at"] is None


def test_tests_may_follow_each_other(bench: Bench) -> None:
    first = try_point(bench)["occurrence"]
    bench.advance(5)
    assert try_point(bench)["occurrence"] != first


# --- in nobody's way -----------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["duyet", "xem"])
def test_for_editors_and_administrators(bench: Bench, person: str) -> None:
    refusal(bench, RoleMissing, person=person)
    try_point(bench, person="quantri")


@pytest.mark.parametrize("minute", ["04:59:00", "20:59:59", "21:00:00"])
def test_in_allowed_hours_only(tmp_path: Path, minute: str) -> None:
    start = datetime.fromisoformat(f"2026-12-01T{minute}").replace(tzinfo=STATION_ZONE)
    bench = Bench(tmp_path / "home", start=start)
    bench.speech.frames = 4 * 48_000
    error = refusal(bench, QuietHours)
    assert error.next_allowed[11:16] == "05:00"


def test_within_the_days_minutes(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "home", station=STATION + "max_minutes_a_day: 10\n")
    bench.air.used_today_s = 599.95
    assert refusal(bench, DayLimit).limit_minutes == 10
    bench.air.used_today_s = 0.0
    try_point(bench)


def test_ten_seconds_at_the_most(bench: Bench) -> None:
    bench.speech.frames = 10 * 48_000 + 1
    assert refusal(bench, SoundRefused).problem == "too_long"
    bench.speech.frames = 10 * 48_000
    try_point(bench)


def test_not_while_the_station_is_stopped_or_playout_is_down(bench: Bench) -> None:
    bench.air.stopped_since = "2026-12-01T12:00:00.000+07:00"
    refusal(bench, Stopped)
    bench.air.stopped_since = None
    bench.air.down = True
    refusal(bench, ProcessUnavailable)


def test_not_while_something_is_on_air(bench: Bench) -> None:
    bench.approved("Mời họp.")
    bench.air.airing_s = 60.0
    bench.settle()
    error = refusal(bench, NotNow)
    assert (error.problem, error.detail) == ("on_air", "Mời họp.")


def test_never_in_an_emergency(bench: Bench) -> None:
    bench.air.airing_s = 60.0
    bench.approved("Nước lên nhanh.", priority="emergency")
    bench.settle()
    assert refusal(bench, NotNow).problem == "emergency"


def test_never_before_an_emergency_that_waits(bench: Bench) -> None:
    bench.approved("Sắp phát.", at=NOON + timedelta(seconds=20))
    bench.approved("Nước lên nhanh.", priority="emergency")
    assert refusal(bench, NotNow).problem == "emergency"


@pytest.mark.parametrize(("seconds", "free"), [(29, False), (31, True)])
def test_what_is_due_soon_goes_first(bench: Bench, seconds: int, free: bool) -> None:
    bench.approved("Sắp phát.", at=NOON + timedelta(seconds=seconds))
    if free:
        try_point(bench)
    else:
        assert refusal(bench, NotNow).problem == "soon"


def test_a_draft_and_a_paused_schedule_hold_up_nothing(bench: Bench) -> None:
    bench.announce("Chưa duyệt.", at=NOON + timedelta(seconds=20))
    path = bench.home.schedules / "trua.yaml"
    path.write_text('title: Trưa\ncron: "0 12 * * *"\ntext: "Họp."\n', "utf-8")
    bench.ask("reload", "quantri")
    item = next(row for row in bench.ask("schedules") if row["name"] == "trua")
    bench.approve(item["id"])
    bench.until(NOON + timedelta(days=1, seconds=-10))
    assert refusal(bench, NotNow).problem == "soon"
    bench.ask("pause", "duyet", name="trua")
    bench.settle()
    try_point(bench)
