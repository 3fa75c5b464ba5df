"""How fast text is read, on one core: sentences a second, start, memory, and hostile texts.

    python -m bench.reading [--rounds 5]

The sentences are the two halves of ``tests/text/sets``.  *Start* is a fresh process from before
the import to after its first reading, without Python's own start.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from loudspeaker.text import speakable
from loudspeaker.text.prepare import LONGEST_CHARS

SETS = Path(__file__).parents[1] / "tests" / "text" / "sets"
HOSTILE = {"digits": "1", "ranges": "1-", "slashes": "1/", "dashes": "-", "marks": "a\u0301\u0323"}
FIRST = "import time; t = time.perf_counter(); {}; print((time.perf_counter() - t) * 1000)"
READ = "from loudspeaker.text import speakable; speakable('ngày 5/11')"


def written() -> list[str]:
    """Return the written sentences of both halves."""
    files = [path.read_text("utf-8").splitlines()[1:] for path in SETS.glob("*.tsv")]
    return [line.split("\t")[1].replace("\\n", "\n") for lines in files for line in lines]


def sentences_a_second(texts: list[str]) -> float:
    """Read every sentence once."""
    begun = time.process_time()
    for text in texts:
        speakable(text)
    return len(texts) / (time.process_time() - begun)


def start_ms() -> float:
    """Return how long the first reading of a fresh process takes."""
    words = [sys.executable, "-c", FIRST.format(READ)]
    return float(subprocess.run(words, capture_output=True, check=True).stdout)


def hostile_ms(piece: str, characters: int) -> float:
    """Return how long a text of nothing but a piece takes."""
    text = piece * (characters // len(piece))
    begun = time.process_time()
    speakable(text)
    return (time.process_time() - begun) * 1000


def main() -> None:
    """Print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    speakable("ngày 5/11")
    texts = written()
    rates = [sentences_a_second(texts) for _ in range(chosen.rounds)]
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb
    sizes = [LONGEST_CHARS // 4, LONGEST_CHARS // 2, LONGEST_CHARS, 1_000_000]
    result = {
        "sentences": len(texts),
        "characters_a_sentence": round(sum(map(len, texts)) / len(texts)),
        "sentences_a_second": round(median(rates)),
        "start_ms": round(median(start_ms() for _ in range(chosen.rounds))),
        "memory_mb": round(grown_kb / 1024, 1),
        "hostile_ms": {
            name: {size: round(hostile_ms(piece, size)) for size in sizes}
            for name, piece in HOSTILE.items()
        },
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
