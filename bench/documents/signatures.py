"""How long it takes to check the signatures of a paper, beside poppler's ``pdfsig``.

    python -m bench.documents.signatures [--rounds 20] [--pages 10]

Both read the same file in the same run, which alternates between them.  ``pdfsig`` is a process of
its own each time, and checks no chain (``-nocert``): it says whether digest and signature fit.
Ours runs in a process that has its libraries loaded, as ``intake`` has, and checks chain, lists of
withdrawn certificates, and what was appended.  Wall and processor time, medians.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from fpdf import FPDF

from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.documents.signing.authority import Authority, LocalStamper, make_authority
from loudspeaker.plugins.documents.signing.keys import FileKey, Secret
from loudspeaker.plugins.documents.signing.order import Role
from loudspeaker.plugins.documents.signing.outcome import Level, Verdict
from loudspeaker.plugins.documents.signing.sign import Order, sign
from loudspeaker.plugins.documents.signing.stamp import font_file
from loudspeaker.plugins.documents.signing.stamp_time import finish, prepare
from loudspeaker.plugins.documents.signing.trust import Trust
from loudspeaker.plugins.documents.signing.verify import verify

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=STATION_ZONE)
LIMIT_MS = 100.0


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds of one go: by the clock, and of the processor."""

    wall: float
    cpu: float


def paper(pages: int) -> bytes:
    """Return a paper full of text."""
    made = FPDF(format="A4")
    made.add_font("office", "", font_file())
    for page in range(pages):
        made.add_page()
        made.set_font("office", "", 13)
        line = f"Trang {page + 1}: Ủy ban nhân dân xã thông báo lịch họp dân và tiêm phòng."
        made.multi_cell(0, 7, "\n".join([line] * 34))
    return bytes(made.output())


def signed(content: bytes, authority: Authority, level: Level, trust: Trust, folder: Path) -> bytes:
    """Return it signed by person and body."""
    stamper = LocalStamper(authority, NOW + timedelta(seconds=5))
    for role, holder in ((Role.PERSON, authority.person), (Role.BODY, authority.body)):
        path = folder / f"{role}.p12"
        path.write_bytes(holder.to_pkcs12(b"bench", others=authority.chain))
        order = Order(role=role, moment=NOW, level=level, trust=trust)
        content = sign(content, FileKey(path=path, password=Secret("bench")), order, stamper)
    return content


def papers(
    content: bytes, authority: Authority, trust: Trust, folder: Path
) -> Iterator[tuple[str, bytes]]:
    """Yield it at every level, and as the station has it: signed, and stamped later."""
    for level in (Level.B_B, Level.B_T, Level.B_LT, Level.B_LTA):
        yield level.value, signed(content, authority, level, trust, folder)
    ready = prepare(signed(content, authority, Level.B_B, trust, folder), NOW, trust)
    answer = LocalStamper(authority, NOW + timedelta(seconds=5)).ask(ready.request)
    yield "B-B, stamped later", finish(ready, answer, trust, NOW).content


def taken(work: Callable[[], object], *, of_children: bool = False) -> Taken:
    """Return what one go takes."""
    whose = resource.RUSAGE_CHILDREN if of_children else resource.RUSAGE_SELF
    before, began = resource.getrusage(whose), time.perf_counter()
    work()
    wall, after = time.perf_counter() - began, resource.getrusage(whose)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(wall=wall * 1000, cpu=used * 1000)


def compare(content: bytes, trust: Trust, path: Path, rounds: int) -> dict[str, list[Taken]]:
    """Measure both by turns."""
    path.write_bytes(content)
    moment = NOW + timedelta(minutes=1)
    assert verify(content, trust, moment).verdict is Verdict.GOOD
    found: dict[str, list[Taken]] = {"ours": [], "pdfsig": []}
    command = ["pdfsig", "-nocert", str(path)]
    has_peer = shutil.which("pdfsig") is not None
    for _ in range(rounds):
        found["ours"].append(taken(lambda: verify(content, trust, moment)))
        if has_peer:
            found["pdfsig"].append(
                taken(
                    lambda: subprocess.run(command, check=True, capture_output=True),
                    of_children=True,
                )
            )
    return found


def median(times: list[Taken]) -> Taken:
    """Return the medians."""
    return Taken(
        wall=statistics.median(each.wall for each in times),
        cpu=statistics.median(each.cpu for each in times),
    )


def main() -> None:
    """Measure and print a table."""
    options = argparse.ArgumentParser(prog="python -m bench.documents.signatures")
    options.add_argument("--rounds", type=int, default=20)
    options.add_argument("--pages", type=int, default=10)
    asked = options.parse_args()
    authority = make_authority(NOW)
    root = (authority.root.der,)
    trust = Trust(signing=root, stamping=root, lists=authority.lists(NOW))
    load = os.getloadavg()[0]
    print(f"{asked.pages} pages, 2 signatures, {asked.rounds} rounds, load {load:.1f}\n")
    print(f"{'':20}{'ours: wall ms':>16}{'cpu ms':>10}", end="")
    print(f"{'pdfsig: wall ms':>18}{'cpu ms':>10}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name, content in papers(paper(asked.pages), authority, trust, folder):
            found = compare(content, trust, folder / "paper.pdf", asked.rounds)
            ours, peer = median(found["ours"]), found["pdfsig"] and median(found["pdfsig"])
            row = f"{name:20}{ours.wall:16.1f}{ours.cpu:10.1f}"
            if peer:
                row += f"{peer.wall:18.1f}{peer.cpu:10.1f}{ours.cpu / peer.cpu:8.2f}"
            print(row + ("" if ours.cpu <= LIMIT_MS else f"  above {LIMIT_MS:.0f} ms"))
    print(f"\nmost memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")


if __name__ == "__main__":
    main()
