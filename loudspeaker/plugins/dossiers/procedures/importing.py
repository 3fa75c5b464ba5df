"""What a table of procedures would change, and what is wrong with it, before anything is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.dossiers.procedures.reading import Read
from loudspeaker.plugins.dossiers.procedures.rows import Row, RowError, procedure_of
from loudspeaker.plugins.dossiers.procedures.values import Procedure, same_content, succeeded


class Manner(StrEnum):
    """What the person chose for a table with wrong rows."""

    ALL_OR_NOTHING = "all"
    THE_REST = "rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``new`` and ``closed`` are to be kept, together; ``same`` are there already."""

    new: tuple[Procedure, ...]
    closed: tuple[Procedure, ...]
    same: int
    errors: tuple[RowError, ...]

    def kept(self, manner: Manner) -> tuple[Procedure, ...]:
        """Return what is to be written, nothing where one row is wrong and all were wanted."""
        if self.errors and manner is Manner.ALL_OR_NOTHING:
            return ()
        return self.closed + self.new


def planned(read: Read, newest: Mapping[str, Procedure]) -> Plan:
    """Return what is to become of the rows beside the newest versions that there are.

    A row that says what the newest version says is the same one, whatever day it names.
    """
    new: dict[str, Procedure] = {}
    closed: dict[str, Procedure] = {}
    errors, seen, same = list(read.errors), dict[str, int](), 0
    for row in read.rows:
        try:
            procedure = _first(row, seen)
            old = newest.get(procedure.code)
            if old is not None and same_content(old, procedure):
                same += 1
                continue
            if old is not None:
                closed[old.code], procedure = succeeded(old, procedure)
            new[procedure.code] = procedure
        except EntryRefused as refused:
            error = RowError(row=row.number, where=refused.where, problem=refused.problem)
            errors.append(error)
    return Plan(
        new=tuple(new.values()),
        closed=tuple(closed.values()),
        same=same,
        errors=tuple(sorted(errors, key=lambda each: each.row)),
    )


def _first(row: Row, seen: dict[str, int]) -> Procedure:
    procedure = procedure_of(row.cells)
    if procedure.code in seen:
        problem = f"đã có ở dòng {seen[procedure.code]}"
        raise EntryRefused(where=procedure.code, problem=problem)
    seen[procedure.code] = row.number
    return procedure


def newest_of(versions: Iterable[Procedure]) -> dict[str, Procedure]:
    """Return code → the version with the highest number."""
    found: dict[str, Procedure] = {}
    for each in versions:
        if each.code not in found or each.version > found[each.code].version:
            found[each.code] = each
    return found
