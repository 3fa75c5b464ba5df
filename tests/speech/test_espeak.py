from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from loudspeaker.audio.pcm import Samples, peak_dbfs
from loudspeaker.errors import SpeechFailure
from loudspeaker.speech import espeak_library as library_module
from loudspeaker.speech.engine import SpeechSettings
from loudspeaker.speech.espeak import EspeakEngine, EspeakSpeech, _parameters
from loudspeaker.speech.espeak_library import LOCK, EspeakLibrary, espeak_files, espeak_library

SENTENCE = "Kính mời bà con đến nhà văn hóa thôn, vào lúc mười chín giờ ba mươi phút."
PLAIN = SpeechSettings()
OFFERED = [
    EspeakSpeech(voice="vi"),
    EspeakSpeech(voice="vi-vn-x-south"),
    EspeakSpeech(voice="vi", variant="f2"),
    EspeakSpeech(voice="vi-vn-x-south", variant="f2"),
]


def speak(speech: EspeakSpeech, text: str = SENTENCE, pace: float = 1.0) -> Samples:
    chunks = EspeakEngine(speech).speak(text, SpeechSettings(pace=pace))
    return np.concatenate([chunk.samples for chunk in chunks])


@pytest.mark.parametrize("speech", OFFERED, ids=lambda speech: speech.full_name)
def test_no_offered_voice_reaches_full_scale(speech: EspeakSpeech) -> None:
    loudest = max(peak_dbfs(speak(speech, text)) for text in (SENTENCE, "Ái chà! Ối, cháy, cháy!"))
    assert -15.0 < loudest < -1.5


def test_voices_differ() -> None:
    lengths = {speech.full_name: len(speak(speech)) for speech in OFFERED}
    assert abs(lengths["vi"] - lengths["vi-vn-x-south"]) > 1_000
    spectra = [np.abs(np.fft.rfft(speak(speech), 1 << 18)) for speech in OFFERED]
    for other in spectra[1:]:
        assert float(np.corrcoef(spectra[0], other)[0, 1]) < 0.9


def test_tones_are_heard_in_the_pitch() -> None:
    """Má rises and mà falls (measured by the strongest autocorrelation between 60 and 250 Hz)."""
    rising, falling = (_pitch_change_hz(speak(OFFERED[0], word)) for word in ("má", "mà"))
    assert rising > 15.0
    assert falling < 0.0


def _pitch_change_hz(samples: Samples) -> float:
    """Return how far the pitch climbs from the first to the last fifth of the voiced part."""
    rate_hz, window = 22_050, 1_024
    pitches = []
    for start in range(0, len(samples) - 2 * window, window // 4):
        part = samples[start : start + 2 * window].astype(np.float64)
        if np.sqrt(np.mean(part**2)) < 0.02:
            continue
        lags = np.arange(rate_hz // 250, rate_hz // 60)
        likeness = [float(part[:-lag] @ part[lag:]) / len(part[lag:]) for lag in lags]
        pitches.append(rate_hz / float(lags[int(np.argmax(likeness))]))
    fifth = max(1, len(pitches) // 5)
    return float(np.median(pitches[-fifth:]) - np.median(pitches[:fifth]))


def test_first_sound_comes_long_before_the_last() -> None:
    chunks = list(EspeakEngine(OFFERED[0]).speak(SENTENCE, PLAIN))
    assert len(chunks) > 10
    assert max(chunk.frames for chunk in chunks) < 22_050 // 4


@pytest.mark.parametrize(
    ("speech", "problem"),
    [
        (EspeakSpeech(voice="xx"), "no such voice"),
        (EspeakSpeech(voice="../vi"), "not a name"),
        (EspeakSpeech(voice="vi+f2"), "not a name"),
        (EspeakSpeech(voice="vi", variant="nosuch"), "no such variant"),
        (EspeakSpeech(voice="vi", variant="../f2"), "no such variant"),
    ],
)
def test_voices_that_espeak_would_replace_in_silence_are_refused(
    speech: EspeakSpeech, problem: str
) -> None:
    with pytest.raises(SpeechFailure, match=problem):
        EspeakEngine(speech).load()


@pytest.mark.parametrize(("pace", "rate"), [(0.5, 80), (1.0, 150), (2.0, 300)])
def test_pace_is_kept_within_what_espeak_takes(pace: float, rate: int) -> None:
    assert _parameters(EspeakSpeech(voice="vi"), SpeechSettings(pace=pace))[1] == rate


def test_two_voices_speaking_at_once_take_turns() -> None:
    expected = {speech: len(speak(speech)) for speech in OFFERED[:2]}
    lengths: list[tuple[EspeakSpeech, int]] = []

    def speak_some(speech: EspeakSpeech) -> None:
        lengths.extend((speech, len(speak(speech))) for _ in range(10))

    threads = [threading.Thread(target=speak_some, args=(speech,)) for speech in OFFERED[:2]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lengths) == 20
    for speech, length in lengths:
        assert abs(length - expected[speech]) < 800


def test_an_error_in_the_listener_s_thread_ends_the_synthesis() -> None:
    taken: list[bytes] = []

    def refuse(samples: bytes) -> bool:
        taken.append(samples)
        raise RuntimeError("listener")

    with LOCK, pytest.raises(RuntimeError, match="listener"):
        espeak_library().synthesise(SENTENCE, refuse)
    assert len(taken) == 1


def test_failures_of_the_library_reach_the_listener(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: EspeakLibrary, _text: str, _on_samples: object) -> None:
        raise SpeechFailure(voice="espeak", problem="synthesis failed: -1")

    engine = EspeakEngine(OFFERED[0])
    engine.load()
    monkeypatch.setattr(EspeakLibrary, "synthesise", fail)
    with pytest.raises(SpeechFailure, match="synthesis failed"):
        list(engine.speak(SENTENCE, PLAIN))


def test_missing_data_are_found_before_the_library_could_exit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = espeak_files()
    (tmp_path / "espeakbridge.so").symlink_to(real.library)
    (tmp_path / "espeak-ng-data").mkdir()
    (tmp_path / "espeak-ng-data" / "phontab").touch()

    class Spec:
        submodule_search_locations = (str(tmp_path),)

    monkeypatch.setattr(library_module, "find_spec", lambda _name: Spec)
    with pytest.raises(SpeechFailure, match="lacks phonindex, phondata, intonations, vi_dict"):
        espeak_files()
    (tmp_path / "espeakbridge.so").unlink()
    with pytest.raises(SpeechFailure, match="piper-tts is not installed"):
        espeak_files()
    monkeypatch.setattr(library_module, "find_spec", lambda _name: None)
    with pytest.raises(SpeechFailure, match="piper-tts is not installed"):
        espeak_files()


def test_a_library_that_is_not_one_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "espeakbridge.so").write_bytes(b"nonsense")
    files = library_module.EspeakFiles(
        library=tmp_path / "espeakbridge.so", data=espeak_files().data
    )
    with pytest.raises(SpeechFailure):
        EspeakLibrary(files)


def test_the_embedded_voice_imports_no_neural_network() -> None:
    script = (
        "import sys; from loudspeaker.speech.espeak import EspeakEngine, EspeakSpeech\n"
        "from loudspeaker.speech.engine import SpeechSettings\n"
        "list(EspeakEngine(EspeakSpeech(voice='vi')).speak('xin chào', SpeechSettings()))\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True
    )
    assert not {"onnxruntime", "onnx", "piper", "soxr"} & set(done.stdout.split())


ALTERNATING = """
import sys
from pathlib import Path
from loudspeaker.speech.engine import SpeechSettings
from loudspeaker.speech.espeak import EspeakEngine, EspeakSpeech
from loudspeaker.speech.piper import PiperEngine, PiperFiles, PiperSpeech
model = Path(sys.argv[1])
files = PiperFiles(model=model, config=Path(f"{model}.json"))

def frames(engine):
    return sum(chunk.frames for chunk in engine.speak(TEXT, SpeechSettings()))

def embedded():
    return frames(EspeakEngine(EspeakSpeech(voice="vi")))

def ours():
    return frames(PiperEngine("v", PiperSpeech(), files))

def upstream():
    from piper import PiperVoice
    return sum(len(c.audio_float_array) for c in PiperVoice.load(model).synthesize(TEXT))

TEXT = "Kính mời bà con đến nhà văn hóa thôn, vào lúc mười chín giờ ba mươi phút."
for _ in range(10):
    print(*(globals()[way]() for way in sys.argv[2:]))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "order", [("embedded", "ours"), ("ours", "embedded"), ("upstream", "embedded", "ours")],
    ids="-".join,
)  # fmt: skip
def test_espeak_is_started_once_in_a_process_whoever_needs_it_first(order: tuple[str, ...]) -> None:
    """Started twice it reads phonemes that were freed, and crashes in most runs."""
    model = Path(__file__).parents[1] / "data" / "voices" / "bench-tiny.onnx"
    for _ in range(3):
        command = [sys.executable, "-c", ALTERNATING, str(model), *order]
        done = subprocess.run(command, capture_output=True, check=False, text=True)
        assert done.returncode == 0
        lengths = [list(map(int, line.split())) for line in done.stdout.splitlines()]
        assert len(lengths) == 10
        for way in zip(*lengths, strict=True):
            assert max(way) - min(way) < 1_500


# --- hints ----------------------------------------------------------------------------------------


def test_a_hint_replaces_the_words_it_is_for() -> None:
    hinted = SpeechSettings(sounds={"pù cà": {"espeak": "ma:2 ma:2 ma:2 ma:2 ma:2 ma:2 ma:2"}})
    engine = EspeakEngine(OFFERED[0])
    text = "thôn pù cà họp"
    plain = sum(len(chunk.samples) for chunk in engine.speak(text, PLAIN))
    longer = sum(len(chunk.samples) for chunk in engine.speak(text, hinted))
    assert longer > plain + 5_000
    other = sum(len(chunk.samples) for chunk in engine.speak("thôn pù càn họp", hinted))
    assert abs(other - plain) < 5_000, "whole words only"


@pytest.mark.parametrize("sounds", ["", "[[x]]", "???", "a" * 200, "*(){};:'\"\\"])
def test_no_hint_breaks_speech(sounds: str) -> None:
    hinted = SpeechSettings(sounds={"bà con": {"espeak": sounds}})
    assert any(
        len(chunk.samples) for chunk in EspeakEngine(OFFERED[0]).speak("mời bà con họp", hinted)
    )
