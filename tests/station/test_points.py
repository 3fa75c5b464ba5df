"""What people tell and ask about points."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loudspeaker.errors import NotFound, NotNow, ProcessUnavailable, RoleMissing, UsageRefused
from loudspeaker.model import iso
from loudspeaker.station.points import LONGEST_NOTE
from tests.station.bench import Bench

EVERY = ["point", "points_report", "points_volume", "points_trial", "points_test"]
GIVEN: dict[str, dict[str, Any]] = {
    "points_report": {"heard": "ok"},
    "points_volume": {"volume": 50},
}


def row(bench: Bench, number: int = 4) -> dict[str, Any]:
    found: dict[str, Any] = next(r for r in bench.ask("points") if r["number"] == number)
    return found


def report(bench: Bench, person: str = "soan", **arguments: Any) -> dict[str, Any]:
    answer: dict[str, Any] = bench.ask("points_report", person, point=4, **arguments)
    return answer


# --- the list ------------------------------------------------------------------------------------


def test_a_point_that_nothing_is_known_of(bench: Bench) -> None:
    found = row(bench)
    health = ("commanded_at", "proved_at", "heard", "repair", "volume_wanted", "volume_sent_at")
    assert {name: found[name] for name in health} == dict.fromkeys(health)
    assert found["keys"] == "current"


def test_an_airing_shows_as_commanded_never_as_proved(bench: Bench) -> None:
    item = bench.approved(points="4,5")
    bench.advance(5)
    assert bench.ends(item) == ["aired"]
    found = row(bench)
    assert found["commanded_for"] == f"{item}-1"
    assert found["kind"] == "announcement"
    assert found["commanded_at"] is not None
    assert (found["proved_at"], found["proof"]) == (None, None)
    assert row(bench, 6)["commanded_at"] is None


def test_what_was_commanded_is_known_after_a_restart_and_from_the_log_alone(bench: Bench) -> None:
    bench.approved(points="4")
    bench.advance(5)
    before = row(bench)
    bench.kill()
    bench.home.database.unlink()
    bench.start()
    assert row(bench) == before


def test_with_playout_down_the_rest_is_shown(bench: Bench) -> None:
    report(bench, heard="weak")
    bench.air.down = True
    found = row(bench)
    assert (found["heard"], found["keys"], found["volume_wanted"]) == ("weak", None, None)


@pytest.mark.parametrize("op", EVERY)
def test_a_point_that_is_not_there_names_those_that_are(bench: Bench, op: str) -> None:
    with pytest.raises(NotFound) as refusal:
        bench.ask(op, "soan", point=99, **GIVEN.get(op, {}))
    assert refusal.value.exit_code == 5
    assert refusal.value.kind == "point"
    assert refusal.value.known == [str(number) for number in range(1, 12)]


@pytest.mark.parametrize("op", ["point", "points_report", "points_volume"])
@pytest.mark.parametrize("point", [None, "4", 4.0, True, [4]])
def test_a_point_is_a_number(bench: Bench, op: str, point: object) -> None:
    with pytest.raises(UsageRefused):
        bench.ask(op, "soan", point=point, **GIVEN.get(op, {}))


# --- reports -------------------------------------------------------------------------------------


def test_a_report_says_what_was_heard_and_who_told_it(bench: Bench) -> None:
    told = report(bench, heard="weak", note="  Nhỏ\n hơn tuần trước ", by="Trưởng thôn 3")
    assert told["reports"] == [
        {
            "id": 1,
            "point": 4,
            "at": iso(bench.clock.wall()),
            "heard": "weak",
            "note": "Nhỏ hơn tuần trước",
            "told_by": "Trưởng thôn 3",
            "written_by": "soan (simulated identity)",
        }
    ]
    found = row(bench)
    assert (found["heard"], found["note"], found["told_by"]) == (
        "weak",
        "Nhỏ hơn tuần trước",
        "Trưởng thôn 3",
    )
    assert report(bench, heard="ok")["reports"][0]["told_by"] == "soan (simulated identity)"


def test_a_repair_is_opened_and_closed(bench: Bench) -> None:
    assert report(bench, repair="Đứt dây loa")["repair"] == "Đứt dây loa"
    assert row(bench)["repair_since"] == iso(bench.clock.wall())
    told = report(bench, "quantri", repaired=True, heard="ok")
    assert (told["repair"], told["heard"]) == (None, "ok")
    assert told["repairs"][0]["closed_by"] == "quantri (simulated identity)"
    with pytest.raises(NotNow, match="no_repair"):
        report(bench, repaired=True, heard="silent")
    assert row(bench)["heard"] == "ok", "refused as a whole"


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"note": "x"},
        {"heard": "loud"},
        {"heard": 5},
        {"repair": "x", "note": "y"},
        {"repair": "x", "repaired": True},
        {"repair": " "},
        {"repaired": "yes"},
    ],
)
def test_a_report_that_says_nothing_or_too_much(bench: Bench, arguments: dict[str, Any]) -> None:
    with pytest.raises(UsageRefused):
        report(bench, **arguments)
    assert row(bench)["heard"] is None


@pytest.mark.parametrize("person", ["xem"])
@pytest.mark.parametrize("op", ["points_report", "points_volume", "points_test", "points_trial"])
def test_who_only_looks_changes_nothing(bench: Bench, op: str, person: str) -> None:
    with pytest.raises(RoleMissing):
        bench.ask(op, person, point=4, **GIVEN.get(op, {}))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(note=st.text(max_size=600))
def test_any_note_is_one_short_line(bench: Bench, note: str) -> None:
    kept = report(bench, heard="ok", note=note)["reports"][0]["note"]
    assert kept is None or (0 < len(kept) <= LONGEST_NOTE and len(kept.splitlines()) == 1)


# --- volume --------------------------------------------------------------------------------------


def test_a_volume_is_left_with_playout(bench: Bench) -> None:
    told = bench.ask("points_volume", point=4, volume=35)
    assert (told["volume"], told["volume_wanted"], told["volume_sent_at"]) == (80, 35, None)
    assert bench.air.volumes[4]["by"] == "soan (simulated identity)"
    bench.air.volumes[4]["sent_at"] = "2026-12-01T12:00:00.000+07:00"
    assert row(bench)["volume_sent_at"] is not None


def test_a_volume_needs_playout_and_a_number_on_the_scale(bench: Bench) -> None:
    with pytest.raises(UsageRefused):
        bench.ask("points_volume", point=4, volume=101)
    with pytest.raises(UsageRefused):
        bench.ask("points_volume", point=4, volume="loud")
    with pytest.raises(RoleMissing):
        bench.ask("points_volume", "duyet", point=4, volume=50)
    bench.air.down = True
    with pytest.raises(ProcessUnavailable):
        bench.ask("points_volume", point=4, volume=50)


def test_what_was_done_with_a_points_keys_is_among_its_details(bench: Bench) -> None:
    events: list[dict[str, Any]] = [
        {"wall": "w", "event": "changed", "person": "quantri", "point": None, "epoch": 2},
        {"wall": "w", "event": "card", "person": "quantri", "point": 4, "epoch": 2},
        {"wall": "w", "event": "card", "person": "quantri", "point": 5, "epoch": 2},
    ]
    bench.air.key_events = events
    assert bench.ask("point", point=4)["key_events"] == events[:2]
