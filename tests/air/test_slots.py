"""Slots of programmes on air: in order, cutting in, giving way to emergencies."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from loudspeaker.air.agenda import choose, may_break_in
from loudspeaker.model import Priority
from loudspeaker.rundown import Kind, Rundown, rundown_from_values
from tests.air.bench import NOON, Bench

NO_LEAD_IN = timedelta()


def lead_in(_rundown: Rundown) -> timedelta:
    return NO_LEAD_IN


def starts(bench: Bench) -> list[str]:
    return [r["occurrence"] for r in bench.journal.since(0) if r["event"] == "start"]


def ends(bench: Bench, rundown: Rundown) -> list[tuple[str, str | None]]:
    return [
        (r["result"] or r["event"], r["reason"])
        for r in bench.journal.since(0)
        if r["occurrence"] == rundown.occurrence and r["event"] in ("end", "missed", "refused")
    ]


def slot(bench: Bench, *, due_s: float = 5, cuts_in_s: float | None = None) -> tuple[Rundown, ...]:
    """Return an opening, a priority bulletin and a closing, one due right behind the other."""
    names = ("a", "b", "c")
    each = [bench.rundown(name, due_s=due_s + 2 * n, seconds=2) for n, name in enumerate(names)]
    first = replace(
        each[0],
        slot="a",
        cuts_in=None if cuts_in_s is None else NOON + timedelta(seconds=cuts_in_s),
    )
    second = replace(each[1], slot="a", follows="a", priority=Priority.PRIORITY)
    return first, second, replace(each[2], slot="a", follows="b")


def test_the_order_holds_however_late_it_begins(bench: Bench) -> None:
    long = bench.offer(bench.rundown("long", due_s=4, seconds=20))
    for rundown in slot(bench):
        bench.offer(rundown)
    bench.run(60)
    assert starts(bench) == [long.occurrence, "a", "b", "c"]


def test_what_was_waiting_does_not_come_between(bench: Bench) -> None:
    long = bench.offer(bench.rundown("long", due_s=4, seconds=20))
    first, second, third = slot(bench)
    for rundown in (first, replace(second, priority=Priority.NORMAL), third):
        bench.offer(rundown)
    other = bench.offer(bench.rundown("other", due_s=5.5, seconds=2))
    bench.run(80)
    assert starts(bench) == [long.occurrence, "a", "b", "c", other.occurrence]


def test_a_sharp_slot_fades_what_is_on_air(bench: Bench) -> None:
    long = bench.offer(bench.rundown("long", due_s=4, seconds=40))
    for rundown in slot(bench, due_s=10, cuts_in_s=10):
        bench.offer(rundown)
    bench.run(100)
    assert starts(bench) == [long.occurrence, "a", "b", "c", long.occurrence]
    assert ends(bench, long) == [("aired", None)]


def test_a_slot_that_waits_gives_it_its_time(bench: Bench) -> None:
    long = bench.offer(bench.rundown("long", due_s=4, seconds=12))
    for rundown in slot(bench, due_s=10, cuts_in_s=30):
        bench.offer(rundown)
    bench.run(60)
    assert starts(bench) == [long.occurrence, "a", "b", "c"]


def test_a_slot_that_would_be_refused_silences_nothing(bench: Bench) -> None:
    long = bench.offer(bench.rundown("long", due_s=4, seconds=30))
    first, *_ = slot(bench, due_s=10, cuts_in_s=10)
    bench.offer(replace(first, approver=first.author))
    bench.run(60)
    assert starts(bench) == [long.occurrence]
    assert ends(bench, long) == [("aired", None)]


def test_an_emergency_interrupts_a_slot_which_goes_on(bench: Bench) -> None:
    for rundown in slot(bench):
        bench.offer(rundown)
    urgent = replace(bench.rundown("urgent", due_s=6, seconds=2), priority=Priority.EMERGENCY)
    bench.offer(urgent)
    bench.run(60)
    assert starts(bench) == ["a", "urgent", "a", "b", "c"]


@pytest.mark.parametrize("on_air", ["emergency", "test", "slot", "higher"])
def test_what_a_sharp_slot_never_fades(bench: Bench, on_air: str) -> None:
    first, *_ = slot(bench, due_s=0, cuts_in_s=0)
    other = {
        "emergency": replace(bench.rundown("x"), priority=Priority.EMERGENCY),
        "test": replace(bench.rundown("x"), kind=Kind.TEST),
        "slot": replace(bench.rundown("x"), slot="y"),
        "higher": replace(bench.rundown("x"), priority=Priority.PRIORITY),
    }[on_air]
    assert not may_break_in(first, on_air=other, now=NOON, lead_in=lead_in)
    assert may_break_in(first, on_air=bench.rundown("x"), now=NOON, lead_in=lead_in)


def test_a_follower_waits_only_while_the_other_is_there(bench: Bench) -> None:
    first, second, _ = slot(bench, due_s=0)
    later = NOON + timedelta(seconds=60)
    both = choose(
        [second, replace(first, due=later)], now=NOON + timedelta(seconds=5), lead_in=lead_in
    )
    assert both.rundown is None
    alone = choose([second], now=NOON + timedelta(seconds=5), lead_in=lead_in)
    assert alone.rundown == second


def test_the_journal_keeps_the_place_and_opens_without_one(bench: Bench) -> None:
    first = replace(slot(bench, cuts_in_s=3)[0], programme="Chương trình chiều")
    values = first.to_values()
    assert rundown_from_values(values) == first
    for name in ("slot", "follows", "cuts_in", "programme"):
        del values[name]
    assert rundown_from_values(values) == replace(first, slot=None, cuts_in=None, programme="")


def test_the_record_says_which_programme_it_was(bench: Bench) -> None:
    first, *_ = slot(bench, due_s=0)
    bench.offer(replace(first, programme="Chương trình chiều"))
    bench.run(20)
    found = [(r["event"], r["programme"]) for r in bench.journal.since(0)]
    assert found == [("start", "Chương trình chiều"), ("end", "Chương trình chiều")]
