"""Break the readers of papers: nothing but declared errors may come out, and never may they hang.

    python -m bench.documents.fuzz_readers --minutes 60 [--seed N] [--keep FOLDER]
    python -m bench.documents.fuzz_readers --files 200

Every file is read in a process of its own with the limits of ``intake``: 512 MB, 10 s of processor
time, no network.  One that dies of a limit or in pdfium costs that file alone; it is counted and
kept, for whoever wants to make it an error that is declared.  Exit status 1 if a reader raised
what it does not declare, or did not end.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.documents.mutants import Mutant, mutant
from loudspeaker.errors import EntryRefused, FileRefused
from loudspeaker.plugins.documents.reading.intake_jobs import read_paper
from loudspeaker.system.confine import confine
from tests.plugins.documents.reading.papers import labelled, make_docx, make_pdf, scanned, stamped

MEMORY_BYTES = 512 << 20
CPU_SECONDS = 10
WALL_SECONDS = 20
READ, REFUSED, RAISED = 0, 11, 12
OUTCOMES = {READ: "read", REFUSED: "refused", RAISED: "RAISED"}
BAD = frozenset({"RAISED", "HUNG"})


def outcome(path: Path, read: Callable[[Path], object]) -> str:
    """Return what became of reading a file in a process of its own."""
    child = os.fork()
    if child == 0:
        os._exit(_in_child(path, read))
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return "HUNG" if number == signal.SIGALRM else f"died of {signal.Signals(number).name}"
    return OUTCOMES.get(os.WEXITSTATUS(status), f"ended with {os.WEXITSTATUS(status)}")


def _in_child(path: Path, read: Callable[[Path], object]) -> int:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(WALL_SECONDS)
    confine(nice=0, memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS, network=True)
    try:
        read(path)
    except (EntryRefused, FileRefused):
        return REFUSED
    except BaseException:  # noqa: BLE001 - whatever else comes out is what is looked for
        traceback.print_exc()
        sys.stderr.flush()
        return RAISED
    return READ


def read_one(path: Path) -> object:
    """Read a file as the ``intake`` process does."""
    return read_paper({"path": str(path), "kind": ""})


def whole_files() -> tuple[list[bytes], list[bytes]]:
    """Return whole PDFs and DOCX to make mutants of."""
    papers = list(labelled("tuned.txt"))[:6]
    pdfs = [make_pdf([paper.text] * (n + 1)) for n, paper in enumerate(papers[:3])]
    pdfs += [make_pdf([papers[3].text], password=""), scanned(make_pdf([papers[4].text]))]
    pdfs += [stamped()] * 2  # the whole of it is short, so that each change counts
    return pdfs, [make_docx(paper.text) for paper in papers]


def seeds(arguments: argparse.Namespace) -> Iterator[int]:
    """Yield seeds for so many files or minutes."""
    until = time.monotonic() + 60 * arguments.minutes
    seed = arguments.seed
    while (
        time.monotonic() < until if arguments.minutes else seed < arguments.seed + arguments.files
    ):
        yield seed
        seed += 1


def _keep(folder: Path | None, found: Mutant, what: str) -> None:
    print(f"{found.made}: {what}", flush=True)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / found.made.replace(" ", "-")).write_bytes(found.data)


def main() -> int:
    """Run and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=None)
    arguments = parser.parse_args()
    # Once for all: a network of one's own takes the kernel longer than a file takes its reader.
    confine(nice=0, memory_bytes=None, cpu_seconds=None, network=False)
    os.environ["PATH"] = ""  # Tesseract is another's program, and slow
    pdfs, docx = whole_files()
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        for data in (*pdfs, *docx):
            path.write_bytes(data)
            read_one(path)  # here too: what is loaded once need not be in every process
            counts[f"whole: {outcome(path, read_one)}"] += 1
        for seed in seeds(arguments):
            made = mutant(seed, pdfs, docx)
            path.write_bytes(made.data)
            what = outcome(path, read_one)
            counts[what] += 1
            if what not in OUTCOMES.values() or what in BAD:
                _keep(arguments.keep, made, what)
    print(", ".join(f"{what} {count}" for what, count in sorted(counts.items())))
    is_bad = any(counts[what] for what in BAD) or counts["whole: read"] < len(pdfs) + len(docx)
    return int(is_bad)


if __name__ == "__main__":
    sys.exit(main())
