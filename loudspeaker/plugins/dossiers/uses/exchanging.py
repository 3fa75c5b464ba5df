"""Files of the national exchange, and what one person may ask for: their data, or its end."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.hookspecs import Action, FileAnswer, FileGiven
from loudspeaker.model import STATION_ZONE, Caller
from loudspeaker.model.fields import Kind
from loudspeaker.plugins.dossiers.cases.codes import code_of
from loudspeaker.plugins.dossiers.cases.dossier import Dossier
from loudspeaker.plugins.dossiers.cases.filing import Filing
from loudspeaker.plugins.dossiers.exchange.reading import read_batch
from loudspeaker.plugins.dossiers.exchange.writing import dossier_fields, progress_fields
from loudspeaker.plugins.dossiers.parts import Parts
from loudspeaker.plugins.dossiers.procedures.importing import Manner
from loudspeaker.plugins.dossiers.uses.common import (
    CODE,
    REASON,
    WORKING,
    GiveParts,
    Request,
    day_of,
    errors_told,
    may,
    must,
    procedure_of,
)

LARGEST: Final = 8 << 20
"""Bytes of one file: it is read in the plug-in's thread, which has 15 s."""
MOST_EXPORTED: Final = 2000
_MOST_ERRORS: Final = 500


class Exchanging:
    """Does what is asked, in the station."""

    def __init__(self, parts: GiveParts) -> None:
        self._parts = parts

    def take(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Take a file of the portal over, as it was chosen: all of it or nothing, or the rest."""
        parts, given = self._parts(), request["file"]
        assert isinstance(given, FileGiven)
        parts.require_clerk(caller)
        if given.size > LARGEST:
            problem = f"lớn hơn {LARGEST >> 20} MB; hãy xuất thành nhiều tệp"
            raise EntryRefused(where="tệp", problem=problem)
        try:
            manner = Manner(request.get("manner", Manner.ALL_OR_NOTHING.value))
        except ValueError:
            raise EntryRefused(where="cách nhập", problem="all hoặc rest") from None
        batch = read_batch(given.name[:100], given.path.read_bytes())
        taken = parts.mirror.take(batch, manner, by=caller.name, at=parts.now())
        errors = errors_told(taken.errors[:_MOST_ERRORS])
        counts = {name: getattr(taken, name) for name in ("new", "changed", "same")}
        return {**counts, "wrong": len(taken.errors), "errors": errors}

    def give(self, caller: Caller, request: Request) -> FileAnswer:
        """Return what was received in a period under the portal's names; each look is kept."""
        parts = self._parts()
        parts.require_clerk(caller)
        begins, ends = day_of(request["begins"], "từ ngày"), day_of(request["ends"], "đến ngày")
        start = datetime.combine(begins, time(), STATION_ZONE)
        end = datetime.combine(ends, time(), STATION_ZONE) + timedelta(days=1)
        if parts.register.received_count(start, end) > MOST_EXPORTED:
            problem = f"nhiều hơn {MOST_EXPORTED} hồ sơ, hãy chọn ít ngày hơn"
            raise EntryRefused(where="xuất", problem=problem)
        found = parts.people.received(
            start, end, by=caller.name, reason=request["reason"], at=parts.now(),
            most=MOST_EXPORTED,
        )  # fmt: skip
        rows = [
            _row(parts, each.dossier, each.filing)
            for each in reversed(found)
            if each.filing is not None
        ]
        told = {"error_code": "0", "data": rows}
        content = json.dumps(told, ensure_ascii=False, indent=1).encode()
        name = f"ho-so-{begins:%Y%m%d}-{ends:%Y%m%d}.json"
        return FileAnswer(name=name, content=content, values={"dossiers": len(rows)})

    def person(self, caller: Caller, request: Request) -> FileAnswer:
        """Return all that is kept of one person, to be handed to them."""
        parts = self._parts()
        parts.require_clerk(caller)
        told = parts.people.exported(
            request["identity"], by=caller.name, reason=request["reason"], at=parts.now()
        )
        content = json.dumps(told, ensure_ascii=False, indent=1).encode()
        values = {"dossiers": len(told["dossiers"])}
        return FileAnswer(name="du-lieu-ca-nhan.json", content=content, values=values)

    def forget(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Forget whose an ended dossier was; its code, states and times stay."""
        parts = self._parts()
        parts.require_clerk(caller)
        code = code_of(request["code"])
        parts.forgetting.erase(code, by=caller.name, at=parts.now())
        return {"code": str(code), "forgotten": True}


def _row(parts: Parts, dossier: Dossier, filing: Filing) -> dict[str, Any]:
    """Return one dossier under the portal's names, with its steps."""
    lines = parts.register.lines(dossier.code)
    procedure, office = procedure_of(parts, dossier), parts.organisation().name
    fields = dossier_fields(
        dossier, filing, lines,
        procedure_name=procedure.name if procedure else dossier.procedure,
        domain_name=procedure.domain_name if procedure else dossier.domain, office=office,
    )  # fmt: skip
    return {**fields, "TienDo": progress_fields(dossier, lines, office=office)}


def actions(cases: Exchanging) -> list[Action[Any]]:
    """Return the use cases; each is a change, since every look is written down."""
    return [
        Action(
            name="dossiers.import_dossiers", rule=WORKING, handler=cases.take, path="/exchange",
            about="Take dossiers over from a file of the national exchange",
            fields=(must("file", Kind.FILE), may("manner", about="all (or nothing), or rest")),
        ),
        Action(
            name="dossiers.export_dossiers", rule=WORKING, handler=cases.give, slow=True,
            path="/exchange/given", about="What was received in a period, for the exchange",
            fields=(must("begins"), must("ends"), REASON),
        ),
        Action(
            name="dossiers.export_person", rule=WORKING, handler=cases.person, slow=True,
            path="/people", about="All that is kept of one person, to be handed to them",
            fields=(must("identity"), REASON),
        ),
        Action(
            name="dossiers.forget", rule=WORKING, handler=cases.forget,
            path="/dossiers/{code}/people", method="DELETE",
            about="Forget whose an ended dossier was", fields=(CODE,),
        ),
    ]  # fmt: skip
