import numpy as np
import pytest

from loudspeaker.audio.finish import Piece, calibrate, finish, finish_phrase
from loudspeaker.audio.pcm import Clip, Samples, concatenate, silence, with_gain
from loudspeaker.errors import SoundRefused
from tests.audio.signals import largest_step, noise, sine, speech_like


def raw(samples: Samples, rate_hz: int = 22_050) -> Clip:
    return Clip(samples=samples, rate_hz=rate_hz)


def phrase(seed: int, rate_hz: int = 22_050, seconds: float = 2.0) -> Clip:
    return raw(speech_like(seconds=seconds, peak=0.9, seed=seed, rate_hz=rate_hz), rate_hz)


def test_pieces_of_any_rate_become_one_clip_at_level() -> None:
    pieces = [
        Piece(clip=phrase(1, 16_000), pause_after_ms=250),
        Piece(clip=phrase(2, 22_050), pause_after_ms=400),
        Piece(clip=phrase(3, 48_000)),
    ]
    finished = finish(pieces)
    assert finished.clip.rate_hz == 48_000
    assert finished.loudness_lufs == pytest.approx(-16.0, abs=0.5)
    assert finished.true_peak_dbtp <= -1.0 + 0.01
    spoken_ms = sum(finish([piece]).clip.duration_ms for piece in pieces)
    assert finished.clip.duration_ms == pytest.approx(spoken_ms, abs=3)
    # each phrase lost its 100 ms of silence at both ends but for the 30 ms that are kept
    assert spoken_ms <= 3 * (2_000 - 2 * 70 + 20) + 650


def test_a_pause_is_silent_and_has_its_length() -> None:
    alone = finish([Piece(clip=phrase(1))]).clip.frames
    clip = finish([Piece(clip=phrase(1), pause_after_ms=500), Piece(clip=phrase(2))]).clip
    assert not np.any(clip.samples[alone : alone + 24_000])
    assert np.any(clip.samples[alone + 24_000 :])


@pytest.mark.parametrize("pause_ms", [0, 1, 300])
def test_no_join_clicks(pause_ms: float) -> None:
    """Pieces that begin and end at full swing, with an offset: the worst that can be joined."""
    swing = sine(hz=150, peak_db=-12, seconds=0.6, phase=np.pi / 2) + np.float32(0.1)
    pieces = [Piece(clip=raw(swing, 48_000), pause_after_ms=pause_ms)] * 3
    finished = finish(pieces)
    smooth = with_gain(swing, finished.gain_db)
    inside = float(np.abs(np.diff(smooth)).max())
    assert largest_step(finished.clip.samples) < 1.5 * inside


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.3, 0.399, 0.5])
def test_very_short_speech_is_levelled_by_its_own_mean(seconds: float) -> None:
    buzz = noise(seconds=seconds, rms_db=-30.0)
    finished = finish([Piece(clip=raw(buzz, 48_000))])
    assert finished.loudness_lufs == pytest.approx(-16.0, abs=0.5)
    assert finished.true_peak_dbtp <= -1.0 + 0.01


def test_very_quiet_speech_is_brought_up() -> None:
    whisper = raw(with_gain(speech_like(peak=0.9, rate_hz=22_050), -38.0))
    assert finish([Piece(clip=whisper)]).loudness_lufs == pytest.approx(-16.0, abs=0.5)


@pytest.mark.parametrize(
    ("samples", "problem"),
    [
        (silence(0), "empty"),
        (silence(500), "silent"),
        (with_gain(noise(), -90.0), "silent"),
        (np.array([0.1, np.nan] * 500, dtype=np.float32), "not_finite"),
        (np.array([0.1, np.inf] * 500, dtype=np.float32), "not_finite"),
        (np.array([0.1, 1e30] * 500, dtype=np.float32), "beyond_scale"),
    ],
)
def test_what_would_be_silence_on_air_is_refused(samples: Samples, problem: str) -> None:
    bad = raw(samples)
    with pytest.raises(SoundRefused, match=problem):
        finish([Piece(clip=phrase(1)), Piece(clip=bad)])
    with pytest.raises(SoundRefused, match=problem):
        finish_phrase(bad, 3.0)


def test_no_pieces_are_refused() -> None:
    with pytest.raises(SoundRefused, match="empty"):
        finish([])
    with pytest.raises(SoundRefused, match="empty"):
        calibrate([])


def test_phrases_with_the_voices_gain_come_out_at_the_same_level() -> None:
    gain_db = calibrate([phrase(7, seconds=seconds) for seconds in (3.0, 5.0)])
    phrases = [finish_phrase(phrase(7, seconds=seconds), gain_db) for seconds in (1.5, 2.0, 4.0)]
    for finished in phrases:
        assert finished.gain_db == gain_db
        assert finished.loudness_lufs == pytest.approx(-16.0, abs=1.5)
        assert finished.true_peak_dbtp <= -1.0 + 0.01


def test_phrases_can_follow_each_other_without_a_click() -> None:
    swing = raw(sine(hz=150, peak_db=-3, seconds=0.6, phase=np.pi / 2), 48_000)
    joined = concatenate([finish_phrase(swing, 0.0).clip.samples] * 3)
    assert largest_step(joined) < 1.5 * float(np.abs(np.diff(swing.samples)).max())


def test_the_calibrated_gain_counts_what_the_limiter_takes() -> None:
    loud_and_spiky = raw(speech_like(peak=1.0, rate_hz=22_050))
    gain_db = calibrate([loud_and_spiky])
    assert finish_phrase(loud_and_spiky, gain_db).loudness_lufs == pytest.approx(-16.0, abs=0.2)
