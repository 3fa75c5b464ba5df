from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from loudspeaker.audio.loudness import measure
from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ, Clip
from loudspeaker.audio.wav import read_wav
from loudspeaker.errors import SpeechFailure, StorageFailure
from loudspeaker.speech.engine import SpeechSettings
from loudspeaker.speech.espeak import EspeakEngine, EspeakSpeech
from loudspeaker.speech.phrases import Phrase
from loudspeaker.speech.render import Renderer
from loudspeaker.speech.rendered import SoundFile
from loudspeaker.speech.tone import ToneEngine
from tests.speech.fakes import BAD_SAMPLES, BadEngine

PLAIN = SpeechSettings()
PHRASES = [
    Phrase(text="Kính mời bà con đến nhà văn hóa thôn,", pause_ms=300),
    Phrase(text="vào lúc mười chín giờ ba mươi phút.", pause_ms=700),
]


def tone(folder: Path) -> Renderer:
    return Renderer(ToneEngine(), voice="tone", folder=folder)


def read(folder: Path, file: SoundFile) -> Clip:
    clip = read_wav((folder / f"{file.sha256}.wav").read_bytes())
    assert clip.rate_hz == PROGRAMME_RATE_HZ
    assert clip.frames == file.frames
    return clip


def test_a_clip_is_one_finished_file_at_the_station_s_level(tmp_path: Path) -> None:
    engine = EspeakEngine(EspeakSpeech(voice="vi"))
    made = Renderer(engine, voice="vi-bac", folder=tmp_path).clip(PHRASES, PLAIN)
    clip = read(tmp_path, made.file)
    assert measure(clip).integrated_lufs == pytest.approx(-16.0, abs=0.5)
    assert made.loudness_lufs == pytest.approx(measure(clip).integrated_lufs, abs=0.05)
    assert made.true_peak_dbtp <= -0.9
    assert 0.0 < made.real_time_factor < 0.8
    assert [path.name for path in tmp_path.iterdir()] == [f"{made.file.sha256}.wav"]


def test_a_quieter_clip_is_the_same_one_with_less_level(tmp_path: Path) -> None:
    usual = tone(tmp_path).clip(PHRASES, PLAIN)
    quiet = tone(tmp_path).clip(PHRASES, PLAIN, quieter_db=10.0)
    loud, soft = (read(tmp_path, each.file) for each in (usual, quiet))
    assert soft.frames == loud.frames
    assert measure(soft).integrated_lufs == pytest.approx(-26.0, abs=0.6)
    assert quiet.loudness_lufs == pytest.approx(usual.loudness_lufs - 10.0)
    assert np.allclose(soft.samples, loud.samples * 10 ** (-10 / 20), atol=2 / 32768)


def test_pauses_are_in_the_clip(tmp_path: Path) -> None:
    short = tone(tmp_path).clip([Phrase(text=p.text) for p in PHRASES], PLAIN)
    long = tone(tmp_path).clip(PHRASES, PLAIN)
    assert long.file.frames - short.file.frames == PROGRAMME_RATE_HZ
    tail = read(tmp_path, long.file).samples[-PROGRAMME_RATE_HZ * 7 // 10 :]
    assert float(np.max(np.abs(tail))) < 1e-3


def test_the_same_words_give_the_same_file(tmp_path: Path) -> None:
    once, again = (tone(tmp_path).clip(PHRASES, PLAIN).file for _ in range(2))
    assert once == again


def test_phrases_follow_each_other_as_the_clip_does(tmp_path: Path) -> None:
    whole = tone(tmp_path).clip(PHRASES, PLAIN)
    made = list(tone(tmp_path).phrases(PHRASES, PLAIN, 0.0))
    assert [index for index, _ in made] == [0, 1]
    assert sum(file.frames for _, file in made) == whole.file.frames
    for _, file in made:
        samples = read(tmp_path, file).samples
        assert abs(float(samples[0])) + abs(float(samples[-1])) == 0.0


def test_each_phrase_is_on_disk_before_the_next_is_begun(tmp_path: Path) -> None:
    phrases = tone(tmp_path).phrases(PHRASES, PLAIN, 0.0)
    next(phrases)
    assert len(list(tmp_path.iterdir())) == 1
    next(phrases)
    assert len(list(tmp_path.iterdir())) == 2


def test_phrases_have_the_calibrated_gain(tmp_path: Path) -> None:
    levels = []
    for gain_db in (-10.0, -16.0):
        _, file = next(tone(tmp_path).phrases(PHRASES, PLAIN, gain_db))
        levels.append(measure(read(tmp_path, file)).integrated_lufs)
    assert levels[0] - levels[1] == pytest.approx(6.0, abs=0.1)


def test_without_a_gain_the_first_phrase_sets_it(tmp_path: Path) -> None:
    _, file = next(tone(tmp_path).phrases(PHRASES, PLAIN, None))
    assert measure(read(tmp_path, file)).integrated_lufs == pytest.approx(-16.0, abs=0.5)


def test_a_phrase_without_words_only_adds_its_pause(tmp_path: Path) -> None:
    dots = Phrase(text="…", pause_ms=1_000)
    plain = tone(tmp_path).clip(PHRASES[:1], PLAIN).file.frames
    assert tone(tmp_path).clip([dots, PHRASES[0], dots], PLAIN).file.frames == plain + 48_000
    made = list(tone(tmp_path).phrases([dots, PHRASES[0], dots, PHRASES[1], dots], PLAIN, 0.0))
    assert [index for index, _ in made] == [1, 3]
    assert (
        sum(file.frames for _, file in made)
        == sum(file.frames for _, file in tone(tmp_path).phrases(PHRASES, PLAIN, 0.0))
        + 2 * PROGRAMME_RATE_HZ
    )


@pytest.mark.parametrize("word", BAD_SAMPLES)
def test_silent_empty_or_broken_speech_is_a_failure_never_a_clip(tmp_path: Path, word: str) -> None:
    renderer = Renderer(BadEngine(), voice="bad", folder=tmp_path)
    phrases = [PHRASES[0], Phrase(text=f"{word} ở đây")]
    with pytest.raises(SpeechFailure) as failed:
        renderer.clip(phrases, PLAIN)
    assert failed.value.voice == "bad"
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(SpeechFailure):
        list(renderer.phrases(phrases, PLAIN, 0.0))
    assert len(list(tmp_path.iterdir())) == 1
    with pytest.raises(SpeechFailure):
        list(renderer.phrases(phrases[1:], PLAIN, None))


def test_a_folder_that_is_gone_is_a_storage_failure(tmp_path: Path) -> None:
    with pytest.raises(StorageFailure):
        tone(tmp_path / "missing").clip(PHRASES, PLAIN)


def test_pace_reaches_the_engine(tmp_path: Path) -> None:
    slow, fast = (
        tone(tmp_path).clip(PHRASES[:1], SpeechSettings(pace=pace)).file.frames
        for pace in (0.5, 2.0)
    )
    assert slow > 3 * fast
