"""A disk that is full, read-only or broken: nothing new, nothing half there, nothing silenced.

    python -m bench.faults.full_disk --faults 100 --seed 1 --results FILE [--way preload|mount]

While something is on air every write of the station fails for some seconds.  New work must be
refused with exit 74 and leave nothing behind; what is on air must be heard to its end; emergencies
that were approved must air.  On a full disk a new emergency, too, must be written, approved and
heard, and so must a template that one person releases: the station gives up its reserve for them.
Every other time everything is ended and started anew on the full disk before.
On one that takes nothing at all they are refused with exit 74.  When the disk is whole again new
work is taken, the reserve is there again, and the audit passes.

``preload`` puts a library under every process (ENOSPC, EROFS, EIO; needs a C compiler); ``mount``
fills a small file system of its own (ENOSPC; needs root).
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bench.faults import pieces
from bench.faults.disks import Disk, NoWay, disk
from bench.faults.live import ROOT, Live, live, text_for

FAULTS_A_PIECE = 10
RATE = 8.0
EXIT_REFUSED = 74
ON_AIR_S, BACK_S = 30.0, 30.0
SHORTEST_S, LONGEST_S = 1.0, 6.0
HEARD_WITHIN_S, CALLED_WITHIN_S = 20.0, 60.0
FULL = "ENOSPC"
TEMPLATE, WORD = "day", "day"
TEMPLATE_FILE = """\
title: Thử ổ đĩa đầy
confirm: day
repeat: 1
text: Đây là tin khẩn cấp thử.
"""


@dataclass(slots=True, kw_only=True)
class Failing:
    """One home on a disk that fails."""

    row: Live
    disk: Disk
    problems: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    refused: set[str] = field(default_factory=set)
    """Titles of what was refused."""

    def prepare(self) -> None:
        """Have a template approved that one person can release."""
        row = self.row
        file = row.station.home / "templates" / f"{TEMPLATE}.yaml"
        file.write_text(TEMPLATE_FILE, encoding="utf-8")
        row.desk.ask("reload", "quantri")
        (found,) = [t for t in row.desk.ask("templates", "soan") if t["name"] == TEMPLATE]
        row.insist("approve", found["id"], "--as", "duyet", "--yes")

    def fault(self, number: int) -> None:
        """Have the disk fail while something is on air, and try everything meanwhile."""
        row, chance = self.row, self.row.chance
        draft = row.file(text_for(3), "--now")
        warning = row.file(text_for(3), "--priority", "emergency")
        urgent = number % 2 == 0
        words = () if urgent else ("--now",)
        row.say(text_for(chance.uniform(30, 60)), *words, emergency=urgent)
        row.until(row.carrier, ON_AIR_S)
        time.sleep(chance.uniform(0.0, 1.0))
        # The second of two emergencies waits its turn, and begins on the broken disk.
        emergency = row.say(text_for(chance.uniform(3, 6)), emergency=True) if urgent else None
        kind = self.disk.kinds[number % len(self.disk.kinds)]
        self.disk.fail(kind)
        try:
            self.counts[f"faults_{kind}"] += 1
            if kind == FULL and number % 2:
                self._start_anew()
            self._try_all(number, draft, warning, kind)
            if emergency is not None and not row.until(
                lambda: self._is_heard(emergency), HEARD_WITHIN_S
            ):
                self.problems.append(f"{kind}: emergency {emergency} is not heard")
            time.sleep(chance.uniform(SHORTEST_S, LONGEST_S))
        finally:
            self.disk.mend()
        self._recover(draft)

    def _start_anew(self) -> None:
        """End everything and start it on the full disk: databases are opened there."""
        self.counts["starts"] += 1
        self.row.station.end()
        try:
            self.row.station.start()
        except RuntimeError as error:
            self.problems.append(f"no start on a full disk: {error}")

    def _try_all(self, number: int, draft: str, warning: str, kind: str) -> None:
        """Try to bring new work, and emergencies in every way there is."""
        title = f"Mới {number}"
        self._try_ordinary(title, draft)
        calls = (
            ("approve", warning, "--as", "duyet", "--yes"),
            ("emergency", TEMPLATE, "--confirm", WORD, "--as", "soan"),
        )
        called = [self._call(kind, *words) for words in calls]
        words = (text_for(3), "--priority", "emergency", "--title", f"Khẩn {title}")
        filed = self._call(kind, "announce", *words, "--as", "soan")
        if filed is None:
            self.refused.add(f"Khẩn {title}")
        else:
            called.append(self._call(kind, "approve", filed["id"], "--as", "duyet", "--yes"))
        # Again: what the emergencies were given is not for what is ordinary.
        self._try_ordinary(f"{title} nữa", draft)
        for answer in filter(None, called):
            self.row.accepted[answer["occurrence"]] = "emergency"
            if not self.row.until(partial(self._is_heard, answer["occurrence"]), CALLED_WITHIN_S):
                self.problems.append(f"{kind}: {answer['occurrence']} called meanwhile: silence")

    def _try_ordinary(self, title: str, draft: str) -> None:
        status = self._status("announce", text_for(3), "--title", title, "--as", "soan")
        self._want_refused("announce", status)
        self.refused.add(title)
        self._want_refused("approve", self._status("approve", draft, "--as", "duyet", "--yes"))

    def _call(self, kind: str, *words: str) -> Any:
        """Call an emergency; return the answer, None if it is refused, as it must be or not."""
        done = self.row.station.command(*words, "--json")
        wanted = 0 if kind == FULL else EXIT_REFUSED
        taken = "called" if done.returncode == 0 else "refused"
        self.counts[f"emergencies_{taken}_{kind}"] += 1
        if done.returncode != wanted:
            told = done.stdout.decode()[-300:]
            self.problems.append(f"{kind}: emergency {words[0]} ends {done.returncode}: {told}")
        return json.loads(done.stdout) if done.returncode == 0 else None

    def _status(self, *words: str) -> int:
        return self.row.station.command(*words, "--json").returncode

    def _want_refused(self, what: str, status: int) -> None:
        self.counts["refused"] += 1
        if status != EXIT_REFUSED:
            self.problems.append(f"{what} on a broken disk ends with {status}")

    def _is_heard(self, occurrence: str) -> bool:
        self.row.village.look()
        return any(
            event["ev"] == "audio" and event["n"] > 0 and event["occurrence"] == occurrence
            for event in self.row.village.lines
        )

    def _recover(self, draft: str) -> None:
        """See that new work is taken again, in time."""
        begun = time.monotonic()
        taken = self.row.until(
            lambda: self._status("reject", draft, "--why", "thử", "--as", "duyet") == 0, BACK_S
        )
        if not taken:
            self.problems.append(f"nothing is taken {BACK_S:.0f} s after the disk is whole")
        if not self.row.until(self._has_reserve, BACK_S):
            self.problems.append(f"no reserve {BACK_S:.0f} s after the disk is whole")
        self.counts["recovered_ms"] += round(1000 * (time.monotonic() - begun))
        self.row.until(lambda: not self.row.waiting(), 90)

    def _has_reserve(self) -> bool:
        told = self.row.station.command("faults", "--json").stdout
        return b'"reserve"' not in told

    def leftovers(self) -> list[str]:
        """Return what was refused and is there all the same."""
        titles = {line["title"] for line in self.row.insist("queue")}
        return [f"{title} was refused and is there" for title in sorted(self.refused & titles)]


def play(faults: int, chance: random.Random, *, way: str, source: Path) -> dict[str, Any]:
    """Have the disk fail so many times on one home, then judge."""
    with (
        disk(way) as made,
        live(
            chance, source=source, rate=RATE, folder=made.folder, environment=made.environment
        ) as row,
    ):
        failing = Failing(row=row, disk=made)
        failing.prepare()
        for number in range(faults):
            failing.fault(number)
        problems = [*failing.problems, *failing.leftovers(), *row.problems()]
    return {"faults": faults, **failing.counts, "way": way, "problems": problems}


def main() -> int:
    """Have the disk fail and print what came of it."""
    parser = pieces.options(__doc__)
    parser.add_argument("--faults", type=int, default=100)
    parser.add_argument("--way", choices=("preload", "mount"))
    parser.add_argument("--source", type=Path, default=ROOT)
    asked = parser.parse_args()
    each = min(FAULTS_A_PIECE, asked.faults)
    for way in (asked.way,) if asked.way else ("preload", "mount"):
        try:
            with disk(way):
                break
        except NoWay as problem:
            print(f"full-disk: not by {way}: {problem}", file=sys.stderr)
    else:
        return pieces.end({"row": "full-disk", "way": None, "problems": ["no way to do it here"]})
    print(f"full-disk: by {way}", file=sys.stderr)
    summary = pieces.run(
        "full-disk",
        lambda _, chance: play(each, chance, way=way, source=asked.source),
        pieces=-(-asked.faults // each),
        asked=asked,
        form=f"{way}, {each} a home",
    )
    return pieces.end(summary)


if __name__ == "__main__":
    sys.exit(main())
