"""Minute edges as seen from a slot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.rds import GROUP_NS
from loudspeaker.radio.rds_minutes import MinuteMarks, Outlook

EDGE = datetime(2026, 1, 1, 5, 30, tzinfo=UTC)
GROUP = timedelta(microseconds=GROUP_NS / 1_000)


def _before(milliseconds: float) -> Outlook:
    """Look from a slot that begins so long before the edge."""
    return MinuteMarks().look(EDGE - timedelta(milliseconds=milliseconds))


@pytest.mark.parametrize(
    ("milliseconds", "possible", "aimed", "last_chance", "left"),
    [
        (1_000, False, False, False, 11),
        (186, False, False, False, 2),
        (184, True, False, False, 2),
        (168, True, False, False, 2),
        (167, True, True, False, 2),
        (88, True, True, False, 1),
        (78, True, True, True, 0),
        (-9, True, True, True, 0),
    ],
)
def test_chances_of_a_slot(
    milliseconds: int, possible: bool, aimed: bool, last_chance: bool, left: int
) -> None:
    outlook = _before(milliseconds)
    assert outlook.edge == EDGE
    assert (outlook.possible, outlook.aimed) == (possible, aimed)
    assert (outlook.last_chance, outlook.left) == (last_chance, left)


@pytest.mark.parametrize("milliseconds", [-10, -30_000, 30_000, 2_100])
def test_far_from_an_edge_there_is_room_for_anything(milliseconds: int) -> None:
    outlook = _before(milliseconds)
    assert outlook == Outlook()
    assert [outlook.possible, outlook.aimed, outlook.last_chance] == [False] * 3
    assert outlook.room_for(1_000)
    assert outlook.reach(4) == 4


def test_a_burst_goes_before_the_clock_only_if_that_is_still_in_time() -> None:
    assert _before(342).room_for(4)
    assert not _before(340).room_for(4)


def test_a_clock_close_behind_a_burst_lengthens_it() -> None:
    assert [_before(342 + 88 * more).reach(4) for more in range(3)] == [5, 6, 4]


def test_without_trust_there_is_no_edge() -> None:
    assert MinuteMarks().look(None) == Outlook()


def test_an_edge_is_told_once() -> None:
    marks = MinuteMarks()
    marks.sent(EDGE)
    assert marks.look(EDGE - GROUP).edge is None
    assert marks.look(EDGE - GROUP + timedelta(minutes=1)).edge == EDGE + timedelta(minutes=1)
    assert marks.look(EDGE - GROUP - timedelta(minutes=1)).edge == EDGE - timedelta(minutes=1)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        MinuteMarks().look(datetime(2026, 1, 1))  # noqa: DTZ001


@given(st.datetimes(max_value=datetime(9000, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_what_is_possible_is_within_a_tenth_of_a_second(starts_at: datetime) -> None:
    outlook = MinuteMarks().look(starts_at)
    if outlook.edge is None:
        return
    assert (outlook.edge.second, outlook.edge.microsecond) == (0, 0)
    error = abs(starts_at + GROUP - outlook.edge)
    assert not outlook.possible or error <= timedelta(seconds=0.1)
    assert outlook.possible or error > timedelta(seconds=0.09)
