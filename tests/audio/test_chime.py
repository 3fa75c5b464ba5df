import numpy as np
import pytest

from loudspeaker.audio.chime import CHIMES, chime
from loudspeaker.audio.loudness import measure
from loudspeaker.audio.names import CHIME_NAMES
from loudspeaker.audio.pcm import peak_dbfs
from loudspeaker.audio.true_peak import true_peak_dbtp
from loudspeaker.audio.wav import to_wav
from loudspeaker.errors import NotFound
from tests.audio.signals import largest_step


@pytest.mark.parametrize("name", CHIMES)
def test_a_chime_is_level_whole_and_without_clicks(name: str) -> None:
    clip = chime(name)
    assert clip.rate_hz == 48_000
    assert 1_500 <= clip.duration_ms <= 3_000
    assert measure(clip).integrated_lufs == pytest.approx(-16.0, abs=0.2)
    assert true_peak_dbtp(clip) <= -1.0 + 0.01
    assert clip.samples[0] == clip.samples[-1] == 0.0
    assert largest_step(clip.samples) < 0.1
    assert abs(float(clip.samples.mean())) < 1e-4


@pytest.mark.parametrize("name", CHIMES)
def test_its_end_has_died_away(name: str) -> None:
    assert peak_dbfs(chime(name).samples[-480:]) < -50.0


@pytest.mark.parametrize(
    ("name", "at_s", "hz"),
    [
        ("ding_dong", 0.3, 659.26), ("ding_dong", 1.2, 523.25),
        ("rising", 0.15, 523.25), ("rising", 0.45, 659.26), ("rising", 0.9, 783.99),
        ("gong", 0.5, 329.63), ("gong", 2.5, 329.63),
    ],
)  # fmt: skip
def test_its_notes(name: str, at_s: float, hz: float) -> None:
    start = round(at_s * 48_000)
    part = chime(name).samples[start : start + 9_600] * np.hanning(9_600)
    assert int(np.argmax(np.abs(np.fft.rfft(part)))) * 5 == pytest.approx(hz, abs=5)


def test_no_two_are_alike_and_none_changes() -> None:
    files = {name: to_wav(chime(name)) for name in CHIMES}
    assert len(set(files.values())) == len(CHIMES) == 3
    chime.cache_clear()
    assert files == {name: to_wav(chime(name)) for name in CHIMES}


def test_an_unknown_chime_names_the_known_ones() -> None:
    with pytest.raises(NotFound) as missing:
        chime("còi")
    assert (missing.value.kind, missing.value.known) == ("chime", ["ding_dong", "gong", "rising"])


def test_the_names_that_others_know_are_the_chimes_there_are() -> None:
    assert tuple(sorted(CHIMES)) == CHIME_NAMES
