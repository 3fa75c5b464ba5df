"""Disks as power cuts leave them, rebuilt from what a station at work wrote and flushed.

    python -m bench.faults.power_images --images 10000 --seed 1 --results images.jsonl

A session (announcements, approvals, changes, an emergency, one while the station is down) is
recorded by strace, or by a preloaded library where processes may not be traced.  Images are made
for cuts at random moments of it: what was flushed is there; of all else any sector of 512 bytes,
any length and any name may be there or not.  Each image goes through the station's own recovery,
every 100th is started.  Must be empty:

* corrupt: a database, the journal or the as-run log is not what it should be, or recovery fails;
* lost: an announcement is not in the state that a command was told, or nobody will air it;
* doubled: an ordinary one that was heard in full is not ended as aired, or is aired once more;
* phantom: one that was let go will be aired.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.faults import pieces
from bench.faults.disk.images import Disk, Image
from bench.faults.disk.recovery import Recovery
from bench.faults.disk.session import Recording, Session
from bench.faults.disk.verdict import judge_image
from bench.faults.judge import TERMINAL, read_json_lines
from bench.faults.preload import NoCompiler
from bench.faults.results import SKIPPED, Results
from bench.faults.station import Station

EACH_SESSION = 1000
EACH_STEP = 100
LARGE_BYTES = 1 << 16
OVER_S = 45.0
AFTERWARDS_S = 1.0
OFF_S = 20.0
MOST_KEPT = 5
RAM = Path("/dev/shm")


class Shelf:
    """Writes images into a folder, large files that do not change as links to one copy."""

    def __init__(self, folder: Path, recording: Recording) -> None:
        self._folder = folder
        self._recording = recording
        self._large: dict[bytes, Path] = {}

    def put(self, image: Image, name: str) -> Path:
        """Write an image; return its home."""
        home = self._folder / name
        for folder in ("", *self._recording.folders):
            (home / folder).mkdir(parents=True, exist_ok=True)
        for path, data in image.items():
            target = home / Path(path).relative_to(self._recording.home)
            target.parent.mkdir(parents=True, exist_ok=True)  # folders are taken to be there
            if len(data) > LARGE_BYTES and target.suffix == ".wav":
                os.link(self._copy_of(data), target)
            else:
                target.write_bytes(data)
        return home

    def _copy_of(self, data: bytes) -> Path:
        if data not in self._large:
            path = self._folder / f"large-{len(self._large)}"
            path.write_bytes(data)
            self._large[data] = path
        return self._large[data]


def power_cuts(
    recording: Recording, count: int, chance: random.Random
) -> Iterator[tuple[float, Image]]:
    """Yield so many moments and disks, in the order of time.

    Half of them right after an operation, the others at any time: something may have been told, and
    be on the disk much later.
    """
    ends = [op.at_s for op in recording.operations]
    moments = [chance.choice(ends) for _ in range(count - count // 2)]
    moments += [chance.uniform(ends[0], ends[-1] + AFTERWARDS_S) for _ in range(count // 2)]
    disk = Disk(recording.base)
    taken = 0
    for at_s in sorted(moments):
        done = bisect_right(ends, at_s)
        for op in recording.operations[taken:done]:
            disk.take(op)
        taken = done
        yield at_s, disk.after_power_cut(chance)


class Campaign:
    """Images of one session after the other."""

    def __init__(
        self, folder: Path, *, source: Path, rate: float, short: bool, by: str = "auto"
    ) -> None:
        self._folder = folder
        self._by = by
        self._source = source
        self._rate = rate
        self._short = short
        self._left = 0
        self._number = 0
        self._images = folder / "none"

    def step(self, count: int, chance: random.Random, *, start: bool) -> dict[str, Any]:
        """Judge so many images of one session; start the last one if asked."""
        if self._left <= 0:
            self._begin_session(chance)
        self._left -= count
        recording, problems = self._recording, defaultdict[str, list[str]](list)
        image: Image = {}
        at_s = 0.0
        for at_s, image in power_cuts(recording, count, chance):
            name = f"image-{self._number}"
            self._number += 1
            for kind, each in self._judged(image, name, at_s).items():
                problems[kind] += [f"{name}: {problem}" for problem in each]
        if start:
            for kind, each in self._started(recording, image, at_s).items():
                problems[f"started: {kind}"] += each
        return {"by": self.by, "images": count, "problems": dict(problems)}

    def _judged(self, image: Image, name: str, at_s: float) -> dict[str, list[str]]:
        home, recording = self._shelf.put(image, name), self._recording
        judged = judge_image(
            self._recovery.recover(home, at_s=at_s + OFF_S),
            recording.told,
            recording.heard,
            at_s=at_s,
            emergencies=recording.emergencies,
        )
        shutil.rmtree(home)
        if judged:
            self._keep(image, name)
        return judged

    def _keep(self, image: Image, name: str) -> None:
        """Keep an image that shows something, as it was before recovery."""
        kept = self._folder / "kept"
        if not kept.exists() or len(list(kept.iterdir())) < MOST_KEPT:
            Shelf(kept, self._recording).put(image, name)

    def _begin_session(self, chance: random.Random) -> None:
        self.end()
        folder = self._folder / f"session-{self._number}"
        folder.mkdir(parents=True)
        session = Session(folder, source=self._source, rate=self._rate, by=self._by)
        self.by = session.by
        self._recording = session.record(chance, short=self._short)
        in_memory = RAM if RAM.is_dir() and os.access(RAM, os.W_OK) else None
        self._images = Path(tempfile.mkdtemp(prefix="loudspeaker-images-", dir=in_memory))
        self._shelf = Shelf(self._images, self._recording)
        self._recovery = Recovery(self._recording.home)
        self._left = EACH_SESSION

    def end(self) -> None:
        """Take the images away."""
        shutil.rmtree(self._images, ignore_errors=True)

    # --- the real processes on an image ---------------------------------------------------------

    def _started(self, recording: Recording, image: Image, at_s: float) -> dict[str, list[str]]:
        """Start the station on an image, let it finish, and judge what became of everything."""
        place = Shelf(self._folder / "started", recording)
        station = Station(
            place.put(image, f"home-{self._number}"), source=self._source, rate=self._rate
        )
        station.start()
        try:
            deadline = time.monotonic() + OVER_S
            wanted = _released(recording, at_s)
            while wanted - set(_ends(station)) and time.monotonic() < deadline:
                time.sleep(0.3)
        finally:
            station.end()
        return _judge_started(station, recording, at_s, wanted)


def _released(recording: Recording, at_s: float) -> set[str]:
    """Return the occurrences that somebody was told are approved, and nothing else since."""
    last = {told.item: told for told in recording.told if told.at_s <= at_s}
    return {told.occurrence for told in last.values() if told.state == "approved"}


def _ends(station: Station) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in read_json_lines(station.home / "asrun.jsonl"):
        if record["event"] in TERMINAL:
            found[record["occurrence"]].append(record)
    return found


def _judge_started(
    station: Station, recording: Recording, at_s: float, wanted: set[str]
) -> dict[str, list[str]]:
    ends = _ends(station)
    problems: dict[str, list[str]] = defaultdict(list)
    counts = {name: len(ends[name]) for name in wanted}
    problems["lost"] += [f"{name}: {count} ends" for name, count in counts.items() if count != 1]
    events = list(read_json_lines(station.home / "village" / "events.jsonl"))
    sounding = {e["occurrence"] for e in events if e["ev"] == "audio" and e["occurrence"]}
    for name, times in recording.heard.items():
        heard_before = any(time_s <= at_s for time_s in times)
        if heard_before and name in sounding and name not in recording.emergencies:
            problems["doubled"].append(f"{name}: heard in full before, and sounds again")
    if code := station.command("audit", "verify", "--json").returncode:
        problems["corrupt"].append(f"audit verify: exit {code}")
    return {kind: each for kind, each in problems.items() if each}


def main() -> int:
    """Run the row and print its result as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--by", choices=("auto", "strace", "preload"), default="auto")
    parser.add_argument("--images", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=4.0)
    parser.add_argument("--results", type=Path, help="append here, and go on from what is there")
    parser.add_argument("--source", type=Path, default=Path(__file__).parents[2])
    parser.add_argument("--keep", type=Path, help="use and keep this folder")
    pieces.add_part(parser)
    parser.add_argument("--short", action="store_true", help="a short session, none is started")
    chosen = parser.parse_args()
    results = Results(chosen.results, row="power_images", seed=chosen.seed)
    with tempfile.TemporaryDirectory(prefix="loudspeaker-images-") as scratch:
        folder = chosen.keep or Path(scratch)
        options = {"source": chosen.source, "rate": chosen.rate, "short": chosen.short}
        campaign = Campaign(folder, **options, by=chosen.by)
        try:
            for number in range((chosen.images + EACH_STEP - 1) // EACH_STEP):
                if results.has(number) or not chosen.part.has(number):
                    continue
                count = min(EACH_STEP, chosen.images - number * EACH_STEP)
                with results.measured(number) as found:
                    chance = random.Random(f"{chosen.seed}-{number}")
                    found.update(campaign.step(count, chance, start=not chosen.short))
        except NoCompiler as missing:
            print(json.dumps({"row": "power_images", "skipped": f"no ptrace, and {missing}"}))
            return SKIPPED
        finally:
            campaign.end()
    images = sum(line["images"] for line in results.lines)
    print(json.dumps(results.summary(images=images), ensure_ascii=False))
    return 1 if results.problems() else 0


if __name__ == "__main__":
    sys.exit(main())
