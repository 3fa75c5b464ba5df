import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.audio.pcm_decode import decode_frames, decode_pcm
from loudspeaker.errors import SoundRefused


@pytest.mark.parametrize(
    ("bits", "body"),
    [(8, bytes([0, 255])), (16, struct.pack("<2h", -32_768, 32_767)),
     (24, b"\x00\x00\x80\xff\xff\x7f"), (32, struct.pack("<2i", -(2**31), 2**31 - 1))],
)  # fmt: skip
def test_every_width_reaches_full_scale_and_no_further(bits: int, body: bytes) -> None:
    lowest, highest = decode_pcm(body, bits=bits, channels=1)
    assert lowest == -1.0
    assert 1.0 - 2.0 ** (1 - bits) - 1e-7 <= highest <= 1.0


def test_both_channels_are_kept_apart() -> None:
    frames = decode_frames(struct.pack("<5h", 8192, 0, 16384, -16384, 9), bits=16, channels=2)
    assert frames.tolist() == [[0.25, 0.0], [0.5, -0.5]]


def test_stereo_is_averaged() -> None:
    assert decode_pcm(struct.pack("<2f", 0.75, 0.25), bits=32, channels=2, floating=True) == 0.5


@pytest.mark.parametrize(
    ("bits", "channels", "body", "problem"),
    [
        (12, 1, b"\0" * 8, "format"), (0, 1, b"\0" * 8, "format"),
        (16, 0, b"\0" * 8, "channels"), (16, 3, b"\0" * 12, "channels"),
        (16, 2, b"\0" * 3, "empty"), (16, 1, b"", "empty"),
    ],
)  # fmt: skip
def test_refused(bits: int, channels: int, body: bytes, problem: str) -> None:
    with pytest.raises(SoundRefused, match=problem):
        decode_pcm(body, bits=bits, channels=channels)


@given(
    st.binary(max_size=64), st.sampled_from([8, 16, 24, 32, 64]), st.integers(1, 2), st.booleans()
)
def test_any_pcm_is_decoded_or_refused(
    body: bytes, bits: int, channels: int, floating: bool
) -> None:
    try:
        samples = decode_pcm(body, bits=bits, channels=channels, floating=floating)
    except SoundRefused:
        return
    assert len(samples) == len(body) * 8 // bits // channels
    assert np.isfinite(samples).all()
