"""When things are handed over, when they are too late, and what a changed clock does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from loudspeaker.errors import SpeechFailure, UsageRefused
from loudspeaker.model.announcement import Item, Occurrence
from tests.station.bench import EMBEDDED, NOON, Bench

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
LATER = NOON + HOUR


def test_handed_over_a_minute_ahead(bench: Bench) -> None:
    item = bench.approved(at=LATER)
    bench.until(LATER - 61 * SECOND)
    assert bench.offered(item) == []
    bench.until(LATER - 60 * SECOND)
    assert len(bench.offered(item)) == 1
    bench.until(LATER + 60 * SECOND)
    assert len(bench.offered(item)) == 1


def test_handed_over_at_once_when_it_is_near(bench: Bench) -> None:
    item = bench.approved(at=NOON + 30 * SECOND)
    bench.settle()
    assert bench.state(item) == "handed"


def test_made_after_its_alarm_has_rung(bench: Bench) -> None:
    """Speech that takes longer than there is time: handed over as soon as it is there."""
    item = bench.announce(at=LATER)["id"]
    bench.approve(item)
    bench.clock.advance_s(3590)
    bench.alarms.ring_due(bench.clock.wall())
    assert bench.offered(item) == []
    bench.parts.workshop.work_off()
    assert len(bench.offered(item)) == 1


def test_made_while_its_alarm_rings(bench: Bench) -> None:
    """The alarm finds nothing yet, and what is made just then is not left lying."""
    item = bench.announce(at=LATER)["id"]
    bench.approve(item)

    def alarm_rings(_when: str) -> None:
        bench.when_committing = lambda _again: None
        bench.clock.advance_s(3545)
        bench.alarms.ring_due(bench.clock.wall())

    made = bench.parts.planner.made

    def made_late(item: Item, occurrence: Occurrence) -> None:
        bench.when_committing = alarm_rings
        made(item, occurrence)

    bench.parts.planner.made = made_late  # type: ignore[method-assign]
    bench.parts.workshop.work_off()
    assert len(bench.offered(item)) == 1


def test_offered_again_while_air_is_down(bench: Bench) -> None:
    item = bench.approved(at=LATER)
    bench.settle()
    bench.air.kill()
    asked: list[str] = []
    bench.air.when_asked = asked.append
    bench.until(LATER - 50 * SECOND)
    assert 4 <= asked.count("offer") <= 6
    bench.air.restart()
    bench.advance(120)
    assert bench.ends(item) == ["aired"]
    assert not any(name.startswith("send") for name in bench.alarms.alarms)


def test_an_air_that_is_back_only_after_the_window(bench: Bench) -> None:
    item = bench.approved(at=LATER)
    bench.settle()
    bench.air.kill()
    bench.until(LATER + HOUR)
    bench.air.restart()
    bench.advance(10)
    assert bench.ends(item) == ["missed(grace_exceeded)"]
    assert bench.state(item) == "missed"


def test_an_air_that_refuses_what_it_is_offered(bench: Bench) -> None:
    item = bench.approved(at=LATER)

    def refuse(op: str) -> None:
        bench.air.refuses = UsageRefused(option="rundown", problem="?") if op == "offer" else None

    bench.air.when_asked = refuse
    bench.until(LATER + HOUR)
    bench.air.when_asked = lambda _op: None
    bench.air.refuses = None
    bench.advance(10)
    assert bench.ends(item) == ["missed(grace_exceeded)"]


# --- lateness -------------------------------------------------------------------------------------


def test_never_approved(bench: Bench) -> None:
    item = bench.announce(at=LATER)["id"]
    bench.until(LATER + 601 * SECOND)
    assert bench.ends(item) == []
    bench.until(LATER + 603 * SECOND)
    assert bench.ends(item) == ["missed(unapproved)"]
    (record,) = bench.air.ends_of(f"{item}-1")
    assert record["approver"] is None
    assert record["due"] == "2026-12-01T13:00:00.000+07:00"


def test_never_approved_while_the_station_was_away(bench: Bench) -> None:
    item = bench.announce(at=LATER)["id"]
    bench.kill()
    bench.clock.advance_s(7200)
    bench.start()
    bench.settle()
    assert bench.ends(item) == ["missed(unapproved)"]


def test_not_after_shortens_the_grace(bench: Bench) -> None:
    item = bench.announce(at=LATER, not_after=(LATER + 5 * SECOND).isoformat())["id"]
    bench.until(LATER + 8 * SECOND)
    assert bench.ends(item) == ["missed(unapproved)"]


def test_a_draft_without_a_time_waits_for_ever(bench: Bench) -> None:
    item = bench.announce()["id"]
    bench.advance(40 * 3600)
    assert bench.ends(item) == []
    assert bench.state(item) == "planned"


def test_speech_that_failed_is_tried_again_when_it_is_due(bench: Bench) -> None:
    bench.speech.fails[EMBEDDED] = SpeechFailure(voice=EMBEDDED, problem="crashed")
    item = bench.approved(at=LATER)
    bench.settle()
    assert bench.state(item) == "flagged"
    bench.speech.fails.clear()
    bench.until(LATER + 60 * SECOND)
    assert bench.ends(item) == ["aired"]
    assert "speech" not in bench.fault_codes()


def test_speech_that_fails_to_the_end(bench: Bench) -> None:
    bench.speech.fails[EMBEDDED] = SpeechFailure(voice=EMBEDDED, problem="crashed")
    item = bench.approved(at=LATER)
    bench.until(LATER + HOUR)
    assert bench.ends(item) == ["failed(speech_failed)"]
    assert bench.offered(item) == []
    assert len([asked for asked in bench.speech.asked if asked[0] == "clip"]) == 3


# --- the clock is set -----------------------------------------------------------------------------


def step(bench: Bench, by: timedelta) -> None:
    bench.clock.step(by)
    bench.parts.planner.plan_all()  # what AlarmClock.beat has it do
    bench.settle()


@pytest.mark.parametrize("by", [timedelta(minutes=-30), timedelta(minutes=58), timedelta(days=-2)])
def test_a_clock_that_is_set_makes_nothing_early_and_nothing_double(
    bench: Bench, by: timedelta
) -> None:
    item = bench.approved(at=LATER)
    bench.advance(60)
    step(bench, by)
    assert all(r.due - bench.clock.wall() <= HOUR for r in bench.offered(item))
    assert (bench.offered(item) != []) == (LATER - bench.clock.wall() <= 60 * SECOND)
    bench.until(LATER + 60 * SECOND)
    assert len(bench.offered(item)) == 1
    assert bench.ends(item) == ["aired"]


def test_a_clock_set_beyond_the_window(bench: Bench) -> None:
    item = bench.approved(at=LATER)
    bench.settle()
    step(bench, timedelta(hours=3))
    bench.advance(5)
    assert bench.ends(item) == ["missed(grace_exceeded)"]


def test_a_clock_set_back_just_when_lateness_rings(bench: Bench) -> None:
    item = bench.announce(at=LATER)["id"]
    bench.settle()
    _, ring = bench.alarms.alarms[f"late {item}-1"]
    ring()  # too early, as after a step back
    assert bench.state(item) == "planned"
    assert f"late {item}-1" in bench.alarms.alarms
    bench.until(LATER + HOUR)
    assert bench.ends(item) == ["missed(unapproved)"]


def test_alarms_of_what_is_over_do_nothing(bench: Bench) -> None:
    item = bench.approved(at=LATER)
    bench.settle()
    bench.ask("cancel", "duyet", id=item)
    bench.parts.planner.hand_over(f"{item}-1")
    bench.parts.planner.expire(f"{item}-1")
    bench.parts.planner.expire("gone")
    bench.parts.planner.hand_over("gone")
    assert bench.parts.handover.give("gone") is False
    assert bench.offered(item) == []
    assert bench.ends(item) == ["cancelled(operator)"]


def test_the_same_minute_for_two_announcements(bench: Bench) -> None:
    items = [bench.approved(f"Số {n}.", at=LATER) for n in ("một", "hai")]
    bench.until(LATER + 60 * SECOND)
    assert [bench.ends(item) for item in items] == [["aired"], ["aired"]]
