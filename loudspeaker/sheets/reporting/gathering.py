"""What a report is made of: the figures, whose they are, and the end of the log they rest on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loudspeaker.asrun import Audit, Event, Head
from loudspeaker.config.hardware import load_hardware
from loudspeaker.config.shipped import find
from loudspeaker.config.station import load_station
from loudspeaker.errors import NotFound
from loudspeaker.model import from_iso
from loudspeaker.report import Period, Programme, Report, Surroundings, report_of
from loudspeaker.store.asrun_reading import read_records
from loudspeaker.store.heads_file import read_heads
from loudspeaker.store.titles import read_titles
from loudspeaker.system.home import Home


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A report with its surroundings.

    ``head`` is the end of the log that is printed on it: the first published one behind the last
    record that was counted (``published`` tells its day), else the newest record.
    """

    station: str
    report: Report
    point_names: Mapping[str, str]
    """By the points' numbers."""
    head: Head | None
    published: str | None
    audit_passed: bool
    audit_records: int
    restored: tuple[str, ...]
    made_at: datetime
    finished: bool


def gather(home: Home, period: Period, now: datetime, check: Callable[[], Audit]) -> Gathered:
    """Read what the report needs, and have the log checked.

    NotFound for a home without a log, ConfigurationRefused.
    """
    station = load_station(home.root)
    plan = load_hardware(find("hardware", station.hardware, home.root)).points.plan
    if not home.asrun_log.exists():
        raise NotFound(kind="log", name=str(home.asrun_log), known=[])
    records = [record for record in read_records(home.asrun_log) if _may_count(record, period)]
    around, audit = Surroundings(plan=plan, items=_items(home)), check()
    head, published = _head(home, records, audit)
    return Gathered(
        station=station.name,
        report=report_of(records, period, around),
        point_names={str(point.number): point.name for point in plan.points},
        head=head,
        published=published,
        audit_passed=audit.passed,
        audit_records=audit.records,
        restored=tuple(_restored(records, period)),
        made_at=now,
        finished=period.is_over(now),
    )


def _may_count(record: dict[str, Any], period: Period) -> bool:
    """Tell whether a record can belong to the period or to something that began in it.

    A long log is read through, and only the year before and behind is kept in memory.
    """
    year = str(record.get("wall") or "")[:4]
    return not year.isdigit() or abs(int(year) - period.year) <= 1


def _items(home: Home) -> dict[str, Programme]:
    return {
        item: Programme(title=named.title or item, programme=named.title if named.schedule else "")
        for item, named in read_titles(home.database).items()
    }


def _head(
    home: Home, records: list[dict[str, Any]], audit: Audit
) -> tuple[Head | None, str | None]:
    last = max((record["seq"] for record in records), default=0)
    heads = (head for head in read_heads(home.heads_file) if _is_head(head))
    behind = [head for head in heads if head["seq"] >= last]
    if not behind:
        return audit.head, None
    first = min(behind, key=lambda head: (head["seq"], str(head.get("day"))))
    return Head(seq=first["seq"], hash=str(first["hash"])), str(first.get("day"))


def _is_head(head: dict[str, Any]) -> bool:
    return isinstance(head.get("seq"), int) and isinstance(head.get("hash"), str)


def _restored(records: list[dict[str, Any]], period: Period) -> list[str]:
    """Return when the station was restored from a backup within the period."""
    walls = (str(r["wall"]) for r in records if r.get("event") == Event.RESTORED and r.get("wall"))
    return [wall for wall in walls if period.has(from_iso(wall))]
