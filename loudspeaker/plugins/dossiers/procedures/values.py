"""A procedure as it holds from one day to another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.worktime import Limit, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is done inside the office, by whom, and how long it may take."""

    name: str
    doer: str = ""
    limit: Limit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is to be handed in; ``template`` is the name of a form to download."""

    name: str
    original: int = 0
    copies: int = 0
    template: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One version; ``valid_to`` is its last day, None where none is known yet."""

    code: str
    name: str
    domain: str
    domain_name: str
    limit: Limit
    cut_off: time | None = None
    level: str = "Cấp xã"
    agency: str = ""
    ways: str = ""
    fee: str = ""
    result: str = ""
    basis: str = ""
    conditions: str = ""
    steps: tuple[Step, ...] = ()
    papers: tuple[Paper, ...] = ()
    version: int = 1
    valid_from: date
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether it is this version that holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        plain = {name: getattr(self, name) for name in PLAIN}
        return plain | {
            "limit": limit_text(self.limit),
            "cut_off": f"{self.cut_off:%H:%M}" if self.cut_off else "",
            "steps": [
                {"name": each.name, "doer": each.doer,
                 "limit": limit_text(each.limit) if each.limit else ""}
                for each in self.steps
            ],
            "papers": [
                {"name": each.name, "original": each.original, "copies": each.copies,
                 "template": each.template}
                for each in self.papers
            ],
            "version": self.version,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": self.valid_to.isoformat() if self.valid_to else "",
        }  # fmt: skip


PLAIN: Final = (
    "code", "name", "domain", "domain_name", "level", "agency", "ways", "fee", "result", "basis",
    "conditions",
)  # fmt: skip
"""The fields that are text as it is."""
_UNITS: Final = {Unit.DAY: "ngày làm việc", Unit.HOUR: "giờ làm việc"}
_LIMIT: Final = re.compile(r"([0-9]{1,4})\s*(ngày|giờ)\s+làm\s+việc", re.IGNORECASE)


def limit_text(limit: Limit) -> str:
    """Return a limit in words."""
    return f"{limit.amount} {_UNITS[limit.unit]}"


def limit_of(text: str, where: str) -> Limit:
    """Return a limit in words; EntryRefused, also for days of which nobody says which are meant."""
    found = _LIMIT.fullmatch(text.strip())
    if found is None:
        raise EntryRefused(where=where, problem="ghi rõ “3 ngày làm việc” hoặc “8 giờ làm việc”")
    unit = Unit.DAY if found[2].lower() == "ngày" else Unit.HOUR
    try:
        return Limit(amount=int(found[1]), unit=unit)
    except ValueError:
        raise EntryRefused(where=where, problem="từ 1 giờ đến 2000 ngày làm việc") from None


def holding(versions: Iterable[Procedure], day: date) -> Procedure | None:
    """Return the version that holds on a day, the newest where several do."""
    held = [each for each in versions if each.holds(day)]
    return max(held, key=lambda each: each.version, default=None)


def same_content(one: Procedure, other: Procedure) -> bool:
    """Tell whether two versions say the same."""
    return _bare(one) == _bare(other)


def _bare(procedure: Procedure) -> Procedure:
    return replace(procedure, version=0, valid_from=date.min, valid_to=None)


def succeeded(old: Procedure, new: Procedure) -> tuple[Procedure, Procedure]:
    """Return the old version closed on the day before the new one, and the new one numbered.

    EntryRefused for a new version that does not begin after the old one.
    """
    if new.valid_from <= old.valid_from:
        raise EntryRefused(
            where="ngày hiệu lực",
            problem=f"phải sau {old.valid_from:%d/%m/%Y}, ngày hiệu lực của bản đang có",
        )
    last = date.fromordinal(new.valid_from.toordinal() - 1)
    closed = last if old.valid_to is None else min(last, old.valid_to)
    return replace(old, valid_to=closed), replace(new, version=old.version + 1)


def stored(values: Mapping[str, Any]) -> Procedure:
    """Return the procedure of its own values (``to_values``)."""
    return Procedure(
        **{name: values[name] for name in PLAIN},
        limit=limit_of(values["limit"], ""),
        cut_off=time.fromisoformat(values["cut_off"]) if values["cut_off"] else None,
        steps=tuple(
            Step(
                name=each["name"],
                doer=each["doer"],
                limit=limit_of(each["limit"], "") if each["limit"] else None,
            )
            for each in values["steps"]
        ),
        papers=tuple(Paper(**each) for each in values["papers"]),
        version=values["version"],
        valid_from=date.fromisoformat(values["valid_from"]),
        valid_to=date.fromisoformat(values["valid_to"]) if values["valid_to"] else None,
    )
