"""Somebody speaks live through the real processes: the addressed point hears it, and it is kept."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.acceptance.compare import Sound, compare
from bench.faults.judge import judge
from bench.station import Bench, json_lines, running
from tests.acceptance.hearing import approved_sound, point_sound, samples

pytestmark = pytest.mark.slow
POINT, RATE_HZ = 4, 48_000
ASK = ("live", "ask", "Nghe.", "--title", "Lũ về", "--reason", "Nước lên nhanh")


def spoken(seconds: float) -> Sound:
    """Return a sound that no other part of the airing resembles."""
    random = np.random.default_rng(7)
    noise = np.convolve(random.normal(size=round(seconds * RATE_HZ)), np.ones(24) / 24, "same")
    swell = 0.6 + 0.4 * np.sin(np.arange(len(noise)) * 2 * np.pi * 4 / RATE_HZ)
    return noise * swell * 0.4


def write(path: Path, sound: Sound) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        file.writeframes((sound * 32_767).astype("<i2").tobytes())


def likeness(part: Sound, whole: Sound) -> float:
    """Return how much a part is found in the whole, level apart: 1 is exactly."""
    size = 1 << (len(whole) + len(part)).bit_length()
    found = np.fft.irfft(np.fft.rfft(whole, size) * np.conj(np.fft.rfft(part, size)))
    at = int(np.argmax(found[: len(whole)]))
    there = whole[at : at + len(part)]
    return float(found[at] / (np.linalg.norm(part) * np.linalg.norm(there)))


class Story:
    """Asked for, tried without approval, approved, spoken."""

    def __init__(self, bench: Bench) -> None:
        station = bench.station
        filed: dict[str, Any] = station.ask(*ASK, "--points", str(POINT))
        mouth = bench.home / "mouth.wav"
        self.said = spoken(9.0)
        write(mouth, self.said)
        speak = ("live", "speak", filed["id"], "--talk", "--input", str(mouth))
        self.unapproved = station.command(*speak).returncode
        bench.approve(filed["id"])
        self.another = station.command(*speak, "--as", "duyet").returncode
        self.told = station.ask(*speak)
        self.record = bench.wait_until_over(filed["occurrence"])
        self.tape = samples(bench.home / "live" / f"{self.record['live']['sha256']}.wav")
        self.announced = approved_sound(bench, filed["id"])
        station.end()
        self.events = json_lines(bench.home / "village" / "events.jsonl")
        self.records = bench.records()
        self.heard = {number: point_sound(bench, number) for number in range(1, 12)}


@pytest.fixture(scope="module")
def story() -> Iterator[Story]:
    with running(voice="tone") as bench:
        yield Story(bench)


def test_the_point_hears_what_was_said_and_no_other_point_anything(story: Story) -> None:
    assert {number for number, heard in story.heard.items() if len(heard)} == {POINT}
    whole = np.concatenate([story.announced, story.tape])
    assert compare(whole, story.heard[POINT]).same
    assert len(story.tape) > RATE_HZ
    middle = story.tape[len(story.tape) // 4 : -len(story.tape) // 4]
    assert likeness(middle, story.said) > 0.9


def test_only_its_author_speaks_and_only_once_it_is_approved(story: Story) -> None:
    assert (story.unapproved, story.another) == (5, 3)
    assert story.told["state"] == "aired"


def test_the_record_says_what_it_was(story: Story) -> None:
    record = story.record
    assert (record["kind"], record["result"], record["priority"]) == ("live", "aired", "priority")
    assert record["live"]["reason"] == "Nước lên nhanh"
    assert record["live"]["ms"] == len(story.tape) * 1000 // RATE_HZ
    assert record["approver"].startswith("duyet")
    accepted = {record["occurrence"]: "priority"}
    assert judge(story.events, story.records, accepted).problems() == {}
