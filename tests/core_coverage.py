"""Tells whether enough lines of the functional core are run by the tests.

``python -m tests.core_coverage REPORT.json LEAST_PERCENT``, with a report of coverage.py;
``python -m tests.core_coverage --measured`` prints the options by which it measures these alone.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

CORE = (
    "audio",
    "radio",
    "text",
    "timetable",
    "worktime",
    "model",
    "report",
    "public",
    "accounts",
    "rundown.py",
    "asrun.py",
    "errors",
)


def core_percent(report: dict[str, dict[str, dict[str, dict[str, int]]]]) -> float:
    """Return the share of covered lines over all files of the core."""
    covered = total = 0
    for name, file in report["files"].items():
        if name.startswith(tuple(f"loudspeaker/{part}" for part in CORE)):
            covered += file["summary"]["covered_lines"]
            total += file["summary"]["num_statements"]
    return 100.0 * covered / total


def main(path: str, least: str) -> int:
    """Print the figure; 1 if it is too low."""
    percent = core_percent(json.loads(Path(path).read_text(encoding="utf-8")))
    print(f"core: {percent:.1f} % of lines covered, at least {least} % wanted")
    return 0 if percent >= float(least) else 1


def measured() -> str:
    """Return the options of pytest."""
    return " ".join(f"--cov=loudspeaker.{part.removesuffix('.py')}" for part in CORE)


if __name__ == "__main__":
    if sys.argv[1:] == ["--measured"]:
        print(measured())
        sys.exit(0)
    sys.exit(main(*sys.argv[1:3]))
