"""How fast a million dossiers are looked up, listed and counted.

    python -m bench.dossiers [--dossiers 1000000] [--keep FOLDER]

Prints one JSON document: milliseconds by the clock and (``cpu``) of our own core time.  With
``--keep`` the file stays, and is not made anew where it is there.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench.dossiers.filling import CALENDAR, LAST, NOW, fill
from bench.search import measured
from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.dossiers.cases.codes import Code, code_of
from loudspeaker.plugins.dossiers.counting.counts import summed
from loudspeaker.plugins.dossiers.counting.statistics import Statistics, month
from loudspeaker.plugins.dossiers.kept.people import People
from loudspeaker.plugins.dossiers.kept.register import Register
from loudspeaker.plugins.dossiers.kept.sealing import Keys
from loudspeaker.plugins.dossiers.kept.tables import MIGRATIONS
from loudspeaker.plugins.dossiers.lookup.asking import ask
from loudspeaker.store.sqlite import Database

KEYS = Keys(bytes(32))


def told(run: Callable[[Any], Any], asked: Sequence[Any]) -> dict[str, float]:
    """Return the milliseconds of each question (``measured`` takes texts)."""
    by_name = {str(number): each for number, each in enumerate(asked)}
    return measured(lambda name: run(by_name[name]), list(by_name))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        path = (given.keep or Path(folder)) / "dossiers.db"
        began, known_file = time.perf_counter(), path.with_suffix(".json")
        kept = Database(path, MIGRATIONS)
        if known_file.exists():
            known = [(code_of(code), pin) for code, pin in json.loads(known_file.read_text())]
        else:
            known = fill(kept, KEYS, given.dossiers)
            known_file.write_text(json.dumps([(str(code), pin) for code, pin in known]))
        kept.rows("PRAGMA optimize")
        built_s = time.perf_counter() - began
        print(json.dumps(report(kept, known) | {
            "dossiers": given.dossiers, "built_s": round(built_s, 1), "bytes": path.stat().st_size,
        }, ensure_ascii=False))  # fmt: skip
        kept.close()


def report(kept: Database, known: Sequence[tuple[Code, str]]) -> dict[str, Any]:
    """Return all that is measured."""
    desk, people, statistics = Register(kept, KEYS, lambda: CALENDAR), People(kept, KEYS), \
        Statistics(kept)  # fmt: skip

    def look_up(question: tuple[str, str]) -> bool:
        code, secret = question
        answer = ask(
            code, secret, hashes=desk.hashes, dossier=lambda code: (desk.get(code), ""),
            key=KEYS.secrets, now=NOW,
        )  # fmt: skip
        return answer is not None

    every = list(itertools.islice(itertools.cycle(known), 1000))
    right = [(str(code), pin) for code, pin in every]
    wrong_secret = [(code, f"{int(pin) ^ 1:06d}") for code, pin in right]
    wrong_code = [(f"{code[:-4]}999{n % 10}", pin) for n, (code, pin) in enumerate(right)]
    assert all(map(look_up, right))
    assert not any(map(look_up, wrong_secret + wrong_code))
    end = datetime.combine(LAST + timedelta(days=1), datetime.min.time(), STATION_ZONE)
    months = [month(year, number) for year in (2018, 2022, 2026) for number in (1, 6, 10, 11)]
    lines = [statistics.counted(start, last, NOW) for start, last in months]
    assert all(line.balance == 0 for each in lines for line in each)
    by, reason = "canbo", "đo"
    return {
        "lookup_ms": told(look_up, right),
        "wrong_secret_ms": told(look_up, wrong_secret),
        "wrong_code_ms": told(look_up, wrong_code),
        "dossier_ms": told(lambda each: (desk.get(each[0]), desk.lines(each[0])), every[:300]),
        "due_ms": told(lambda _n: desk.due_until(end), range(30)),
        "waiting_ms": told(lambda _n: desk.waiting(), range(30)),
        "ready_ms": told(lambda _n: (desk.ready(), desk.waiting_results()), range(30)),
        "due_listed": len(desk.due_until(end)),
        "due_counts": desk.due_counts(NOW, end),
        "month_ms": told(lambda each: statistics.counted(each[0], each[1], NOW), months),
        "year_ms": told(
            lambda year: statistics.counted(month(year, 1)[0], month(year, 12)[1], NOW),
            (2018, 2022, 2025),
        ),
        "last_month": summed(lines[-1])[0].to_values(),
        "named_ms": told(
            lambda words: people.named(words, by=by, reason=reason, at=NOW),
            ["nguyen van an", "đặng ngọc oanh", "lan", "ho huu khanh"] * 5,
        ),
    }


if __name__ == "__main__":
    main()
