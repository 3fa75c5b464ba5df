import subprocess
from pathlib import Path

import numpy as np
import pytest

from loudspeaker.audio.pcm import Clip
from loudspeaker.audio.wav import to_wav
from loudspeaker.errors import SoundRefused
from loudspeaker.intake.sound_file import read_sound_file
from tests.audio.ffmpeg import needs_ffmpeg
from tests.audio.signals import sine, speech_like


def encode(clip: Clip, path: Path, *options: str) -> Path:
    subprocess.run(
        ["ffmpeg", "-loglevel", "error", "-i", "pipe:0", *options, str(path)],
        input=to_wav(clip), check=True, timeout=60,
    )  # fmt: skip
    return path


def tune() -> Clip:
    mixed = 0.3 * sine(hz=440, seconds=3.0) + 0.2 * sine(hz=880, seconds=3.0)
    return Clip(samples=mixed.astype(np.float32), rate_hz=48_000)


@needs_ffmpeg
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.mp3", ("-b:a", "128k")),
        ("b.mp3", ("-ar", "22050", "-ac", "2", "-write_xing", "0", "-id3v2_version", "0")),
        ("c.ogg", ("-c:a", "libvorbis")),
        ("d.ogg", ("-c:a", "libopus")),
        ("e.m4a", ("-c:a", "aac")),
        ("f.m4a", ("-c:a", "alac", "-sample_fmt", "s32p")),
        ("tên có dấu cách; $(x) 'y'.mp3", ()),
    ],
)
def test_compressed_sound_is_read(tmp_path: Path, name: str, options: tuple[str, ...]) -> None:
    finished = read_sound_file(encode(tune(), tmp_path / name, *options))
    assert finished.clip.rate_hz == 48_000
    assert finished.clip.duration_ms == pytest.approx(3_000, abs=150)
    assert finished.loudness_lufs == pytest.approx(-16.0, abs=0.5)
    middle = finished.clip.samples[48_000:96_000] * np.hanning(48_000)
    assert int(np.argmax(np.abs(np.fft.rfft(middle)))) == 440


@needs_ffmpeg
def test_a_name_that_looks_like_an_option_or_a_protocol(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("-y.mp3", "concat:a.mp3"):
        encode(tune(), tmp_path / "plain.mp3").rename(tmp_path / name)
        assert read_sound_file(Path(name)).clip.frames


@needs_ffmpeg
def test_too_long_is_refused_by_what_the_file_says(tmp_path: Path) -> None:
    path = encode(tune(), tmp_path / "a.mp3")
    with pytest.raises(SoundRefused) as refused:
        read_sound_file(path, longest_s=2.0)
    assert (refused.value.problem, refused.value.measured) == ("too_long", "3 of 2 s")


@needs_ffmpeg
def test_a_codec_that_nobody_needs_is_refused(tmp_path: Path) -> None:
    path = encode(tune(), tmp_path / "a.mp4", "-c:a", "ac3")
    with pytest.raises(SoundRefused) as refused:
        read_sound_file(path)
    assert (refused.value.problem, refused.value.measured) == ("not_sound", "m4a with ac3")


@needs_ffmpeg
@pytest.mark.parametrize("suffix", ["mp3", "ogg", "m4a"])
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, suffix: str) -> None:
    good = encode(Clip(samples=speech_like(), rate_hz=48_000), tmp_path / f"a.{suffix}")
    data = good.read_bytes()
    random = np.random.default_rng(5)
    for number in range(3):
        broken = bytearray(data[: len(data) * (number + 1) // 4])
        for position in random.integers(12, len(broken), 40):
            broken[position] = int(random.integers(0, 256))
        path = tmp_path / f"broken-{number}"
        path.write_bytes(broken)
        try:
            finished = read_sound_file(path)
        except SoundRefused:
            continue
        assert finished.true_peak_dbtp <= -1.0 + 0.01


@needs_ffmpeg
@pytest.mark.parametrize(
    "content",
    [
        b"ID3\3\0\0\0\0\0\0#EXTM3U\n#EXTINF:10,\nother.mp3\n#EXT-X-ENDLIST\n",
        b"OggS" + bytes(200),
        b"\0\0\0\x20ftypM4A " + bytes(200),
        b"\xff\xfb\x90\x64" + bytes(20),
    ],
)
def test_what_only_begins_like_sound_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "gia.mp3"
    path.write_bytes(content)
    encode(tune(), tmp_path / "other.mp3")
    with pytest.raises(SoundRefused) as refused:
        read_sound_file(path)
    assert (refused.value.problem, refused.value.path) == ("not_sound", str(path))


def test_without_ffmpeg_the_missing_tool_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"ID3\3" + bytes(100))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SoundRefused) as refused:
        read_sound_file(path)
    assert (refused.value.problem, refused.value.measured) == ("decoder_missing", "ffprobe")
