"""How much faster than real time the reference receiver is, on one core.

    python -m bench.receiver [--seconds 20] [--rounds 5] [--rate 192000] [--redsea PATH]

The composite signal is music-like sound in stereo with RDS and a little noise, made beforehand;
each line is the median of all rounds, sound and RDS together, in blocks of that length.
``--redsea`` is the program built from github.com/windytan/redsea: RDS alone, both from one file.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when numpy is imported

import numpy as np

from bench.peers import NotMeasured, Taken, redsea
from loudspeaker.audio.wav_header import build_header
from loudspeaker.cli.workbench.composite_file import composite_file
from loudspeaker.radio.composite import Composite
from loudspeaker.radio.composite_rates import RATES_HZ
from loudspeaker.radio.multiplex import to_int16
from loudspeaker.radio.rds import in_house
from loudspeaker.radio.receiver import Receiver, Sound
from loudspeaker.radio.receiver import receive as receive_groups
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
    options.add_argument("--redsea", type=Path)
    asked = options.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    signal = test_signal(asked.seconds, asked.rate)
    for sound in (Sound.MONO, Sound.STEREO, Sound.NONE):
        for block_ms in BLOCKS_MS:
            report(signal, asked.rate, sound, block_ms, asked.rounds)
    if asked.redsea:
        compare(signal, asked.rate, asked.redsea, asked.rounds)


def test_signal(seconds: float, rate_hz: int) -> Composite:
    """Return stereo with RDS."""
    count = round(seconds * 11.4)
    groups = [
        in_house(pi=0x7001, tail=n % 32, block_3=n, block_4=77 * n & 0xFFFF) for n in range(count)
    ]
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


def compare(signal: Composite, rate_hz: int, binary: Path, rounds: int) -> None:
    """Print how fast redsea and we read groups out of one file, in processor time."""
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder, "composite.wav")
        wav.write_bytes(build_header(frames=len(signal), rate_hz=rate_hz) + to_int16(signal))
        seconds = len(signal) / rate_hz
        try:
            pairs = [(read(wav), redsea(binary, wav, signal_s=seconds)) for _ in range(rounds)]
        except NotMeasured as why:
            print(f"redsea: not measured: {why}")
            return
    for name, taken in zip(("we", "redsea"), zip(*pairs, strict=True), strict=True):
        median = sorted(taken, key=lambda one: one.speed)[rounds // 2]
        print(f"{name}, from a file at {rate_hz} Hz: {median.speed:.0f} x real time,", end=" ")
        print(f"{median.groups} whole groups")


def read(wav: Path) -> Taken:
    """Read a file as ``loudspeaker radio decode`` does."""
    begun = time.process_time()
    with composite_file(wav) as composite:
        received = list(receive_groups(composite.blocks, composite.rate_hz))
        spent = time.process_time() - begun
        whole = sum(all(each.group.ok) for each in received)
        return Taken(signal_s=composite.seconds, spent_s=spent, groups=whole)


if __name__ == "__main__":
    main()
