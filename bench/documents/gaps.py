"""Whether a register has gaps when its writers are killed at random.

    python -m bench.documents.gaps [--writers 50] [--kills 200] [--seed 1]

The station is the register's only writer; here many processes open the same file through the same
``Register`` and enter incoming papers, number outgoing ones and cancel some, as fast as they can.
Each tells a number as soon as it has it.  After a random count of numbers a random writer is killed
(SIGKILL) and another takes its place.  At the end the file is judged: every series is 1…n without a
gap and none twice, nothing that was told is missing, every line has its paper and its act in the
log, the index knows every paper, and SQLite finds nothing wrong.  Exit status 1 for anything else.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from loudspeaker.errors import StorageFailure
from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.documents.papers.entry import Book, entry_of
from loudspeaker.plugins.documents.papers.states import Actor, Duty
from loudspeaker.plugins.documents.register.acting import Asked
from loudspeaker.plugins.documents.register.register import Register
from loudspeaker.plugins.documents.register.schema import MIGRATIONS
from loudspeaker.plugins.documents.register.values import Paper
from loudspeaker.plugins.documents.register.writing import Brought
from loudspeaker.store.plugin_file import PluginDatabase, open_plugin_database
from loudspeaker.system.home import Home

NOW = datetime(2026, 12, 1, 8, tzinfo=STATION_ZONE)
CLERK = Actor(name="văn thư", duties=frozenset({Duty.CLERK}))
LEADER = Actor(name="lãnh đạo", duties=frozenset({Duty.LEADER, Duty.CHECKER}))
STAFF = Actor(name="chuyên viên", duties=frozenset({Duty.STAFF}))
MOST_BETWEEN_KILLS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found; everything but the first two is to be empty or 0."""

    lines: int
    kills: int
    gaps: list[str]
    lost: list[str]
    without_act: int
    not_indexed: int
    problems: list[str]

    @property
    def is_good(self) -> bool:
        """Tell whether nothing is wrong."""
        wrong = (self.gaps, self.lost, self.without_act, self.not_indexed, self.problems)
        return not any(wrong)


def open_file(folder: Path) -> PluginDatabase:
    """Open the register's file as the station does."""
    return open_plugin_database(Home(folder), "documents", MIGRATIONS)


# --- one writer -----------------------------------------------------------------------------------


def write(folder: Path, seed: int) -> None:
    """Enter papers until killed, and tell each number on standard output."""
    chance = random.Random(seed)
    register = Register(open_file(folder))
    count = 0
    while True:
        count += 1
        with suppress(StorageFailure):  # the others have the file for longer than we wait
            paper = _written(register, chance, f"{seed % 1_000_000}{count}")
            line = paper.line
            assert line is not None
            os.write(sys.stdout.fileno(), f"{line.book} {line.series}|{line.number}\n".encode())


def _written(register: Register, chance: random.Random, number: str) -> Paper:
    if chance.random() < 0.25:
        return _issued(register)
    values = {"type": "Quyết định", "number": number[-9:], "symbol": "QĐ-UBND",
              "issuer": f"UBND {chance.randrange(10**6)}", "subject": "Tiêm phòng"}  # fmt: skip
    brought = Brought(pages=["Tiêm phòng dại cho đàn chó tại các thôn. " * 5])
    entry = entry_of(Book.IN, values)
    paper = register.enter(entry, actor=CLERK, now=NOW, brought=brought, duplicate_seen=True)
    if chance.random() < 0.1:
        return register.act(paper.id, "cancel", actor=CLERK, now=NOW, asked=Asked(note="Nhầm"))
    return paper


def _issued(register: Register) -> Paper:
    values = {"type": "Thông báo", "issuer": "UBND xã", "subject": "Lịch tiêm", "organ": "UBND"}
    paper = register.draft(entry_of(Book.OUT, values), actor=STAFF, now=NOW)
    for name in ("approve", "check", "sign"):
        register.act(paper.id, name, actor=LEADER, now=NOW)
    return register.act(paper.id, "number", actor=CLERK, now=NOW)


# --- the campaign ---------------------------------------------------------------------------------


def run(folder: Path, *, writers: int, kills: int, seed: int) -> Verdict:
    """Let writers write and be killed, and judge what they leave; a new folder each time."""
    chance = random.Random(seed)
    open_file(folder).close()
    reading, writing = os.pipe()
    running = [_start(folder, chance, writing) for _ in range(writers)]
    told: list[str] = []
    with os.fdopen(reading, encoding="ascii") as numbers:
        try:
            for _ in range(kills):
                told += _next(numbers, chance.randint(1, MOST_BETWEEN_KILLS))
                victim = running.pop(chance.randrange(len(running)))
                _kill(victim)
                running.append(_start(folder, chance, writing))
        finally:
            os.close(writing)
            for each in running:
                os.kill(each.pid, signal.SIGKILL)
        told += [line for line in numbers if line.endswith("\n")]
        for each in running:
            each.wait()
    return judge(folder, told, kills + writers)


def _start(folder: Path, chance: random.Random, writing: int) -> subprocess.Popen[bytes]:
    seed = str(chance.randrange(1 << 30))
    command = [sys.executable, "-m", "bench.documents.gaps", "--write", str(folder), "--seed", seed]
    return subprocess.Popen(command, stdout=writing, cwd=Path(__file__).parents[2])


def _kill(writer: subprocess.Popen[bytes]) -> None:
    writer.send_signal(signal.SIGKILL)
    if writer.wait() != -signal.SIGKILL:
        raise RuntimeError(f"a writer had ended by itself: {writer.returncode}")


def _next(numbers: Iterator[str], count: int) -> list[str]:
    return [next(numbers) for _ in range(count)]


# --- the judge ------------------------------------------------------------------------------------


def judge(folder: Path, told: list[str], kills: int) -> Verdict:
    """Return what is wrong with a register of which those numbers were told."""
    with closing(open_file(folder)) as database:
        query = "SELECT book, series, number FROM line ORDER BY book, series, number"
        rows = database.rows(query)
        given: dict[str, list[int]] = {}
        for row in rows:
            given.setdefault(f"{row['book']} {row['series']}", []).append(row["number"])
        known = {f"{series}|{n}" for series, numbers in given.items() for n in numbers}
        return Verdict(
            lines=len(rows),
            kills=kills,
            gaps=[name for name, n in given.items() if n != list(range(1, len(n) + 1))],
            lost=sorted({each.strip() for each in told} - known),
            without_act=_count(database, _WITHOUT_ACT),
            not_indexed=_count(database, _NOT_INDEXED),
            problems=_problems(database),
        )


_WITHOUT_ACT = (
    "SELECT count(*) FROM line LEFT JOIN act ON act.paper = line.paper"
    " AND act.name IN ('register', 'number') WHERE act.id IS NULL"
)
_NOT_INDEXED = (
    "SELECT (SELECT count(*) FROM paper) - (SELECT count(*) FROM search"
    ' WHERE search MATCH \'"_bookin" OR "_bookout"\')'
)


def _count(database: PluginDatabase, query: str) -> int:
    row = database.row(query)
    return int(row[0]) if row else 0


def _problems(database: PluginDatabase) -> list[str]:
    with database.transaction() as connection:
        connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    found = [str(row[0]) for row in database.rows("PRAGMA integrity_check(5)")]
    return [each for each in found if each != "ok"]


def main() -> int:
    """Run the campaign and print one JSON document, or be one of its writers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writers", type=int, default=50)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write is not None:
        write(given.write, given.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        verdict = run(Path(folder), writers=given.writers, kills=given.kills, seed=given.seed)
    print(json.dumps(asdict(verdict) | {"seconds": round(time.monotonic() - began, 1)}))
    return 0 if verdict.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
