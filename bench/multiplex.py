"""How fast the composite signal is made, on one core, and that memory does not grow.

    python -m bench.multiplex [--seconds 30] [--rounds 5] [--soak] [--mpxgen PATH]

Sound in, samples for the sound card out: low-pass, pre-emphasis, limiter, stereo, RDS with a whole
programme, conversion to 16 bits.  Each figure is the median of all rounds in processor time.
``--mpxgen`` is the program built from github.com/Anthony96922/mpxgen, with its object files beside.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when numpy is imported

import numpy as np

from bench.peers import NotMeasured, Taken, mpxgen
from loudspeaker.radio.composite_rates import RATES_HZ
from loudspeaker.radio.multiplex import Multiplexer, MultiplexSettings, Samples, to_int16
from loudspeaker.radio.rds import Group
from loudspeaker.radio.rds_schedule import GroupScheduler
from tests.radio.rds_air import FULL

FRAME_RATE_HZ = 48_000
BLOCKS_MS = (20, 1000)
LEVELS = {"quiet": 0.01, "loud": 1.0}
BEGIN = datetime(2026, 11, 28, tzinfo=UTC)
SOAK_BLOCKS, LONG_SOAK_BLOCKS = 50_000, 1_000_000
START = """
import os, time
os.environ["OPENBLAS_NUM_THREADS"] = "1"
begun = time.perf_counter()
import numpy
numpy_s = time.perf_counter() - begun
from loudspeaker.radio.multiplex import Multiplexer, MultiplexSettings
from loudspeaker.radio.rds import in_house
group = in_house(pi=0x7001, tail=0, block_3=0, block_4=0)
multiplexer = Multiplexer(MultiplexSettings(stereo=True), lambda _sample: group)
multiplexer.feed(numpy.zeros((2, 960), dtype=numpy.float32))
print(1000 * numpy_s, 1000 * (time.perf_counter() - begun - numpy_s))
"""


def main() -> None:
    """Measure and print a line for each figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=30.0)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--rate", type=int, default=192_000, choices=RATES_HZ)
    options.add_argument("--soak", action="store_true", help="a million blocks")
    options.add_argument("--mpxgen", type=Path)
    asked = options.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print(f"load of this machine over the last minute: {os.getloadavg()[0]:.2f}")
    for stereo, block_ms, level in itertools.product((False, True), BLOCKS_MS, LEVELS):
        report(
            asked.seconds, asked.rounds, asked.rate, stereo=stereo, block_ms=block_ms, level=level
        )
    if asked.mpxgen:
        report_mpxgen(asked.mpxgen, asked.seconds, asked.rounds)
    report_start(asked.rounds)
    report_memory(LONG_SOAK_BLOCKS if asked.soak else SOAK_BLOCKS)


class Source:
    """Groups of a whole programme, as they are due."""

    def __init__(self, rate_hz: int) -> None:
        self._scheduler, self._rate_hz = GroupScheduler(FULL), rate_hz

    def __call__(self, sample: int) -> Group:
        """Return the group whose first bit begins at that sample."""
        return self._scheduler.next(BEGIN + timedelta(seconds=sample / self._rate_hz)).group


def multiplexer_of(rate_hz: int, *, stereo: bool) -> Multiplexer:
    """Return mono without, or stereo with a pilot."""
    settings = MultiplexSettings(rate_hz=rate_hz, stereo=stereo, pilot_khz=6.75 if stereo else 0.0)
    return Multiplexer(settings, Source(rate_hz))


def noise(channels: int, frames: int, level: float) -> Samples:
    """Return white noise, the hardest that there is for a limiter."""
    uniform = np.random.default_rng(1).uniform(-level, level, (channels, frames))
    return uniform.astype(np.float32)


def report(
    seconds: float, rounds: int, rate_hz: int, *, stereo: bool, block_ms: int, level: str
) -> None:
    """Print how fast one kind of signal is made."""
    sound = noise(1 + stereo, FRAME_RATE_HZ * block_ms // 1000, LEVELS[level])
    blocks = max(1, round(seconds * 1000 / block_ms))
    spent = statistics.median(
        time_blocks(multiplexer_of(rate_hz, stereo=stereo), sound, blocks) for _ in range(rounds)
    )
    name = f"{'stereo' if stereo else 'mono'} + RDS, {level}, blocks of {block_ms} ms"
    print_speed(name, Taken(signal_s=blocks * block_ms / 1000, spent_s=spent))


def time_blocks(multiplexer: Multiplexer, sound: Samples, blocks: int) -> float:
    """Return the processor time of so many blocks."""
    multiplexer.feed(sound)
    begun = time.process_time()
    for _ in range(blocks):
        to_int16(multiplexer.feed(sound))
    return time.process_time() - begun


def print_speed(name: str, taken: Taken) -> None:
    """Print one line."""
    print(f"{name}: {taken.speed:.0f} x real time")


def report_mpxgen(binary: Path, seconds: float, rounds: int) -> None:
    """Print how fast the peer is; it is slow enough for a tenth of the time."""
    blocks = max(1, round(seconds / 10 * 190_000 / 4096))
    for name, level in LEVELS.items():
        try:
            taken = [mpxgen(binary, blocks=blocks, level=level) for _ in range(rounds)]
        except NotMeasured as why:
            print(f"mpxgen: not measured: {why}")
            return
        median = sorted(taken, key=lambda one: one.speed)[rounds // 2]
        print_speed(f"mpxgen, its generator alone, stereo + RDS, {name}", median)


def report_start(rounds: int) -> None:
    """Print how long it takes until the first block is out, in a fresh process."""
    rows = [
        subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True)
        for _ in range(rounds)
    ]
    numpy_ms, rest_ms = zip(*(map(float, row.stdout.split()) for row in rows), strict=True)
    print(f"start: numpy {statistics.median(numpy_ms):.0f} ms, then", end=" ")
    print(f"modules, tables and the first block {statistics.median(rest_ms):.0f} ms")


def report_memory(blocks: int) -> None:
    """Print by how much the process grew while it made so many blocks of 20 ms."""
    multiplexer = multiplexer_of(192_000, stereo=True)
    sound = noise(2, FRAME_RATE_HZ // 50, 1.0)
    time_blocks(multiplexer, sound, 1000)
    before = resident_kb()
    time_blocks(multiplexer, sound, blocks)
    grown = resident_kb() - before
    print(f"memory after {blocks} blocks of 20 ms: {before} KB {grown:+d} KB")


def resident_kb() -> int:
    """Return the resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


if __name__ == "__main__":
    main()
