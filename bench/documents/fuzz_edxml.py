"""Reads spoiled messages for a time and tells how each ended.

    python -m bench.documents.fuzz_edxml [--minutes 60] [--seed 1] [--keep FOLDER]

A message is taken, or refused with one of the reasons; a file that stays of a refused one, a file
that is not what its name says, or any other error is a fault: it is kept, and the status is 1.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from bench.documents.mutating import spoiled
from loudspeaker.plugins.documents.edxml.reader import read_message
from loudspeaker.plugins.documents.edxml.refusals import MessageRefused


def fault(data: bytes, folder: Path) -> str:
    """Read one; return how it ended, or raise for what must not be."""
    try:
        message = read_message(io.BytesIO(data), folder).message
    except MessageRefused as refused:
        if any(folder.iterdir()):
            raise AssertionError("a file of a refused message stays") from None
        return refused.reason.name
    for path in folder.iterdir():
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.name:
            raise AssertionError(f"{path.name} is not what it says")
        path.unlink()
    return f"taken: {type(message).__name__}"


def run(seconds: float, seed: int, keep: Path) -> tuple[Counter[str], float]:
    """Read for so long; return how they ended, and the slowest in seconds."""
    ends: Counter[str] = Counter()
    slowest = 0.0
    until = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for data in spoiled(random.Random(seed)):
            began = time.monotonic()
            if began >= until:
                break
            try:
                ends[fault(data, folder)] += 1
            except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
                ends["FAULT"] += 1
                keep.mkdir(parents=True, exist_ok=True)
                digest = hashlib.sha256(data).hexdigest()[:16]
                (keep / f"{digest}.xml").write_bytes(data)
                (keep / f"{digest}.txt").write_text(traceback.format_exc())
            slowest = max(slowest, time.monotonic() - began)
    return ends, slowest


def main() -> int:
    """Run and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-faults"))
    given = parser.parse_args()
    ends, slowest = run(given.minutes * 60, given.seed, given.keep)
    told = {
        "messages": sum(ends.values()),
        "ends": dict(ends.most_common()),
        "slowest_s": round(slowest, 3),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(told))
    return 1 if ends["FAULT"] else 0


if __name__ == "__main__":
    sys.exit(main())
