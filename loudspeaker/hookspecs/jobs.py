"""Periodic work of a plug-in, such as looking into a mailbox."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from loudspeaker.hookspecs.actions import BadPlugin, listed

MOST_JOBS: Final = 20
SHORTEST_S: Final = 1.0
LONGEST_S: Final = 7 * 24 * 3600.0
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to be done about every so many seconds, 1 to a week.

    ``run`` is called in a second thread of the plug-in, beside its actions and hooks: it may wait
    for a network, must share no state with them without a lock of its own (the database, the folder
    and all services are safe), and is never called while another job of the plug-in runs.
    """

    name: str
    every_s: float
    run: Callable[[], None]


def jobs_of(answers: Iterable[Any]) -> tuple[Job, ...]:
    """Return the jobs that a plug-in has answered with; BadPlugin."""
    jobs = listed(answers, "jobs")
    if len(jobs) > MOST_JOBS or not all(map(_is_job, jobs)):
        raise BadPlugin("gives jobs that are none, or too many")
    if len({job.name for job in jobs}) != len(jobs):
        raise BadPlugin("gives a job twice")
    return tuple(jobs)


def _is_job(job: Any) -> bool:
    if not isinstance(job, Job) or not callable(job.run):
        return False
    often = type(job.every_s) in (int, float) and SHORTEST_S <= job.every_s <= LONGEST_S
    return often and bool(_NAME.fullmatch(str(job.name)))
