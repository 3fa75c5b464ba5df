"""Rows and values: how a dossier, a line and a party stand in the tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.dossiers.cases.codes import Code
from loudspeaker.plugins.dossiers.cases.dossier import Channel, Dossier, Line
from loudspeaker.plugins.dossiers.cases.filing import Matter, matter_of
from loudspeaker.plugins.dossiers.cases.handing import HandOver
from loudspeaker.plugins.dossiers.cases.people import ApplicantKind, Party, Told
from loudspeaker.plugins.dossiers.cases.states import State
from loudspeaker.worktime import Limit, Unit

CHANNELS: Final = tuple(Channel)
"""A channel is kept as its place here; new ones go to the end."""
DOSSIERS: Final = """
    SELECT d.*, o.code AS organisation_code, k.procedure, k.version, k.domain, k.amount, k.unit,
        k.cut_off
    FROM dossier d JOIN organisation o ON o.id = d.organisation JOIN kind k ON k.id = d.kind"""


def second(moment: datetime | None) -> int | None:
    """Return a moment as it is kept."""
    return None if moment is None else int(moment.timestamp())


def moment(kept: int | None) -> datetime | None:
    """Return a moment as it was kept."""
    return None if kept is None else datetime.fromtimestamp(kept, STATION_ZONE)


def sure(kept: int) -> datetime:
    """Return a moment that there always is."""
    return datetime.fromtimestamp(kept, STATION_ZONE)


def dossier_of(row: sqlite3.Row) -> Dossier:
    """Return the dossier of a row of ``DOSSIERS``."""
    return Dossier(
        code=Code(
            organisation=row["organisation_code"],
            day=date.fromordinal(row["day"]),
            number=row["number"],
        ),
        procedure=row["procedure"],
        version=row["version"],
        domain=row["domain"],
        channel=CHANNELS[row["channel"]],
        limit=Limit(amount=row["amount"], unit=Unit(row["unit"])),
        cut_off=time.fromisoformat(row["cut_off"]) if row["cut_off"] else None,
        state=State(row["state"]),
        registered=sure(row["registered"]),
        received=moment(row["received"]),
        due=moment(row["due"]),
        left=None if row["left_s"] is None else timedelta(seconds=row["left_s"]),
        promised=moment(row["promised"]),
        ended=moment(row["ended"]),
        returned=moment(row["returned"]),
        last=sure(row["last"]),
    )


def changing(dossier: Dossier) -> tuple[Any, ...]:
    """Return what of a dossier changes, in the order of ``CHANGED``."""
    left = None if dossier.left is None else int(dossier.left.total_seconds())
    times = (dossier.received, dossier.due, dossier.promised, dossier.ended, dossier.returned)
    return (dossier.state.value, left, second(dossier.last), *map(second, times))


CHANGED: Final = ("state", "left_s", "last", "received", "due", "promised", "ended", "returned")


def line_of(row: sqlite3.Row) -> Line:
    """Return a line of the log with its actor's name and its note."""
    return Line(
        at=sure(row["at"]),
        by=row["name"],
        act=row["act"],
        before=None if row["before"] is None else State(row["before"]),
        after=State(row["after"]),
        due=moment(row["due"]),
        note=row["text"] or "",
    )


def handing_of(row: sqlite3.Row) -> HandOver:
    """Return one hand-over with the names."""
    return HandOver(
        giver=row["giver_name"],
        taker=row["taker_name"],
        at=sure(row["at"]),
        due=moment(row["due"]),
        note=row["text"] or "",
    )


def party_of(row: sqlite3.Row, identity: str) -> Party:
    """Return a party; ``identity`` is its number as it was unsealed."""
    return Party(
        kind=ApplicantKind(row["kind"]),
        name=row["name"],
        identity=identity,
        phone=row["phone"],
        email=row["email"],
        address=row["address"],
        told=Told(row["told"]),
        acting=row["acting"],
    )


def matter_texts(matter: Matter) -> tuple[str, str, str]:
    """Return a matter as it is kept."""
    values = matter.to_values()
    return (matter.subject, _json(values["papers"]), _json(values["fees"]))


def kept_matter(row: sqlite3.Row) -> Matter:
    """Return the matter of a row."""
    return matter_of(row["subject"], json.loads(row["papers"]), json.loads(row["fees"]))


def _json(values: Sequence[Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
