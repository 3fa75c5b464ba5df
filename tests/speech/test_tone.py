from __future__ import annotations

import numpy as np
import pytest

from loudspeaker.audio.pcm import Samples
from loudspeaker.speech.engine import SpeechSettings
from loudspeaker.speech.tone import RATE_HZ, ToneEngine


def speak(text: str, pace: float = 1.0) -> Samples:
    chunks = ToneEngine().speak(text, SpeechSettings(pace=pace))
    return np.concatenate([chunk.samples for chunk in chunks])


def test_ten_characters_take_a_second() -> None:
    assert len(speak("mười ký tự")) == RATE_HZ
    assert len(speak("mười ký tự", pace=2.0)) == pytest.approx(RATE_HZ / 2, abs=10)


def test_each_text_has_its_own_melody() -> None:
    one, other = speak("thông báo một"), speak("thông báo hai")
    assert abs(float(np.corrcoef(one, other)[0, 1])) < 0.5


@pytest.mark.parametrize("shift_ms", [20, 50, 100, 250])
def test_no_stretch_of_it_is_like_the_next(shift_ms: int) -> None:
    melody = speak("Kính mời bà con đến nhà văn hóa thôn")
    frames, shift = RATE_HZ // 4, shift_ms * RATE_HZ // 1000
    starts = range(0, len(melody) - frames - shift, frames)
    alike = [
        abs(
            float(np.corrcoef(melody[s : s + frames], melody[s + shift : s + shift + frames])[0, 1])
        )
        for s in starts
    ]
    assert max(alike) < 0.95


def test_notes_join_without_a_click() -> None:
    melody = speak("Kính mời bà con")
    assert float(np.max(np.abs(np.diff(melody)))) < 0.12
    assert melody[0] == 0.0
