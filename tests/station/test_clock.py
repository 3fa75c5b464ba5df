"""The station while nobody knows the time, and a person's word for it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from loudspeaker.errors import ClockUnknown, RoleMissing, TimeRefused
from loudspeaker.timetable.when import read_moment
from tests.clocks import Witness
from tests.station.bench import NOON, Bench

DAILY = """\
title: Chào buổi chiều
cron: [0 17 * * *]
text: Kính chào bà con.
"""
NOON_TOLD = "12:00 1/12/2026"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    bench = Bench(tmp_path)
    bench.witness = Witness()
    bench.restart()
    return bench


def beat(bench: Bench) -> None:
    bench.clock.advance_s(1)
    bench.process.beat()
    bench.settle()


def test_the_clock_is_shown_with_what_speaks_for_it(bench: Bench) -> None:
    shown = bench.ask("clock", "xem")
    assert (shown["known"], shown["doubt"]) == (False, "unproved")
    bench.witness.chip = NOON
    beat(bench)
    shown = bench.ask("clock", "xem")
    assert (shown["known"], shown["vouched_by"]) == (True, "machine")


def test_a_time_of_day_is_not_taken_from_a_clock_that_nobody_believes(bench: Bench) -> None:
    with pytest.raises(ClockUnknown):
        bench.announce(at="mai 17:00")
    item = bench.announce()
    with pytest.raises(ClockUnknown):
        bench.approve(item["id"])
    assert bench.state(item["id"]) == "planned", "it is still there to be approved"


def test_an_emergency_is_approved_and_airs(bench: Bench) -> None:
    item_id = bench.approved(priority="emergency")
    bench.advance(30)
    assert bench.ends(item_id) == ["aired"]


def test_a_person_confirms_by_another_clock(bench: Bench) -> None:
    bench.ask("clock_confirm", "duyet", time=NOON_TOLD)
    beat(bench)
    assert bench.ask("clock")["known"]
    assert bench.ask("clock")["vouched_by"].startswith("duyet")
    assert bench.announce(at="17:00")["due"].startswith("2026-12-01T17:00")


@pytest.mark.parametrize("time", ["12:00", "thứ ba 12:00", "12:00 1/12", "mai", "x" * 99, "99:99"])
def test_without_day_and_year_it_confirms_nothing(bench: Bench, time: str) -> None:
    with pytest.raises(TimeRefused) as refused:
        bench.ask("clock_confirm", "duyet", time=time)
    assert refused.value.problem == "not_a_moment"
    assert not bench.ask("clock")["known"]


def test_another_day_or_time_confirms_nothing(bench: Bench) -> None:
    for time in ("12:00 2/12/2026", "12:03 1/12/2026", "2025-12-01 12:00"):
        with pytest.raises(TimeRefused) as refused:
            bench.ask("clock_confirm", "duyet", time=time)
        assert refused.value.problem == "other_clock"
    assert not bench.ask("clock")["known"]


@pytest.mark.parametrize("person", ["soan", "xem"])
def test_only_who_answers_for_it_confirms(bench: Bench, person: str) -> None:
    with pytest.raises(RoleMissing):
        bench.ask("clock_confirm", person, time=NOON_TOLD)


def test_confirmed_it_holds_until_the_clock_is_set(bench: Bench) -> None:
    bench.ask("clock_confirm", "quantri", time=NOON_TOLD)
    bench.restart()
    assert bench.ask("clock")["known"]
    bench.clock.step(timedelta(hours=2))
    assert not bench.ask("clock")["known"]


def test_a_moment_is_one_whatever_the_clock_shows() -> None:
    assert read_moment("12h00 1/12/2026", NOON + timedelta(days=999)) == NOON
    assert read_moment("thứ ba 1/12/2026 12:00", NOON) == NOON
    assert read_moment("thứ tư 1/12/2026 12:00", NOON) is None


# --- schedules ------------------------------------------------------------------------------------


def scheduled(bench: Bench) -> str:
    (bench.home.schedules / "chieu.yaml").write_text(DAILY, encoding="utf-8")
    bench.parts.schedules.load()
    item_id = next(row["id"] for row in bench.ask("schedules") if row["name"] == "chieu")
    bench.approve(item_id)
    return str(item_id)


def test_a_schedule_is_planned_when_the_time_comes_to_be_known(bench: Bench) -> None:
    item_id = scheduled(bench)
    beat(bench)
    assert [each.due for each in bench.occurrences(item_id)] == [None]
    bench.clock.step(timedelta(hours=3))
    bench.witness.steered = True
    beat(bench)
    due = NOON.replace(hour=17)
    assert [each.due for each in bench.occurrences(item_id)] == [None, due]
    bench.until(due + timedelta(minutes=2))
    assert bench.ends(item_id) == ["aired"]


def test_what_the_clock_left_out_is_missed_by_the_clock(bench: Bench) -> None:
    bench.witness.needed = False
    bench.restart()
    beat(bench)
    item_id = bench.approved(at=NOON + timedelta(hours=1))
    bench.clock.step(timedelta(hours=9))
    bench.process.beat()
    bench.alarms.ring_due(bench.clock.wall())  # it is not made yet: ours to end
    bench.settle()
    assert bench.ends(item_id) == ["missed(clock)"]


@pytest.mark.parametrize("step", [timedelta(days=-400), timedelta(days=40)])
def test_an_emergency_that_air_has_not_got_yet_outlives_a_clock_that_is_set(
    bench: Bench, step: timedelta
) -> None:
    bench.witness.steered = True
    beat(bench)
    bench.air.down = True
    item_id = bench.approved(priority="emergency")
    bench.clock.step(step)
    bench.process.beat()
    bench.air.down = False
    bench.advance(60)
    assert bench.ends(item_id) == ["aired"]
