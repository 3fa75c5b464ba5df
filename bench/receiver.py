"""How much faster than real time the reference receiver is, on one core.

    python -m bench.receiver [--seconds 20] [--rounds 5] [--rate 192000]

The composite signal is music-like sound in stereo with RDS and a little noise, made beforehand;
each line is the median of all rounds, sound and RDS together, in blocks of that length.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when numpy is imported

import numpy as np

from loudspeaker.radio.composite import Composite
from loudspeaker.radio.composite_rates import RATES_HZ
from loudspeaker.radio.rds import in_house
from loudspeaker.radio.receiver import Receiver, Sound
from tests.radio.reference_modulator import (
    at_rate,
    bits_of,
    music,
    programme_signal,
    rds_signal,
)

BLOCKS_MS = (20, 40, 1000)
NOISE = 0.002


def main() -> None:
    """Measure and print one line for each kind of sound and length of block."""
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=20.0)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--rate", type=int, default=192_000, choices=RATES_HZ)
    asked = options.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    signal = test_signal(asked.seconds, asked.rate)
    for sound in (Sound.MONO, Sound.STEREO, Sound.NONE):
        for block_ms in BLOCKS_MS:
            report(signal, asked.rate, sound, block_ms, asked.rounds)


def test_signal(seconds: float, rate_hz: int) -> Composite:
    """Return stereo with RDS."""
    count = round(seconds * 11.4)
    groups = [in_house(pi=0x7001, tail=n % 32, block_3=n, block_4=77 * n) for n in range(count)]
    rds = rds_signal(bits_of(groups))
    sides = music(len(rds), seed=1)
    signal = at_rate(programme_signal(sides.left, sides.right) + rds, rate_hz)
    noise = NOISE * np.random.default_rng(1).standard_normal(len(signal))
    return (signal + noise).astype(np.float32)


def report(signal: Composite, rate_hz: int, sound: Sound, block_ms: int, rounds: int) -> None:
    """Print one line: speed, time for a block, and that everything was received."""
    taken, received = [], 0
    for _ in range(rounds):
        began = time.process_time()
        received = receive(signal, rate_hz, sound, block_ms)
        taken.append(time.process_time() - began)
    seconds, spent = len(signal) / rate_hz, statistics.median(taken)
    line = (
        f"{rate_hz} Hz, sound {sound}, blocks of {block_ms} ms: {seconds / spent:.0f} x real time"
    )
    print(f"{line}, {spent / seconds * block_ms * 1000:.0f} us a block, {received} groups")


def receive(signal: Composite, rate_hz: int, sound: Sound, block_ms: int) -> int:
    """Return how many whole groups came out."""
    receiver, block = Receiver(rate_hz, sound=sound), rate_hz * block_ms // 1000
    return sum(
        all(received.group.ok)
        for start in range(0, len(signal), block)
        for received in receiver.feed(signal[start : start + block]).groups
    )


if __name__ == "__main__":
    main()
