from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.audio.voice_level import (
    CHECK_BLOCKS,
    LEAST_GAIN_DB,
    MOST_GAIN_DB,
    TARGET_RMS_DB,
    Fitness,
    LevelCheck,
    VoiceLevel,
)


def block(peak: int) -> bytes:
    return array("h", [peak if at // 24 % 2 else -peak for at in range(960)]).tobytes()


def measured(*peaks: int) -> VoiceLevel:
    check, level = LevelCheck(), None
    for number in range(CHECK_BLOCKS):
        assert level is None
        level = check.add(block(peaks[number % len(peaks)]))
    assert level is not None
    return level


def test_speech_with_pauses_is_brought_to_the_voices_level() -> None:
    level = measured(2_000, 0)
    assert level.fitness is Fitness.GOOD
    assert level.speech_db == pytest.approx(-24.3, abs=0.1), "pauses do not count"
    assert level.speech_db + level.gain_db == pytest.approx(TARGET_RMS_DB)


@pytest.mark.parametrize(
    ("peak", "fitness"),
    [
        (0, Fitness.SILENT),
        (300, Fitness.SILENT),
        (340, Fitness.GOOD),
        (32_000, Fitness.GOOD),
        (32_767, Fitness.CLIPPED),
    ],
)
def test_what_is_fit(peak: int, fitness: Fitness) -> None:
    assert measured(peak).fitness is fitness


def test_a_click_at_full_scale_is_forgiven_and_speech_there_is_not() -> None:
    check = LevelCheck()
    click = array("h", block(3_000))
    click[0] = 32_767
    check.add(click.tobytes())
    levels = [check.add(block(3_000)) for _ in range(CHECK_BLOCKS - 1)]
    assert levels[-1] is not None
    assert levels[-1].fitness is Fitness.GOOD
    assert measured(32_767).measured == "96000 samples at full scale"
    assert measured(100).measured == "peak -50.3 dBFS"


@given(peak=st.integers(0, 32_767))
def test_the_gain_has_bounds(peak: int) -> None:
    level = VoiceLevel(peak_db=-10, speech_db=-96 + peak / 400, clipped=0)
    assert LEAST_GAIN_DB <= level.gain_db <= MOST_GAIN_DB
