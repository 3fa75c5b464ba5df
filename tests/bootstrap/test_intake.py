"""A chime is read by a real child under limits, which is there only meanwhile."""

from __future__ import annotations

import subprocess
import sys
import wave
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from loudspeaker.bootstrap.chimes import chime_names, own_chimes
from loudspeaker.bootstrap.intake import Intake
from loudspeaker.errors import FileRefused, ProcessUnavailable, SoundRefused
from loudspeaker.station.own_chime import OwnChime
from loudspeaker.system.home import Home
from loudspeaker.system.processes import spawn

PIPE = subprocess.PIPE


def write_wav(path: Path, seconds: float, level: float = 0.3) -> None:
    time_s = np.arange(round(48_000 * seconds)) / 48_000
    samples = np.clip(level * np.sin(2 * np.pi * 440 * time_s), -1, 1)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(48_000)
        out.writeframes((samples * 32_767).astype("<i2").tobytes())


class Reader:
    """An intake of real children, and the pids it told of."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder)
        for name in (self.home.clips, self.home.chimes):
            name.mkdir()
        self.told: list[int | None] = []
        start = partial(spawn, "intake", self.home.root, stdin=PIPE, stdout=PIPE)
        self.intake = Intake(
            start, clips=self.home.clips, changed=lambda: self.told.append(self.intake.pid)
        )


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


@pytest.mark.slow
def test_a_tune_becomes_a_clip(reader: Reader) -> None:
    path = reader.home.chimes / "nhạc hiệu.wav"
    write_wav(path, 1.5)
    file = reader.intake.read_sound(path)
    assert abs(file.frames - 72_000) < 4_800  # silence at the ends is trimmed
    assert (reader.home.clips / f"{file.sha256}.wav").exists()
    first, last = reader.told
    assert first is not None
    assert last is None
    assert reader.intake.pid is None
    assert not Path(f"/proc/{first}").exists()
    assert reader.intake.read_sound(path) == file


@pytest.mark.slow
def test_a_clipped_file_is_refused_with_the_figure(reader: Reader) -> None:
    path = reader.home.chimes / "loud.wav"
    write_wav(path, 1.0, level=4.0)
    own = OwnChime(lambda _name: path, reader.intake, clips=reader.home.clips)
    with pytest.raises(SoundRefused) as caught:
        own.file("loud")
    assert caught.value.problem == "clipped"
    assert "%" in caught.value.measured
    with pytest.raises(FileRefused):
        reader.intake.read_sound(reader.home.chimes / "none.wav")
    assert list(reader.home.clips.iterdir()) == []


@pytest.mark.slow
def test_a_child_that_dies_is_tried_once_more(tmp_path: Path) -> None:
    started: list[int] = []

    def start() -> subprocess.Popen[bytes]:
        started.append(1)
        return subprocess.Popen([sys.executable, "-c", ""], stdin=PIPE, stdout=PIPE)

    intake = Intake(start, clips=tmp_path, changed=lambda: None)
    with pytest.raises(ProcessUnavailable):
        intake.read_sound(tmp_path / "x.wav")
    assert len(started) == 2
    assert intake.pid is None
    intake.close()


def test_chimes_by_name(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert own_chimes(home) == {}
    home.chimes.mkdir()
    for name in ("a.mp3", "a.wav", "b.ogg", "c.m4a", "d.flac", "e.wav.txt"):
        (home.chimes / name).touch()
    found = own_chimes(home)
    assert {name: path.name for name, path in found.items()} == {
        "a": "a.wav",
        "b": "b.ogg",
        "c": "c.m4a",
    }
    assert {"ding_dong", "a", "b", "c"} <= set(chime_names(home))
