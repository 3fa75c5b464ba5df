"""WAV files read and written front to back."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.audio.pcm import Samples
from loudspeaker.audio.wav import read_wav
from loudspeaker.audio.wav_header import build_header
from loudspeaker.audio.wav_stream import blocks, long_header, open_stream
from loudspeaker.errors import SoundRefused
from tests.audio.test_wav import make_wav

MOST_BYTES = (1 << 32) - 1


def read_all(data: bytes, *, frames: int = 7) -> Samples:
    """Return all frames of a file, read so many at a time."""
    stream = io.BytesIO(data)
    wav = open_stream(stream.read)
    wav.seconds(len(data))
    return np.concatenate(list(blocks(stream.read, wav, frames=frames)))


def refused_as(problem: str, data: bytes) -> None:
    with pytest.raises(SoundRefused) as refused:
        read_all(data)
    assert refused.value.problem == problem


@pytest.mark.parametrize("frames", [1, 7, 60, 1000])
@pytest.mark.parametrize(("tag", "bits"), [(1, 8), (1, 16), (1, 24), (1, 32), (3, 32)])
def test_any_cutting_gives_what_is_read_in_one_piece(frames: int, tag: int, bits: int) -> None:
    body = np.linspace(-0.9, 0.9, 60, dtype="<f4").tobytes()
    data = make_wav(body[: 60 * bits // 8], tag=tag, bits=bits)

    assert np.array_equal(read_all(data, frames=frames)[:, 0], read_wav(data).samples)


def test_both_channels_are_given() -> None:
    frames = read_all(make_wav(struct.pack("<6h", 0, 16384, 0, -16384, 0, 8192), channels=2))

    assert frames.shape == (3, 2)
    assert frames[:, 1] == pytest.approx([0.5, -0.5, 0.25])
    assert not frames[:, 0].any()


def test_length_is_known_before_the_samples() -> None:
    data = make_wav(bytes(16_000), before=b"LIST\3\0\0\0abc\0")
    wav = open_stream(io.BytesIO(data).read)

    assert wav.seconds(len(data)) == 1.0
    assert wav.header_bytes == len(data) - 16_000


def test_a_size_left_open_by_a_stream_reaches_to_the_end() -> None:
    assert len(read_all(make_wav(bytes(11), declared=0xFFFF_FFFF))) == 5


def test_what_follows_the_samples_is_not_read_as_samples() -> None:
    assert len(read_all(make_wav(bytes(10)) + b"LIST\4\0\0\0abcd")) == 5


@pytest.mark.parametrize(
    ("problem", "data"),
    [
        ("not_wave", b""),
        ("not_wave", b"RIFX\0\0\0\0WAVE"),
        ("not_wave", b"RIFF\0\0\0\0AVI "),
        ("truncated", b"RIFF\4\0\0\0WAVE"),
        ("truncated", make_wav(bytes(10))[:-1]),
        ("truncated", make_wav(bytes(10), before=b"JUNK\xff\xff\xff\xff")),
        ("truncated", b"RIFF\4\0\0\0WAVEfmt \2\0\0\0\1\0"),
        ("truncated", b"RIFF\4\0\0\0WAVEdata\2\0\0\0\1\0"),
        ("truncated", make_wav(b"\0\1", before=1_000 * b"JUNK\0\0\0\0")),
        ("format", make_wav(bytes(10), tag=2)),
        ("channels", make_wav(bytes(12), channels=6)),
        ("rate", make_wav(bytes(12), rate_hz=1_000_000)),
        ("empty", make_wav(b"")),
        ("empty", make_wav(b"\0", declared=0xFFFF_FFFF)),
        ("not_finite", make_wav(struct.pack("<f", float("inf")), tag=3, bits=32)),
        ("beyond_scale", make_wav(struct.pack("<f", 32767.0), tag=3, bits=32)),
    ],
)
def test_refused(problem: str, data: bytes) -> None:
    refused_as(problem, data)


def test_a_file_that_was_cut_off_while_it_is_read() -> None:
    stream = io.BytesIO(make_wav(bytes(20))[:-6])
    wav = open_stream(stream.read)

    with pytest.raises(SoundRefused, match="6 bytes are missing"):
        list(blocks(stream.read, wav, frames=4))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    only_refuses(data)


@given(
    st.sampled_from([b"RIFF", b"RF64", b"BW64"]), st.integers(0, 65_535), st.integers(0, 9),
    st.integers(0, 2**32 - 1), st.integers(0, 99), st.integers(0, 2**32 - 1),
    st.integers(0, 2**64 - 1), st.binary(max_size=100),
)  # fmt: skip
def test_any_header_is_read_or_refused(
    kind: bytes, tag: int, channels: int, rate_hz: int, bits: int, size: int, long: int, body: bytes
) -> None:
    frame = channels * bits // 8
    sizes = b"ds64\x1c\0\0\0" + struct.pack("<QQQI", long, long, long, 0)
    fmt = b"fmt \x10\0\0\0" + struct.pack("<HHIIHH", tag, channels, rate_hz, 0, frame, bits)
    head = kind + b"\0\0\0\0WAVE" + sizes + fmt
    only_refuses(head + b"data" + struct.pack("<I", size) + body)


@given(st.data())
def test_a_damaged_good_file_is_read_or_refused(data: st.DataObject) -> None:
    good = bytearray(make_wav(bytes(range(60)), channels=2))
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    only_refuses(bytes(good[: data.draw(st.integers(0, len(good)))]))


def only_refuses(data: bytes) -> None:
    try:
        frames = read_all(data)
    except SoundRefused:
        return
    assert len(frames) > 0
    assert np.isfinite(frames).all()


# --- the header of long files -------------------------------------------------------------------


def test_a_file_that_wav_can_count_has_its_usual_header() -> None:
    assert long_header(frames=1000, rate_hz=192_000) == build_header(frames=1000, rate_hz=192_000)


@pytest.mark.parametrize("frames", [2_147_483_625, 2_147_483_626, 5_000_000_000])
def test_a_longer_one_is_rf64_and_is_read_back(frames: int) -> None:
    header = long_header(frames=frames, rate_hz=192_000)
    wav = open_stream(io.BytesIO(header).read)

    assert header[:4] == (b"RF64" if 2 * frames + 44 > MOST_BYTES else b"RIFF")
    assert wav.header_bytes == len(header)
    assert wav.data_bytes == 2 * frames
    assert wav.seconds(len(header) + 2 * frames) == frames / 192_000
    if header[:4] == b"RF64":
        sizes = (len(header) - 8 + 2 * frames, 2 * frames, frames)
        assert struct.unpack("<QQQ", header[20:44]) == sizes


def test_nothing_has_no_header() -> None:
    with pytest.raises(SoundRefused, match="empty"):
        long_header(frames=0, rate_hz=192_000)
