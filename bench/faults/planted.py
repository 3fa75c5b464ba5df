"""Plants a bug for each row with real processes: its short form must catch it.

    python -m bench.faults.planted [--only NAME] [--seed 1]

Exit status 0 only if every planted bug was caught.  Those of the simulated rows are in
tests/bench/test_simulated_rows.py.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.faults.mutants import MUTANTS, ROOT, Mutant, plant


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A bug, and the row that must catch it; its problems then have one of ``caught_as``."""

    row: str
    arguments: tuple[str, ...]
    mutant: Mutant


_HEARTBEAT = next(mutant for mutant in MUTANTS if "heartbeat" in mutant.name)

PLANTED = (
    Planted(row="stalls", arguments=("--stalls", "3"), mutant=_HEARTBEAT),
    Planted(
        row="voices",
        arguments=("--faults", "3"),
        mutant=Mutant(
            name="silence passes for speech",
            file="loudspeaker/audio/finish.py",
            original="""    if not len(speech):
        raise SoundRefused(path="", problem="silent")
""",
            planted="""    if not len(speech):
        return silence(2000.0) + 1e-4
""",
            caught_as=frozenset({"silent:"}),
        ),
    ),
    Planted(
        row="voices",
        arguments=("--faults", "2"),
        mutant=Mutant(
            name="a voice that crashes takes the station with it",
            file="loudspeaker/system/worker.py",
            original="""            except ChildTrouble as trouble:
""",
            planted="""            except ChildTrouble as trouble:
                import os
                os._exit(1)
""",
            caught_as=frozenset({"station has died"}),
        ),
    ),
    Planted(
        row="full_disk",
        arguments=("--faults", "1"),
        mutant=Mutant(
            name="an emergency waits for the disk",
            file="loudspeaker/air/ledger.py",
            original="""            if rundown.priority is not Priority.EMERGENCY:
                raise
            self._owed.append(body)
""",
            planted="""            raise
""",
            caught_as=frozenset({"is not heard"}),
        ),
    ),
    Planted(
        row="full_disk",
        arguments=("--faults", "1"),
        mutant=Mutant(
            name="what could not be kept is answered all the same",
            file="loudspeaker/station/desk.py",
            original="""            self._items.add(item, first, key=key)
""",
            planted="""            import contextlib
            with contextlib.suppress(Exception):
                self._items.add(item, first, key=key)
""",
            caught_as=frozenset({"announce on a broken disk ends with 0"}),
        ),
    ),
    Planted(
        row="crowd",
        arguments=("--people", "4", "--each", "5"),
        mutant=Mutant(
            name="the key is ignored",
            file="loudspeaker/cli/announce.py",
            original="""    if key is None:
        return {"id": new_id()}
""",
            planted="""    return {"id": new_id()}
""",
            caught_as=frozenset({"answered"}),
        ),
    ),
    Planted(
        row="backlog",
        arguments=("--queued", "20", "--emergencies", "1", "--looks", "3"),
        mutant=Mutant(
            name="an emergency waits for every copy of its command",
            file="loudspeaker/air/airing.py",
            original="""        urgent = self.rundown.priority is Priority.EMERGENCY
        ahead_s""",
            planted="""        urgent = False
        ahead_s""",
            caught_as=frozenset({"most_tone_s"}),
        ),
    ),
    Planted(
        row="soak",
        arguments=("--broadcasts", "4"),
        mutant=Mutant(
            name="sound files stay open",
            file="loudspeaker/air/feeder.py",
            original="""        for file in self._files.values():
            file.close()
""",
            planted="""        Feeder.kept = [*getattr(Feeder, "kept", []), self._files]
""",
            caught_as=frozenset({"descriptors"}),
        ),
    ),
)


def is_caught(planted: Planted, *, seed: int) -> tuple[bool, list[str]]:
    """Run the row on the mutant; tell whether it was caught, and what was found."""
    with tempfile.TemporaryDirectory(prefix="loudspeaker-mutant-") as scratch:
        plant(planted.mutant, Path(scratch))
        words = [sys.executable, "-m", f"bench.faults.{planted.row}", *planted.arguments]
        words += ["--seed", str(seed), "--source", scratch]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    try:
        problems: list[str] = json.loads(done.stdout.decode().splitlines()[-1])["problems"]
    except (ValueError, LookupError):
        return False, [done.stderr.decode()[-500:]]
    signs = planted.mutant.caught_as
    return any(sign in problem for sign in signs for problem in problems), problems


def main() -> int:
    """Plant every bug and print whether it was caught."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="rows and bugs with this in their name")
    asked = parser.parse_args()
    missed = 0
    for planted in PLANTED:
        name = planted.mutant.name
        if asked.only and asked.only not in f"{planted.row} {name}":
            continue
        caught, found = is_caught(planted, seed=asked.seed)
        missed += not caught
        line = {"row": planted.row, "planted": name, "caught": caught, "found": found[:5]}
        print(json.dumps(line, ensure_ascii=False), flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
