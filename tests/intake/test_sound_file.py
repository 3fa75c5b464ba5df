import os
import struct
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.audio.loudness import measure
from loudspeaker.audio.mono import clipped_share
from loudspeaker.audio.pcm import Clip, Samples, concatenate, silence, with_gain
from loudspeaker.audio.wav import to_wav
from loudspeaker.errors import FileRefused, SoundRefused
from loudspeaker.intake import sound_file
from loudspeaker.intake.sound_file import kind_of, read_sound_file
from tests.audio.signals import sine, speech_like


def save(path: Path, samples: Samples, rate_hz: int = 48_000) -> Path:
    path.write_bytes(to_wav(Clip(samples=samples, rate_hz=rate_hz)))
    return path


def refusal(path: Path, longest_s: float = 600.0) -> SoundRefused:
    with pytest.raises(SoundRefused) as refused:
        read_sound_file(path, longest_s=longest_s)
    assert refused.value.path == str(path)
    return refused.value


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 44_100, 48_000])
def test_a_recording_becomes_a_clip_at_level(tmp_path: Path, rate_hz: int) -> None:
    spoken = speech_like(seconds=2.0, peak=0.2, rate_hz=rate_hz)
    padded = concatenate([silence(800, rate_hz), spoken, silence(900, rate_hz)])
    finished = read_sound_file(save(tmp_path / "loi.wav", padded, rate_hz))
    assert finished.clip.rate_hz == 48_000
    assert finished.clip.duration_ms < 2_000
    assert finished.loudness_lufs == pytest.approx(-16.0, abs=0.5)
    assert finished.loudness_lufs == measure(finished.clip).integrated_lufs
    assert finished.true_peak_dbtp <= -1.0 + 0.01


def test_a_soft_beginning_of_music_is_kept(tmp_path: Path) -> None:
    tune = sine(hz=440, peak_db=-6.0, seconds=3.0) * np.linspace(0, 1, 144_000) ** 2
    finished = read_sound_file(save(tmp_path / "nhac.wav", tune.astype(np.float32)))
    assert finished.clip.duration_ms > 2_800


def test_the_name_says_nothing(tmp_path: Path) -> None:
    assert read_sound_file(save(tmp_path / "nhac.mp3", speech_like())).clip.frames
    text = tmp_path / "văn bản.wav"
    text.write_text("Kính gửi bà con\n" * 100)
    assert refusal(text).problem == "not_sound"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"RIFF\0\0\0\0WAVE", "wav"), (b"RIFF\0\0\0\0AVI ", None), (b"OggS\0\2", "ogg"),
        (b"\0\0\0\x20ftypM4A ", "m4a"), (b"ID3\4\0", "mp3"), (b"\xff\xfb\x90\x64", "mp3"),
        (b"\xff\xf3\x40\xc0", "mp3"), (b"\xff\xe3\x40\xc0", "mp3"), (b"\xff\xeb\x40\xc0", None),
        (b"\xff\xf1\x50\x80", None), (b"\xff\xfd\x80\x04", None), (b"\xff\xfe\0h", None),
        (b"#EXTM3U\n", None), (b"ffconcat ver", None), (b"", None), (b"\xff", None),
    ],
)  # fmt: skip
def test_formats_by_content(head: bytes, kind: str | None) -> None:
    assert kind_of(head) == kind


def test_silence_is_refused_with_its_level(tmp_path: Path) -> None:
    refused = refusal(save(tmp_path / "im.wav", silence(1_000)))
    assert (refused.problem, refused.measured) == ("silent", "peak -200 dBFS")
    hum = sine(peak_db=-65.0, seconds=2.0)
    assert refusal(save(tmp_path / "u.wav", hum)).measured == "-68.0 LUFS"


def test_a_clipped_recording_is_refused_with_its_share(tmp_path: Path) -> None:
    overdriven = np.clip(with_gain(speech_like(peak=1.0), 20.0), -1.0, 1.0)
    refused = refusal(save(tmp_path / "ve.wav", overdriven))
    assert refused.problem == "clipped"
    share = float(refused.measured.split("%")[0]) / 100
    assert share == pytest.approx(clipped_share(overdriven), abs=0.001)


def test_an_occasional_touch_of_full_scale_is_taken(tmp_path: Path) -> None:
    slightly = np.clip(with_gain(speech_like(peak=1.0), 2.0), -1.0, 1.0)
    assert 0.0 < clipped_share(slightly) < sound_file.MOST_CLIPPED
    assert read_sound_file(save(tmp_path / "to.wav", slightly)).clip.frames


@pytest.mark.parametrize("hz", [20, 50, 440, 3_000, 12_000])
def test_a_whole_sine_at_full_scale_is_not_called_clipped(hz: float) -> None:
    assert clipped_share(sine(hz=hz, seconds=2.0)) < sound_file.MOST_CLIPPED


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0, -1.0]), max_size=60))
def test_the_clipped_share_counts_runs_of_three(levels: list[float]) -> None:
    flags = "".join("x" if abs(level) == 1.0 else "." for level in levels)
    stuck = sum(len(run) for run in flags.split(".") if len(run) >= 3)
    share = clipped_share(np.array(levels, dtype=np.float32))
    assert share == pytest.approx(stuck / max(len(levels), 1))


def test_too_long_is_refused_before_decoding(tmp_path: Path) -> None:
    """The samples are not even looked at: they are no numbers."""
    body = struct.pack("<f", float("nan")) * 96_000
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, 3, 1, 48_000, 192_000, 4, 32)
    data = b"data" + struct.pack("<I", len(body)) + body
    path = tmp_path / "dai.wav"
    path.write_bytes(b"RIFF" + struct.pack("<I", 28 + len(data)) + b"WAVE" + fmt + data)
    refused = refusal(path, longest_s=1.0)
    assert (refused.problem, refused.measured) == ("too_long", "2 of 1 s")
    assert refusal(path).problem == "not_finite"


def test_too_large_is_refused_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "lon.wav"
    path.touch()
    os.truncate(path, sound_file.LARGEST_BYTES + 1)
    refused = refusal(path)
    assert (refused.problem, refused.measured) == ("too_large", "134217729 of 134217728 bytes")


def test_running_out_of_memory_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_memory(*_samples: object, **_options: object) -> Samples:
        raise MemoryError

    monkeypatch.setattr(sound_file, "resample", no_memory)
    assert refusal(save(tmp_path / "a.wav", speech_like())).problem == "too_large"


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero"), tmp_path / "none", Path("a\0b")):
        with pytest.raises(FileRefused) as refused:
            read_sound_file(path)
        assert refused.value.path == str(path)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_wav_is_read_or_refused(data: st.DataObject) -> None:
    good = bytearray(to_wav(Clip(samples=sine(peak_db=-6.0, seconds=0.05), rate_hz=8_000)))
    for _ in range(data.draw(st.integers(1, 5))):
        good[data.draw(st.integers(0, 60))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.wav"
        path.write_bytes(good[: data.draw(st.integers(12, len(good)))])
        try:
            finished = read_sound_file(path)
        except SoundRefused:
            return
        assert finished.true_peak_dbtp <= -1.0 + 0.05
