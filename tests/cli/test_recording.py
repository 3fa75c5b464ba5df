"""Recording at the desk, from a card that is none; and what a recording is measured to be."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import numpy as np
import pytest

from loudspeaker.audio.pcm import Clip, Samples, to_int16_bytes
from loudspeaker.audio.wav import read_wav, to_wav
from loudspeaker.cli import microphone
from loudspeaker.cli.microphone import BLOCK_FRAMES, meter_line
from tests.audio.signals import sine, speech_like
from tests.cli.conftest import Terminal


class FakeCard:
    """PortAudio with one microphone; ``heard`` is what is said into it."""

    def __init__(self, heard: Samples, *, ends: BaseException | None = None) -> None:
        self._pcm = to_int16_bytes(heard)
        self._ends = ends
        self.asked: dict[str, Any] = {}
        self.closed = False

    def query_devices(self, device: str | None, kind: str) -> dict[str, Any]:
        assert kind == "input"
        if device == "nothing":
            raise ValueError("No input device matching 'nothing'")
        return {"name": device or "Micro"}

    def RawInputStream(self, **options: Any) -> FakeCard:  # noqa: N802 - the library's name
        self.asked = options
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.closed = True

    def read(self, frames: int) -> tuple[bytes, bool]:
        if not self._pcm and self._ends is not None:
            raise self._ends
        data, self._pcm = self._pcm[: 2 * frames], self._pcm[2 * frames :]
        return data.ljust(2 * frames, b"\0"), False


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> FakeCard:
    made = FakeCard(speech_like(seconds=2.0))
    monkeypatch.setattr(microphone, "load_library", lambda: made)
    return made


def test_what_is_said_is_in_the_file(terminal: Terminal, card: FakeCard, tmp_path: Path) -> None:
    out = tmp_path / "tay.wav"
    told = terminal.json("recording", "make", "--out", str(out), "--seconds", "2")
    assert told.status == 0
    found = read_wav(out.read_bytes())
    assert (found.rate_hz, found.frames) == (48_000, 96_000)
    assert np.allclose(found.samples, speech_like(seconds=2.0), atol=1e-4)
    assert told.document == {
        "file": str(out), "device": "Micro", "length_s": 2.0, "peak_dbfs": -10.5, "lost": False,
    }  # fmt: skip
    assert card.closed
    assert (card.asked["samplerate"], card.asked["channels"]) == (48_000, 1)


def test_ctrl_c_ends_it_and_keeps_what_there_is(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one_s = FakeCard(sine(peak_db=-12.0, seconds=1.0), ends=KeyboardInterrupt())
    monkeypatch.setattr(microphone, "load_library", lambda: one_s)
    out = tmp_path / "a.wav"
    told = terminal("recording", "make", "--out", str(out))
    assert told.status == 0
    assert read_wav(out.read_bytes()).frames == 48_000
    assert f"Now check it: loudspeaker recording check {out}" in told.out


def test_a_card_that_fails_leaves_no_file(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gone = FakeCard(sine(seconds=1.0), ends=OSError("unplugged"))
    monkeypatch.setattr(microphone, "load_library", lambda: gone)
    told = terminal("recording", "make", "--out", str(tmp_path / "a.wav"))
    assert told.status == 74
    assert list(tmp_path.glob("*.wav")) == list(tmp_path.glob(".a*")) == []


def test_without_a_microphone_it_says_what_to_do(
    terminal: Terminal, card: FakeCard, tmp_path: Path
) -> None:
    options = ("--out", str(tmp_path / "a.wav"), "--device", "nothing")
    told = terminal("recording", "make", *options)
    assert told.status == 74
    assert "no microphone that can be used (nothing)" in told.err
    assert card.asked == {}


def test_never_from_the_programmes_device(
    terminal: Terminal, card: FakeCard, tmp_path: Path
) -> None:
    options = ("--out", str(tmp_path / "a.wav"), "--device", "loudspeaker")
    told = terminal("recording", "make", *options)
    assert told.status == 3
    assert "nothing is recorded from there" in told.err
    assert card.asked == {}


@pytest.mark.parametrize("seconds", ["0", "601", "x", "-1"])
def test_a_time_that_is_none(
    terminal: Terminal, card: FakeCard, tmp_path: Path, seconds: str
) -> None:
    options = ("--out", str(tmp_path / "a.wav"), "--seconds", seconds)
    assert terminal("recording", "make", *options).status == 2
    assert card.asked == {}


@pytest.mark.parametrize(
    ("level_db", "peak_db", "bars", "word"),
    [(-60.0, -50.0, 0, "too quiet"), (-30.0, -12.0, 20, ""), (-1.0, 0.0, 39, "too loud")],
)
def test_the_meter(level_db: float, peak_db: float, bars: int, word: str) -> None:
    line = meter_line(level_db, peak_db)
    assert line.count("█") == bars
    assert line.rstrip().endswith(word or "dBFS")
    assert len(line) == len(meter_line(-20.0, -10.0)), "it draws over the last one"


def test_a_block_is_short_enough_to_see() -> None:
    assert BLOCK_FRAMES / microphone.RATE_HZ <= 0.1


@pytest.mark.slow
def test_what_a_check_tells(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "tay.wav"
    path.write_bytes(to_wav(Clip(samples=speech_like(peak=0.1), rate_hz=48_000)))
    told = terminal.json("recording", "check", str(path))
    assert (told.status, told.document["verdict"]) == (0, "ok")
    assert told.document["after"]["loudness_lufs"] == pytest.approx(-16.0, abs=0.5)
    assert told.document["before"]["peak_dbfs"] == pytest.approx(-20.0, abs=0.1)
    shown = terminal("recording", "check", str(path)).out
    assert "overdriven: 0.00 percent of the samples" in shown
    assert list(terminal.home.recordings.iterdir()) == [], "nothing of it is kept"
    refused = terminal("recording", "check", str(tmp_path / "none.wav"))
    assert refused.status == 4
