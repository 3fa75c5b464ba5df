"""Plants bugs in a copy of the source: the row of the campaign that is named must catch each.

Run ``python -m bench.faults.mutants [--kills 60] [--seed 1] [--only NAME] [--row ROW]``.  Exit
status 0 only if every planted bug was caught.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
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
    row: str = "kills"


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
    Mutant(
        name="a commit is not flushed (synchronous=NORMAL)",
        file="loudspeaker/store/sqlite.py",
        original='PRAGMA synchronous=FULL")',
        planted='PRAGMA synchronous=NORMAL")',
        caught_as=frozenset({"lost", "doubled"}),
        row="power_images",
    ),
    Mutant(
        name="positions are committed after the sound",
        file="loudspeaker/air/positions.py",
        original="""            try:
                self._store.commit_position(occurrence, attempt, frames)
            except LoudspeakerError as error:
                done.set_exception(error)
            else:
                done.set_result(None)
""",
        planted="""            import time
            done.set_result(None)
            time.sleep(1.0)
            self._store.commit_position(occurrence, attempt, frames)
""",
        caught_as=frozenset({"doubled"}),
        row="power_images",
    ),
    Mutant(
        name="a name is not flushed with its folder",
        file="loudspeaker/system/files.py",
        original="""            raise
        sync_directory(path.parent)


def write_durable""",
        planted="""            raise


def write_durable""",
        caught_as=frozenset({"lost", "corrupt", "silent"}),
        row="power_images",
    ),
    Mutant(
        name="a clock that was set is not noticed",
        file="loudspeaker/timetable/clock_steps.py",
        original="return step_s if abs(step_s) > STEP_S else 0.0",
        planted="return 0.0",
        caught_as=frozenset({"late", "early", "missed", "untrue"}),
        row="clock_jumps",
    ),
    Mutant(
        name="the due time is not awaited under the carrier",
        file="loudspeaker/air/airing.py",
        original="if not self.rundown.immediate:\n            self._wait_for_due",
        planted="if False:\n            self._wait_for_due",
        caught_as=frozenset({"early"}),
        row="clock_jumps",
    ),
    Mutant(
        name="any clock is believed",
        file="loudspeaker/timetable/trust.py",
        original="    if not needs_proof or is_proved",
        planted="    if True or is_proved",
        caught_as=frozenset({"ordinary"}),
        row="power_cut",
    ),
    Mutant(
        name="an emergency waits for the clock, too",
        file="loudspeaker/air/playout.py",
        original="for r in self._accepted.all() if r.priority is Priority.EMERGENCY]",
        planted="for r in ()]",
        caught_as=frozenset({"deaf", "lost"}),
        row="power_cut",
    ),
    Mutant(
        name="receivers that had power are not waited for",
        file="loudspeaker/air/playout.py",
        original="""        if not self._deck.clock.is_known:
            self._deck.points_state.lose()
""",
        planted="",
        caught_as=frozenset({"lost"}),
        row="power_cut",
    ),
    Mutant(
        name="an airing that was cut counts as aired",
        file="loudspeaker/air/ledger.py",
        original="""                log.info("%s will be aired again", rundown.occurrence)
""",
        planted="""                best = progress.best
                self._close(rundown, attempt, Event.END, "aired", reason, best)
""",
        caught_as=frozenset({"lost"}),
        row="syscalls",
    ),
)


ROWS: dict[str, Callable[[int], list[str]]] = {
    "kills": lambda kills: ["--kills", str(kills)],
    "clock_jumps": lambda _: ["--jumps", "40"],
    "power_cut": lambda _: ["--rounds", "2"],
    "power_images": lambda _: ["--images", "200"],
    "syscalls": lambda _: ["--most", "8"],
}
"""Row → how much of it is enough to catch the bugs that are its to catch."""


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
        words = [sys.executable, "-m", f"bench.faults.{mutant.row}", *ROWS[mutant.row](kills)]
        words += ["--seed", str(seed), "--source", scratch]
        env = {**os.environ, "PYTHONPATH": scratch}  # recovery in the row's own process, too
        done = subprocess.run(words, cwd=scratch, env=env, capture_output=True, check=False)
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
    parser.add_argument("--row", choices=sorted(ROWS))
    chosen = parser.parse_args()
    missed = 0
    for mutant in MUTANTS:
        if chosen.only and chosen.only not in mutant.name:
            continue
        if chosen.row and chosen.row != mutant.row:
            continue
        caught, found = is_caught(mutant, kills=chosen.kills, seed=chosen.seed)
        missed += not caught
        line = {"planted": mutant.name, "row": mutant.row, "caught": caught, "found": found}
        print(json.dumps(line), flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
