"""Plants bugs in a copy of the source: the campaign must catch each of them.

Run ``python -m bench.faults.mutants [--kills 60] [--seed 1] [--only NAME]``.  Exit status 0 only if
every planted bug was caught.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("loudspeaker", "hardware", "voices", "schedules", "bench")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One planted bug: a piece of source and what stands there instead."""

    name: str
    file: str
    original: str
    planted: str
    caught_as: frozenset[str]


MUTANTS = (
    Mutant(
        name="positions are not kept",
        file="loudspeaker/air/journal.py",
        original="""may have been heard after this.\"\"\"
""",
        planted="""may have been heard after this.\"\"\"
        return
""",
        caught_as=frozenset({"doubled"}),
    ),
    Mutant(
        name="heartbeat from a timer thread",
        file="loudspeaker/air/carrier.py",
        original="""        self._armed_ns = self._time.mono_ns()
        self._transmitter.arm()
""",
        planted="""        import threading
        self._armed_ns = self._time.mono_ns()
        self._transmitter.arm()
        def again(transmitter, number):
            import time
            while number == Carrier.number:
                time.sleep(0.5)
                if number == Carrier.number:
                    transmitter.arm()
        Carrier.number = getattr(Carrier, "number", 0) + 1
        beat = (self._transmitter, Carrier.number)
        threading.Thread(target=again, args=beat, daemon=True).start()
""",
        caught_as=frozenset({"stuck"}),
    ),
    Mutant(
        name="a restart forgets what was on air",
        file="loudspeaker/air/accepted.py",
        original="self._rundowns = {p.rundown.occurrence: p.rundown for p in journal.pending()}",
        planted="self._rundowns = {}",
        caught_as=frozenset({"unfinished"}),
    ),
    Mutant(
        name="the end is recorded before the sound",
        file="loudspeaker/air/playout.py",
        original="""        try:
            airing.run(carrier)
        except Cut as cut:""",
        planted="""        self._ledger.aired(airing.rundown, airing.attempt)
        try:
            airing.run(carrier)
        except Cut as cut:""",
        caught_as=frozenset({"lost"}),
    ),
)


def plant(mutant: Mutant, folder: Path) -> None:
    """Copy the source into ``folder`` with the bug in it."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / mutant.file
    source = path.read_text(encoding="utf-8")
    if source.count(mutant.original) != 1:
        raise LookupError(f"{mutant.name}: {mutant.file} has changed")
    path.write_text(source.replace(mutant.original, mutant.planted), encoding="utf-8")


def is_caught(mutant: Mutant, *, kills: int, seed: int) -> tuple[bool, str]:
    """Run the campaign on the mutant; tell whether it was caught, and as what."""
    with tempfile.TemporaryDirectory(prefix="loudspeaker-mutant-") as scratch:
        plant(mutant, Path(scratch))
        words = [sys.executable, "-m", "bench.faults.kills", "--kills", str(kills)]
        words += ["--seed", str(seed), "--source", scratch]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    try:
        problems = json.loads(done.stdout.decode().strip().splitlines()[-1])["problems"]
    except (ValueError, LookupError):
        return False, done.stderr.decode()[-500:]
    return bool(mutant.caught_as & set(problems)), ", ".join(problems) or "nothing"


def main() -> int:
    """Plant every bug and print whether it was caught."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only")
    chosen = parser.parse_args()
    missed = 0
    for mutant in MUTANTS:
        if chosen.only and chosen.only not in mutant.name:
            continue
        caught, found = is_caught(mutant, kills=chosen.kills, seed=chosen.seed)
        missed += not caught
        print(json.dumps({"planted": mutant.name, "caught": caught, "found": found}))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
