"""Papers that are signed and wait for a time-stamp: when each is due, and what became of a try.

A service may need minutes, or be away for days; the paper is of use all the while, and is marked
``chưa có dấu thời gian``.  Pure: who keeps the lines passes the time in and writes down what comes
out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from loudspeaker.plugins.documents.signing.saying import NOT_YET_STAMPED

LIMIT: Final = timedelta(seconds=180)
"""So long one try may take."""
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=1)
MOST_TRIES: Final = 200
"""More than a week of tries; then a person has to see to it."""
_SPREAD: Final = 0.2
_LONGEST_PROBLEM: Final = 200


class Step(StrEnum):
    """Where a paper is on its way to a time-stamp."""

    WAITING = "waiting"
    ASKED = "asked"
    STAMPED = "stamped"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One paper in the queue; ``paper`` is whatever its keeper calls it."""

    paper: str
    since: datetime
    next_try: datetime
    tries: int = 0
    step: Step = Step.WAITING
    asked_at: datetime | None = None
    stamped_at: datetime | None = None
    problem: str = ""

    @property
    def mark(self) -> str:
        """Return what is written beside the paper, nothing once it is stamped."""
        return "" if self.step is Step.STAMPED else NOT_YET_STAMPED


def enter(paper: str, now: datetime) -> Line:
    """Return the line of a paper that was just signed; it is due at once."""
    return Line(paper=paper, since=now, next_try=now)


def due(lines: Iterable[Line], now: datetime) -> list[Line]:
    """Return those to be tried now, the longest waiting first."""
    found = [line for line in lines if line.step is Step.WAITING and line.next_try <= now]
    return sorted(found, key=lambda line: (line.next_try, line.since, line.paper))


def asked(line: Line, now: datetime) -> Line:
    """Return a line whose try begins."""
    return replace(line, step=Step.ASKED, asked_at=now, tries=line.tries + 1)


def failed(line: Line, now: datetime, problem: str, *, chance: float = 0.5) -> Line:
    """Return a line whose try failed: next after 1, 2, 4 … minutes, an hour at the most.

    ``chance`` of 0 to 1 spreads the waits by a fifth, so that a power cut brings not all back at
    once.  After 200 tries a person has to ask for it again (``again``).
    """
    over = line.tries >= MOST_TRIES
    return replace(
        line,
        step=Step.GIVEN_UP if over else Step.WAITING,
        asked_at=None,
        next_try=now + wait_after(line.tries, chance=chance),
        problem=problem[:_LONGEST_PROBLEM],
    )


def wait_after(tries: int, *, chance: float = 0.5) -> timedelta:
    """Return how long to wait after so many tries."""
    doublings = min(max(tries, 1) - 1, 16)
    wait = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
    return wait * (1 - _SPREAD + 2 * _SPREAD * min(max(chance, 0.0), 1.0))


def stamped(line: Line, at: datetime) -> Line:
    """Return a line whose paper has its time-stamp."""
    return replace(line, step=Step.STAMPED, asked_at=None, stamped_at=at, problem="")


def again(line: Line, now: datetime) -> Line:
    """Return a line that a person wants to be tried at once, and as often as a new one."""
    if line.step in {Step.STAMPED, Step.ASKED}:
        return line
    return replace(line, step=Step.WAITING, next_try=now, tries=0)


def overdue(lines: Iterable[Line], now: datetime) -> list[Line]:
    """Return the tries that nobody brought to an end: cut by a crash, or longer than 180 s."""
    return [
        line
        for line in lines
        if line.step is Step.ASKED and (line.asked_at is None or line.asked_at + LIMIT < now)
    ]


def settle(lines: Iterable[Line], now: datetime) -> list[Line]:
    """Return ``overdue`` lines as failed, to be kept in place of what they were."""
    return [failed(line, now, "timeout") for line in overdue(lines, now)]
