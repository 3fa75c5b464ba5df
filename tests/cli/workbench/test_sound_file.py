"""Sound for the multiplex, from files."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.audio.pcm import Samples
from loudspeaker.cli.workbench.sound_file import in_blocks, sound_file
from loudspeaker.errors import FileRefused, SoundRefused
from tests.cli.workbench.signals import sound


def read(path: Path, *, channels: int) -> Samples:
    with sound_file(path, channels=channels) as programme:
        return np.concatenate(list(programme.pieces), axis=1)


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_any_rate_becomes_48_khz(tmp_path: Path, rate_hz: int, channels: int) -> None:
    path = sound(tmp_path / "in.wav", rate_hz=rate_hz, channels=2, seconds=1)
    heard = read(path, channels=channels)
    times = np.arange(48_000) / 48_000
    left, right = (0.5 * np.sin(2 * np.pi * hz * times) for hz in (700, 1900))
    wanted = np.stack([left, right] if channels == 2 else [(left + right) / 2])

    assert abs(heard.shape[1] - 48_000) <= 1
    middle = slice(2_000, 46_000)
    assert np.abs(heard[:, middle] - wanted[:, middle]).max() < 0.002


def test_one_channel_becomes_two_alike(tmp_path: Path) -> None:
    both = read(sound(tmp_path / "in.wav"), channels=2)

    assert np.array_equal(both[0], both[1])


@pytest.mark.parametrize(("seconds", "frames"), [(1.0, 48_000), (0.9995, 48_000), (0.99, 47_520)])
def test_the_length_is_told_in_whole_milliseconds(
    tmp_path: Path, seconds: float, frames: int
) -> None:
    path = sound(tmp_path / "in.wav", seconds=seconds, rate_hz=48_000)
    with sound_file(path, channels=1) as programme:
        assert programme.frames == frames


def test_what_is_no_sound_is_named(tmp_path: Path) -> None:
    path = tmp_path / "in.wav"
    path.write_bytes(b"no sound")
    with pytest.raises(SoundRefused) as refused, sound_file(path, channels=1):
        pass
    assert refused.value.path == str(path)
    with pytest.raises(FileRefused), sound_file(tmp_path / "none.wav", channels=1):
        pass


@given(
    st.lists(st.integers(0, 400), max_size=8), st.integers(0, 2000), st.integers(1, 500),
    st.integers(1, 2),
)  # fmt: skip
def test_blocks_are_exactly_as_long_as_asked(
    pieces: list[int], frames: int, block: int, channels: int
) -> None:
    there = np.arange(1, sum(pieces) + 1, dtype=np.float32)
    edges = np.cumsum([0, *pieces]).tolist()
    cut = (np.stack([there[low:high]] * channels) for low, high in itertools.pairwise(edges))
    heard = list(in_blocks(cut, channels=channels, frames=frames, block=block))
    together = np.concatenate([np.zeros((channels, 0)), *heard], axis=1)

    assert [one.shape[1] for one in heard[:-1]] == [block] * max(len(heard) - 1, 0)
    assert together.shape == (channels, frames)
    wanted = np.zeros(frames)
    wanted[: min(frames, len(there))] = there[:frames]
    assert np.array_equal(together, np.stack([wanted] * channels))
