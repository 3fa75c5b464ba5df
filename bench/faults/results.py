"""The results of a row of the campaign: a file of JSON Lines that a later run goes on with."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.faults.judge import read_json_lines

SKIPPED = 0
"""The exit status of a row that cannot run here and has said so."""


class Results:
    """One line for each step of a row with one seed; without a file they are kept in memory."""

    def __init__(self, file: Path | None, *, row: str, seed: int) -> None:
        self._file = file
        self._mark = {"row": row, "seed": seed}
        kept = read_json_lines(file) if file is not None else iter(())
        self.lines: list[dict[str, Any]] = [
            line for line in kept if self._mark.items() <= line.items()
        ]

    def has(self, step: object) -> bool:
        """Tell whether a step has been done, by this run or an earlier one."""
        return any(line["step"] == step for line in self.lines)

    @contextmanager
    def measured(self, step: object) -> Iterator[dict[str, Any]]:
        """Give a place for what a step finds; kept, with the time it took, if it ends well."""
        found: dict[str, Any] = {}
        begun = time.monotonic()
        yield found
        wall_s = round(time.monotonic() - begun, 2)
        self._keep({**self._mark, "step": step, **found, "wall_s": wall_s})

    def _keep(self, line: dict[str, Any]) -> None:
        self.lines.append(line)
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("ab") as stream:
                stream.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")

    def problems(self) -> dict[str, list[str]]:
        """Return what is wrong in any of the lines, by kind."""
        found: dict[str, list[str]] = {}
        for line in self.lines:
            for kind, problems in line.get("problems", {}).items():
                found.setdefault(kind, []).extend(f"{line['step']}: {each}" for each in problems)
        return found

    def summary(self, **more: object) -> dict[str, Any]:
        """Return what is printed at the end."""
        wall_s = round(sum(line["wall_s"] for line in self.lines), 1)
        return {
            **self._mark,
            "steps": len(self.lines),
            **more,
            "wall_s": wall_s,
            "problems": self.problems(),
        }
