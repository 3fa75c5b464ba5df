import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.audio.wav_header import HEADER_BYTES, build_header, parse_header
from loudspeaker.errors import SoundRefused


@given(st.integers(1, 2_000_000_000), st.integers(1, 400_000))
def test_what_is_built_is_parsed(frames: int, rate_hz: int) -> None:
    head = build_header(frames=frames, rate_hz=rate_hz)
    assert len(head) == HEADER_BYTES
    parsed = parse_header(head, file_bytes=HEADER_BYTES + 2 * frames)
    assert (parsed.frames, parsed.rate_hz, parsed.data_offset) == (frames, rate_hz, 44)


@pytest.mark.parametrize("frames", [0, -1])
def test_no_frames_are_refused(frames: int) -> None:
    with pytest.raises(SoundRefused, match="empty"):
        build_header(frames=frames, rate_hz=48_000)


def test_more_than_riff_can_count_is_refused() -> None:
    with pytest.raises(SoundRefused, match="too_long"):
        build_header(frames=2**31, rate_hz=48_000)


@pytest.mark.parametrize(("file_bytes", "problem"), [(243, "truncated"), (245, "not_a_clip")])
def test_the_file_has_exactly_the_size_it_says(file_bytes: int, problem: str) -> None:
    with pytest.raises(SoundRefused, match=problem) as refused:
        parse_header(build_header(frames=100, rate_hz=48_000), file_bytes=file_bytes, name="x.wav")
    assert refused.value.path == "x.wav"
    assert "244 bytes" in refused.value.measured


def test_a_short_head_is_truncated() -> None:
    with pytest.raises(SoundRefused, match="truncated"):
        parse_header(build_header(frames=1, rate_hz=48_000)[:43], file_bytes=46)


@given(st.integers(0, HEADER_BYTES - 1), st.integers(1, 255))
def test_every_changed_byte_is_noticed_or_a_different_clip(position: int, change: int) -> None:
    head = bytearray(build_header(frames=100, rate_hz=48_000))
    head[position] ^= change
    with pytest.raises(SoundRefused):
        parse_header(bytes(head), file_bytes=244)


@given(st.binary(max_size=80), st.integers(0, 2**40))
def test_foreign_bytes_are_refused_and_nothing_else(data: bytes, file_bytes: int) -> None:
    with pytest.raises(SoundRefused):
        parse_header(data, file_bytes=file_bytes)


def test_it_needs_no_numpy() -> None:
    code = "import loudspeaker.audio.wav_header, sys; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
