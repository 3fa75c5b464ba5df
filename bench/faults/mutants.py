"""Plants bugs in a copy of the source: the row of the campaign that is named must catch each.

Run ``python -m bench.faults.mutants [--kills 60] [--seed 1] [--only NAME] [--row ROW]``.  Exit
status 0 only if every planted bug was caught.  Bugs of the simulated rows are planted in
tests/bench/test_simulated_rows.py.
"""

from __future__ import annotations

import argparse
import json
import sys

from bench.faults.bugs import MUTANTS
from bench.faults.planting import ENOUGH, Mutant, catch


def main() -> int:
    """Plant every bug and print whether it was caught."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, help="how many kills for the bugs of that row")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only")
    parser.add_argument("--row", choices=sorted({mutant.row for mutant in MUTANTS}))
    chosen = parser.parse_args()
    missed = 0
    for mutant in MUTANTS:
        if chosen.only and chosen.only not in mutant.name:
            continue
        if chosen.row and chosen.row != mutant.row:
            continue
        caught, found = catch(mutant, arguments=_enough(mutant, chosen.kills), seed=chosen.seed)
        missed += not caught
        line = {"planted": mutant.name, "row": mutant.row, "caught": caught, "found": found}
        print(json.dumps(line, ensure_ascii=False), flush=True)
    return 1 if missed else 0


def _enough(mutant: Mutant, kills: int | None) -> tuple[str, ...]:
    if mutant.row == "kills" and kills is not None:
        return ("--kills", str(kills))
    return mutant.arguments or ENOUGH[mutant.row]


if __name__ == "__main__":
    sys.exit(main())
