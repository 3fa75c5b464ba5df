"""A bug planted in a copy of the source, and the row of the campaign that must catch it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("loudspeaker", "hardware", "voices", "schedules", "bench")
ENOUGH = {
    "kills": ("--kills", "50"),
    "clock_jumps": ("--jumps", "40"),
    "power_cut": ("--rounds", "2"),
    "power_images": ("--images", "200"),
    "syscalls": ("--most", "8"),
}
"""Row → how much of it is enough to catch the bugs that are its to catch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One planted bug: a piece of source and what stands there instead.

    It is caught when its row finds a problem of a kind in ``caught_as``, or one whose words have
    something of ``told_as``.
    """

    name: str
    file: str
    original: str
    planted: str
    caught_as: frozenset[str] = frozenset()
    told_as: frozenset[str] = frozenset()
    row: str = "kills"
    arguments: tuple[str, ...] = ()
    """How much of the row is enough; empty: what is enough for others."""

    def is_among(self, problems: dict[str, list[str]]) -> bool:
        """Tell whether what a row found is this bug."""
        words = [told for found in problems.values() for told in found]
        signs = self.told_as | {f"{kind}: " for kind in self.caught_as}
        by_kind = any(problems.get(kind) for kind in self.caught_as)
        return by_kind or any(sign in told for sign in signs for told in words)


def plant(mutant: Mutant, folder: Path) -> None:
    """Copy the source into ``folder`` with the bug in it."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / mutant.file
    source = path.read_text(encoding="utf-8")
    if source.count(mutant.original) != 1:
        raise LookupError(f"{mutant.name}: {mutant.file} has changed")
    path.write_text(source.replace(mutant.original, mutant.planted), encoding="utf-8")


def catch(mutant: Mutant, *, arguments: tuple[str, ...], seed: int) -> tuple[bool, list[str]]:
    """Run the row on the mutant; tell whether it was caught, and what was found."""
    with tempfile.TemporaryDirectory(prefix="loudspeaker-mutant-") as scratch:
        plant(mutant, Path(scratch))
        words = [sys.executable, "-m", f"bench.faults.{mutant.row}", *arguments]
        words += ["--seed", str(seed), "--source", scratch]
        env = {**os.environ, "PYTHONPATH": scratch}  # recovery in the row's own process, too
        done = subprocess.run(words, cwd=scratch, env=env, capture_output=True, check=False)
    try:
        problems = json.loads(done.stdout.decode().strip().splitlines()[-1])["problems"]
    except (ValueError, LookupError):
        return False, [done.stderr.decode()[-500:]]
    told = [f"{kind}: {each}"[:200] for kind, found in problems.items() for each in found]
    return mutant.is_among(problems), told[:5]
