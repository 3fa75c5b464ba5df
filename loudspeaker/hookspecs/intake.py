"""Work on foreign files, done in a limited process apart: how a plug-in describes and asks for it.

A job is a plain function of JSON-ready values; files are named by their paths.  It runs in a fresh
process with the plug-in loaded but not started: no services, no network, 512 MB, so much processor
time as it has been given, and it dies alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from loudspeaker.errors import LoudspeakerError

IntakeJob = Callable[[dict[str, Any]], dict[str, Any]]

LONGEST_S: Final = 60.0
"""How long anybody may wait for a job."""
LONGEST_LATER_S: Final = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeDone:
    """A job that is over: there is a ``result`` or an ``error``."""

    job: str
    arguments: Mapping[str, Any]
    result: dict[str, Any] | None = None
    error: LoudspeakerError | None = None


class Intake(Protocol):
    """The way to a job whose result is waited for."""

    def __call__(
        self, job: str, arguments: Mapping[str, Any], timeout_s: float = 10.0
    ) -> dict[str, Any]:
        """Return a job's result, within at most 60 s; only this thread waits.

        Raises the project's own errors that the job refused with; UsageRefused for an unknown job
        or what is no JSON; PluginFailed for any other error of the job; ProcessUnavailable if it
        was too slow, too large, or crashed.
        """
        ...


class Later(Protocol):
    """The way to a job whose result comes later."""

    def __call__(
        self,
        job: str,
        arguments: Mapping[str, Any],
        then: Callable[[IntakeDone], None],
        timeout_s: float = 600.0,
    ) -> None:
        """Have a job done behind those that wait; ``then`` is called in the plug-in's thread.

        It may take an hour at most.  What waits is lost when the station ends: at its start the
        plug-in asks again for what it misses.  ProcessUnavailable if 1000 wait already.
        """
        ...
