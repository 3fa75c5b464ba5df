import hashlib
import io
import struct
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.audio.pcm import Clip, silence
from loudspeaker.audio.wav import open_wav, read_wav, to_wav
from loudspeaker.errors import SoundRefused
from tests.audio.signals import sine

GUID_TAIL = bytes.fromhex("000000001000800000aa00389b71")


def make_wav(
    body: bytes, *, tag: int = 1, channels: int = 1, rate_hz: int = 8_000, bits: int = 16,
    extra: bytes = b"", before: bytes = b"", declared: int | None = None,
) -> bytes:  # fmt: skip
    frame = channels * bits // 8
    fmt = struct.pack("<HHIIHH", tag, channels, rate_hz, rate_hz * frame, frame, bits) + extra
    size = len(body) if declared is None else declared
    chunks = before + b"fmt " + struct.pack("<I", len(fmt)) + fmt
    chunks += b"data" + struct.pack("<I", size) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def refused_as(problem: str, data: bytes) -> None:
    with pytest.raises(SoundRefused) as refused:
        read_wav(data, name="bản tin.wav")
    assert (refused.value.problem, refused.value.path) == (problem, "bản tin.wav")


def test_written_as_the_standard_library_writes_it() -> None:
    clip = Clip(samples=sine(peak_db=-3.0, seconds=0.1), rate_hz=48_000)
    other = io.BytesIO()
    with wave.open(other, "wb") as writer:
        writer.setparams((1, 2, 48_000, 0, "NONE", ""))
        writer.writeframes(to_wav(clip)[44:])
    assert to_wav(clip) == other.getvalue()


def test_the_same_clip_has_the_same_name_for_ever() -> None:
    ramp = (np.arange(-500, 500) / 500).astype(np.float32)
    digest = hashlib.sha256(to_wav(Clip(samples=ramp, rate_hz=48_000))).hexdigest()
    assert digest == "911c66809bb4616b3f1f5645f2e692213e00ab33d8c6287b37506aee44649091"


def test_reading_gives_back_what_was_written() -> None:
    clip = Clip(samples=sine(seconds=0.05), rate_hz=22_050)
    again = read_wav(to_wav(clip))
    assert again.rate_hz == 22_050
    assert np.max(np.abs(again.samples - clip.samples)) <= 1 / 32_768


@pytest.mark.parametrize(
    ("floating", "bits", "body", "wanted"),
    [
        (False, 8, bytes([0, 128, 255]), [-1.0, 0.0, 127 / 128]),
        (False, 16, struct.pack("<3h", -32768, 0, 16384), [-1.0, 0.0, 0.5]),
        (False, 24, b"\x00\x00\x80\x00\x00\x00\x00\x00\x40", [-1.0, 0.0, 0.5]),
        (False, 32, struct.pack("<3i", -(2**31), 0, 2**30), [-1.0, 0.0, 0.5]),
        (True, 32, struct.pack("<3f", -1.0, 0.0, 1.5), [-1.0, 0.0, 1.5]),
        (True, 64, struct.pack("<3d", -1.0, 0.0, 1.5), [-1.0, 0.0, 1.5]),
    ],
)
def test_every_sample_format(floating: bool, bits: int, body: bytes, wanted: list[float]) -> None:
    plain = read_wav(make_wav(body, tag=3 if floating else 1, bits=bits))
    assert plain.samples == pytest.approx(wanted)
    guid = struct.pack("<HHIH", 22, bits, 4, 3 if floating else 1) + GUID_TAIL
    extensible = read_wav(make_wav(body, tag=0xFFFE, bits=bits, extra=guid))
    assert np.array_equal(extensible.samples, plain.samples)


def test_stereo_is_averaged() -> None:
    clip = read_wav(make_wav(struct.pack("<4h", 16384, 0, -32768, -32768), channels=2))
    assert clip.samples == pytest.approx([0.25, -1.0])


def test_other_chunks_and_odd_padding_are_stepped_over() -> None:
    notes = b"LIST" + struct.pack("<I", 3) + b"abc\0"
    assert read_wav(make_wav(b"\0\1", before=notes)).frames == 1


def test_the_search_for_the_samples_is_bounded() -> None:
    empty = b"JUNK\0\0\0\0"
    assert read_wav(make_wav(b"\0\1", before=900 * empty)).frames == 1
    refused_as("truncated", make_wav(b"\0\1", before=1_000 * empty))


def test_a_size_left_open_by_a_stream_reaches_to_the_end() -> None:
    assert read_wav(make_wav(b"\0" * 10, declared=0xFFFFFFFF)).frames == 5


@pytest.mark.parametrize(("channels", "bits"), [(1, 8), (2, 16), (2, 24)])
def test_the_duration_is_known_without_decoding(channels: int, bits: int) -> None:
    body = bytes(8_000 * channels * bits // 8 // 4)
    assert open_wav(make_wav(body, channels=channels, bits=bits)).duration_ms == 250.0


def test_a_partial_last_frame_is_left_out() -> None:
    assert read_wav(make_wav(b"\0" * 11)).frames == 5


@pytest.mark.parametrize(
    ("problem", "data"),
    [
        ("not_wave", b""),
        ("not_wave", b"ID3\4" + b"\0" * 40),
        ("truncated", make_wav(b"\0" * 10)[:-1]),
        ("truncated", make_wav(b"\0" * 10)[:30]),
        ("truncated", b"RIFF\4\0\0\0WAVE"),
        ("truncated", b"RIFF\4\0\0\0WAVEfmt \2\0\0\0\1\0"),
        ("truncated", b"RIFF\4\0\0\0WAVEdata\2\0\0\0\1\0"),
        ("format", make_wav(b"\0" * 10, tag=2)),
        ("format", make_wav(b"\0" * 10, bits=12)),
        ("format", make_wav(b"\0" * 8, tag=3, bits=16)),
        ("format", make_wav(b"\0" * 8, tag=0xFFFE, extra=b"\0" * 24)),
        ("format", make_wav(b"\0" * 8, tag=0xFFFE)),
        ("channels", make_wav(b"\0" * 12, channels=6)),
        ("channels", make_wav(b"\0" * 12, channels=0)),
        ("format", make_wav(b"\0" * 12, bits=0)),
        ("rate", make_wav(b"\0" * 12, rate_hz=0)),
        ("rate", make_wav(b"\0" * 12, rate_hz=1_000_000)),
        ("empty", make_wav(b"")),
        ("empty", make_wav(b"\0", declared=0xFFFFFFFF)),
        ("not_finite", make_wav(struct.pack("<f", float("nan")), tag=3, bits=32)),
        ("not_finite", make_wav(struct.pack("<d", 1e300), tag=3, bits=64)),
        ("beyond_scale", make_wav(struct.pack("<f", 32767.0), tag=3, bits=32)),
    ],
)
def test_refused(problem: str, data: bytes) -> None:
    refused_as(problem, data)


def test_nothing_is_written_as_nothing() -> None:
    with pytest.raises(SoundRefused, match="empty"):
        to_wav(Clip(samples=silence(0), rate_hz=48_000))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    only_refuses(data)


@given(
    st.integers(0, 65_535), st.integers(0, 9), st.integers(0, 2**32 - 1), st.integers(0, 99),
    st.integers(0, 2**32 - 1), st.binary(max_size=100), st.binary(max_size=30),
)  # fmt: skip
def test_any_header_is_read_or_refused(
    tag: int, channels: int, rate_hz: int, bits: int, declared: int, body: bytes, extra: bytes
) -> None:
    frame = channels * bits // 8
    fmt = struct.pack("<HHIIHH", tag, channels, rate_hz, 0, frame, bits) + extra
    head = b"RIFF\0\0\0\0WAVEfmt " + struct.pack("<I", len(fmt)) + fmt
    only_refuses(head + b"data" + struct.pack("<I", declared) + body)


@given(st.data())
def test_a_damaged_good_file_is_read_or_refused(data: st.DataObject) -> None:
    good = bytearray(make_wav(bytes(range(60)), channels=2))
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    only_refuses(bytes(good[: data.draw(st.integers(0, len(good)))]))


def only_refuses(data: bytes) -> None:
    try:
        clip = read_wav(data)
    except SoundRefused:
        return
    assert clip.frames > 0
    assert np.isfinite(clip.samples).all()
