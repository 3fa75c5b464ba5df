"""Readers of Vietnamese text, each measured in a process of its own that may fail as it likes."""

from __future__ import annotations

import atexit
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from os import environ
from pathlib import Path
from statistics import median
from tempfile import mkdtemp
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
OURS = "Loudspeaker"
# Each is Python that makes ``read``, which takes a text and returns its reading.
SENTENCE_READERS = {
    OURS: "from loudspeaker.text import speakable as read",
    "sea-g2p": "from sea_g2p import Normalizer\nread = Normalizer(lang='vi').normalize",
    "vietnormalizer": (
        "from vietnormalizer import VietnameseNormalizer\nread = VietnameseNormalizer().normalize"
    ),
}
NUMBER_READERS = {
    OURS: (
        "from loudspeaker.text.numbers import cardinal\ndef read(text): return cardinal(int(text))"
    ),
    "num2words": (
        "from num2words import num2words\ndef read(text): return num2words(int(text), lang='vi')"
    ),
}
_LIMIT_S = 120.0
# Process time, so that other load on the machine counts little.
_START = """
import time
begun = time.process_time()
{load}
read({first!r})
print((time.process_time() - begun) * 1000)
"""
_READ = """
import json, sys, time
def kilobytes(name):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(name))
def tried(text):
    try:
        return read(text)
    except Exception:
        return ""
def texts_a_second():
    begun = time.process_time()
    for text in texts:
        tried(text)
    return len(texts) / (time.process_time() - begun)
texts = json.load(sys.stdin)
before = kilobytes("VmRSS")
{load}
read({first!r})
rates = texts_a_second(), texts_a_second()
memory = (kilobytes("VmHWM") - before) / 1024
json.dump([*rates, memory, [tried(text) for text in texts]], sys.stdout)
"""


class Measured(NamedTuple):
    """What a reader needs, and the reading of each text, empty for one it refused.

    ``start_ms`` is a fresh process from before the import to after its first reading, without
    Python's own start, its modules compiled by an earlier round; ``memory_mb`` what the process
    needs more at most.
    """

    start_ms: float
    first_rate: float
    again_rate: float
    memory_mb: float
    readings: list[str]


class ReaderFailed(Exception):
    """A reader's process ended without an answer; the argument says how."""


def measure_all(
    readers: Mapping[str, str], texts: list[str], *, rounds: int, limit_s: float = _LIMIT_S
) -> dict[str, Measured | str]:
    """Let the readers take turns and return medians, or why a reader has none.

    A reader that is missing, fails, dies or takes longer than the limit is left out from then on.
    """
    rows: dict[str, list[Measured]] = {name: [] for name in readers}
    failed: dict[str, str] = {}
    for _ in range(rounds):
        for name in [name for name in readers if name not in failed]:
            try:
                rows[name].append(_measure(readers[name], texts, limit_s))
            except ReaderFailed as failure:
                failed[name] = str(failure)
    return {name: failed.get(name) or _middle(found) for name, found in rows.items()}


def named(name: str) -> str:
    """Return a package's name with its version, if it is installed."""
    try:
        return f"{name} {version(name)}" if name != OURS else name
    except PackageNotFoundError:
        return name


def _measure(load: str, texts: list[str], limit_s: float) -> Measured:
    start = _answer(_START.format(load=load, first=texts[0]), "", limit_s)
    numbers = _answer(_READ.format(load=load, first=texts[0]), json.dumps(texts), limit_s)
    return Measured(float(start), *json.loads(numbers))


def _middle(rows: list[Measured]) -> Measured:
    return Measured(
        start_ms=median(row.start_ms for row in rows),
        first_rate=median(row.first_rate for row in rows),
        again_rate=median(row.again_rate for row in rows),
        memory_mb=median(row.memory_mb for row in rows),
        readings=rows[0].readings,
    )


@cache
def _compiled_folder() -> str:
    """Return where every reader keeps its compiled modules, as an installed one has them."""
    folder = mkdtemp(prefix="loudspeaker-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _environment() -> dict[str, str]:
    return {name: text for name, text in environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _answer(script: str, given: str, limit_s: float) -> str:
    """Return what a script prints; raise ReaderFailed if it does not end well in time."""
    command = [sys.executable, "-X", f"pycache_prefix={_compiled_folder()}", "-c", script]
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, timeout=limit_s, cwd=ROOT,
            env=_environment(), check=False, encoding="utf-8", errors="replace",
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise ReaderFailed(f"no answer in {limit_s:g} s") from None
    if done.returncode < 0:
        raise ReaderFailed(f"aborted (signal {signal.Signals(-done.returncode).name})")
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2]
        missing = last.startswith("ModuleNotFoundError")
        raise ReaderFailed("not installed" if missing else f"failed ({last[:80]})")
    return done.stdout
