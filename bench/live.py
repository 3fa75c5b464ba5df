"""From the mouth to the loudspeaker: how late a live microphone is heard at the village's points.

    python -m bench.live [--clicks 40]

A pipe stands for the microphone and gets 20 ms of sound every 20 ms, with a click every two
seconds.  A click counts from when it was spoken: a block of 20 ms is whole only 20 ms after its
first sample.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
import wave
from array import array
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.station import SOURCE, Bench, json_lines, running, summary

RATE_HZ = 48_000
BLOCK = 960
BLOCK_NS = BLOCK * 1_000_000_000 // RATE_HZ
EVERY = 100
CHECK_BLOCKS = 120
CLICK, HUM = 18_000, 600
POINT = 1
MS = 1e6


def block_of(level: int) -> bytes:
    """Return 20 ms of a square wave."""
    return array("h", [level if at // 24 % 2 else -level for at in range(BLOCK)]).tobytes()


def click_block() -> bytes:
    """Return 20 ms whose first 2 ms are a click."""
    samples = array("h", block_of(HUM))
    samples[:96] = array("h", [CLICK] * 96)
    return samples.tobytes()


class Mouth(threading.Thread):
    """Writes blocks into a pipe at their pace; keeps when each click was spoken."""

    def __init__(self, pipe: Path) -> None:
        super().__init__(name="mouth", daemon=True)
        self._pipe = pipe
        self.spoken_ns: list[int] = []
        self.ending = False

    def run(self) -> None:
        """Speak until told to end, or nobody listens any more."""
        with self._pipe.open("wb", buffering=0) as stream:
            begin_ns, number = time.monotonic_ns(), 0
            while not self.ending:
                number += 1
                wait_ns = begin_ns + number * BLOCK_NS - time.monotonic_ns()
                time.sleep(max(0, wait_ns) / 1e9)
                clicks = number > CHECK_BLOCKS and number % EVERY == 0
                level = HUM if number > CHECK_BLOCKS else 6 * HUM
                if clicks:
                    self.spoken_ns.append(time.monotonic_ns() - BLOCK_NS)
                try:
                    stream.write(click_block() if clicks else block_of(level))
                except BrokenPipeError:
                    return


def heard_clicks_ns(folder: Path, number: int) -> list[int]:
    """Return when each click was heard at a point."""
    with wave.open(str(folder / f"{number:02}.wav"), "rb") as file:
        samples = array("h", file.readframes(file.getnframes()))
    limit = max(abs(each) for each in samples) * 6 // 10
    loud = [at for at, each in enumerate(samples) if abs(each) > limit]
    starts = [b for a, b in pairwise([-RATE_HZ, *loud]) if b - a > RATE_HZ // 4]
    stretches = json_lines(folder / f"{number:02}.jsonl")
    return [_moment_ns(stretches, frame) for frame in starts]


def _moment_ns(stretches: list[dict[str, Any]], frame: int) -> int:
    found = next(s for s in reversed(stretches) if s["first_frame"] <= frame)
    return int(found["mono_ns"]) + (frame - int(found["first_frame"])) * 1_000_000_000 // RATE_HZ


def measure(bench: Bench, clicks: int) -> dict[str, Any]:
    """Speak for so many clicks; return the delays."""
    live = {"longest_min": 10, "reason": "đo độ trễ"}
    filed = bench.announce("Đo.", priority="priority", points=str(POINT), repeat=1, live=live)
    bench.approve(filed["id"])
    pipe = bench.home / "mouth"
    os.mkfifo(pipe)
    mouth = Mouth(pipe)
    words = [sys.executable, "-m", "loudspeaker", "--home", str(bench.home), "live", "speak"]
    speaking = subprocess.Popen(
        [*words, filed["id"], "--talk", "--input", str(pipe)],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    mouth.start()
    time.sleep(clicks * EVERY * BLOCK_NS / 1e9 + 6)
    mouth.ending = True
    speaking.wait(30)
    bench.wait_until_over(filed["occurrence"])
    time.sleep(1.0)
    heard = heard_clicks_ns(bench.home / "village" / "points", POINT)
    delays = [_delay_ms(mouth.spoken_ns, at) for at in heard]
    return {"mouth_to_point_ms": summary([each for each in delays if each is not None])}


def _delay_ms(spoken_ns: list[int], heard_ns: int) -> float | None:
    before = [each for each in spoken_ns if each <= heard_ns]
    return (heard_ns - before[-1]) / MS if before else None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clicks", type=int, default=40)
    chosen = parser.parse_args()
    with running(voice="tone") as bench:
        print(json.dumps(measure(bench, chosen.clicks)))


if __name__ == "__main__":
    main()
