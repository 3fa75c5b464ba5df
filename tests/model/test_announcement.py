"""What exactly two people answer for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.model import Priority
from loudspeaker.model.announcement import OccurrenceState
from loudspeaker.model.programme import Place, place_from_values
from tests.model.announcements import NOON, content


@given(st.text(max_size=20), st.text(max_size=20))
def test_the_hash_is_of_everything_that_is_approved(one: str, other: str) -> None:
    first, second = content(text=one), content(text=other)
    assert (first.sha256() == second.sha256()) == (one == other)
    assert (first.text_sha256() == second.text_sha256()) == (one == other)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "x"},
        {"priority": Priority.EMERGENCY},
        {"points": (1,)},
        {"repeat": 1},
        {"voice": "vi-nam"},
        {"due": NOON + timedelta(seconds=1)},
        {"due": None},
        {"not_after": NOON},
        {"cron": "x"},
        {"script": {}},
    ],
)
def test_any_change_is_another_content(change: dict[str, object]) -> None:
    assert content(**change).sha256() != content().sha256()


def test_the_terminal_states() -> None:
    over = {state.value for state in OccurrenceState if state.terminal}
    assert over == {"aired", "aired_partial", "missed", "cancelled", "refused", "failed"}


def test_a_place_of_an_older_database_has_no_programme() -> None:
    place = Place(slot="a-1", block=2, follows="b-1", programme="Chương trình chiều")
    values = place.to_values()
    assert place_from_values(values) == place
    del values["programme"]
    assert place_from_values(values) == replace(place, programme="")
