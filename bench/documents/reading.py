"""How long a ten-page paper takes to be read, in how much memory, and how often fields are right.

    python -m bench.documents.reading [--scans N]

Processor time of reading and proposing is taken in processes of their own, as ``intake`` has them,
against ``pdftotext -layout`` of poppler-utils where that is installed.  The fields are counted over
the labelled papers as text, as PDF, as DOCX, and for ``--scans`` of them as scanned pages.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.plugins.documents.reading.papers import (
    Labelled,
    labelled,
    make_docx,
    make_pdf,
    scanned,
)
from tests.plugins.documents.reading.scoring import FIELDS, Score, score

PAGES = 10
RUNS = 5
BODY = "Ủy ban nhân dân xã đề nghị bà con trong thôn thực hiện đúng lịch đã nêu tại thông báo này. "
_CHILD = """
import json, resource, sys, time
begun = time.process_time()
from loudspeaker.plugins.documents.reading.intake_jobs import read_file
from loudspeaker.plugins.documents.reading.proposal import propose
from pathlib import Path
loaded = time.process_time()
paper = read_file(Path(sys.argv[1]))
read = time.process_time()
propose(paper.pages)
done = time.process_time()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
chars = sum(len(page.text) for page in paper.pages)
print(json.dumps([loaded - begun, read - loaded, done - read, peak, chars]))
"""


def ten_pages() -> str:
    """Return a page of some 2,900 characters, as an office fills one."""
    first = next(labelled("tuned.txt")).text
    return first + "\n".join([BODY * 2] * 14)


def timed(path: Path) -> list[list[float]]:
    """Return rows of loading, reading, proposing (s), peak (MB) and characters."""
    rows = []
    for _ in range(RUNS):
        done = subprocess.run(
            [sys.executable, "-c", _CHILD, str(path)], capture_output=True, check=True
        )
        rows.append(json.loads(done.stdout))
    return rows


def peer_s(path: Path) -> float | None:
    """Return the processor time of pdftotext, on average; None without it."""
    program = shutil.which("pdftotext")
    if program is None:
        return None
    begun = _children_s()
    for _ in range(RUNS):
        subprocess.run([program, "-layout", str(path), "-"], capture_output=True, check=True)
    return (_children_s() - begun) / RUNS


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def show_times(folder: Path) -> None:
    """Print times and memory for the same ten pages as PDF and DOCX."""
    page = ten_pages()
    files = {"pdf": make_pdf([page] * PAGES), "docx": make_docx("\n".join([page] * PAGES))}
    for name, data in files.items():
        path = folder / f"a.{name}"
        path.write_bytes(data)
        rows = timed(path)
        load, read, propose, peak, chars = (
            statistics.median(column) for column in zip(*rows, strict=True)
        )
        print(
            f"{PAGES} pages as {name} ({chars:.0f} characters): load {load * 1000:.0f} ms, "
            f"read {read * 1000:.0f} ms, propose {propose * 1000:.1f} ms, peak {peak:.0f} MB"
        )
    peer = peer_s(folder / "a.pdf")
    print(f"pdftotext -layout: {peer * 1000:.0f} ms" if peer else "pdftotext: not installed")


def through(papers: Sequence[Labelled], make: Callable[[str], bytes], folder: Path) -> Score:
    """Return the score of papers that were made files and read again."""
    from loudspeaker.plugins.documents.reading.intake_jobs import read_file  # noqa: PLC0415

    again = []
    for paper in papers:
        path = folder / "paper"
        path.write_bytes(make(paper.text))
        text = "\f".join(page.text for page in read_file(path).pages)
        again.append(Labelled(layout=paper.layout, fields=paper.fields, text=text))
    return score(again)


def show_fields(folder: Path, scans: int) -> None:
    """Print how many fields are exactly right, for each way a paper comes."""
    held_out = list(labelled("held_out.txt"))
    ways = {
        "text, tuned": score(labelled("tuned.txt")),
        "text, held out": score(held_out),
        "text, harder": score(labelled("harder.txt")),
        "PDF, held out": through(held_out, lambda text: make_pdf([text]), folder),
        "DOCX, held out": through(held_out, make_docx, folder),
    }
    if scans:
        ways["scan, held out"] = through(
            held_out[:scans], lambda text: scanned(make_pdf([text])), folder
        )
    print(f"{'':16}" + "".join(f"{field:>12}" for field in FIELDS))
    for name, result in ways.items():
        cells = [f"{result.right[field]} of {result.there[field]}" for field in FIELDS]
        print(f"{name:16}" + "".join(f"{cell:>12}" for cell in cells))
        if name.startswith("scan"):
            print("\n".join(result.wrong))


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--scans", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        show_times(Path(folder))
        show_fields(Path(folder), arguments.scans)
    print(f"this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
