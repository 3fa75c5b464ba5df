"""What is sent when: rates, bursts and the clock, judged by the groups and their times alone."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.radio.rds import groups_ns
from loudspeaker.radio.rds_labels import clock_in
from loudspeaker.radio.rds_listener import Listener
from loudspeaker.radio.rds_programme import Programme
from loudspeaker.radio.rds_schedule import GroupScheduler
from loudspeaker.radio.rds_texts import enhanced_text_bytes, long_name_bytes, text_bytes
from tests.radio.rds_air import (
    BEGIN,
    FULL,
    PI,
    SECOND_NS,
    Air,
    clock_errors,
    command,
    fewest_in_a_second,
    longest_ns,
    programmes,
    starts,
)

MINUTE = 685  # groups, a little less than a minute
FIVE_SECONDS = 57
PLAIN = Programme(pi=PI, ps="DAI XA")
begins = st.integers(0, 59_999_999).map(lambda us: BEGIN + timedelta(microseconds=us))


def _kinds(air: Air) -> Counter[str]:
    return Counter(sent.group.name for sent in air.aired)


# Without commands


@settings(max_examples=25, deadline=None)
@given(programmes, begins)
def test_usual_rates(programme: Programme, begin: datetime) -> None:
    air = Air(programme, begin=begin)
    aired = air.run(2 * MINUTE)
    assert fewest_in_a_second(aired, "0A") >= 4
    assert clock_errors(aired) == []
    assert longest_ns(starts(aired, "1A")) <= 15 * SECOND_NS


@settings(max_examples=25, deadline=None)
@given(programmes, st.integers(0, 2 * MINUTE), begins)
def test_all_is_known_soon_from_any_group_on(
    programme: Programme, skipped: int, begin: datetime
) -> None:
    air = Air(programme, begin=begin)
    air.run(skipped)
    listener = Listener()
    for sent in air.run(FIVE_SECONDS):
        listener.hear(sent.group)
    station = listener.station
    assert station.ps is not None
    assert (station.radio_text is None) is (not text_bytes(programme.radio_text))
    assert (station.pty, station.tp, station.ta) == (programme.pty, programme.tp, programme.ta)
    for sent in air.run(9 * FIVE_SECONDS):
        listener.hear(sent.group)
    station = listener.station
    assert (station.ecc, station.language) == (programme.ecc, programme.language)
    assert station.alternative_frequencies_khz == tuple(
        sorted(programme.alternative_frequencies_khz)
    )
    assert (station.ert is None) is (not enhanced_text_bytes(programme.ert))
    assert (station.long_ps is None) is (not long_name_bytes(programme.long_ps))


def test_open_data_is_announced_every_few_seconds() -> None:
    aired = Air(FULL).run(2 * MINUTE)
    for aid in (0xFF01, 0x6552):
        times = [
            sent.start_ns for sent in aired if sent.group.type == 3 and sent.group.blocks[3] == aid
        ]
        assert longest_ns([0, *times]) <= 4 * SECOND_NS


def test_nothing_is_sent_that_the_programme_does_not_have() -> None:
    air = Air(PLAIN)
    air.run(2 * MINUTE)
    assert set(_kinds(air)) == {"0A", "1A", "4A"}


def test_enhanced_text_leaves_the_group_of_the_commands_alone() -> None:
    air = Air(replace(FULL, commands=replace(FULL.commands, kind=12)))
    air.run(2 * MINUTE)
    assert "13A" in _kinds(air)
    assert "12A" not in _kinds(air)


# With commands


def _endless(air: Air, *, urgent: bool = False, count: int = 4) -> None:
    """Run two minutes in which another command always waits."""

    def before(number: int) -> None:
        air.scheduler.enqueue(command(number, count=count), number, urgent=urgent)

    air.run(2 * MINUTE, before)


@settings(max_examples=25, deadline=None)
@given(programmes, begins, st.booleans(), st.integers(1, 8))
def test_rates_while_commands_never_end(
    programme: Programme, begin: datetime, urgent: bool, count: int
) -> None:
    air = Air(programme, begin=begin)
    _endless(air, urgent=urgent, count=count)
    assert fewest_in_a_second(air.aired, "0A") >= 2
    assert clock_errors(air.aired) == []
    countries = [
        sent.start_ns
        for sent in air.aired
        if sent.group.type == 1 and sent.group.blocks[2] == programme.ecc
    ]
    assert longest_ns([0, *countries, air.aired[-1].start_ns]) <= 60 * SECOND_NS
    if programme.commands.aid is not None:
        assert longest_ns([0, *starts(air.aired, "3A")]) <= 6.5 * SECOND_NS


def test_most_of_the_air_is_theirs_while_commands_never_end() -> None:
    air = Air(PLAIN)
    _endless(air)
    kinds = _kinds(air)
    assert kinds["6A"] / air.number > 0.77
    assert set(kinds) == {"6A", "0A", "1A", "4A"}


def test_four_0a_a_second_are_kept_under_ta_though_commands_never_end() -> None:
    air = Air(replace(PLAIN, ta=True))
    _endless(air)
    names = starts(air.aired, "0A")
    for seconds in (5, 20, 100):
        least = 4 * seconds - 4  # what a run of commands may take first
        assert longest_ns(names, least) <= seconds * SECOND_NS


def test_hold_commands_leave_the_usual_rates() -> None:
    """Two copies every 1.5 s, as while something is on the air."""
    for ta in (False, True):
        air = Air(replace(FULL, ta=ta))

        def before(number: int, air: Air = air) -> None:
            if number % 17 == 0:
                air.scheduler.enqueue(command(number), number)
                air.scheduler.enqueue(command(number), number)

        air.run(2 * MINUTE, before)
        assert _kinds(air)["0A"] / (air.number * groups_ns(1) / SECOND_NS) > (4 if ta else 3)
        assert longest_ns(starts(air.aired, "2A"), 16) <= 20 * SECOND_NS


def _lead_in(air: Air) -> int:
    """Send close and three copies of open; return how many groups it took."""
    before = air.number
    for number in range(4):
        air.scheduler.enqueue(command(number), number)
    while air.step().completed != 3:
        pass
    return air.number - before


@settings(max_examples=25, deadline=None)
@given(programmes, st.integers(60, 400), begins)
def test_a_lead_in_is_out_in_time(programme: Programme, earlier: int, begin: datetime) -> None:
    air = Air(programme, begin=begin)
    air.run(earlier)
    took = _lead_in(air)
    with_clock = any(sent.group.type == 4 for sent in air.aired[-took:])
    assert groups_ns(took) <= (2.02 if with_clock else 1.8) * SECOND_NS


def test_a_lead_in_is_out_in_1_9_seconds_but_where_the_clock_is_in_its_way() -> None:
    """Two bursts cannot be moved by less than 88 ms, the clock by no more than 200."""
    late = 0
    for number in range(400):
        air = Air(FULL, begin=BEGIN.replace(second=52) + timedelta(milliseconds=10 * number))
        air.run(60 + number % 5)
        late += groups_ns(_lead_in(air)) > 1.9 * SECOND_NS
    assert late <= 30


bursts = st.lists(
    st.tuples(st.integers(0, 400), st.integers(1, 8), st.booleans()), max_size=60
).map(sorted)


@settings(max_examples=25, deadline=None)
@given(programmes, bursts, begins)
def test_bursts_come_whole_in_order_and_urgent_ones_first(
    programme: Programme, asked: list[tuple[int, int, bool]], begin: datetime
) -> None:
    air = Air(programme, begin=begin)
    waiting = dict(enumerate(asked))
    begun: list[tuple[int, int]] = []  # number of the burst, and of its first group

    def before(number: int) -> None:
        for token, (when, count, urgent) in waiting.items():
            if when == number:
                air.scheduler.enqueue(command(token, count=count), token, urgent=urgent)

    for sent in air.run(401 + 14 * len(asked), before):
        if sent.completed is not None:
            token = sent.completed
            assert isinstance(token, int)
            count = waiting[token][1]
            groups = [each.group for each in air.aired[sent.number + 1 - count : sent.number + 1]]
            assert [group.blocks[2:] for group in groups] == [(token, 0xC0DE)] * count
            assert [group.tail for group in groups] == list(range(count))
            begun.append((token, sent.number + 1 - count))
    assert sorted(token for token, _ in begun) == sorted(waiting)
    assert _kinds(air)["6A"] == sum(count for _, count, _ in asked)
    for place, (token, _) in enumerate(begun):
        for other, first in begun[place + 1 :]:
            assert not _goes_first(waiting[other], waiting[token], other < token, begun[place][1])
            assert first > begun[place][1]


def _goes_first(
    one: tuple[int, int, bool], other: tuple[int, int, bool], sooner: bool, begun: int
) -> bool:
    """Whether ``one`` was there when the other began and should have been taken instead."""
    there = one[0] <= begun
    return there and ((one[2] and not other[2]) or (one[2] is other[2] and sooner))


@settings(max_examples=25, deadline=None)
@given(programmes, bursts, begins, st.lists(programmes, min_size=1, max_size=4))
def test_two_0a_in_any_second_whatever_happens(
    programme: Programme,
    asked: list[tuple[int, int, bool]],
    begin: datetime,
    others: list[Programme],
) -> None:
    air = Air(programme, begin=begin)

    def before(number: int) -> None:
        air.trusted = number // 90 % 3 != 1
        if number % 50 == 17:
            air.scheduler.set_programme(others[number // 50 % len(others)])
        for token, (when, count, urgent) in enumerate(asked):
            if when == number:
                air.scheduler.enqueue(command(token, count=count), token, urgent=urgent)
        if number % 97 == 96:
            air.scheduler.drop_waiting()

    aired = air.run(500, before)
    assert fewest_in_a_second(aired, "0A") >= 2


def test_a_running_burst_goes_on_when_the_waiting_are_dropped() -> None:
    air = Air(PLAIN)
    for token in "abc":
        air.scheduler.enqueue(command(1), token)
    air.scheduler.enqueue(command(2), "stop", urgent=True)
    while air.step().group.type != 6:
        pass
    assert air.scheduler.drop_waiting() == ("a", "b", "c")
    assert air.scheduler.drop_waiting() == ()
    assert [sent.completed for sent in air.run(50) if sent.completed] == ["stop"]
    assert _kinds(air)["6A"] == 4


@pytest.mark.parametrize("count", [0, 9])
def test_a_burst_has_one_to_eight_groups(count: int) -> None:
    with pytest.raises(ValueError, match=f"not {count}"):
        Air(PLAIN).scheduler.enqueue(command(1, count=count), "x")


# Clock


def test_no_clock_is_sent_while_it_is_not_trusted() -> None:
    air = Air(FULL)
    air.trusted = False
    air.run(2 * MINUTE)
    assert _kinds(air)["4A"] == 0
    air.trusted = True
    air.run(2 * MINUTE)
    assert _kinds(air)["4A"] == 2


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=-400)])
def test_clock_that_jumps_is_told_anew(jump: timedelta) -> None:
    air = Air(FULL, begin=BEGIN.replace(second=58))
    air.run(40)
    air.begin += jump
    air.run(MINUTE)
    told = [clock_in(sent.group)["clock"] for sent in air.aired if sent.group.type == 4]
    assert [when - BEGIN.replace(second=0, microsecond=0) for when in told] == [
        timedelta(minutes=1),
        timedelta(minutes=2) + jump,
    ]


def test_a_minute_is_told_once_though_the_clock_creeps_back() -> None:
    air = Air(FULL, begin=BEGIN.replace(second=58))
    for _ in range(60):
        air.step()
        air.begin -= timedelta(milliseconds=60)
    assert _kinds(air)["4A"] == 1


def test_clock_in_a_zone_of_its_own_is_told_in_utc() -> None:
    scheduler = GroupScheduler(replace(PLAIN, utc_offset_half_hours=0))
    local = datetime.fromisoformat("2026-01-01T06:59:59.900+07:00")
    sent = [scheduler.next(local + timedelta(milliseconds=88 * n)).group for n in range(2)]
    listener = Listener()
    for group in sent:
        listener.hear(group)
    assert listener.station.clock == datetime.fromisoformat("2026-01-01T00:00+00:00")


def test_a_moment_without_zone_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="zone"):
        GroupScheduler(PLAIN).next(datetime(2026, 1, 1))  # noqa: DTZ001


# Programme


def _flag(air: Air, kind: int) -> set[bool]:
    groups = [sent.group for sent in air.run(120) if sent.group.type == kind]
    return {bool(group.tail & 0x10) for group in groups}


def test_flags_flip_with_a_new_text_and_only_then() -> None:
    air = Air(FULL)
    assert (_flag(air, 2), _flag(air, 10)) == ({False}, {False})
    air.scheduler.set_programme(replace(FULL, ta=True, pty=31, ps="BAO DONG"))
    assert (_flag(air, 2), _flag(air, 10)) == ({False}, {False})
    air.scheduler.set_programme(replace(FULL, radio_text="Họp"))
    assert (_flag(air, 2), _flag(air, 10)) == ({True}, {False})
    air.scheduler.set_programme(replace(FULL, radio_text="Hop", ptyn="CANH BAO"))
    assert (_flag(air, 2), _flag(air, 10)) == ({True}, {True})
    air.scheduler.set_programme(FULL)
    assert (_flag(air, 2), _flag(air, 10)) == ({False}, {False})


def test_a_text_taken_away_is_cleared_on_displays() -> None:
    air, listener = Air(FULL), Listener()
    for sent in air.run(120):
        listener.hear(sent.group)
    assert listener.station.radio_text
    air.scheduler.set_programme(replace(FULL, radio_text="", ptyn=" "))
    later = air.run(120)
    for sent in later:
        listener.hear(sent.group)
    assert listener.station.radio_text == ""
    assert not [sent for sent in later if sent.group.type == 10]


def test_a_programme_counts_from_the_next_group_on_even_in_a_burst() -> None:
    air = Air(PLAIN)
    air.scheduler.enqueue(command(1), "x")
    while air.step().group.type != 6:
        pass
    air.scheduler.set_programme(replace(PLAIN, pty=31, tp=True, ta=True))
    later = [sent.group for sent in air.run(30)]
    assert [group.type for group in later[:3]] == [6, 6, 6]
    assert {(group.programme_type, group.traffic_programme) for group in later} == {(31, True)}
    assert all(group.tail & 0x10 for group in later if group.type == 0)


def test_a_new_name_begins_with_its_first_letters() -> None:
    air = Air(PLAIN)
    air.run(7)
    air.scheduler.set_programme(replace(PLAIN, ps="ABCDEFGH"))
    names = [sent.group for sent in air.run(40) if sent.group.type == 0]
    assert [group.tail & 3 for group in names[:5]] == [0, 1, 2, 3, 0]


def test_a_choice_takes_far_less_than_50_us() -> None:
    air = Air(FULL)
    _endless(air)
    began = time.perf_counter()
    for _ in range(2_000):
        air.scheduler.next(BEGIN)
    assert (time.perf_counter() - began) / 2_000 < 50e-6
