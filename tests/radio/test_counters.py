"""The sender's counter against clocks that are late, missing or set back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.counters import EPOCH, QUARTER_NS, counter_at, next_counter

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def test_quarter_seconds_since_2020() -> None:
    assert counter_at(EPOCH) == 0
    assert counter_at(EPOCH + timedelta(seconds=10.3)) == 41
    assert counter_at(datetime(1970, 1, 1, tzinfo=UTC)) == 0
    assert counter_at(datetime(2050, 1, 1, tzinfo=UTC)) < 2**32


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


@given(
    st.integers(0, 2**31),
    st.integers(0, 10**15),
    st.none() | st.integers(0, 10**9).map(lambda seconds: EPOCH + timedelta(seconds=seconds)),
)
def test_it_always_rises(last: int, since_last_ns: int, trusted: datetime | None) -> None:
    assert next_counter(last=last, since_last_ns=since_last_ns, trusted=trusted) > last
