"""A station that was away for days: every slot has its record, and no clock invents any."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from loudspeaker.station.outage import MOST, SETTLE, UNPROVED_MOST, Gap, Planned, planned_from_text
from tests.clocks import Witness
from tests.station.bench import NOON, Bench
from tests.station.test_schedules import approved, hour, write

HOURS = (13, 15, 17)
SETTLED_S = SETTLE.total_seconds() + 60


def away(bench: Bench, days: float) -> None:
    """Cut the power of both for so long, and start again."""
    bench.settle()
    bench.clock.advance_s(days * 86_400)
    bench.restart()


def ended(bench: Bench, item: str) -> dict[datetime, list[str]]:
    """Return due → the words of all terminal records."""
    found: dict[datetime, list[str]] = {}
    for each in bench.occurrences(item):
        for record in bench.air.ends_of(each.id):
            assert each.due is not None
            reason = record["reason"]
            found.setdefault(each.due, []).append(record["result"] or f"missed({reason})")
    return found


def slots(first: datetime, last: datetime) -> list[datetime]:
    days = range((last - NOON).days + 2)
    all_of_them = [hour(h, days=day) for day in days for h in HOURS]
    return [due for due in all_of_them if first <= due < last]


@pytest.mark.parametrize("days", [0.4, 1.5, 3.1, 13.3])
def test_every_slot_of_an_outage_is_recorded_as_missed(bench: Bench, days: float) -> None:
    item = approved(bench)
    bench.advance(3600)
    away(bench, days)
    back = bench.clock.wall()
    bench.advance(SETTLED_S)
    found = ended(bench, item)
    due = slots(NOON, back - timedelta(minutes=10))
    assert sorted(found) == due
    assert all(len(words) == 1 for words in found.values())
    assert {words[0] for when, words in found.items() if when != hour(13)} == {
        "missed(grace_exceeded)"
    }


def test_what_is_due_after_that_is_aired_as_ever(bench: Bench) -> None:
    item = approved(bench)
    away(bench, 4)
    bench.until(hour(18, days=5))
    words = ended(bench, item)
    assert [words[hour(h, days=5)] for h in HOURS] == [["aired"]] * 3
    assert sorted(words) == slots(NOON, hour(18, days=5))


def test_a_station_that_dies_while_it_records_goes_on(bench: Bench) -> None:
    item = approved(bench)
    away(bench, 13.9)
    bench.advance(SETTLE.total_seconds() - 30)
    assert len(ended(bench, item)) < 15
    bench.restart()
    bench.advance(SETTLE.total_seconds() + 0.5)
    assert len(ended(bench, item)) > 15
    bench.restart()
    bench.advance(SETTLED_S)
    bench.restart()
    bench.advance(SETTLED_S)
    found = ended(bench, item)
    assert sorted(found) == slots(NOON, hour(18, days=13))
    assert all(len(words) == 1 for words in found.values())


def test_an_air_that_is_away_is_told_later(bench: Bench) -> None:
    item = approved(bench)
    bench.air.down = True
    away(bench, 3)
    bench.advance(SETTLED_S)
    assert ended(bench, item) == {}
    bench.air.down = False
    bench.advance(60)
    assert sorted(ended(bench, item)) == slots(NOON, bench.clock.wall() - timedelta(minutes=21))


def test_a_schedule_that_nobody_had_approved_has_missed_nothing(bench: Bench) -> None:
    write(bench)
    away(bench, 3)
    item = approved(bench, text="Họp thôn.")
    bench.advance(SETTLED_S)
    assert ended(bench, item) == {}


def test_a_schedule_that_is_held_back_has_missed_nothing(bench: Bench) -> None:
    item = approved(bench)
    bench.ask("pause", "duyet", name="chieu")
    away(bench, 3)
    bench.advance(SETTLED_S)
    assert max(ended(bench, item), default=NOON) < hour(13, days=1) + timedelta(hours=1)


@pytest.mark.parametrize("dies", [False, True])
def test_a_schedule_held_back_right_after_an_outage_was_on_during_it(
    bench: Bench, dies: bool
) -> None:
    item = approved(bench)
    away(bench, 3.1)
    back = bench.clock.wall()
    bench.ask("pause", "duyet", name="chieu")
    if dies:
        bench.restart()
    bench.advance(SETTLED_S)
    found = ended(bench, item)
    assert [due for due in slots(hour(13, days=2), back) if due not in found] == []
    assert {found[due][0] for due in slots(hour(13, days=2), back)} == {"missed(grace_exceeded)"}


def test_a_gap_kept_without_its_schedules_is_of_those_that_are_on() -> None:
    kept = (
        f'{{"until": "{NOON.isoformat()}", "gaps": [["{NOON.isoformat()}", "{NOON.isoformat()}"]]}}'
    )
    assert planned_from_text(kept).gaps == (Gap(since=NOON, end=NOON),)
    gap = Gap(since=NOON, end=NOON, stood=frozenset({("a", 2), ("b", 1)}))
    both = Planned(until=NOON, gaps=(gap, Gap(since=NOON, end=NOON)))
    assert planned_from_text(both.to_text()) == both


# --- clocks that are wrong ------------------------------------------------------------------------


def step(bench: Bench, by: timedelta) -> None:
    bench.clock.step(by)
    bench.process.beat()
    bench.settle()


@pytest.mark.parametrize("ahead", [timedelta(days=3), timedelta(days=300), timedelta(days=3650)])
def test_a_clock_that_is_ahead_at_the_start_and_set_back_makes_no_records(
    bench: Bench, ahead: timedelta
) -> None:
    item = approved(bench)
    bench.until(hour(14))
    bench.clock.step(ahead)
    bench.restart()
    bench.process.beat()
    bench.advance(SETTLE.total_seconds() - 60)
    step(bench, -ahead)
    bench.until(hour(18, days=3))
    found = ended(bench, item)
    assert sorted(found) == slots(NOON, hour(18, days=3))
    later = [words for due, words in found.items() if due > hour(18, days=1)]
    assert later == [["aired"]] * 6


def test_a_clock_that_stood_still_meanwhile_is_waited_for(bench: Bench) -> None:
    item = approved(bench)
    bench.advance(3600)
    bench.restart()
    bench.process.beat()
    bench.advance(120)
    step(bench, timedelta(days=3.1))
    back = bench.clock.wall()
    bench.advance(SETTLED_S)
    found = ended(bench, item)
    assert sorted(found) == slots(NOON, back - timedelta(minutes=10))
    assert all(len(words) == 1 for words in found.values())


def test_a_process_that_died_with_a_clock_that_was_ahead_leaves_no_records_either(
    bench: Bench,
) -> None:
    item = approved(bench)
    bench.until(hour(14))
    bench.clock.step(timedelta(days=13))
    bench.restart()
    bench.advance(30)
    bench.clock.step(-timedelta(days=13))
    bench.restart()
    bench.until(hour(18, days=3))
    assert sorted(ended(bench, item))[:12] == slots(NOON, hour(18, days=3))
    assert ended(bench, item)[hour(17, days=3)] == ["aired"]


def test_a_long_time_is_believed_only_of_a_clock_that_something_proves(bench: Bench) -> None:
    item = approved(bench)
    bench.witness, days = Witness(needed=False), UNPROVED_MOST.days + 30
    away(bench, days)
    bench.advance(2 * 3600)
    assert len(ended(bench, item)) < 9
    bench.restart()
    bench.witness.steered = True
    bench.advance(SETTLED_S)
    assert sorted(ended(bench, item)) == slots(NOON, bench.clock.wall() - timedelta(minutes=30))


def test_while_nobody_knows_the_time_nothing_is_recorded(bench: Bench) -> None:
    item = approved(bench)
    bench.witness = Witness()
    away(bench, 3)
    bench.process.beat()
    bench.advance(7200)
    assert max(ended(bench, item), default=NOON) < NOON + timedelta(hours=26)
    bench.witness.steered = True
    bench.process.beat()
    bench.advance(SETTLED_S)
    found = ended(bench, item)
    assert sorted(found) == slots(NOON, bench.clock.wall() - timedelta(minutes=21))


def test_more_than_a_year_is_recorded_soon_and_no_more_than_that(bench: Bench) -> None:
    item = approved(bench)
    bench.witness = Witness(needed=False, steered=True)
    away(bench, MOST.days + 100)
    back = bench.clock.wall()
    bench.advance(SETTLED_S)
    found = ended(bench, item)
    assert len(found) <= (MOST.days + 3) * len(HOURS)
    last = [due for due in slots(back - MOST, back) if due < back - timedelta(minutes=10)]
    assert set(last) <= set(found)
    assert all(len(words) == 1 for words in found.values())


def test_a_home_of_an_older_version_has_no_outage(bench: Bench) -> None:
    item = approved(bench)
    with bench.parts.database.transaction() as connection:
        connection.execute("DELETE FROM setting WHERE name = 'planned_to'")
    away(bench, 5)
    bench.advance(SETTLED_S)
    assert max(ended(bench, item)) < NOON + timedelta(hours=26)
