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


STEP_NS = 1_500_000_000
STEP = 6  # quarter seconds
JUMP = NOW + 4 * 3_600
COUNTER = 0
ARRIVED = 1


def _first_followed(
    rule: CounterRule, others: list[tuple[int, int]], *, steps: int = 40
) -> tuple[int, int] | None:
    """Let the station send from ``JUMP`` on every 1.5 s, others' (counter, ns) between.

    Returns counter and time since the first command of what is accepted first.
    """
    station = [(JUMP + STEP * n, n * STEP_NS) for n in range(steps)]
    for counter, at in sorted([*station, *others], key=lambda sent: sent[ARRIVED]):
        if rule.judge(counter, SECOND + at) is None:
            return counter, at
    return None


# a recording cannot be ahead of the station: whatever it plays was sent before
_late = st.builds(
    lambda at, late: (max(NOW + 1, JUMP + (at - late) // 250_000_000), at),
    st.integers(0, 40 * STEP_NS),
    st.integers(3 * SECOND, 3_000 * SECOND),
)


@given(st.lists(_late, max_size=60))
def test_no_recording_blocks_the_first_followed(recordings: list[tuple[int, int]]) -> None:
    accepted = _first_followed(_synchronised(), recordings)
    assert accepted is not None
    assert accepted[ARRIVED] <= 12 * SECOND


def test_a_missed_command_played_every_nine_seconds_does_not_block_it() -> None:
    missed = [(JUMP - 400, n * 9 * SECOND + SECOND // 2) for n in range(7)]
    assert _first_followed(_synchronised(), missed) == (JUMP + 7 * STEP, 7 * STEP_NS)


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=12),
    st.lists(st.integers(-(10**10), 10**10), min_size=13, max_size=13),
)
def test_a_recording_of_less_than_ten_seconds_never_re_synchronises(
    gaps: list[int], stretches: list[int]
) -> None:
    rule, counter, now_ns = _synchronised(), JUMP, 20 * SECOND
    for gap, stretch in zip([0, *gaps], stretches, strict=False):
        if counter + gap - JUMP >= 40:
            break
        counter += gap
        now_ns += max(0, gap * 250_000_000 + stretch)
        assert rule.judge(counter, now_ns) is Reason.WINDOW


def test_many_small_stretches_do_not_add_up() -> None:
    rule = _synchronised()
    for n in range(20):
        stretched_ns = 20 * SECOND + n * (SECOND * 3 // 4 + 1_900_000_000)
        assert rule.judge(JUMP + 3 * n, stretched_ns) is Reason.WINDOW


def test_two_commands_of_a_run_are_a_minute_apart_at_most() -> None:
    rule = _synchronised()
    assert rule.judge(JUMP, 0) is Reason.WINDOW
    assert rule.judge(JUMP + 240, 60 * SECOND) is None
    rule = _synchronised()
    assert rule.judge(JUMP, 0) is Reason.WINDOW
    assert rule.judge(JUMP + 244, 61 * SECOND) is Reason.WINDOW
    assert rule.judge(JUMP + 284, 71 * SECOND) is None


def test_a_station_that_comes_back_behind_a_run_is_followed_after_ten_seconds_of_silence() -> None:
    rule = _synchronised()
    assert rule.judge(JUMP + 400, 0) is Reason.WINDOW
    verdicts = [rule.judge(JUMP + 420 + 4 * n, (30 + n) * SECOND) for n in range(11)]
    assert verdicts == [Reason.WINDOW] * 10 + [None]


def test_what_is_behind_a_run_does_not_keep_it_alive() -> None:
    rule = _synchronised()
    assert rule.judge(JUMP, 0) is Reason.WINDOW
    for n in range(1, 8):
        assert rule.judge(JUMP - n, n * SECOND) is Reason.WINDOW
    assert rule.judge(JUMP + 244, 61 * SECOND) is Reason.WINDOW


@given(st.integers(41, 2**31), st.integers(0, 3), st.lists(st.booleans(), min_size=60, max_size=60))
def test_after_any_jump_points_open_again_within_a_minute(
    jump: int, jitter: int, heard: list[bool]
) -> None:
    """Of commands every second two of three are heard; arrivals are uneven by 3/4 s."""
    rule = _synchronised()
    for n, lucky in enumerate(heard):
        late_ns = (n * jitter % 4) * 250_000_000
        if (lucky or n % 3) and rule.judge(NOW + jump + 4 * n, n * SECOND + late_ns) is None:
            assert n <= 13
            return
    raise AssertionError("never")
