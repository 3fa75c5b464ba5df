"""Tones in the silence around a programme: what goes out when, and what never does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.devices.sound.base import BYTES_PER_FRAME, RATE_HZ, SILENT, Label
from loudspeaker.devices.tones.queue import CUT, NOT_SENDING, SOUND_BEGINS
from tests.devices.tone_air import LOW, ToneAir

MARGIN_NS = 20_000_000


@pytest.fixture
def air() -> ToneAir:
    air = ToneAir()
    air.sound.start()
    return air


def test_a_command_is_out_when_its_last_tone_and_the_pause_have_left(air: ToneAir) -> None:
    opening = air.points.open([1], ttl_s=120, copies=2)
    air.silence(3)
    (first, first_ns), (second, second_ns) = air.heard
    assert (first, second) == ("501", "501")
    assert opening.problem is None
    assert opening.first_out_ns is not None
    assert opening.all_out_ns is not None
    assert first_ns < opening.first_out_ns < second_ns < opening.all_out_ns
    assert opening.all_out_ns - second_ns == pytest.approx(210_000_000, abs=MARGIN_NS)


def test_receivers_get_a_moment_to_hear_the_carrier(air: ToneAir) -> None:
    air.points.open([1], ttl_s=120, copies=1)
    air.silence(1)
    samples = np.frombuffer(bytes(air.output.heard), dtype="<i2")
    assert not samples[: RATE_HZ * 3 // 10].any()
    assert samples[RATE_HZ * 3 // 10 :][: RATE_HZ // 100].any()


def test_points_that_share_no_code_are_opened_one_after_the_other(air: ToneAir) -> None:
    opening = air.points.open([4, 1], ttl_s=120, copies=1)
    air.silence(3)
    assert sorted(air.codes) == ["501", "504"]
    assert opening.first_out_ns == opening.all_out_ns
    air.points.close_points([4], copies=1)
    air.points.close_all(copies=1)
    air.silence(3)
    assert air.codes[2:] == ["604", "34#"]


def test_other_points_are_never_opened_along(air: ToneAir) -> None:
    opening = air.points.open([1, 2], ttl_s=120, copies=3)
    assert "2" in str(opening.problem)
    air.silence(2)
    assert air.codes == []


def test_a_volume_cannot_be_set(air: ToneAir) -> None:
    assert air.points.set_volume([1], 50, copies=1).problem


def test_what_still_waits_never_goes_out_into_or_behind_a_programme(air: ToneAir) -> None:
    opening = air.points.open([1], ttl_s=120, copies=3)
    while not opening.has_first_out(air.written_ns):
        air.silence(0.02)
    air.speak(1, level=0)
    air.silence(2)
    assert air.codes == ["501"]
    heard = np.frombuffer(bytes(air.output.heard), dtype="<i2")
    assert np.abs(heard[round((0.3 + 0.28 + 0.21) * RATE_HZ) :]).max() == 0
    assert opening.problem == SOUND_BEGINS
    assert opening.has_first_out(air.clock.mono_ns())


def test_a_renewal_under_sound_is_dropped(air: ToneAir) -> None:
    air.speak(0.5)
    again = air.points.open([1], ttl_s=120, copies=1)
    hold, time = air.points.hold(copies=2), air.points.tell_time()
    air.speak(0.5)
    air.silence(2)
    assert air.codes == []
    assert again.problem == SOUND_BEGINS
    assert not again.has_first_out(air.clock.mono_ns())
    for nothing in (hold, time):
        assert nothing.problem is None
        assert nothing.has_all_out(air.clock.mono_ns())


def test_programmes_are_left_as_they_are(air: ToneAir) -> None:
    air.points.open([1], ttl_s=120, copies=1)
    air.speak(0.5)
    air.silence(0.2)
    heard = np.frombuffer(bytes(air.output.heard), dtype="<i2")
    assert set(heard[: RATE_HZ // 2].tolist()) == {3000}


def test_a_tone_that_sound_cuts_short_fades(air: ToneAir) -> None:
    air.points.open([1], ttl_s=120, copies=1)
    air.silence(0.34)
    air.speak(0.2, level=0)
    heard = np.frombuffer(bytes(air.output.heard), dtype="<i2").astype(float)
    assert np.abs(heard).max() > 5000
    assert np.abs(np.diff(heard)).max() < 16384 * 2 * np.sin(np.pi * 1336 / RATE_HZ) * 1.05


def test_all_stop_comes_before_what_waits(air: ToneAir) -> None:
    opening = air.points.open([1], ttl_s=120, copies=5)
    air.silence(0.4)
    stopping = air.points.all_stop(copies=2)
    air.silence(2)
    assert air.codes[-2:] == ["34#", "34#"]
    assert "501" not in air.codes
    assert opening.problem == "all-stop"
    assert stopping.has_all_out(air.clock.mono_ns())


def test_what_is_dropped_with_the_sound_is_taken_back(air: ToneAir) -> None:
    opening = air.points.open([1], ttl_s=120, copies=1)
    while opening.first_out_ns is None:
        air.silence(0.02)
    assert not opening.has_first_out(air.clock.mono_ns())
    air.sound.discard()
    assert opening.problem == CUT
    assert not opening.has_first_out(air.clock.mono_ns() + 10_000_000_000)


def test_nothing_is_kept_for_the_next_airing(air: ToneAir) -> None:
    waiting = air.points.open([1], ttl_s=120, copies=1)
    air.sound.idle()
    assert waiting.problem == NOT_SENDING
    idle = air.points.open([1], ttl_s=120, copies=1)
    assert idle.problem == NOT_SENDING
    air.sound.start()
    air.silence(1)
    assert air.codes == []


def test_what_has_been_played_stays_said(air: ToneAir) -> None:
    opening = air.points.open([1], ttl_s=120, copies=1)
    air.silence(2)
    air.sound.idle()
    assert opening.problem is None
    assert opening.has_all_out(air.clock.mono_ns())


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 2500)), max_size=40))
@settings(max_examples=30, deadline=None)
def test_blocks_of_any_length_carry_the_tones_whole(blocks: list[tuple[bool, int]]) -> None:
    """Whatever playout writes, what was told to be out was heard."""
    air = ToneAir()
    air.sound.start()
    opening = air.points.open([1], ttl_s=120, copies=1)
    for is_silence, frames in blocks:
        label = SILENT if is_silence else Label(occurrence="a-1")
        air.sound.write(bytes(frames * BYTES_PER_FRAME), label, ahead_frames=LOW)
    air.silence(2)
    assert air.codes == (["501"] if opening.problem is None else [])
