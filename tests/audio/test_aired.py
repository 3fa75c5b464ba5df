"""What was sent when, and what of it is telling."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.audio.aired import Aired
from loudspeaker.audio.likeness import frames_in
from tests.audio.babble import RATE_HZ, babble

SOUND = babble(6, seed=9)


def place(seconds: float) -> int:
    return frames_in(seconds)


def sent_in_blocks(cuts: list[int], start_s: float = 10.0) -> Aired:
    aired = Aired()
    at = 0
    for part in np.split(SOUND, np.clip(np.cumsum(cuts), 0, len(SOUND))):
        aired.sent(start_s + at / RATE_HZ, part)
        at += len(part)
    return aired


@given(st.lists(st.integers(0, 20_000), max_size=30))
@settings(max_examples=20, deadline=None)
def test_it_does_not_matter_in_which_blocks_it_was_sent(cuts: list[int]) -> None:
    piece = sent_in_blocks(cuts).piece(place(9), place(17))
    assert np.allclose(piece, sent_in_blocks([]).piece(place(9), place(17)), atol=1e-3)


def test_silence_before_and_behind() -> None:
    aired = sent_in_blocks([])
    assert aired.share(place(5), place(9.9)) == 0
    assert aired.share(place(11), place(15)) > 0.7
    assert aired.share(place(16.1), place(20)) == 0


def test_a_gap_is_silence_and_begins_anew() -> None:
    aired = Aired()
    aired.sent(10.0, SOUND[: 2 * RATE_HZ])
    aired.sent(14.0, SOUND[2 * RATE_HZ :])
    assert aired.share(place(12.1), place(13.9)) == 0
    assert aired.share(place(14.1), place(17.9)) > 0.7


@pytest.mark.parametrize(
    ("start_s", "stop_s", "telling"),
    [(12, 14, True), (9, 11, False), (15, 17, False), (20, 22, False)],
)
def test_a_beginning_or_an_end_is_not_telling(
    start_s: float, stop_s: float, *, telling: bool
) -> None:
    assert sent_in_blocks([]).is_telling(place(start_s), place(stop_s)) is telling


def test_carrier_and_knowledge() -> None:
    aired = Aired()
    aired.carrier(10.0, 12.0)
    assert aired.carries(place(9), place(10.5))
    assert not aired.carries(place(12.5), place(14))
    assert not aired.is_known(place(1))
    aired.known_until(5.0)
    aired.known_until(3.0)
    assert aired.is_known(place(5))
    assert not aired.is_known(place(5.1))


def test_what_is_long_past_is_forgotten() -> None:
    aired = sent_in_blocks([])
    aired.forget_before(place(13))
    assert aired.share(place(10), place(12.9)) == 0
    assert aired.share(place(13.1), place(15)) > 0.5
