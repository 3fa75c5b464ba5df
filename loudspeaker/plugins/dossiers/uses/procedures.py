"""The catalogue of procedures: looked through, and imported from a table row by row."""

from __future__ import annotations

from typing import Any, Final

from loudspeaker.errors import EntryRefused, FileRefused, NotFound
from loudspeaker.hookspecs import Action, FileGiven
from loudspeaker.model import Caller
from loudspeaker.model.fields import Kind
from loudspeaker.plugins.dossiers.procedures.importing import Manner, Plan
from loudspeaker.plugins.dossiers.procedures.reading import Read
from loudspeaker.plugins.dossiers.procedures.rows import Row, RowError
from loudspeaker.plugins.dossiers.procedures.searching import found
from loudspeaker.plugins.dossiers.procedures.values import Procedure, limit_text
from loudspeaker.plugins.dossiers.uses.common import (
    LOOKING,
    WORKING,
    GiveParts,
    Request,
    errors_told,
    may,
    must,
)

READING_S: Final = 12.0
MOST_LISTED: Final = 500
_ENDINGS: Final = ("csv", "xlsx", "json")
_MOST_ERRORS: Final = 500


class Procedures:
    """Does what is asked, in the station."""

    def __init__(self, parts: GiveParts) -> None:
        self._parts = parts

    def list(self, _caller: Caller, request: Request) -> list[dict[str, Any]]:
        """Return what holds today, or what fits the words that were typed."""
        parts = self._parts()
        held = parts.catalogue.valid(parts.now().date())
        words = request.get("words", "")
        chosen = found(held, words) if words.strip() else held[:MOST_LISTED]
        return [short(each) for each in chosen]

    def show(self, _caller: Caller, request: Request) -> dict[str, Any]:
        """Return a procedure as it holds today, and since when it has other versions."""
        parts, code = self._parts(), request["procedure"].strip()
        versions = parts.catalogue.versions(code)
        if not versions:
            raise NotFound(kind="thủ tục", name=code[:40], known=[])
        try:
            holds = parts.catalogue.holding(code, parts.now().date())
        except NotFound:
            holds = versions[-1]
        told = [
            {
                "version": each.version,
                "valid_from": each.valid_from.isoformat(),
                "valid_to": each.valid_to.isoformat() if each.valid_to else "",
            }
            for each in versions
        ]
        return {**holds.to_values(), "versions": told}

    def take(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Import a table as it was chosen, or only tell what would become of it."""
        parts = self._parts()
        parts.require_clerk(caller)
        manner = _manner(request.get("manner", Manner.ALL_OR_NOTHING.value))
        read = self._read(request["file"])
        trial = bool(request.get("trial"))
        plan = parts.catalogue.plan(read) if trial else parts.catalogue.take(read, manner)
        return _told(plan, manner, trial=trial)

    def _read(self, given: FileGiven) -> Read:
        ending = given.name.rpartition(".")[2].lower()
        if ending not in _ENDINGS:
            raise FileRefused(path=given.name[:100], problem="nhận tệp .csv, .xlsx hoặc .json")
        parts = self._parts()
        sha256 = parts.folder.keep(given.path, f".{ending}")
        path = parts.folder.path(sha256)
        try:
            asked = {"path": str(path), "kind": ending}
            told = parts.services.intake("read_procedures", asked, READING_S)
        finally:
            parts.folder.remove(sha256)
        return Read(
            rows=tuple(Row(**each) for each in told["rows"]),
            errors=tuple(RowError(**each) for each in told["errors"]),
        )


def short(procedure: Procedure) -> dict[str, Any]:
    """Return one line of a list."""
    return {
        "code": procedure.code, "name": procedure.name, "domain": procedure.domain,
        "domain_name": procedure.domain_name, "limit": limit_text(procedure.limit),
        "fee": procedure.fee[:200],
    }  # fmt: skip


def _manner(text: str) -> Manner:
    try:
        return Manner(text)
    except ValueError:
        raise EntryRefused(where="cách nhập", problem="all (tất cả hoặc không) hay rest") from None


def _told(plan: Plan, manner: Manner, *, trial: bool) -> dict[str, Any]:
    kept = plan.kept(manner)
    return {
        "kept": bool(kept) and not trial,
        "new": len(plan.new),
        "replaced": len(plan.closed),
        "same": plan.same,
        "wrong": len(plan.errors),
        "errors": errors_told(plan.errors[:_MOST_ERRORS]),
        "procedures": [f"{each.code} {each.name}"[:200] for each in plan.new[:100]],
    }


def actions(cases: Procedures) -> list[Action[Any]]:
    """Return the use cases."""
    return [
        Action(
            name="dossiers.procedures", rule=LOOKING, handler=cases.list, path="/procedures",
            about="Procedures that hold today, or that fit words", method="GET",
            fields=(may("words"),),
        ),
        Action(
            name="dossiers.procedure", rule=LOOKING, handler=cases.show,
            path="/procedures/{procedure}", about="A procedure with its versions", method="GET",
            fields=(must("procedure", about="its code"),),
        ),
        Action(
            name="dossiers.import_procedures", rule=WORKING, handler=cases.take,
            path="/procedures", about="Import a table of procedures (csv, xlsx, json)",
            fields=(
                must("file", Kind.FILE),
                may("manner", about="all (or nothing), or rest: what is right of it"),
                may("trial", Kind.FLAG, "only tell what would become of it"),
            ),
        ),
    ]  # fmt: skip
