import numpy as np
import pytest

from loudspeaker.audio.noise import measure_noise
from tests.audio.signals import noise, speech_like


@pytest.mark.parametrize("floor_db", [-70.0, -50.0, -30.0])
def test_the_pauses_tell_the_noise(floor_db: float) -> None:
    voice = speech_like(seconds=6.0) + noise(seconds=6.0, rms_db=floor_db)
    assert measure_noise(voice, 48_000).floor_dbfs == pytest.approx(floor_db, abs=1.5)


def test_more_noise_reads_as_less_above_it() -> None:
    clean = speech_like(seconds=4.0)
    above = [
        measure_noise(clean + noise(seconds=4.0, rms_db=level), 48_000).above_db
        for level in (-60.0, -45.0, -30.0)
    ]
    assert above == sorted(above, reverse=True)


def test_silence_and_next_to_nothing() -> None:
    assert measure_noise(np.zeros(48_000, dtype=np.float32), 48_000).floor_dbfs == -100.0
    assert measure_noise(np.zeros(10, dtype=np.float32), 48_000).above_db == 0.0
