from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from piper.config import PiperConfig

from loudspeaker.audio.pcm import Samples
from loudspeaker.errors import ModelMissing, SpeechFailure
from loudspeaker.speech import piper
from loudspeaker.speech.engine import SpeechSettings
from loudspeaker.speech.espeak import EspeakEngine, EspeakSpeech
from loudspeaker.speech.installed import CONFIG_FILE, MODEL_FILE, RECORD_FILE
from loudspeaker.speech.piper import PIECE_S, PiperEngine, make
from loudspeaker.speech.piper_split import make_split
from tests.speech.tiny_vits import SPEAKERS, write_tiny_vits
from tests.speech.voices import change_config, piper_voice, place_bench_voice, record_files

PLAIN = SpeechSettings()
SENTENCE = "Kính mời bà con đến nhà văn hóa thôn, vào lúc mười chín giờ ba mươi phút."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place_bench_voice(tmp_path / "bench-tiny")
    return tmp_path / "bench-tiny"


def speak(folder: Path, text: str = SENTENCE, **options: Any) -> Samples:
    chunks = make(piper_voice(folder.name, **options), folder).speak(text, PLAIN)
    return np.concatenate([chunk.samples for chunk in chunks])


def test_a_model_without_the_split_place_is_spoken_whole(folder: Path) -> None:
    engine = make(piper_voice(), folder)
    assert not engine.is_split
    assert len(list(engine.speak(SENTENCE, PLAIN))) == 1


def test_a_split_model_is_used_split(tmp_path: Path) -> None:
    model = write_tiny_vits(tmp_path)
    make_split(model, record_files(tmp_path).files["model"].sha256)
    engine = make(piper_voice(tmp_path.name), tmp_path)
    assert engine.is_split
    assert len(list(engine.speak(SENTENCE, PLAIN))) > 2


def test_length_scale_and_speaker_are_used(tmp_path: Path) -> None:
    place_bench_voice(tmp_path / "v", "bench-tiny-4spk")
    plain = speak(tmp_path / "v")
    assert len(speak(tmp_path / "v", length_scale=1.5)) > 1.3 * len(plain)
    assert not np.array_equal(speak(tmp_path / "v", speaker=1), plain)
    assert np.array_equal(speak(tmp_path / "v", speaker=0), plain)


def test_the_configuration_s_default_speaker_is_used(tmp_path: Path) -> None:
    write_tiny_vits(tmp_path, speakers=SPEAKERS)
    record_files(tmp_path)
    zero = speak(tmp_path)
    change_config(tmp_path, default_speaker_id=1)
    assert np.array_equal(speak(tmp_path), speak(tmp_path, speaker=1))
    assert not np.array_equal(speak(tmp_path), zero)


def test_sentences_keep_their_own_levels(folder: Path) -> None:
    """Piper's own normalising would lift the quiet sentence to full scale."""
    loud, quiet = "Mời bà con.", "Mời."
    together = speak(folder, f"{loud} {quiet}")
    assert float(np.max(np.abs(together))) < 0.9


def test_a_long_sentence_is_cut_into_pieces(folder: Path) -> None:
    engine = make(piper_voice(), folder)
    chunks = list(engine.speak(SENTENCE.rstrip(".") + ", " + " và " * 400 + ".", PLAIN))
    seconds = [chunk.frames / chunk.rate_hz for chunk in chunks]
    assert len(chunks) > 5
    assert max(seconds) < 1.3 * PIECE_S


def test_cutting_loses_no_speech(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = ", ".join(["mời bà con đến nhà văn hóa thôn"] * 12)
    cut = len(speak(folder, text))
    monkeypatch.setattr(piper, "PIECE_S", 1_000.0)
    assert cut == pytest.approx(len(speak(folder, text)), rel=0.03)


@pytest.mark.parametrize("missing", [MODEL_FILE, CONFIG_FILE])
def test_a_file_that_is_gone_is_a_missing_model(folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(ModelMissing):
        make(piper_voice(), folder).load()


def test_files_without_a_record_are_no_installed_voice(folder: Path) -> None:
    (folder / RECORD_FILE).unlink()
    with pytest.raises(ModelMissing):
        make(piper_voice(), folder)


@pytest.mark.parametrize("name", [MODEL_FILE, CONFIG_FILE])
def test_damaged_files_are_a_speech_failure(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"nonsense")
    engine = make(piper_voice(), folder)
    with pytest.raises(SpeechFailure, match="bench-tiny"):
        engine.load()
    with pytest.raises(SpeechFailure):
        list(engine.speak(SENTENCE, PLAIN))


def test_a_configuration_that_asks_for_the_impossible_is_a_speech_failure(folder: Path) -> None:
    change_config(folder, inference={"length_scale": 0.0})
    with pytest.raises(SpeechFailure, match="ZeroDivisionError"):
        speak(folder)


def test_a_speaker_the_model_lacks_is_a_speech_failure(tmp_path: Path) -> None:
    write_tiny_vits(tmp_path, speakers=SPEAKERS)
    record_files(tmp_path)
    with pytest.raises(SpeechFailure):
        speak(tmp_path, speaker=99)


def test_text_models_read_letters(folder: Path) -> None:
    change_config(folder, phoneme_type="text")
    assert len(speak(folder, "mời bà con")) > 10_000


def test_espeak_and_piper_share_the_library_without_mixing(folder: Path) -> None:
    north = EspeakEngine(EspeakSpeech(voice="vi"))
    expected = sum(chunk.frames for chunk in north.speak(SENTENCE, PLAIN))
    own = speak(folder)
    for _ in range(10):
        assert np.array_equal(speak(folder), own)
        frames = sum(chunk.frames for chunk in north.speak(SENTENCE, PLAIN))
        assert abs(frames - expected) < 800


@pytest.mark.slow
def test_it_says_what_piper_itself_says(folder: Path) -> None:
    script = (
        "import sys; from piper import PiperVoice, SynthesisConfig\n"
        "voice = PiperVoice.load(sys.argv[1])\n"
        "wish = SynthesisConfig(normalize_audio=False)\n"
        "for chunk in voice.synthesize(sys.argv[2], wish):\n"
        "    sys.stdout.buffer.write(chunk.audio_float_array.tobytes())"
    )
    text = f"{SENTENCE} Trân trọng cảm ơn."
    command = [sys.executable, "-c", script, str(folder / MODEL_FILE), text]
    done = subprocess.run(command, capture_output=True, check=True)
    assert np.array_equal(np.frombuffer(done.stdout, np.float32), speak(folder, text))


def test_the_engine_can_be_made_without_installing(folder: Path) -> None:
    files = piper.PiperFiles(model=folder / MODEL_FILE, config=folder / CONFIG_FILE)
    engine = PiperEngine("bench", piper.PiperSpeech(), files)
    assert engine.rate_hz == 22_050


def test_a_hint_is_taken_as_phonemes(folder: Path) -> None:
    hinted = SpeechSettings(sounds={"pù cà": {"piper": "maːmaːmaːmaː"}})
    text = "thôn pù cà họp."

    def length(settings: SpeechSettings) -> int:
        engine = make(piper_voice(folder.name), folder)
        return sum(len(chunk.samples) for chunk in engine.speak(text, settings))

    assert length(hinted) > length(PLAIN)
    assert length(SpeechSettings(sounds={"pù cà": {"espeak": "ma"}})) == length(PLAIN)


def test_a_hint_stands_between_the_phonemes_of_its_sentence(folder: Path) -> None:
    config = PiperConfig.from_dict(json.loads((folder / CONFIG_FILE).read_bytes()))
    (sentence,) = piper._sounded(config, [("thôn ", None), ("pù cà", "XYZ"), (" họp.", None)])
    before, hint, after = "".join(sentence).partition("XYZ")
    assert before.strip()
    assert hint
    assert after.strip(" .")
