"""The sender's counter against clocks that are late, missing or set back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from loudspeaker.radio.counters import EPOCH, QUARTER_NS, Reckoning, counter_at, reckon

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def next_counter(*, last: int, since_last_ns: int, trusted: datetime | None) -> int:
    before = Reckoning(counter=last, mono_ns=7)
    return reckon(before, now_ns=7 + since_last_ns, trusted=trusted).counter


def test_quarter_seconds_since_2020() -> None:
    assert counter_at(EPOCH) == 0
    assert counter_at(EPOCH + timedelta(seconds=10.3)) == 41
    assert counter_at(datetime(1970, 1, 1, tzinfo=UTC)) == 0
    assert counter_at(datetime(2054, 1, 1, tzinfo=UTC)) < 2**32


def test_a_trusted_clock_is_followed() -> None:
    assert next_counter(last=5, since_last_ns=0, trusted=NOON) == counter_at(NOON)


def test_two_commands_in_one_quarter_differ() -> None:
    now = counter_at(NOON)
    assert next_counter(last=now, since_last_ns=0, trusted=NOON) == now + 1


def test_without_a_trusted_clock_it_goes_on_from_what_was_stored() -> None:
    assert next_counter(last=1_000, since_last_ns=0, trusted=None) == 1_001
    assert next_counter(last=1_000, since_last_ns=8 * QUARTER_NS, trusted=None) == 1_008


def test_a_clock_set_back_by_an_hour_keeps_pace_with_the_receivers() -> None:
    last = counter_at(NOON)
    back = NOON - timedelta(hours=1)
    assert next_counter(last=last, since_last_ns=6 * QUARTER_NS, trusted=back) == last + 6


def test_a_clock_set_back_a_little_is_waited_for() -> None:
    last = counter_at(NOON)
    back = NOON - timedelta(seconds=1)
    assert next_counter(last=last, since_last_ns=QUARTER_NS, trusted=back) == last + 1


def test_a_clock_after_2049_is_not_followed() -> None:
    last = counter_at(NOON)
    for year in (2050, 2054, 2099, 9999):
        late = datetime(year, 2, 1, tzinfo=UTC)
        assert next_counter(last=last, since_last_ns=8 * QUARTER_NS, trusted=late) == last + 8


moments = st.none() | st.integers(0, 2 * 10**9).map(
    lambda seconds: EPOCH + timedelta(seconds=seconds)
)


@given(st.integers(0, 2**31), st.integers(0, 10**15), moments)
def test_it_always_rises(last: int, since_last_ns: int, trusted: datetime | None) -> None:
    assert next_counter(last=last, since_last_ns=since_last_ns, trusted=trusted) > last


# A clock set back within the small step is waited for: so much ahead may each step leave it.
WAITED_FOR_NS = 2 * 10**9 + QUARTER_NS


@given(st.lists(st.tuples(st.integers(0, 2 * 10**9), moments), max_size=30))
@example([(0, EPOCH + timedelta(seconds=248))])
def test_what_it_stands_for_is_never_far_from_now(
    steps: list[tuple[int, datetime | None]],
) -> None:
    """Else one clock that was wrong would be reckoned from for ever."""
    last, now_ns = Reckoning(counter=1_000, mono_ns=0), 0
    for passed_ns, trusted in steps:
        now_ns += passed_ns
        last = reckon(last, now_ns=now_ns, trusted=trusted)
        assert -QUARTER_NS < last.mono_ns - now_ns <= len(steps) * WAITED_FOR_NS


@given(st.lists(st.integers(0, 3 * 10**9), min_size=1, max_size=60))
def test_without_a_clock_it_keeps_pace_whatever_the_rhythm(pauses_ns: list[int]) -> None:
    last, now_ns = Reckoning(counter=1_000, mono_ns=0), 0
    for pause_ns in pauses_ns:
        now_ns += pause_ns
        last = reckon(last, now_ns=now_ns, trusted=None)
        assert last.counter >= 1_000 + now_ns // QUARTER_NS
    least = 1_000 + now_ns // QUARTER_NS
    assert last.counter <= least + len(pauses_ns)
