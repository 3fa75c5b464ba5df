"""What a report is made of, as JSON-ready values and back: figures travel, papers do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

from loudspeaker.asrun import Head
from loudspeaker.model import from_iso, iso
from loudspeaker.report import Report
from loudspeaker.sheets.reporting.gathering import Gathered

Values = Mapping[str, Any]


def values_of(gathered: Gathered) -> dict[str, Any]:
    """Return everything; ``period`` is its name besides."""
    return {
        **asdict(gathered),
        "period": gathered.report.period.name,
        "made_at": iso(gathered.made_at),
    }


def gathered_of(values: Values) -> Gathered:
    """Return what ``values_of`` was given; KeyError, TypeError, ValueError for anything else."""
    return Gathered(
        station=values["station"],
        report=_built(Report, values["report"]),
        point_names=dict(values["point_names"]),
        head=_built(Head, values["head"]) if values["head"] else None,
        published=values["published"],
        audit_passed=values["audit_passed"],
        audit_records=values["audit_records"],
        restored=tuple(values["restored"]),
        made_at=from_iso(values["made_at"]),
        finished=values["finished"],
    )


def _built(kind: Any, value: Any) -> Any:
    """Return a value as its annotation says: dataclasses and tuples of them, else as it is."""
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(
            **{each.name: _built(hints[each.name], value[each.name]) for each in fields(kind)}
        )
    if get_origin(kind) is tuple:
        return tuple(_built(get_args(kind)[0], each) for each in value)
    return value
