"""How often 0A must come."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.rds_pace import NamePace


def _names(pace: NamePace, count: int, *, ta: bool = False) -> list[int]:
    """Send a 0A whenever it is due; return the numbers of those groups."""
    sent = []
    for _ in range(count):
        pace.tick(ta=ta)
        if pace.due:
            pace.sent()
            sent.append(pace.now)
    return sent


def test_four_in_any_eleven() -> None:
    sent = _names(NamePace(), 1_000)
    assert max(later - sooner for sooner, later in zip(sent, sent[4:], strict=False)) == 11
    assert max(later - sooner for sooner, later in pairwise(sent)) == 3


def test_nine_others_may_follow_two() -> None:
    pace = NamePace()
    for _ in range(2):
        pace.tick(ta=False)
        pace.sent()
    pace.tick(ta=False)
    assert pace.allows(9)
    assert not pace.allows(10)
    for _ in range(9):
        pace.tick(ta=False)
    assert pace.due


@given(st.lists(st.integers(1, 9), max_size=100))
def test_two_in_any_eleven_if_others_go_only_where_allowed(wanted: list[int]) -> None:
    pace, sent = NamePace(), [-1, 0]
    for count in wanted:
        pace.tick(ta=False)
        while not pace.allows(count):
            pace.sent()
            sent.append(pace.now)
            pace.tick(ta=False)
        for _ in range(count - 1):
            pace.tick(ta=False)
    assert all(later - sooner <= 11 for sooner, later in zip(sent, sent[2:], strict=False))


def test_what_commands_put_off_is_made_up_for_under_ta_only() -> None:
    made_up = []
    for ta in (True, False):
        pace = NamePace()
        for _ in range(12):
            pace.tick(ta=ta)
        made_up.append(len(_names(pace, 20, ta=ta)))
    assert made_up == [12, 8]


def test_commands_must_wait_when_too_many_are_owed_under_ta() -> None:
    pace = NamePace()
    for _ in range(80):
        pace.tick(ta=True)
    assert pace.pressing
    for _ in range(3):
        pace.sent()
    assert not pace.pressing
