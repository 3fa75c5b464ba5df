"""Jobs of plug-ins on foreign files: each in a fresh ``intake`` child, which knows the plug-in.

Those that somebody waits for and those that take long have a turn of their own, and none of them is
the turn of people's recordings: the slowest job holds up only others of its kind.
"""

from __future__ import annotations

import json
import logging
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from loudspeaker.bootstrap.plugins import sources
from loudspeaker.config.station import load_station
from loudspeaker.errors import LoudspeakerError, PluginFailed, ProcessUnavailable, UsageRefused
from loudspeaker.hookspecs.intake import LONGEST_LATER_S, LONGEST_S, IntakeJob
from loudspeaker.station.plugin_thread import hooks_of
from loudspeaker.system.confine import confine_further
from loudspeaker.system.home import Home
from loudspeaker.system.worker import Worker
from loudspeaker.system.worker_child import PLUGIN_JOB

log = logging.getLogger(__name__)
MEMORY_BYTES: Final = 512 << 20
_INTAKE: Final = "intake"


class PluginJobs:
    """Runs jobs, at most one that is waited for and one that takes long at a time."""

    def __init__(
        self,
        start: Callable[[], subprocess.Popen[bytes]],
        *,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._start = start
        self._monotonic_s = monotonic_s
        self._turns = {False: threading.Lock(), True: threading.Lock()}
        self._workers: dict[bool, Worker] = {}
        self._closed = False

    def run(
        self, plugin: str, job: str, arguments: Mapping[str, Any], timeout_s: float, *, long: bool
    ) -> dict[str, Any]:
        """Return a job's result; raises as ``hookspecs.intake.Intake`` says."""
        wanted = {"plugin": plugin, "job": str(job), "arguments": _values(arguments)}
        limit_s = min(max(0.1, float(timeout_s)), LONGEST_LATER_S if long else LONGEST_S)
        until_s = self._monotonic_s() + limit_s
        if not self._turns[long].acquire(timeout=limit_s):
            raise ProcessUnavailable(process=_INTAKE, problem="busy")
        try:
            return self._done(wanted, max(0.1, until_s - self._monotonic_s()), long=long)
        finally:
            self._turns[long].release()

    def _done(self, wanted: dict[str, Any], left_s: float, *, long: bool) -> dict[str, Any]:
        worker = self._workers[long] = Worker(self._start, _INTAKE)
        try:
            if self._closed:
                raise ProcessUnavailable(process=_INTAKE, problem="closed")
            wanted["cpu_s"] = max(1, round(left_s))
            return worker.request(PLUGIN_JOB, wanted, timeout_s=left_s)
        finally:
            worker.close()
            del self._workers[long]

    def close(self) -> None:
        """End what is under way; it fails as if the child had crashed."""
        self._closed = True
        for worker in list(self._workers.values()):
            worker.kill()


def _values(arguments: Mapping[str, Any]) -> dict[str, Any]:
    try:
        values: dict[str, Any] = json.loads(json.dumps(dict(arguments), allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        raise UsageRefused(option="arguments", problem="no JSON object") from None
    return values


# --- in the child ---------------------------------------------------------------------------------


def run_job(home: Home, arguments: dict[str, Any]) -> dict[str, Any]:
    """Do one job in a process that is there for it alone, and give up what it does not need."""
    confine_further(memory_bytes=MEMORY_BYTES, cpu_seconds=int(arguments["cpu_s"]))
    return _result(home, arguments["plugin"], arguments["job"], arguments["arguments"])


def _result(home: Home, plugin: str, job: str, arguments: dict[str, Any]) -> dict[str, Any]:
    try:
        return _table(_job(home, plugin, job)(arguments))
    except LoudspeakerError:
        raise
    except Exception as error:  # noqa: BLE001 - its kind alone: what a paper says may be in its words
        kind = type(error).__name__
        log.warning("job %s of %s: %s", job[:60], plugin, kind)
        raise PluginFailed(plugin=plugin, problem="fails", detail=f"fails: {kind}") from None


def _table(result: Any) -> dict[str, Any]:
    if not isinstance(result, dict):
        raise TypeError("no table")
    json.dumps(result, allow_nan=False)
    return result


def _job(home: Home, plugin: str, job: str) -> IntakeJob:
    wanted = sources(home, lambda: load_station(home.root)).get(plugin)
    if wanted is None:
        raise PluginFailed(plugin=plugin, problem="off", detail="not switched on")
    for answer in hooks_of(wanted.load()).intake_jobs():
        if job in answer:
            found: IntakeJob = answer[job]
            return found
    raise UsageRefused(option="job", problem=f"unknown: {job[:60]}")
