"""What opens an announcement: built-in chimes, a station's own tune, the attention tone."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from loudspeaker.errors import FileRefused, ProcessUnavailable, SoundRefused, SpeechFailure
from loudspeaker.model import Priority
from loudspeaker.rundown import Cue, CueKind
from loudspeaker.station.own_chime import OwnChime
from loudspeaker.station.sounds import is_there
from tests.station.bench import Bench
from tests.station.fakes import FakeReader

OWN = "chime: nhac-hieu\n"


def own(folder: Path, name: str = "nhac-hieu.mp3") -> Bench:
    """Return a station that names its own chime, with such a file."""
    chimes = folder / "chimes"
    chimes.mkdir(parents=True)
    (chimes / name).write_bytes(b"a tune")
    return Bench(folder, extra=f"chime: {Path(name).stem}\n")


def chime(bench: Bench) -> Cue | None:
    return bench.parts.sounds.opening(Priority.NORMAL)


def test_a_built_in_chime(bench: Bench) -> None:
    cue = chime(bench)
    assert cue is not None
    assert (cue.kind, cue.frames) == (CueKind.CHIME, 4800)
    assert bench.reader.read == []


def test_no_chime(folder: Path) -> None:
    bench = Bench(folder, extra="chime: none\n")
    assert chime(bench) is None
    assert bench.announce()["duration_estimate_s"] < 10
    bench.kill()


@pytest.mark.parametrize("ending", ["wav", "mp3", "ogg", "m4a"])
def test_the_stations_own_tune(folder: Path, ending: str) -> None:
    bench = own(folder, f"nhac-hieu.{ending}")
    cue = chime(bench)
    assert cue is not None
    assert cue.frames == 48_000
    assert is_there(bench.home.clips, cue)
    assert cue.sha256 in bench.parts.sounds.in_use()
    assert bench.parts.sounds.chime_s == 1.0
    item = bench.approved()
    bench.settle()
    assert bench.offered(item)[0].cues[0] == cue
    assert len(bench.reader.read) == 1  # once, however often it is used
    assert bench.fault_codes() == set()
    bench.kill()


def test_a_new_file_of_the_same_name_is_read_anew(folder: Path) -> None:
    bench = own(folder)
    first = chime(bench)
    path = bench.home.chimes / "nhac-hieu.mp3"
    path.write_bytes(b"another tune")
    os.utime(path, ns=(1, 1))
    second = chime(bench)
    assert first is not None
    assert second is not None
    assert first.sha256 != second.sha256
    assert len(bench.reader.read) == 2
    bench.kill()


def test_a_clip_that_is_gone_is_made_again(folder: Path) -> None:
    bench = own(folder)
    first = chime(bench)
    assert first is not None
    (bench.home.clips / f"{first.sha256}.wav").unlink()
    assert chime(bench) == first
    assert len(bench.reader.read) == 2
    bench.kill()


@pytest.mark.parametrize(
    ("name", "measured"),
    [("clipped.wav", "clipped 12.0% at full scale"), ("long.ogg", "too_long 75 of 60 s")],
)
def test_a_bad_file_is_a_fault_and_the_built_in_chime_sounds(
    folder: Path, name: str, measured: str
) -> None:
    bench = own(folder, name)
    cue = chime(bench)
    assert cue is not None
    assert cue.frames == 4800
    (fault,) = [f for f in bench.faults.listed() if f["code"] == "chime"]
    assert measured in fault["detail"]
    assert fault["severity"] == "warning"
    for _ in range(3):
        chime(bench)
    assert len(bench.reader.read) == 1  # a bad file does not get better by being read again
    path = bench.home.chimes / name
    path.rename(bench.home.chimes / f"good{path.suffix}")
    text = bench.home.station_file.read_text("utf-8")
    bench.home.station_file.write_text(text.replace(f"chime: {path.stem}", "chime: good"), "utf-8")
    bench.ask("reload", "quantri")
    good = chime(bench)
    assert good is not None
    assert good.frames == 48_000
    assert "chime" not in bench.fault_codes()
    bench.kill()


def test_a_reader_that_fails_is_asked_again(folder: Path) -> None:
    bench = own(folder)
    bench.reader.fails = ProcessUnavailable(process="intake", problem="crashed")
    bench.restart()
    assert "chime" in bench.fault_codes()
    bench.reader.fails = None
    cue = chime(bench)
    assert cue is not None
    assert cue.frames == 48_000
    assert "chime" not in bench.fault_codes()
    bench.kill()


def test_a_file_that_is_gone_is_a_fault(folder: Path) -> None:
    bench = own(folder)
    (bench.home.chimes / "nhac-hieu.mp3").unlink()
    cue = chime(bench)
    assert cue is not None
    assert cue.frames == 4800
    assert "chime" in bench.fault_codes()
    bench.kill()


def test_a_file_that_cannot_be_looked_at(tmp_path: Path) -> None:
    missing = OwnChime(lambda _name: tmp_path / "x.wav", FakeReader(tmp_path), clips=tmp_path)
    with pytest.raises(FileRefused):
        missing.file("x")
    nowhere = OwnChime(lambda _name: None, FakeReader(tmp_path), clips=tmp_path)
    with pytest.raises(FileRefused):
        nowhere.file("x")


def test_the_measured_figure_is_told_every_time(tmp_path: Path) -> None:
    path = tmp_path / "clipped.wav"
    path.write_bytes(b"x")
    one = OwnChime(lambda _name: path, FakeReader(tmp_path), clips=tmp_path)
    for _ in range(2):
        with pytest.raises(SoundRefused) as caught:
            one.file("clipped")
        assert caught.value.measured == "12.0% at full scale"


def test_no_sound_at_all_is_a_fault_and_no_chime(bench: Bench) -> None:
    bench.speech.fails["chime"] = SpeechFailure(voice="chime", problem="crashed")
    assert chime(bench) is None
    assert "chime" in bench.fault_codes()
    item = bench.approved()
    bench.advance(5)
    assert bench.ends(item) == ["aired"]


# --- the tone of an emergency ---------------------------------------------------------------------


def test_the_tone_is_ready_before_anybody_needs_it(bench: Bench) -> None:
    assert bench.parts.sounds.tone_is_ready
    cue = bench.parts.sounds.opening(Priority.EMERGENCY)
    assert cue is not None
    assert cue.kind is CueKind.ATTENTION
    assert cue.sha256 in bench.parts.sounds.in_use()


def test_an_emergency_waits_a_little_for_a_tone_that_is_being_made(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.speech.fails["attention"] = SpeechFailure(voice="x", problem="crashed")
    bench.restart()
    sounds = bench.parts.sounds
    assert not sounds.tone_is_ready
    assert "speech" in bench.fault_codes()
    monkeypatch.setattr("loudspeaker.station.sounds.TONE_PATIENCE_S", 10.0)
    bench.speech.fails.clear()
    making = threading.Timer(0.05, sounds.prepare)
    making.start()
    cue = sounds.opening(Priority.EMERGENCY)
    making.join()  # it goes on with the chime, in a folder that ends with the test
    assert cue is not None
