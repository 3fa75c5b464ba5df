"""Many visitors at once, each loading the first page and searching, while the village listens.

    python -m bench.pages [--entries 100000] [--visitors 50] [--seconds 15] [--datasette PATH]

A station airs announcements all the while.  One after the other its own pages, a bare page of the
same server (``bench.pages.bare``) and, if its program is named, Datasette serve the same file, each
on processor 0 alone, to visitors on the others.  ``known`` are questions that come again (200 of
them), ``strange`` ones that nobody has asked before.  Exit status 0 only if every announcement was
heard at every point sample by sample, and every answer was a page.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from bench.faults.station import Station
from bench.pages.bare import FOUND
from bench.search import build, known_words, questions
from bench.station import Bench, json_lines, running
from loudspeaker.cli.demonstration.approved_sound import checksum_of
from loudspeaker.cli.demonstration.proof import prove
from loudspeaker.public.query import match_of, phrases_of

SERVERS_CPU = 0
KNOWN, STRANGE = 200, 50_000
TEXT = "Kính mời bà con đến họp tại nhà văn hóa thôn lúc mười chín giờ ba mươi phút hôm nay."
READY_S = 20.0


@contextmanager
def serving(words: Sequence[str], port: int, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server on its own processor until it is no longer needed."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, **options)
    os.sched_setaffinity(process.pid, {SERVERS_CPU})
    try:
        _wait_for(port)
        yield process
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers at port {port}")


def free_port() -> int:
    """Return a port that nobody has."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


def visited(
    port: int, process: subprocess.Popen[bytes], words: Sequence[str], asked: argparse.Namespace
) -> dict[str, float]:
    """Return what visitors met, and what of the machine it took."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(list(words), file)
        file.flush()
        load = [sys.executable, "-m", "bench.pages.load", f"127.0.0.1:{port}", file.name]
        load += ["--visitors", str(asked.visitors), "--seconds", str(asked.seconds)]
        load += ["--search", asked.search]
        began_s = _spent_s(process.pid)
        others = sorted(os.sched_getaffinity(0) - {SERVERS_CPU})
        done = subprocess.run(
            ["taskset", "-c", ",".join(map(str, others)), *load], stdout=subprocess.PIPE, check=True
        )
    told: dict[str, float] = json.loads(done.stdout)
    told["cpu_ms_each"] = round(1000 * (_spent_s(process.pid) - began_s) / told["answers"], 3)
    told["rss_mib"] = _rss_mib(process.pid)
    return told


def _spent_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _rss_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return round(int(line.split()[1]) / 1024, 1)
    raise LookupError("VmHWM")


class Programme(threading.Thread):
    """Has one announcement after the other aired until it is told to end."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self.occurrences: list[tuple[str, str]] = []
        self.ending = threading.Event()

    def run(self) -> None:
        """Air."""
        while not self.ending.is_set():
            filed = self._bench.announce(TEXT)
            self._bench.approve(filed["id"])
            self._bench.wait_until_over(filed["occurrence"])
            self.occurrences.append((filed["id"], filed["occurrence"]))

    def unproved(self) -> list[str]:
        """Return the announcements that some point did not hear sample by sample."""
        home, client = self._bench.home, self._bench.client
        points = [row["number"] for row in client.call("points")]
        events = json_lines(home / "village" / "events.jsonl")
        bad = []
        for item, occurrence in self.occurrences:
            proof = prove(
                events,
                self._bench.records(),
                occurrence=occurrence,
                addressed=points,
                points=points,
                checksum=checksum_of(home / "clips", client.call("show", id=item)["cues"]),
            )
            bad += [] if proof.holds else [occurrence]
        return bad


def measure(asked: argparse.Namespace, bench: Bench) -> dict[str, Any]:
    """Load one server after the other."""
    words = known_words()
    known = [quote_plus(each) for each in questions(KNOWN, words)]
    strange = [quote_plus(each) for each in questions(STRANGE, words)]
    home, told = bench.home, dict[str, Any]()
    asked.search = "/thong-bao?q="
    port = free_port()
    with (home / "station.yaml").open("a") as file:
        file.write(f"\nweb: {{port: {port}}}\n")
    own = [sys.executable, "-m", "loudspeaker.bootstrap", "loudspeaker-web", "--home", str(home)]
    with serving(own, port) as process:
        told["ours_known"] = visited(port, process, known, asked)
        told["ours_strange"] = visited(port, process, strange, asked)
    port = free_port()
    bare = [sys.executable, "-m", "bench.pages.bare", str(home / "public.db"), str(port)]
    with serving(bare, port) as process:
        told["bare_known"] = visited(port, process, known, asked)
        told["bare_strange"] = visited(port, process, strange, asked)
    if asked.datasette is not None:
        told["datasette_known"] = by_datasette(asked, home / "public.db", words)
    return told


def by_datasette(asked: argparse.Namespace, path: Path, words: Sequence[str]) -> dict[str, float]:
    """Let Datasette answer the same question, as a page of its own."""
    port = free_port()
    matches = [match_of(phrases_of(each)) for each in questions(KNOWN, words)]
    query = quote_plus(FOUND.replace("?", ":q", 1).replace("LIMIT ?", "LIMIT 20"))
    asked.search = f"/public?sql={query}&q="
    told = [str(asked.datasette), "serve", str(path), "--port", str(port)]
    with serving(told, port, stderr=subprocess.DEVNULL) as process:
        return visited(port, process, [quote_plus(each) for each in matches], asked)


def main() -> int:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--datasette", type=Path)
    asked = parser.parse_args()

    def archive(station: Station) -> None:
        build(station.home / "public.db", asked.entries, known_words())

    with running(voice="tone", before=archive) as bench:
        programme = Programme(bench)
        programme.start()
        told = measure(asked, bench)
        programme.ending.set()
        programme.join()
        unproved = programme.unproved()
    told["aired"], told["unproved"] = len(programme.occurrences), unproved
    for kind in ("known", "strange"):
        ratio = told[f"ours_{kind}"]["per_s"] / told[f"bare_{kind}"]["per_s"]
        told[f"ratio_{kind}"] = round(ratio, 2)
    print(json.dumps(told, indent=1))
    bad = sum(each["bad"] for each in told.values() if isinstance(each, dict))
    return 1 if unproved or bad or not programme.occurrences else 0


if __name__ == "__main__":
    sys.exit(main())
