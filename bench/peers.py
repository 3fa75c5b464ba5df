"""Other programs that do what ours does, built by whoever measures: how long they take."""

from __future__ import annotations

import resource
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

GENERATOR = Path(__file__).with_name("mpxgen_generator.c")
LIBRARIES = ("-lm", "-lsndfile", "-lsamplerate", "-lpthread", "-lasound")
MPXGEN_MAIN = "mpx_gen.o"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How much signal, and how much processor time."""

    signal_s: float
    spent_s: float
    groups: int = 0

    @property
    def speed(self) -> float:
        """How many times faster than real time."""
        return self.signal_s / self.spent_s


class NotMeasured(Exception):
    """A peer that cannot be run; the message says why."""


def mpxgen(binary: Path, *, blocks: int, level: float) -> Taken:
    """Time mpxgen's generator: stereo with pilot and RDS, 190 kHz, without its resamplers."""
    objects = [str(path) for path in binary.parent.glob("*.o") if path.name != MPXGEN_MAIN]
    compiler = shutil.which("cc")
    if not (objects and compiler):
        raise NotMeasured(f"no compiler, or no object files beside {binary}")
    with tempfile.TemporaryDirectory() as folder:
        program = f"{folder}/generator"
        source = [f"-I{binary.parent}", str(GENERATOR), *objects]
        _run([compiler, "-O2", "-std=gnu99", *source, *LIBRARIES, "-o", program])
        *_, signal, spent = _run([program, str(blocks), str(level)]).split()
    return Taken(signal_s=float(signal), spent_s=float(spent))


def redsea(binary: Path, wav: Path, *, signal_s: float) -> Taken:
    """Time redsea on a file: starting, reading and printing included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    lines = _run([str(binary), "--file", str(wav), "--output", "hex", "--no-fec"]).splitlines()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    whole = sum("-" not in line for line in lines)  # redsea writes ---- for a lost block
    return Taken(signal_s=signal_s, spent_s=spent, groups=whole)


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", "") or str(error)
        raise NotMeasured(f"{command[0]}: {said.strip()[-200:]}") from error
    return done.stdout
