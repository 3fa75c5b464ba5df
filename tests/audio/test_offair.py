"""Every two seconds of a receiver's sound get the right verdict, or none."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.audio.attention import attention
from loudspeaker.audio.chime import chime
from loudspeaker.audio.offair import OffAir, Verdict
from loudspeaker.audio.pcm import Samples
from tests.audio.babble import (
    RATE_HZ,
    babble,
    band_limited,
    hiss,
    hum,
    noisy,
    off_by,
    tone,
    without_de_emphasis,
)
from tests.audio.offair_rig import Programme, received, watch, within

SECONDS = 24.0
SPEECH = babble(SECONDS, seed=42)
OTHER = babble(SECONDS, seed=43)
PROGRAMME = Programme(sound=SPEECH)
SILENCE = np.zeros(len(SPEECH), dtype=np.float32)


def verdicts(
    heard: Samples, *, lag_s: float = 0.4, idle: Samples | None = None
) -> Counter[Verdict]:
    """Return what is said while the programme lasts, less a second at both ends."""
    found = watch(PROGRAMME, received(PROGRAMME, heard, lag_s=lag_s, idle=idle))
    start_s = PROGRAMME.start_s + lag_s
    return within(found, start_s + 1, start_s + SECONDS - 1)


@pytest.mark.parametrize(
    "heard",
    [
        SPEECH,
        noisy(SPEECH, snr_db=10),
        band_limited(SPEECH),
        noisy(band_limited(SPEECH), snr_db=10),
        without_de_emphasis(SPEECH) * np.float32(0.03),
        off_by(SPEECH, 200),
        off_by(SPEECH, -200),
    ],
    ids=["clean", "noise", "telephone", "noisy telephone", "quiet", "200 ppm", "-200 ppm"],
)
@pytest.mark.parametrize("lag_s", [-4.5, 0.4, 4.5])
def test_our_own_programme_is_the_same(heard: Samples, lag_s: float) -> None:
    assert set(verdicts(heard, lag_s=lag_s)) == {Verdict.SAME}


@pytest.mark.parametrize(
    ("heard", "wanted"),
    [
        (OTHER, Verdict.FOREIGN),
        (tone(SECONDS), Verdict.FOREIGN),
        (hum(SECONDS), Verdict.DEAD),
        (hiss(SECONDS), Verdict.DEAD),
        (SILENCE, Verdict.DEAD),
    ],
    ids=["other speech", "a tone", "hum", "hiss", "silence"],
)
def test_anything_else_is_not(heard: Samples, wanted: Verdict) -> None:
    """As long as it is not known how late we are heard, it may also be nothing of ours yet."""
    found = verdicts(heard)
    assert set(found) <= {wanted, Verdict.UNSURE}
    assert found[wanted] >= 6


@pytest.mark.slow
def test_a_stranger_over_our_own_sound_is_not_taken_for_silence() -> None:
    found = verdicts(SPEECH + OTHER)
    assert set(found) <= {Verdict.SAME, Verdict.FOREIGN, Verdict.UNSURE}


@pytest.mark.parametrize(
    ("rest", "wanted"),
    [(SILENCE, Verdict.DEAD), (hiss(SECONDS), Verdict.DEAD), (OTHER, Verdict.FOREIGN)],
    ids=["squelch", "hiss", "a stranger"],
)
def test_a_carrier_that_is_lost_in_the_middle(rest: Samples, wanted: Verdict) -> None:
    half = len(SPEECH) // 2
    heard = np.concatenate((SPEECH[:half], rest[half:]))
    found = watch(PROGRAMME, received(PROGRAMME, heard, lag_s=0.4))
    middle_s = PROGRAMME.start_s + 0.4 + SECONDS / 2
    assert set(within(found, PROGRAMME.start_s + 1.4, middle_s - 1)) == {Verdict.SAME}
    assert set(within(found, middle_s + 1, middle_s + SECONDS / 2 - 1)) == {wanted}
    around = within(found, middle_s - 3, middle_s + 3)
    assert not around[Verdict.FOREIGN if wanted is Verdict.DEAD else Verdict.DEAD]


@pytest.mark.parametrize(
    ("idle", "wanted"),
    [
        (SILENCE, Verdict.SILENT), (hiss(10), Verdict.SILENT), (hum(10), Verdict.SILENT),
        (OTHER, Verdict.FOREIGN_IDLE), (tone(10), Verdict.FOREIGN_IDLE),
    ],
    ids=["silence", "hiss", "hum", "speech", "a tone"],
)  # fmt: skip
def test_while_nothing_is_sent(idle: Samples, wanted: Verdict) -> None:
    found = watch(None, np.resize(idle, 20 * RATE_HZ))
    assert {stretch.verdict for stretch in found} == {wanted}


def test_a_stranger_before_and_behind_our_own_programme() -> None:
    found = watch(PROGRAMME, received(PROGRAMME, SPEECH, lag_s=0.4, idle=OTHER))
    assert within(found, 0, 4)[Verdict.FOREIGN_IDLE] >= 1
    end_s = PROGRAMME.end_s + 5
    assert set(within(found, end_s, end_s + 6)) <= {Verdict.FOREIGN_IDLE, Verdict.UNSURE}


def test_the_shift_is_found_and_kept() -> None:
    offair = OffAir()
    found = watch(PROGRAMME, received(PROGRAMME, SPEECH, lag_s=2.5), offair)
    lags = [s.lag_s for s in found if s.verdict is Verdict.SAME]
    assert lags == pytest.approx([2.5] * len(lags), abs=0.041)


def test_a_receiver_that_is_suddenly_later_is_found_again() -> None:
    """As a pipe that lost sound, or a network that took longer."""
    half = len(SPEECH) // 2
    heard = np.concatenate((SPEECH[:half], np.zeros(RATE_HZ, np.float32), SPEECH[half:]))
    found = watch(PROGRAMME, received(PROGRAMME, heard, lag_s=0.4))
    after_s = PROGRAMME.start_s + 0.4 + SECONDS / 2 + 2
    assert set(within(found, after_s, after_s + SECONDS / 2 - 3)) == {Verdict.SAME}


@pytest.mark.parametrize("begin", [chime("ding_dong").samples, attention(6.0).samples])
def test_chime_and_attention_tone_are_part_of_the_programme(begin: Samples) -> None:
    """The attention tone repeats itself: what fits in many places is not where we are."""
    programme = Programme(sound=np.concatenate((begin, SPEECH)))
    found = watch(programme, received(programme, programme.sound, lag_s=0.4))
    start_s = programme.start_s + 0.4
    begun = within(found, start_s + 1, start_s + len(begin) / RATE_HZ)
    assert set(begun) <= {Verdict.SAME, Verdict.UNSURE}
    spoken = within(found, start_s + len(begin) / RATE_HZ + 1, programme.end_s - 1)
    assert set(spoken) == {Verdict.SAME}


def test_beginning_at_the_same_time_proves_nothing() -> None:
    found = watch(PROGRAMME, received(PROGRAMME, hiss(SECONDS), lag_s=0, idle=SILENCE))
    assert Verdict.SAME not in {stretch.verdict for stretch in found}


@pytest.mark.slow
@given(st.integers(0, 10**6), st.floats(-4.8, 4.8))
@settings(max_examples=8, deadline=None)
def test_never_the_same_by_chance(seed: int, lag_s: float) -> None:
    programme = Programme(sound=babble(10, seed=seed))
    found = watch(programme, received(programme, babble(10, seed=seed + 1), lag_s=lag_s))
    assert Verdict.SAME not in {stretch.verdict for stretch in found}


def test_each_stretch_once_and_in_order() -> None:
    found = watch(PROGRAMME, received(PROGRAMME, SPEECH))
    assert [stretch.start_s for stretch in found] == pytest.approx(
        [1.0 + 2.0 * n for n in range(len(found))]
    )
    assert len(found) > 18


def test_nothing_is_said_before_all_is_known() -> None:
    offair = OffAir()
    offair.listen(0.0)
    offair.heard(OTHER)
    assert list(offair.stretches()) == []
    offair.aired.known_until(9.1)
    assert [s.verdict for s in offair.stretches()] == [Verdict.FOREIGN_IDLE]
