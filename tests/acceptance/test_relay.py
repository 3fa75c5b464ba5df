"""Another station through the real processes: a point hears it, its end, and then the fallback."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.faults.judge import judge
from bench.faults.station import Station
from bench.radio_server import RadioServer, playing, tone_mp3
from bench.station import SOURCE, Bench, json_lines
from loudspeaker.audio.wav_header import build_header
from loudspeaker.model import Priority
from loudspeaker.model.relay import Relay
from loudspeaker.rundown import Cue, CueKind, Kind, Rundown
from loudspeaker.system.channel import Client
from tests.acceptance.hearing import point_sound

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="streams are decoded by ffmpeg"),
]
POINT, RATE_HZ = 4, 48_000
SOURCE_HZ, FALLBACK_HZ = 700, 440
OCCURRENCE = "relay-1"


def fallback(clips: Path) -> Cue:
    """Make a second of a tone as a clip."""
    tone = np.sin(np.arange(RATE_HZ) * 2 * np.pi * FALLBACK_HZ / RATE_HZ) * 6000
    data = build_header(frames=RATE_HZ, rate_hz=RATE_HZ) + tone.astype("<i2").tobytes()
    sha256 = hashlib.sha256(data).hexdigest()
    (clips / f"{sha256}.wav").write_bytes(data)
    return Cue(kind=CueKind.RECORDING, frames=RATE_HZ, sha256=sha256)


def relay(url: str, cue: Cue) -> Rundown:
    due = datetime.now(UTC) + timedelta(seconds=1)
    return Rundown(
        occurrence=OCCURRENCE,
        item="relay",
        title="Thời sự",
        priority=Priority.NORMAL,
        due=due,
        not_after=due + timedelta(minutes=5),
        points=(POINT,),
        cues=(cue,),
        text_sha256="1" * 64,
        author="soan",
        approver="duyet",
        kind=Kind.RELAY,
        relay=Relay(source="VOV1", address=url, minutes=1),
    )


class Story:
    """Heard for a while, during which bridge is killed; then the other station goes off the air."""

    def __init__(self, bench: Bench, server: RadioServer) -> None:
        self.air = Client(bench.home / "run" / "air.sock", "air")
        rundown = relay(server.url, fallback(bench.home / "clips"))
        altered = replace(rundown, occurrence="relay-0", approver="soan")
        for each in (altered, rundown):
            self.air.call("offer", rundown=each.to_values())
        self.wait(lambda on_air: on_air and on_air["pos_ms"] > 500)
        pids = json.loads((bench.home / "run" / "ready.json").read_bytes())["pids"]
        os.kill(pids["bridge"], signal.SIGKILL)
        time.sleep(1.2)
        server.end()
        self.wait(lambda on_air: on_air and on_air["relay"]["fallback"])
        time.sleep(1.5)
        self.faults = {fault["code"] for fault in self.air.call("status")["faults"]}
        bench.station.command("stop")
        self.record = bench.wait_until_over(OCCURRENCE)
        self.refused = bench.wait_until_over("relay-0")
        bench.station.end()
        self.events = json_lines(bench.home / "village" / "events.jsonl")
        self.records = bench.records()
        self.heard = {number: point_sound(bench, number) for number in (1, POINT)}

    def wait(self, reached: Any) -> None:
        deadline_s = time.monotonic() + 20
        while not reached(self.air.call("status")["on_air"]):
            assert time.monotonic() < deadline_s
            time.sleep(0.05)

    def pitches(self) -> list[int]:
        """Return the loudest frequency of each quarter of a second, 0 where nothing is heard."""
        sound, step = self.heard[POINT], RATE_HZ // 4
        parts = (sound[at : at + step] for at in range(0, len(sound) - step + 1, step))
        return [
            int(np.argmax(np.abs(np.fft.rfft(part)))) * 4 if np.abs(part).max() > 0.01 else 0
            for part in parts
        ]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    station = Station(tmp_path_factory.mktemp("relay") / "home", source=SOURCE, rate=1.0)
    station.init()
    with RadioServer(playing(tone_mp3(SOURCE_HZ), seconds=20, burst_s=1.5)) as server:
        with (station.home / "station.yaml").open("a", encoding="utf-8") as file:
            source = f'{{name: VOV1, stream: "{server.url}"}}'
            file.write(f"relay: {{addresses: [127.0.0.1], sources: [{source}]}}\n")
        ready_s = station.start()
        try:
            yield Story(Bench(station, ready_s=ready_s), server)
        finally:
            station.end()


def test_the_point_hears_the_station_then_the_fallback_and_nothing_between(story: Story) -> None:
    pitches = story.pitches()
    at = [number for number, pitch in enumerate(pitches) if pitch]
    sounding = pitches[at[1] : at[-1]]
    turned = sounding.index(FALLBACK_HZ)
    assert set(sounding[: turned - 5]) == {SOURCE_HZ}, "killing bridge was not heard"
    assert set(sounding[turned:]) == {FALLBACK_HZ}
    assert turned > 8
    assert len(sounding) - turned > 4
    assert not len(story.heard[1])


def test_the_record_says_what_was_heard_of_each_and_why(story: Story) -> None:
    record, relayed = story.record, story.record["relay"]
    assert (record["kind"], record["result"], record["reason"]) == (
        "relay",
        "aired_partial",
        "operator",
    )
    assert relayed["why"] == "gone"
    assert relayed["source_ms"] > 2000
    assert relayed["fallback_ms"] > 1000
    assert relayed["source_ms"] + relayed["fallback_ms"] == record["pos_ms"]
    assert "relay" in story.faults


def test_nothing_went_out_that_nobody_else_approved(story: Story) -> None:
    assert (story.refused["event"], story.refused["reason"]) == ("refused", "unapproved")
    accepted = {OCCURRENCE: "normal", "relay-0": "normal"}
    assert judge(story.events, story.records, accepted).problems() == {}
