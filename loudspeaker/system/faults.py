"""What is wrong right now, since when, and how bad."""

from __future__ import annotations

import logging
import threading
from dataclasses import asdict, dataclass
from typing import Any

from loudspeaker.model import TimeSource, iso
from loudspeaker.system.fault_kinds import Severity, severity_of

__all__ = ["Fault", "Faults", "Severity"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong; ``code`` tells faces which sentence and advice to show."""

    code: str
    severity: Severity
    detail: str
    since: str


class Faults:
    """The faults of one process, by code; safe from any thread."""

    def __init__(self, time: TimeSource) -> None:
        self._time = time
        self._lock = threading.Lock()
        self._faults: dict[str, Fault] = {}

    def report(self, code: str, detail: str, severity: Severity | None = None) -> None:
        """Note a fault, as bad as faults of its code are; one that is known keeps its beginning."""
        with self._lock:
            known = self._faults.get(code)
            since = known.since if known else iso(self._time.wall())
            judged = severity or severity_of(code)
            self._faults[code] = Fault(code=code, severity=judged, detail=detail, since=since)
        if known is None:
            log.warning("fault %s: %s", code, detail)

    def clear(self, code: str) -> None:
        """Note that a fault is over."""
        with self._lock:
            gone = self._faults.pop(code, None)
        if gone is not None:
            log.info("fault %s is over", code)

    def set(self, code: str, problem: str | None, severity: Severity | None = None) -> None:
        """Report ``problem`` or, if it is None, clear."""
        if problem is None:
            self.clear(code)
        else:
            self.report(code, problem, severity)

    def listed(self) -> list[dict[str, Any]]:
        """Return the faults as JSON-ready values, oldest first."""
        with self._lock:
            faults = sorted(self._faults.values(), key=lambda fault: fault.since)
        return [asdict(fault) for fault in faults]
