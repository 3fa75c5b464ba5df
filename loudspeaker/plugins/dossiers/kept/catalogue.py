"""The procedures that are known, every version of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from loudspeaker.errors import NotFound
from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.plugins.dossiers.procedures.importing import Manner, Plan, newest_of, planned
from loudspeaker.plugins.dossiers.procedures.reading import Read
from loudspeaker.plugins.dossiers.procedures.values import Procedure, holding, stored


class Catalogue:
    """The table of procedures; versions are added and closed, never changed otherwise."""

    def __init__(self, database: PluginDatabase) -> None:
        self._database = database
        self._known: dict[str, list[Procedure]] = {}

    def plan(self, read: Read) -> Plan:
        """Return what a table would change, without changing anything."""
        return planned(read, newest_of(self._all()))

    def take(self, read: Read, manner: Manner) -> Plan:
        """Keep a table as it was chosen: all of it or nothing, or what is right of it."""
        with self._database.transaction() as connection:
            plan = self.plan(read)
            connection.executemany(
                """INSERT INTO procedure VALUES (?, ?, ?, ?, ?) ON CONFLICT (code, version)
                DO UPDATE SET valid_to = excluded.valid_to, content = excluded.content""",
                [_row(each) for each in plan.kept(manner)],
            )
        self._known.clear()
        return plan

    def holding(self, code: str, day: date) -> Procedure:
        """Return the version that holds on a day; NotFound."""
        found = holding(self.versions(code), day)
        if found is None:
            raise NotFound(kind="procedure", name=code, known=[])
        return found

    def versions(self, code: str) -> list[Procedure]:
        """Return all versions of a procedure, the first one first; kept in mind until a change."""
        if code not in self._known:
            query = "SELECT content FROM procedure WHERE code = ? ORDER BY version"
            rows = self._database.rows(query, (code,))
            if not rows:
                return []
            self._known[code] = [stored(json.loads(row["content"])) for row in rows]
        return self._known[code]

    def valid(self, day: date) -> list[Procedure]:
        """Return what holds on a day, by name."""
        codes: dict[str, list[Procedure]] = {}
        for each in self._all():
            codes.setdefault(each.code, []).append(each)
        held = [holding(versions, day) for versions in codes.values()]
        return sorted((each for each in held if each), key=lambda each: each.name)

    def codes(self) -> list[str]:
        """Return the codes of all procedures that were ever known."""
        rows = self._database.rows("SELECT DISTINCT code FROM procedure ORDER BY code")
        return [row["code"] for row in rows]

    def _all(self) -> Iterable[Procedure]:
        rows = self._database.rows("SELECT content FROM procedure ORDER BY code, version")
        return [stored(json.loads(row["content"])) for row in rows]


def _row(procedure: Procedure) -> tuple[str, int, str, str | None, str]:
    values = procedure.to_values()
    content = json.dumps(values, ensure_ascii=False)
    valid_to = values["valid_to"] or None
    return (procedure.code, procedure.version, values["valid_from"], valid_to, content)
