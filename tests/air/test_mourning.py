"""Days of mourning are kept below the timetable, too: only emergencies are heard on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.air.interlock import Limits, must_cut, refusal
from loudspeaker.asrun import Reason
from loudspeaker.model import STATION_ZONE, Priority
from loudspeaker.rundown import PROGRAMME_RATE_HZ, Cue, CueKind, Rundown
from loudspeaker.timetable.days import DayRange
from loudspeaker.timetable.hours import AllowedHours, DayBudget, Window
from loudspeaker.timetable.mourning import Mourning
from loudspeaker.timetable.zone_hours import HoursAtPoints
from tests.air.bench import NOON, Bench

ALL_DAY = AllowedHours(windows=(Window(start_minute=0, end_minute=24 * 60),))
TODAY, TOMORROW = NOON.date(), NOON.date() + timedelta(days=1)
AIRED = [("start", None, None), ("end", "aired", None)]


def mourn(bench: Bench, first: date, last: date) -> None:
    bench.limits = replace(bench.limits, mourning=Mourning((DayRange(first, last),)))


def test_what_is_due_is_missed_and_emergencies_are_heard(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    mourn(bench, TODAY, TODAY)
    bench.offer(bench.rundown())
    bench.offer(bench.rundown("e-1", priority=Priority.EMERGENCY))
    bench.run(20)
    assert bench.records("a-1") == []
    assert bench.records("e-1") == AIRED
    bench.run(700)
    assert bench.records("a-1") == [("missed", None, "mourning")]


def test_it_is_heard_if_mourning_ends_in_time(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    mourn(bench, TODAY, TODAY)
    bench.clock.step(timedelta(hours=11, minutes=55))
    bench.offer(bench.rundown())
    bench.run(4 * 60)
    assert bench.records() == []
    bench.run(2 * 60)
    assert bench.records() == AIRED


def test_what_would_be_heard_into_mourning_does_not_start(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    mourn(bench, TOMORROW, TOMORROW)
    bench.clock.step(timedelta(hours=11, minutes=59, seconds=30))
    bench.offer(bench.rundown(seconds=45))
    bench.run(10)
    assert bench.records() == [("refused", None, "mourning")]


def test_mourning_that_is_declared_cuts_what_is_on_air(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.offer(bench.rundown(seconds=30))
    bench.events.at(10, lambda: mourn(bench, TODAY, TODAY))
    bench.run(60)
    assert bench.records()[-1] == ("end", "aired_partial", "mourning")


days = st.dates(date(2026, 11, 25), date(2026, 12, 10))
ranges = st.lists(
    st.builds(lambda day, more: DayRange(day, day + timedelta(days=more)), days, st.integers(0, 3)),
    max_size=3,
)
starts = st.integers(0, 21 * 24 * 3600).map(
    lambda seconds: datetime(2026, 11, 24, tzinfo=STATION_ZONE) + timedelta(seconds=seconds)
)


@settings(max_examples=200, deadline=None)
@given(
    ranges,
    starts,
    st.integers(1, 7200),
    st.sampled_from(Priority),
)
def test_no_moment_of_ordinary_sound_is_on_a_day_of_mourning(
    ranges: list[DayRange], start: datetime, seconds: int, priority: Priority
) -> None:
    cue = Cue(kind=CueKind.SPEECH, sha256="a" * 64, frames=seconds * PROGRAMME_RATE_HZ)
    rundown = Rundown(
        occurrence="a-1",
        item="a",
        title="A",
        priority=priority,
        due=start,
        not_after=start,
        points=(1,),
        cues=(cue,),
        text_sha256="b" * 64,
        author="soan",
        approver="duyet",
    )
    limits = Limits(
        hours=HoursAtPoints(general=ALL_DAY),
        budget=DayBudget(limit_minutes=None),
        mourning=Mourning(tuple(ranges)),
    )
    moments = [start + timedelta(seconds=n) for n in range(0, seconds, 60)]
    mourned = any(each.has(moment.date()) for each in ranges for moment in moments)
    refused = refusal(rundown, limits=limits, start=start, used_today_s=0.0)
    if priority is Priority.EMERGENCY:
        assert refused is None
    elif mourned:
        assert refused is Reason.MOURNING
    cut = [must_cut(rundown, limits=limits, now=moment) for moment in moments]
    assert (Reason.MOURNING in cut) == (mourned and priority is not Priority.EMERGENCY)
