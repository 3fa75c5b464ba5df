"""Blasts: level-safe, without offset, from zero to zero, above what horns cannot play."""

from __future__ import annotations

import numpy as np
import pytest

from loudspeaker.audio.loudness import measure
from loudspeaker.audio.siren import blast
from loudspeaker.audio.true_peak import true_peak_dbtp
from loudspeaker.errors import UsageRefused
from loudspeaker.model.siren import SirenSound

RATE = 48_000


@pytest.mark.parametrize("sound", SirenSound)
def test_a_blast_is_safe_for_loudspeakers(sound: SirenSound) -> None:
    clip = blast(sound, 4)
    samples = np.asarray(clip.samples, dtype=np.float64)
    assert len(samples) == 4 * RATE
    assert abs(measure(clip).integrated_lufs + 16) < 0.2
    assert true_peak_dbtp(clip) < -6
    assert abs(samples.mean()) < 1e-4
    assert abs(samples[0]) < 1e-3
    assert abs(samples[-1]) < 1e-3
    assert np.abs(np.diff(samples)).max() < 0.2, "no step"


@pytest.mark.parametrize("sound", SirenSound)
def test_its_energy_lies_where_horns_work(sound: SirenSound) -> None:
    spectrum = np.abs(np.fft.rfft(blast(sound, 4).samples)) ** 2
    hz = np.fft.rfftfreq(4 * RATE, 1 / RATE)
    assert spectrum[hz < 300].sum() / spectrum.sum() < 0.01
    assert spectrum[(hz > 300) & (hz < 4000)].sum() / spectrum.sum() > 0.9


def test_no_two_sound_alike() -> None:
    clips = [blast(sound, 4).samples for sound in SirenSound]
    for number, one in enumerate(clips):
        for other in clips[number + 1 :]:
            assert abs(np.corrcoef(one, other)[0, 1]) < 0.5


@pytest.mark.parametrize("seconds", [0, 2, 31])
def test_a_blast_has_bounds(seconds: int) -> None:
    with pytest.raises(UsageRefused, match="blast_s"):
        blast(SirenSound.WAIL, seconds)
