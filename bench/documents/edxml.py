"""How much memory a large attachment takes: written into a message, over the line, read out again.

    python -m bench.documents.edxml [--mb 50] [--whole]

Each part runs in a child of its own; what is told is the most that child ever held (RSS), how much
of it the interpreter had before it began, and how long it took.  ``--whole`` adds the peer: the
same message read with lxml as one tree, as the usual programs do it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any


def child(half: str, *arguments: object) -> dict[str, Any]:
    """Run one part; return its figures."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.documents.edxml_child", half, *map(str, arguments)],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def measure(folder: Path, megabytes: int, *, whole: bool = False) -> dict[str, Any]:
    """Write and read a message with an attachment of so many MB; return the figures."""
    file, message = folder / "a.pdf", folder / "message.xml"
    data = b"%PDF-1.7\n" + random.Random(1).randbytes(megabytes << 20)
    file.write_bytes(data)
    sha256 = hashlib.sha256(data).hexdigest()
    told: dict[str, Any] = {"mb": megabytes, "write": child("write", file, sha256, message)}
    told["message_mb"] = round(message.stat().st_size / (1 << 20), 1)
    told["line"] = child("line", message, folder)
    told["read"] = child("read", message, folder / "in")
    told["same"] = (folder / "in" / sha256).read_bytes() == data
    if whole:
        told["lxml_tree"] = child("tree", message)
    return told


def main() -> None:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=int, default=50)
    parser.add_argument("--whole", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(Path(folder), given.mb, whole=given.whole)))


if __name__ == "__main__":
    main()
