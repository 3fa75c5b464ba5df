"""The record read and checked, and stop-all lifted, for who has signed in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, Final

from loudspeaker.asrun import Audit, Head, verify
from loudspeaker.config.roles import permit
from loudspeaker.errors import UsageRefused
from loudspeaker.model import Caller
from loudspeaker.station import arguments as given
from loudspeaker.station.air_link import Air
from loudspeaker.station.arguments import Arguments
from loudspeaker.store.asrun_reading import newest_records, read_lines, read_records
from loudspeaker.store.heads_file import read_heads

MOST_RECORDS: Final = 1000
MOST_PROBLEMS: Final = 100


class RecordDesk:
    """Reads the as-run log; asks playout to sound again for who may."""

    def __init__(
        self,
        asrun_log: Path,
        heads_file: Path,
        *,
        air: Air,
        title: Callable[[str], str | None] = lambda _item: None,
    ) -> None:
        self._asrun_log = asrun_log
        self._heads_file = heads_file
        self._air = air
        self._title = title
        self._checking = threading.Lock()

    def asrun(self, _caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Return at most ``limit`` records after number ``since``, and whether there are more.

        With ``newest`` true they are the last ones there are, or the last before number ``before``.
        With ``titles`` true what the announcements are called is there by id.
        """
        limit = _limit(arguments)
        if arguments.get("newest") is True:
            before = given.whole_or_none(arguments, "before")
            found = newest_records(self._asrun_log, most=limit + 1, before=before)
            records = found[-limit:]
        else:
            since = given.whole_or_none(arguments, "since") or 0
            found = list(islice(read_records(self._asrun_log, since=since), limit + 1))
            records = found[:limit]
        document = {"records": records, "more": len(found) > limit}
        if arguments.get("titles") is not True:
            return document
        return {**document, "titles": self._titles(records)}

    def _titles(self, records: list[dict[str, Any]]) -> dict[str, str]:
        names = {str(record.get("item")) for record in records}
        return {name: title for name in names if (title := self._title(name)) is not None}

    def audit(self, _caller: Caller, _arguments: Arguments) -> dict[str, Any]:
        """Return whether the log is what was written, as far as it shows without playout's key."""
        audit = self.checked()
        return {
            "passed": audit.passed,
            "records": audit.records,
            "head": asdict(audit.head) if audit.head else None,
            "problems": [asdict(problem) for problem in audit.problems[:MOST_PROBLEMS]],
            "unproved": audit.unproved,
        }

    def checked(self) -> Audit:
        """Return the whole verification, the seals unproved."""
        heads = [_head(row) for row in read_heads(self._heads_file)]
        with self._checking:  # one at a time: it reads the whole log
            return verify(
                read_lines(self._asrun_log), key=None, heads=[each for each in heads if each]
            )

    def resume(self, caller: Caller, _arguments: Arguments) -> dict[str, Any]:
        """Lift stop-all; playout knows no sessions and takes our word for who asks."""
        permit(caller, "resume")
        return {"stopped_since": self._air.resume(by=caller.name)}


def _limit(arguments: Arguments) -> int:
    limit = given.whole_or_none(arguments, "limit")
    if limit is not None and not 1 <= limit <= MOST_RECORDS:
        raise UsageRefused(option="limit", problem=f"1 to {MOST_RECORDS}")
    return limit or MOST_RECORDS


def _head(row: dict[str, Any]) -> Head | None:
    try:
        return Head(seq=int(row["seq"]), hash=str(row["hash"]))
    except (ValueError, TypeError, KeyError):
        return None
