"""A whole station with the plug-in; files are left as the desk does, jobs run in this process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from loudspeaker.hookspecs import Job, Line
from loudspeaker.plugins.documents.intake import JOBS
from tests.station.bench import Bench

SETTINGS = """\
organisation: {code: H03.12.25, name: Ủy ban nhân dân xã, above: UBND tỉnh, short: UBND,
  place: Xã thử}
"""


class House:
    """A bench that is asked for use cases of papers."""

    def __init__(self, folder: Path, extra: str = SETTINGS) -> None:
        self.bench = Bench(folder / "home", extra=extra, registers=True)
        self.bench.run_job = run_here
        assert self.bench.parts.plugins.threads()["documents"].wait_ready(20.0)
        self._count = 0

    def deposit(self, path: Path, name: str = "") -> dict[str, str]:
        """Leave a copy of a file for the station."""
        self._count += 1
        deposit = f"giventest-{self._count}"
        self.bench.home.incoming.mkdir(exist_ok=True)
        shutil.copy(path, self.bench.home.incoming / deposit)
        return {"deposit": deposit, "name": name or path.name}

    def ask(self, action: str, person: str = "soan", **arguments: Any) -> Any:
        return self.bench.ask(f"documents.{action}", person, **arguments)

    def take(self, path: Path, person: str = "soan", name: str = "") -> dict[str, Any]:
        told: dict[str, Any] = self.ask("take", person, file=self.deposit(path, name))
        return told

    def entered(self, path: Path, **fields: str) -> dict[str, Any]:
        """Take a file and enter it as it says of itself."""
        taken = self.take(path)
        paper: dict[str, Any] = self.ask(
            "enter", entry={**taken["entry"], **fields}, files=[taken["file"]["sha256"]]
        )
        return paper

    def act(self, paper: Mapping[str, Any], name: str, person: str, **asked: Any) -> dict[str, Any]:
        told: dict[str, Any] = self.ask("act", person, paper=paper["id"], act=name, **asked)
        return told

    def jobs(self) -> tuple[Job, ...]:
        """Return the periodic work, which nobody else does here."""
        return self.bench.parts.plugins.threads()["documents"].jobs

    def health(self) -> list[Line]:
        """Return how the plug-in says that it is."""
        thread = self.bench.parts.plugins.threads()["documents"]
        job = thread.begin(lambda hooks: hooks.check_health())
        (lines,) = thread.end(job, patience_s=10.0)
        return list(lines)

    def close(self) -> None:
        self.bench.kill()


def run_here(
    plugin: str, job: str, arguments: Mapping[str, Any], timeout_s: float, *, long: bool
) -> dict[str, Any]:
    """Run a job as the limited process does, in this one."""
    assert plugin == "documents"
    assert timeout_s > 0
    assert long in {True, False}
    answer: dict[str, Any] = json.loads(json.dumps(JOBS[job](json.loads(json.dumps(arguments)))))
    return answer
