"""Loudness meter against ``ffmpeg -af ebur128`` on one core, alternating in one run.

    python -m bench.loudness [--seconds 60] [--rounds 9]

ffmpeg's time is the whole command less the same command on 0.1 s of sound, that is without
starting the process and opening the file.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from loudspeaker.audio.loudness import measure
from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ, Clip
from loudspeaker.audio.true_peak import true_peak_dbtp
from loudspeaker.audio.wav import to_wav

SHORT_S = 0.1


def main() -> None:
    """Measure and print one line for each meter."""
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=60.0)
    options.add_argument("--rounds", type=int, default=9)
    asked = options.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        runs = contestants(asked.seconds, Path(folder))
        compare(runs, asked.rounds, asked.seconds)


def contestants(seconds: float, folder: Path) -> dict[str, Callable[[], object]]:
    """Return what is timed: ours and, where there is an ffmpeg, its."""
    clip = test_signal(seconds)
    runs: dict[str, Callable[[], object]] = {
        "loudness": partial(measure, clip),
        "loudness + true peak": lambda: (measure(clip), true_peak_dbtp(clip)),
    }
    if shutil.which("ffmpeg"):
        for name, length in (("", seconds), (", start only", SHORT_S)):
            path = folder / f"{length}.wav"
            path.write_bytes(to_wav(test_signal(length)))
            runs[f"ffmpeg{name}"] = partial(ebur128, path, "none")
            runs[f"ffmpeg true peak{name}"] = partial(ebur128, path, "true")
    return runs


def test_signal(seconds: float) -> Clip:
    """Return noise that comes and goes like syllables."""
    at = np.arange(round(seconds * PROGRAMME_RATE_HZ)) / PROGRAMME_RATE_HZ
    white = np.random.default_rng(1).standard_normal(len(at))
    samples = (0.1 * white * np.abs(np.sin(2 * np.pi * 2 * at))).astype(np.float32)
    return Clip(samples=samples, rate_hz=PROGRAMME_RATE_HZ)


def ebur128(path: Path, peak: str) -> None:
    """Run ffmpeg's meter over a file."""
    subprocess.run(
        ["ffmpeg", "-nostats", "-loglevel", "error", "-threads", "1", "-i", str(path),
         "-af", f"ebur128=peak={peak}:framelog=verbose", "-f", "null", "-"],
        check=True,
    )  # fmt: skip


def compare(runs: dict[str, Callable[[], object]], rounds: int, seconds: float) -> None:
    """Time every contestant in turn, several times, and print the medians."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            began = time.perf_counter()
            run()
            taken[name].append(time.perf_counter() - began)
    medians = {name: statistics.median(times) for name, times in taken.items()}
    report("loudness", medians, "ffmpeg", seconds)
    report("loudness + true peak", medians, "ffmpeg true peak", seconds)


def report(ours: str, medians: dict[str, float], theirs: str, seconds: float) -> None:
    """Print one line: our time, our speed, and the ratio to ffmpeg."""
    line = f"{ours}: {medians[ours] * 1000:.1f} ms for {seconds:.0f} s"
    line += f" = {seconds / medians[ours]:.0f} x real time"
    if theirs in medians:
        spent = medians[theirs] - medians[f"{theirs}, start only"]
        line += f"; ffmpeg ebur128 {spent * 1000:.1f} ms; ratio {spent / medians[ours]:.2f}"
    print(line)


if __name__ == "__main__":
    main()
