"""Fifty people at fifty shells, while processes die: each announcement is there exactly once.

    python -m bench.faults.crowd --people 50 --each 200 --seed 1 --results FILE

Each submits with keys, and asks again with the same key until there is an answer; some commands
are killed half-way, and so are the processes of the station.  Afterwards every key must belong to
one announcement, the same that each of its answers named, and the queue must hold nothing else.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench.faults import pieces
from bench.faults.live import ROOT, Live, live
from bench.faults.station import Station

EACH_A_PIECE = 20
ASKS = 200
PAUSE_S = 0.3
COMMAND_S = 60.0
CUT_SHARE, CUT_WITHIN_S = 0.1, 1.0
AGAIN_SHARE = 0.1
"""Of the keys that have been answered, so many are used once more, as by an anxious person."""
KILLED = ("station", "station", "air", "run")
FIRST_KILL_S, MEAN_PAUSE_S = 1.0, 6.0
SETTLE_S = 60.0
DUE = timedelta(days=2)


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody at a shell, with a chance of their own."""

    station: Station
    chance: random.Random
    number: int
    answers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Key → every id that was answered for it."""
    cut: int = 0
    asked: int = 0

    def submit(self, count: int) -> None:
        """Submit so many, each until it is answered."""
        for number in range(count):
            key = f"{self.number}-{number}"
            self._insist(key)
            if self.chance.random() < AGAIN_SHARE:
                self._insist(self.chance.choice(sorted(self.answers)))
        self._insist(self.chance.choice(sorted(self.answers)))

    def _insist(self, key: str) -> None:
        for _ in range(ASKS):
            answer = self._ask(key)
            if answer is not None:
                self.answers[key].add(answer["id"])
                return
            time.sleep(self.chance.uniform(0, 2 * PAUSE_S))
        raise RuntimeError(f"never answered: {key}")

    def _ask(self, key: str) -> dict[str, Any] | None:
        """Return the answer; None without one, perhaps because the command was killed."""
        self.asked += 1
        due = (datetime.now().astimezone() + DUE).isoformat(timespec="seconds")
        words = ["announce", "Họp thôn.", "--title", key, "--key", key, "--at", due]
        process = self.station.begin(*words, "--as", "soan", "--json")
        limit_s = COMMAND_S
        if self.chance.random() < CUT_SHARE:
            limit_s = self.chance.uniform(0.0, CUT_WITHIN_S)
        try:
            said, _ = process.communicate(timeout=limit_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            self.cut += 1
            return None
        return json.loads(said) if process.returncode == 0 else None


def strike(row: Live, ended: threading.Event) -> int:
    """Kill processes until everybody is done; return how many."""
    kills = 0
    pause_s = FIRST_KILL_S
    while not ended.wait(pause_s):
        kills += row.station.kill(row.chance.choice(KILLED))
        pause_s = row.chance.expovariate(1 / MEAN_PAUSE_S)
    return kills


def judged(
    answers: Iterable[Mapping[str, set[str]]], queue: Iterable[Mapping[str, Any]]
) -> list[str]:
    """Return what is missing, there twice, or there and nobody's."""
    problems: list[str] = []
    ids_of: dict[str, set[str]] = defaultdict(set)
    for line in queue:
        ids_of[line["title"]].add(line["id"])
    counts = Counter(line["id"] for line in queue)
    problems += [f"{name} is listed {count} times" for name, count in counts.items() if count > 1]
    for one in answers:
        for key, named in one.items():
            found = ids_of.pop(key, set())
            if len(named) != 1 or found != named:
                problems.append(f"key {key}: answered {sorted(named)}, there {sorted(found)}")
    problems += [f"{key}: nobody's, {sorted(found)}" for key, found in ids_of.items()]
    return problems


def play(people: int, each: int, chance: random.Random, *, source: Path) -> dict[str, Any]:
    """Let everybody submit while processes die; judge the queue."""
    with live(chance, source=source) as row:
        crowd = [
            Person(station=row.station, chance=random.Random(chance.random()), number=number)
            for number in range(people)
        ]
        ended = threading.Event()
        with ThreadPoolExecutor(people + 1) as pool:
            killing = pool.submit(strike, row, ended)
            submitting = [pool.submit(person.submit, each) for person in crowd]
            try:
                for one in submitting:
                    one.result()
            finally:
                ended.set()
            kills = killing.result()
        row.until(lambda: not list((row.station.home / "spool").glob("*.json")), SETTLE_S)
        queue = [line for line in row.insist("queue") if line["schedule"] is None]
        problems = judged((person.answers for person in crowd), queue)
        refused = list((row.station.home / "spool").glob("*.refused"))
        problems += [f"{path.name} was put aside" for path in refused]
        problems += row.problems()
    return {
        "announcements": people * each,
        "asked": sum(person.asked for person in crowd),
        "cut": sum(person.cut for person in crowd),
        "kills": kills,
        "problems": problems,
    }


def main() -> int:
    """Let them all submit and print what came of it."""
    parser = pieces.options(__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--each", type=int, default=200)
    parser.add_argument("--source", type=Path, default=ROOT)
    asked = parser.parse_args()
    each = min(EACH_A_PIECE, asked.each)
    summary = pieces.run(
        "crowd",
        lambda _, chance: play(asked.people, each, chance, source=asked.source),
        pieces=-(-asked.each // each),
        asked=asked,
        form=f"{asked.people} people, {each} each a home",
    )
    return pieces.end(summary)


if __name__ == "__main__":
    sys.exit(main())
