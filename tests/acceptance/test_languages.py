"""A text and a Tày recording: heard in both where Tày is taken, in Vietnamese alone elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bench.acceptance.compare import BLOCK, Sound, compare
from bench.faults.judge import judge
from bench.faults.station import Station
from bench.station import SOURCE, Bench, json_lines, running
from loudspeaker.audio.loudness import measure
from loudspeaker.audio.pcm import Clip, concatenate, silence
from loudspeaker.audio.wav import to_wav
from tests.acceptance.hearing import point_sound, samples
from tests.audio.signals import noise, speech_like

pytestmark = pytest.mark.slow

HARDWARE = "hai-thon"
TEXT = "Mời bà con đến họp lúc 19 giờ."


def two_zones(station: Station) -> None:
    """Let hamlet 1 take no other language; point 3 is in hamlet 2, which takes all."""
    text = (SOURCE / "hardware" / "simulated.yaml").read_text("utf-8")
    changed = text.replace("name: Thôn 1}", "name: Thôn 1, languages: []}")
    assert changed != text
    (station.home / "hardware").mkdir(exist_ok=True)
    (station.home / "hardware" / f"{HARDWARE}.yaml").write_text(changed, "utf-8")


def telephone(path: Path) -> Path:
    """Save something said quietly, with an offset and the noise of a room."""
    voice = concatenate([silence(600), speech_like(seconds=3.0, peak=0.08), silence(600)])
    room = noise(seconds=4.2, rms_db=-64.0)
    path.write_bytes(to_wav(Clip(samples=voice + room + np.float32(0.02), rate_hz=48_000)))
    return path


class Aired:
    """What was brought, and what two points heard of it."""

    def __init__(self, bench: Bench, folder: Path) -> None:
        recording = telephone(folder / "tay.wav")
        self.id = _announced(bench.station, recording)
        recording.unlink()  # the station must not need it any more
        bench.approve(self.id)
        self.record = bench.wait_until_over(f"{self.id}-1")
        cues = bench.client.call("show", id=self.id)["cues"]
        self.vietnamese = _sound(bench, [cue for cue in cues if cue.get("language") is None])
        self.tay = _sound(bench, [cue for cue in cues if cue.get("language") == "tyz"])
        bench.station.end()
        self.events = json_lines(bench.home / "village" / "events.jsonl")
        self.records = bench.records()
        self.heard = {number: point_sound(bench, number) for number in (1, 2, 3)}


def _announced(station: Station, recording: Path) -> str:
    options = ["--recording", f"{recording}:Tày:Mời họp, bản tiếng Tày", "--points", "1,3"]
    return str(station.ask("announce", TEXT, *options, "--as", "soan")["id"])


def _sound(bench: Bench, cues: list[dict[str, object]]) -> Sound:
    parts = [
        np.zeros(int(str(cue["frames"])))
        if cue["sha256"] is None
        else samples(bench.home / "clips" / f"{cue['sha256']}.wav")
        for cue in cues
    ]
    return np.concatenate(parts)


@pytest.fixture(scope="module")
def aired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aired]:
    with running(voice="vi-bac", rate=4.0, hardware=HARDWARE, before=two_zones) as bench:
        yield Aired(bench, tmp_path_factory.mktemp("recordings"))


def test_where_it_is_taken_both_are_heard(aired: Aired) -> None:
    heard = aired.heard[3]
    turn = compare(aired.tay, heard).offset
    assert compare(aired.vietnamese, heard[:turn]).same
    assert compare(aired.tay, heard[turn - BLOCK :]).same


def test_where_it_is_not_taken_only_the_vietnamese_is_heard(aired: Aired) -> None:
    heard = aired.heard[1]
    first = compare(aired.vietnamese, heard)
    assert first.same
    after = heard[first.offset + len(aired.vietnamese) + BLOCK :]
    assert np.abs(after).max(initial=0.0) < 1e-3
    assert len(aired.heard[2]) == 0


def test_the_recording_is_as_loud_as_the_voice(aired: Aired) -> None:
    loudness = [
        measure(Clip(samples=sound.astype(np.float32), rate_hz=48_000)).integrated_lufs
        for sound in (aired.vietnamese, aired.tay)
    ]
    assert loudness[1] == pytest.approx(-16.0, abs=0.5)
    assert loudness[0] == pytest.approx(loudness[1], abs=1.0)


def test_the_record_says_in_which_languages_and_agrees_with_the_village(aired: Aired) -> None:
    assert aired.record["result"] == "aired"
    languages = aired.record["languages"]
    assert {name: found["points"] for name, found in languages.items()} == {
        "vi": [1, 3],
        "tyz": [3],
    }
    assert languages["tyz"]["ms"] == len(aired.tay) // 48
    assert judge(aired.events, aired.records, {f"{aired.id}-1": "normal"}).problems() == {}
