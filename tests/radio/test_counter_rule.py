"""Replay, the window of 10 s, and the way back when the station's clock was set."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.counter_rule import CounterRule, Reason

SECOND = 1_000_000_000
NOW = 0x33DE8400


def _synchronised() -> CounterRule:
    rule = CounterRule()
    assert rule.judge(NOW, 0) is None
    return rule


def test_after_power_up_any_larger_counter_is_taken() -> None:
    rule = CounterRule(last=NOW)
    assert rule.judge(NOW, 0) is Reason.REPLAY
    assert rule.judge(NOW + 4_000_000, 1) is None
    assert rule.last == NOW + 4_000_000


def test_the_same_counter_twice_is_a_replay() -> None:
    rule = _synchronised()
    assert rule.judge(NOW, SECOND) is Reason.REPLAY
    assert rule.judge(NOW - 1, SECOND) is Reason.REPLAY


def test_the_window_is_ten_seconds_both_ways() -> None:
    assert _synchronised().judge(NOW + 40, 0) is None
    assert _synchronised().judge(NOW + 41, 0) is Reason.WINDOW
    assert _synchronised().judge(NOW + 40, 20 * SECOND) is None
    assert _synchronised().judge(NOW + 40, 20 * SECOND + 1) is Reason.WINDOW


def test_delayed_commands_cannot_walk_the_clock_back() -> None:
    rule = _synchronised()
    late = 9 * SECOND
    assert rule.judge(NOW + 4, SECOND + late) is None
    assert rule.judge(NOW + 8, 2 * SECOND + 2 * late) is Reason.WINDOW


def test_a_fast_crystal_is_followed() -> None:
    rule = _synchronised()
    for hours in range(6, 30 * 24, 6):
        fast_ns = hours * 3_600 * SECOND * 10_002 // 10_000  # 200 ppm: 17 s a day
        assert rule.judge(NOW + hours * 3_600 * 4, fast_ns) is None


def test_a_station_set_forward_is_followed_after_ten_seconds() -> None:
    rule = _synchronised()
    jump = NOW + 4 * 3_600
    verdicts = [rule.judge(jump + 6 * n, SECOND + n * 1_500_000_000) for n in range(8)]
    assert verdicts == [Reason.WINDOW] * 7 + [None]
    assert rule.judge(jump + 6 * 8, SECOND + 8 * 1_500_000_000) is None


def test_counters_out_of_step_never_re_synchronise() -> None:
    rule = _synchronised()
    jump = NOW + 4 * 3_600
    assert {rule.judge(jump + n, n * 1_500_000_000) for n in range(40)} == {Reason.WINDOW}


def test_a_copy_or_an_old_recording_does_not_spoil_the_way_back() -> None:
    rule = _synchronised()
    jump = NOW + 4 * 3_600
    for n in range(7):
        at = SECOND + n * 1_500_000_000
        assert rule.judge(jump + 6 * n, at) is Reason.WINDOW
        assert rule.judge(jump + 6 * n, at + 1) is Reason.WINDOW
        assert rule.judge(NOW, at + 2) is Reason.REPLAY
    assert rule.judge(jump + 6 * 7, SECOND + 7 * 1_500_000_000) is None


def _way_back(rule: CounterRule, first: int, between: Callable[[int], object]) -> list[int]:
    """Let the station send every 1.5 s from a clock that was set; return when it was followed."""
    followed = []
    for n in range(20):
        at = SECOND + n * 1_500_000_000
        if rule.judge(first + 6 * n, at) is None:
            followed.append(at)
        between(at + SECOND)
    return followed


def test_who_repeats_the_station_cannot_keep_it_from_the_way_back() -> None:
    """Each command of the run comes again a second and four seconds later, and the first always."""
    rule, jump = _synchronised(), NOW + 4 * 3_600

    def again(at: int) -> None:
        n = (at - 2 * SECOND) // 1_500_000_000
        for number in {n, max(0, n - 2), 0}:
            rule.judge(jump + 6 * number, at)

    assert _way_back(rule, jump, again)[0] == 11_500_000_000


def test_recordings_from_before_cannot_either_though_they_be_accepted() -> None:
    """They are what the receiver missed, in step with its own clock; the station is ahead."""
    rule, jump = _synchronised(), NOW + 4 * 3_600
    accepted = []

    def recording(at: int) -> None:
        accepted.append(rule.judge(NOW + 4 * at // SECOND, at) is None)

    assert _way_back(rule, jump, recording)[0] == 11_500_000_000
    assert sum(accepted) == 7, "until the station was followed"


def test_an_accepted_command_that_is_newer_ends_the_way_back() -> None:
    rule = _synchronised()
    ahead = NOW + 60
    assert rule.judge(ahead, 0) is Reason.WINDOW
    assert rule.judge(ahead + 4, 9 * SECOND) is None
    assert rule.judge(ahead + 500, 11 * SECOND) is Reason.WINDOW


def test_a_station_that_lost_its_counters_is_found_after_silence() -> None:
    """Restored from an old copy: its numbers are below what a run has seen, above what counts."""
    rule, ahead, behind = _synchronised(), NOW + 8 * 3_600, NOW + 4 * 3_600
    assert rule.judge(ahead, SECOND) is Reason.WINDOW
    at = SECOND + 10 * SECOND + 1
    verdicts = [rule.judge(behind + 6 * n, at + n * 1_500_000_000) for n in range(8)]
    assert verdicts == [Reason.WINDOW] * 7 + [None]


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 10**11)), max_size=30))
def test_accepted_counters_always_rise(commands: list[tuple[int, int]]) -> None:
    rule, now, accepted = CounterRule(), 0, [0]
    for counter, pause in commands:
        now += pause
        if rule.judge(counter, now) is None:
            accepted.append(counter)
    assert accepted == sorted(set(accepted))
    assert rule.last == accepted[-1]
