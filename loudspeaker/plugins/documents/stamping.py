"""Sealed papers wait for a time-stamp: the queue in the tables, and the round that asks for it."""

from __future__ import annotations

import base64
import random
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from loudspeaker.errors import EntryRefused, LoudspeakerError, NotFound
from loudspeaker.hookspecs import Health, Job
from loudspeaker.hookspecs import Line as HealthLine
from loudspeaker.model import from_iso, iso
from loudspeaker.plugins.documents.papers.states import Actor, Duty
from loudspeaker.plugins.documents.register.attachments import Attached
from loudspeaker.plugins.documents.sealing import newest
from loudspeaker.plugins.documents.signing import time_queue
from loudspeaker.plugins.documents.signing.time_queue import Line, Step
from loudspeaker.plugins.documents.signing.time_stamper import HttpTimeStamper

if TYPE_CHECKING:
    from loudspeaker.plugins.documents.parts import Parts

MIGRATIONS: Final = (
    """
    CREATE TABLE time_line (
        paper INTEGER PRIMARY KEY REFERENCES paper, sha256 TEXT NOT NULL, since TEXT NOT NULL,
        next_try TEXT NOT NULL, tries INTEGER NOT NULL, step TEXT NOT NULL, asked_at TEXT,
        stamped_at TEXT, problem TEXT NOT NULL);
    CREATE INDEX time_line_open ON time_line (step, next_try);
    """,
)
EVERY_S: Final = 60.0
MOST_AT_ONCE: Final = 3
"""So many are asked for in a round: each may take three minutes, and a round ten."""
_WORKING_S: Final = 30.0
_CHANCE: Final = random.Random()  # noqa: S311 - a wait; its own, for it is used in a second thread
_WORK: Final = "stamping"
_BY: Final = "nơi cấp dấu thời gian"
_PDF: Final = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A paper that waits, and the file that is to be stamped."""

    line: Line
    sha256: str

    @property
    def paper(self) -> int:
        """The number of the paper."""
        return int(self.line.paper)


class Stamping:
    """Keeps the queue; ``run`` in the thread of the jobs."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @property
    def address(self) -> str:
        """Where time-stamps come from, empty for nowhere."""
        keys = self._parts.services.settings().get("signing") or {}
        return str(keys.get("stamper") or "")

    def enter(self, paper: int, sha256: str) -> None:
        """Put a paper that was just sealed into the queue, where there is a time-stamper."""
        if self.address:
            line = time_queue.enter(str(paper), self._parts.now())
            self._keep(Waiting(line=line, sha256=sha256))

    def of_paper(self, paper: int) -> dict[str, Any] | None:
        """Return how far a paper is, None for one that waits for nothing."""
        row = self._parts.database.row("SELECT * FROM time_line WHERE paper = ?", [paper])
        if row is None:
            return None
        line = _waiting(row).line
        return {
            "mark": line.mark, "step": line.step.value, "tries": line.tries,
            "problem": line.problem,
            "stamped_at": iso(line.stamped_at) if line.stamped_at else None,
        }  # fmt: skip

    def again(self, paper: int) -> None:
        """Have a paper tried at once; NotFound for one that waits for nothing."""
        row = self._parts.database.row("SELECT * FROM time_line WHERE paper = ?", [paper])
        if row is None:
            raise NotFound(kind="time_stamp", name=str(paper), known=[])
        waiting = _waiting(row)
        self._step(waiting, time_queue.again(waiting.line, self._parts.now()))

    def job(self) -> Job:
        """Return the round."""
        return Job(name="stamp_times", every_s=EVERY_S, run=self.run)

    def health(self) -> list[HealthLine]:
        """Tell of papers that were given up."""
        query = "SELECT count(*) AS count FROM time_line WHERE step = ?"
        row = self._parts.database.row(query, [Step.GIVEN_UP.value])
        if row is None or not row["count"]:
            return []
        told = f"{row['count']} văn bản chưa có dấu thời gian, đã thôi thử."
        return [HealthLine(text=told, health=Health.WARN)]

    # --- the round ------------------------------------------------------------------------------

    def run(self) -> None:
        """Ask for what is due."""
        if not self.address:
            return
        now, there = self._parts.now(), {each.line.paper: each for each in self._open()}
        lines = [each.line for each in there.values()]
        for line in time_queue.settle(lines, now):
            self._step(there[line.paper], line)
        for line in time_queue.due(lines, now)[:MOST_AT_ONCE]:
            self._try(there[line.paper])

    def _try(self, waiting: Waiting) -> None:
        asked = self._step(waiting, time_queue.asked(waiting.line, self._parts.now()))
        try:
            self._stamp(waiting)
        except LoudspeakerError as error:
            problem = str(getattr(error, "problem", "") or error.code)
            now = self._parts.now()
            self._step(asked, time_queue.failed(asked.line, now, problem, chance=_CHANCE.random()))
        else:
            self._step(asked, time_queue.stamped(asked.line, self._parts.now()))

    def _stamp(self, waiting: Waiting) -> None:
        """Have one file stamped and put it beside the other; nothing is there where it fails."""
        parts = self._parts
        place = {"trust": str(parts.checks.place()), "moment": iso(parts.now())}
        with parts.post.tools.workplace(_WORK) as work:
            ready = parts.services.intake(
                "stamp_time",
                {**place, "step": "prepare", "path": str(parts.folder.path(waiting.sha256)),
                 "out": str(work / "ready.pdf"), "with_proofs": True},
                _WORKING_S,
            )  # fmt: skip
            answer = HttpTimeStamper(self.address).ask(base64.b64decode(ready["request"]))
            finished = {
                **place, "step": "finish", "path": ready["out"], "out": str(work / "done.pdf"),
                "request": ready["request"], "start": ready["start"], "end": ready["end"],
                "answer": base64.b64encode(answer).decode(), "moment": iso(parts.now()),
            }  # fmt: skip
            parts.services.intake("stamp_time", finished, _WORKING_S)
            size = (work / "done.pdf").stat().st_size
            sha256 = parts.folder.keep(work / "done.pdf", ".pdf")
        self._attach(waiting, sha256, size)

    def _attach(self, waiting: Waiting, sha256: str, size: int) -> None:
        parts = self._parts
        before = newest(parts.looking.files(waiting.paper))
        if before is None or before.sha256 != waiting.sha256:
            raise EntryRefused(where="dấu thời gian", problem="tệp đã ký nay là tệp khác")
        file = Attached(
            sha256=sha256, name=before.name, size=size, kind=_PDF, purpose=before.purpose
        )
        actor = self._actor(waiting.paper)
        parts.register.attach(waiting.paper, [file], actor=actor, now=parts.now())
        parts.checks.note(waiting.paper, parts.now(), by=_BY, wait=True, only=[sha256])

    def _actor(self, paper: int) -> Actor:
        """Return who puts the stamped file there: seen as the drafter, who always sees it."""
        row = self._parts.database.row("SELECT drafter FROM paper WHERE id = ?", [paper])
        name = str(row["drafter"]) if row else ""
        return Actor(name=name, duties=frozenset({Duty.CLERK}), marked=_BY)

    # --- the table ------------------------------------------------------------------------------

    def _open(self) -> list[Waiting]:
        query = "SELECT * FROM time_line WHERE step IN (?, ?) ORDER BY next_try LIMIT 100"
        rows = self._parts.database.rows(query, [Step.WAITING.value, Step.ASKED.value])
        return [_waiting(row) for row in rows]

    def _step(self, waiting: Waiting, line: Line) -> Waiting:
        after = Waiting(line=line, sha256=waiting.sha256)
        self._keep(after)
        return after

    def _keep(self, waiting: Waiting) -> None:
        line = waiting.line
        told = (
            waiting.paper, waiting.sha256, iso(line.since), iso(line.next_try), line.tries,
            line.step.value, _text(line.asked_at), _text(line.stamped_at), line.problem,
        )  # fmt: skip
        query = "INSERT OR REPLACE INTO time_line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        with self._parts.database.transaction() as connection:
            connection.execute(query, told)


def _text(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None


def _waiting(row: sqlite3.Row) -> Waiting:
    line = Line(
        paper=str(row["paper"]),
        since=from_iso(row["since"]),
        next_try=from_iso(row["next_try"]),
        tries=row["tries"],
        step=Step(row["step"]),
        asked_at=from_iso(row["asked_at"]) if row["asked_at"] else None,
        stamped_at=from_iso(row["stamped_at"]) if row["stamped_at"] else None,
        problem=row["problem"],
    )
    return Waiting(line=line, sha256=row["sha256"])
