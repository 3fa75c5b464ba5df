"""What is counted in a period, and the same count over plain values.

A dossier that was carried over or received is afterwards finished, withdrawn, halted, or still
there: ``balance`` is 0.  Refused ones were never received, and stand beside; one that another
system refused after its receipt counts as halted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from loudspeaker.plugins.dossiers.cases.clock import Pace, Standing, pace, standing
from loudspeaker.plugins.dossiers.cases.states import State

FIELDS: Final = (
    "carried", "received", "early", "on_time", "late", "in_time", "overdue", "waiting", "withdrawn",
    "halted", "refused",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """One line of the report: of an organisation, a domain, a channel (empty: all of them).

    ``in_time``, ``overdue`` and ``waiting`` (for a supplement or a payment) are what is still there
    at the end of the period.
    """

    organisation: str = ""
    domain: str = ""
    channel: str = ""
    carried: int = 0
    received: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    in_time: int = 0
    overdue: int = 0
    waiting: int = 0
    withdrawn: int = 0
    halted: int = 0
    refused: int = 0

    @property
    def finished(self) -> int:
        """Return how many were finished."""
        return self.early + self.on_time + self.late

    @property
    def on_time_percent(self) -> float | None:
        """Return the share that was finished early or on time; None where none was finished."""
        return 100 * (self.early + self.on_time) / self.finished if self.finished else None

    @property
    def balance(self) -> int:
        """Return what is unaccounted for: 0."""
        there = self.in_time + self.overdue + self.waiting
        gone = self.finished + self.withdrawn + self.halted
        return self.carried + self.received - gone - there

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        told = {
            name: getattr(self, name) for name in ("organisation", "domain", "channel", *FIELDS)
        }
        return told | {"finished": self.finished, "on_time_percent": self.on_time_percent}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What is counted of one dossier.

    ``history`` are its moves in order: when, to which state, and the due time after it.
    """

    organisation: str
    domain: str
    channel: str
    history: tuple[tuple[datetime, State, datetime | None], ...]


def counted(facts: Iterable[Fact], start: datetime, end: datetime) -> list[Counts]:
    """Return the lines of a period (from ``start`` on, before ``end``), in order."""
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for fact in facts:
        names = set(_counted_as(fact, start, end))
        line = found.setdefault((fact.organisation, fact.domain, fact.channel), {})
        for name in names:
            line[name] = line.get(name, 0) + 1
    return [
        Counts(organisation=organisation, domain=domain, channel=channel, **line)
        for (organisation, domain, channel), line in sorted(found.items())
        if line
    ]


def _counted_as(fact: Fact, start: datetime, end: datetime) -> Iterable[str]:
    before = [each for each in fact.history if each[0] < end]
    times = {state: at for at, state, _due in before}
    received, over = times.get(State.RECEIVED), _over(times)
    refused = times.get(State.REFUSED)
    if refused and received is None and start <= refused:
        yield "refused"
    if received is None or (over and over < start):
        return
    yield "received" if start <= received else "carried"
    _at, state, due = before[-1]
    if over is None:
        yield _THERE[standing(state, due, end)]
    elif State.FINISHED in times:
        yield _FINISHED[pace(over, due)] if due else "on_time"
    else:
        yield "withdrawn" if state is State.WITHDRAWN else "halted"


def _over(times: dict[State, datetime]) -> datetime | None:
    ends = (State.FINISHED, State.WITHDRAWN, State.HALTED, State.REFUSED)
    return next((times[state] for state in ends if state in times), None)


_THERE: Final = {
    Standing.IN_TIME: "in_time",
    Standing.DUE_TODAY: "in_time",
    Standing.OVERDUE: "overdue",
    Standing.WAITING: "waiting",
}
_FINISHED: Final = {Pace.EARLY: "early", Pace.ON_TIME: "on_time", Pace.LATE: "late"}


def summed(lines: Iterable[Counts], *by: str) -> list[Counts]:
    """Return the lines added up over all but these (``organisation``, ``domain``, ``channel``)."""
    found: dict[tuple[str, ...], Counts] = {}
    for line in lines:
        key = tuple(getattr(line, name) for name in by)
        old = found.get(key) or Counts(**dict(zip(by, key, strict=True)))
        sums: dict[str, Any] = {name: getattr(old, name) + getattr(line, name) for name in FIELDS}
        found[key] = replace(old, **sums)
    return [found[key] for key in sorted(found)]
