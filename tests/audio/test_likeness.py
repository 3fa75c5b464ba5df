"""Alike through everything a radio link does, and never alike by chance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.audio.band_levels import BANDS, SILENCE_DB, BandLevels, Levels
from loudspeaker.audio.likeness import best_match, frames_in, nature_of
from loudspeaker.audio.pcm import Samples
from tests.audio.babble import (
    babble,
    band_limited,
    hiss,
    hum,
    noisy,
    off_by,
    tone,
    without_de_emphasis,
)

SENT = babble(16, seed=11)
REACH = frames_in(5)


def levels(sound: Samples) -> Levels:
    return BandLevels().feed(sound)


SENT_LEVELS = levels(SENT)
LINKS: dict[str, Callable[[Samples], Samples]] = {
    "clean": lambda x: x,
    "ten decibels of noise": lambda x: noisy(x, snr_db=10),
    "a telephone": band_limited,
    "sharp": without_de_emphasis,
    "very quiet": lambda x: x * np.float32(0.003),
    "too loud": lambda x: np.clip(4 * x, -0.5, 0.5),
    "200 ppm": lambda x: off_by(x, 200),
}


@pytest.mark.parametrize("link", LINKS)
def test_alike_through_everything_that_a_link_does(link: str) -> None:
    heard = levels(LINKS[link](SENT))[frames_in(6) : frames_in(10)]
    match = best_match(heard, SENT_LEVELS[frames_in(1) : frames_in(15)], first_lag=-REACH)
    assert match.likeness > 0.85
    assert abs(match.lag) <= 1
    assert match.rival < 0.6


@given(st.integers(-250, 250))
@settings(max_examples=25, deadline=None)
def test_the_lag_is_the_right_one(lag: int) -> None:
    """What is heard ``lag`` frames later than it was sent."""
    start = frames_in(6)
    heard = SENT_LEVELS[start - lag : start - lag + frames_in(4)]
    sent = SENT_LEVELS[start - REACH : start + frames_in(4) + REACH]
    match = best_match(heard, sent, first_lag=-REACH)
    assert (match.lag, round(match.likeness, 3)) == (lag, 1.0)


@pytest.mark.parametrize("seed", range(20, 32))
def test_other_speech_is_not_alike_anywhere_within_five_seconds(seed: int) -> None:
    heard = levels(babble(4.02, seed=seed))
    assert best_match(heard, SENT_LEVELS[: frames_in(14)], first_lag=-REACH).likeness < 0.6


def test_what_repeats_itself_has_a_rival() -> None:
    again = np.tile(babble(1, seed=1), 8)
    match = best_match(levels(again)[100:300], levels(again), first_lag=0)
    assert match.likeness - match.rival < 0.05


def test_nothing_in_common_with_silence_or_what_is_too_short() -> None:
    silence = np.full((100, BANDS), SILENCE_DB, dtype=np.float32)
    assert best_match(silence, SENT_LEVELS, first_lag=0).likeness == 0
    assert best_match(SENT_LEVELS[:100], silence, first_lag=0).likeness == 0
    assert best_match(SENT_LEVELS[:100], SENT_LEVELS[:50], first_lag=0).likeness == 0


# --- what sound is by itself ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sound", "moves", "stands_out", "hums"),
    [
        (babble(2, seed=1), True, False, False),
        (hiss(2), False, False, False),
        (tone(2), False, True, False),
        (hum(2), False, True, True),
    ],
)
def test_speech_moves_and_noise_tones_and_hum_do_not(
    sound: Samples, *, moves: bool, stands_out: bool, hums: bool
) -> None:
    nature = nature_of(levels(sound), floor_db=-65)
    assert (nature.movement_db > 3) is moves
    assert (nature.tone_db > 15) is stands_out
    assert (nature.hum_db > 6) is hums


def test_what_is_below_the_floor_does_not_count() -> None:
    whisper = levels(babble(2, seed=1) * np.float32(1e-4))
    assert nature_of(whisper, floor_db=-65).movement_db == 0
    assert nature_of(whisper, floor_db=-65).level_db < -75
