"""What announcements are called, read beside the process that writes the database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from loudspeaker.errors import IntegrityFailure, StorageFailure
from loudspeaker.store.copying import looking_at

_QUERY = "SELECT id, json_extract(content, '$.title'), schedule FROM item"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An announcement's title, and the schedule that it is made from."""

    title: str
    schedule: str | None


def read_titles(path: Path) -> dict[str, Named]:
    """Return what is known by the announcement's id; nothing where it cannot be read.

    A report without titles is better than none, so a database that is missing or barred is no
    error here.
    """
    try:
        with looking_at(path) as connection:
            rows = connection.execute(_QUERY).fetchall()
    except (StorageFailure, IntegrityFailure):
        return {}
    return {item: Named(title=str(title or ""), schedule=name) for item, title, name in rows}
