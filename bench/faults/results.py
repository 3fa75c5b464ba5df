"""The results of a row of the campaign: a file of JSON Lines that a later run goes on with."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.faults.judge import read_json_lines

SKIPPED = 0
"""The exit status of a row that cannot run here and has said so."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of so many parts of a row; they may run beside each other and share a file of results."""

    number: int = 1
    of: int = 1

    @classmethod
    def parse(cls, text: str) -> Part:
        """Return what ``2/3`` says; ValueError."""
        number, _, of = text.partition("/")
        part = cls(int(number), int(of))
        if not 1 <= part.number <= part.of:
            raise ValueError(f"no part: {text}")
        return part

    def has(self, place: int) -> bool:
        """Tell whether the step at a place, counted from 0, belongs to it."""
        return place % self.of == self.number - 1


class Results:
    """One line for each step of a row with one seed and form; without a file, in memory only.

    ``problems`` of a step is a mapping of kinds to what is wrong.
    """

    def __init__(self, file: Path | None, *, row: str, seed: int, form: str | None = None) -> None:
        self._file = file
        self.mark = {"row": row, "seed": seed, **({} if form is None else {"form": form})}
        kept = read_json_lines(file) if file is not None else iter(())
        self.lines: list[dict[str, Any]] = [
            line for line in kept if self.mark.items() <= line.items()
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
        self._keep({**self.mark, "step": step, **found, "wall_s": wall_s})

    def _keep(self, line: dict[str, Any]) -> None:
        self.lines.append(line)
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            _append(self._file, json.dumps(line, ensure_ascii=False))

    def problems(self) -> dict[str, list[str]]:
        """Return what is wrong in any of the lines, by kind."""
        found: dict[str, list[str]] = {}
        for line in self.lines:
            for kind, problems in line.get("problems", {}).items():
                if problems:
                    told = [f"{line['step']}: {each}" for each in problems]
                    found.setdefault(kind, []).extend(told)
        return found

    def summary(self, **more: object) -> dict[str, Any]:
        """Return what is printed at the end."""
        wall_s = round(sum(line["wall_s"] for line in self.lines), 1)
        return {
            **self.mark,
            "steps": len(self.lines),
            **more,
            "wall_s": wall_s,
            "problems": self.problems(),
        }


def _append(path: Path, line: str) -> None:
    """Append a line; what a torn one left behind is closed first."""
    with path.open("a+b") as stream:
        if stream.tell():
            stream.seek(-1, os.SEEK_END)
            torn = stream.read(1) != b"\n"
            line = "\n" + line if torn else line
        stream.write(line.encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
