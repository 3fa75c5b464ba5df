"""Recordings made fit for the air, and those that are not taken: with the measured figure."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import numpy as np
import pytest

from loudspeaker.audio.loudness import measure
from loudspeaker.audio.pcm import Clip, Samples, concatenate, silence
from loudspeaker.audio.wav import to_wav
from loudspeaker.errors import SoundRefused
from loudspeaker.intake.child import read_recording as job
from loudspeaker.intake.recording import Recording, read_recording
from tests.audio.ffmpeg import needs_ffmpeg
from tests.audio.signals import noise, sine, speech_like
from tests.intake.test_foreign import encode


def save(path: Path, samples: Samples, rate_hz: int = 48_000) -> Path:
    path.write_bytes(to_wav(Clip(samples=samples, rate_hz=rate_hz)))
    return path


def save_stereo(path: Path, left: Samples, right: Samples) -> Path:
    frames = np.rint(np.stack([left, right], axis=1) * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 48_000, 0, "NONE", ""))
        file.writeframes(frames.tobytes())
    return path


def refused(path: Path, **options: float) -> tuple[str, str]:
    with pytest.raises(SoundRefused) as found:
        read_recording(path, **options)
    assert found.value.path == str(path)
    return found.value.problem, found.value.measured


def assert_fit(found: Recording) -> None:
    clip = found.finished.clip
    assert clip.rate_hz == 48_000
    assert measure(clip).integrated_lufs == pytest.approx(-16.0, abs=0.5)
    assert found.finished.true_peak_dbtp <= -1.0 + 0.01
    assert abs(float(clip.samples.mean())) < 1e-4, "no offset"
    assert clip.samples[0] == clip.samples[-1] == 0.0


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 44_100, 48_000, 96_000])
def test_any_usual_rate_is_made_fit(tmp_path: Path, rate_hz: int) -> None:
    voice = speech_like(seconds=2.0, peak=0.1, rate_hz=rate_hz)
    padded = concatenate([silence(700, rate_hz), voice, silence(800, rate_hz)])
    found = read_recording(save(tmp_path / "a.wav", padded, rate_hz))
    assert_fit(found)
    assert found.finished.clip.duration_ms < 2_000
    assert (found.measures.rate_hz, found.measures.channels) == (rate_hz, "mono")
    assert found.measures.length_s == pytest.approx(3.5, abs=0.01)


def test_a_recording_from_a_telephone(tmp_path: Path) -> None:
    """Quiet, with an offset, with clicks and with the noise of the room around it."""
    voice = concatenate([silence(1000), speech_like(seconds=3.0, peak=0.06), silence(1000)])
    spoilt = voice + noise(seconds=5.0, rms_db=-62.0) + np.float32(0.03)
    for place in (70_000, 110_000, 150_000):
        spoilt[place : place + 2] += np.float32(0.4)
    found = read_recording(save(tmp_path / "a.wav", spoilt))
    assert_fit(found)
    measures = found.measures
    assert measures.clicks == 3
    assert measures.offset_dbfs == pytest.approx(-30.5, abs=0.5)
    assert measures.noise_dbfs == pytest.approx(-62.0, abs=2.0)
    assert measures.loudness_lufs < -30.0
    assert not measures.noisy
    assert found.finished.clip.duration_ms < 3_200, "the noise before and after it is cut off"


def test_a_noisy_one_is_taken_and_called_so(tmp_path: Path) -> None:
    loud = speech_like(seconds=3.0) + noise(seconds=3.0, rms_db=-28.0)
    assert read_recording(save(tmp_path / "a.wav", loud)).measures.noisy


@pytest.mark.parametrize("right", [-1.0, 0.0, 1.0], ids=["opposed", "dead", "same"])
def test_stereo_never_cancels(tmp_path: Path, right: float) -> None:
    voice = speech_like(seconds=2.0)
    found = read_recording(save_stereo(tmp_path / "a.wav", voice, voice * np.float32(right)))
    assert_fit(found)
    assert found.measures.peak_dbfs == pytest.approx(-10.5, abs=0.2), "all of it is there"
    assert found.measures.channels == {-1.0: "opposed", 0.0: "louder", 1.0: "mixed"}[right]


def test_what_is_refused_and_its_figure(tmp_path: Path) -> None:
    voice = speech_like(seconds=2.0)
    path = tmp_path / "a.wav"
    assert refused(save(path, voice * np.float32(0.005))) == ("silent", "peak -57 dBFS")
    assert refused(save(path, silence(2000))) == ("silent", "peak -200 dBFS")
    assert refused(save(path, silence(2000) + np.float32(0.2)))[0] == "silent", "an offset alone"
    assert refused(save(path, voice[9_600:24_000])) == ("too_short", "0.3 of 0.5 s")
    assert refused(save(path, voice), longest_s=1.2) == ("too_long", "2 of 1 s")
    assert refused(save(path, voice[::8], 6_000)) == ("rate", "6000 Hz")
    path.write_text("không phải âm thanh\n" * 50)
    assert refused(path)[0] == "not_sound"


@pytest.mark.parametrize("turned_down", [1.0, 0.4])
def test_overdriven_is_refused_with_its_share(tmp_path: Path, turned_down: float) -> None:
    overdriven = np.clip(speech_like(peak=6.0), -1, 1) * np.float32(turned_down)
    problem, measured = refused(save(tmp_path / "a.wav", overdriven.astype(np.float32)))
    assert problem == "clipped"
    assert float(measured.split("%")[0]) > 5.0


def test_quiet_speech_of_few_bits_is_not_called_overdriven(tmp_path: Path) -> None:
    quiet = speech_like(peak=0.01)
    assert read_recording(save(tmp_path / "a.wav", quiet)).measures.clipped_percent == 0.0


@needs_ffmpeg
@pytest.mark.parametrize("name", ["a.mp3", "a.m4a", "a.ogg"])
def test_compressed_recordings(tmp_path: Path, name: str) -> None:
    voice = Clip(samples=speech_like(seconds=2.0), rate_hz=48_000)
    found = read_recording(encode(voice, tmp_path / name, "-ar", "44100"))
    assert_fit(found)
    assert found.measures.kind == name[2:]


def test_the_job_keeps_what_it_is_told_to_keep(tmp_path: Path) -> None:
    path = save(tmp_path / "a.wav", speech_like())
    kept = tmp_path / "kept"
    kept.mkdir()
    measured = job({"path": str(path)}, lambda _event: None)
    assert measured["sha256"] is None
    assert list(kept.iterdir()) == []
    stored = job({"path": str(path), "out_dir": str(kept)}, lambda _event: None)
    assert [file.stem for file in kept.iterdir()] == [stored["sha256"]]
    assert json.loads(json.dumps(stored))["after"]["loudness_lufs"] == pytest.approx(-16, abs=0.5)


def test_a_tone_is_no_reason_to_refuse(tmp_path: Path) -> None:
    siren = sine(hz=700, peak_db=-6.0, seconds=3.0)
    assert_fit(read_recording(save(tmp_path / "a.wav", siren)))
