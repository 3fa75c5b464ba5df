"""What is done with dossiers: moved, handed over, put off with an apology."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any, Final

from loudspeaker.errors import EntryRefused, NotFound
from loudspeaker.hookspecs import Action
from loudspeaker.model import Caller
from loudspeaker.model.fields import Kind
from loudspeaker.plugins.dossiers.cases.codes import code_of
from loudspeaker.plugins.dossiers.cases.dossier import Dossier
from loudspeaker.plugins.dossiers.cases.handing import HandOver, step_dues
from loudspeaker.plugins.dossiers.cases.states import State
from loudspeaker.plugins.dossiers.kept.outbox import put
from loudspeaker.plugins.dossiers.parts import Parts, bare
from loudspeaker.plugins.dossiers.uses.common import (
    CODE,
    SEEN,
    WORKING,
    GiveParts,
    Request,
    day_of,
    may,
    must,
    procedure_of,
    working_moment,
)
from loudspeaker.plugins.dossiers.uses.telling import ACTS, RESUME, told
from loudspeaker.worktime import counts_from

MOST_AT_ONCE: Final = 100
_MOVES: Final[Mapping[str, State]] = {name: state for state, (name, _label) in ACTS.items()} | {
    RESUME[0]: State.IN_PROGRESS
}


class Acting:
    """Does what is asked, in the station."""

    def __init__(self, parts: GiveParts) -> None:
        self._parts = parts

    def act(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Move a dossier; its applicant is told what they agreed to be told."""
        parts = self._parts()
        parts.require_clerk(caller)
        to = _MOVES.get(request["act"])
        if to is None:
            raise EntryRefused(where="việc", problem=f"là một trong: {', '.join(_MOVES)}")
        now, queued = parts.now(), list[bool]()

        def tell(connection: sqlite3.Connection, key: int, moved: Dossier) -> None:
            queued.append(put(connection, key, message_of(parts, moved), now))

        dossier = parts.register.move(
            code_of(request["code"]), to, at=now, by=caller.name,
            reason=request.get("reason", ""), seen=request.get("seen"), then=tell,
        )  # fmt: skip
        return {**told(parts, dossier, now), "message": any(queued)}

    def apologise(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Keep a later day that the applicant is told with an apology."""
        parts = self._parts()
        parts.require_clerk(caller)
        day = day_of(request["day"], "ngày hẹn lại")
        promised = working_moment(parts.calendar, day, "ngày hẹn lại")
        dossier = parts.register.promise(
            code_of(request["code"]), promised, at=parts.now(), by=caller.name,
            reason=request["reason"], seen=request.get("seen"),
        )  # fmt: skip
        return told(parts, dossier, parts.now())

    def hand_over(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Hand dossiers over, each by itself: what is refused of them is told, the rest is done."""
        parts = self._parts()
        parts.require_clerk(caller)
        codes = list(dict.fromkeys(request["codes"]))
        if len(codes) > MOST_AT_ONCE:
            problem = f"mỗi lần nhiều nhất {MOST_AT_ONCE} hồ sơ"
            raise EntryRefused(where="bàn giao", problem=problem)
        giver = request.get("giver") or bare(caller.name)
        done, refused = [], []
        for code in codes:
            try:
                given = self._hand(parts, code, giver, request)
            except EntryRefused as error:
                refused.append({"code": code, "says": f"{error.where}: {error.problem}"})
            except NotFound:
                refused.append({"code": code, "says": "không có hồ sơ này"})
            else:
                done.append({"code": code, "pace": given.pace.label if given.pace else ""})
        return {"done": done, "refused": refused}

    def _hand(self, parts: Parts, text: str, giver: str, request: Request) -> HandOver:
        dossier = parts.register.get(code_of(text))
        before = parts.register.hand_overs(dossier.code)
        return parts.register.hand_over(
            dossier.code, giver=giver, taker=request["taker"], at=parts.now(),
            due=_step_due(parts, dossier, len(before)), note=request.get("note", ""),
        )  # fmt: skip


def _step_due(parts: Parts, dossier: Dossier, step: int) -> Any:
    """Return when the step of the giver is due, None where the procedure does not say."""
    procedure = procedure_of(parts, dossier)
    limits = [each.limit for each in procedure.steps] if procedure else []
    if dossier.received is None or step >= len(limits) or None in limits[: step + 1]:
        return None
    start = counts_from(parts.calendar, dossier.received, dossier.cut_off)
    lengths = [each.length for each in limits[: step + 1] if each]
    return step_dues(parts.calendar, start, lengths)[-1]


def message_of(parts: Parts, dossier: Dossier) -> str:
    """Return what the applicant is told: their dossier's state, no name and no matter."""
    where = parts.desk_name()
    says = {
        State.FINISHED: f"đã có kết quả. Mời ông (bà) mang giấy hẹn đến {where} để nhận.",
        State.SUPPLEMENT: f"cần bổ sung giấy tờ. Mời ông (bà) liên hệ {where} để biết cụ thể.",
        State.PAYMENT: f"cần nộp phí, lệ phí. Mời ông (bà) liên hệ {where} để biết cụ thể.",
        State.REFUSED: f"không được tiếp nhận. Mời ông (bà) liên hệ {where} để biết lý do.",
        State.HALTED: f"đã dừng xử lý. Mời ông (bà) liên hệ {where} để biết lý do.",
    }
    told_so = says.get(dossier.state)
    return f"Hồ sơ {dossier.code} {told_so}" if told_so else ""


def actions(cases: Acting) -> list[Action[Any]]:
    """Return the use cases."""
    return [
        Action(
            name="dossiers.act", rule=WORKING, handler=cases.act, path="/dossiers/{code}/moves",
            about=f"Move a dossier: {', '.join(_MOVES)}",
            fields=(CODE, must("act"), may("reason"), SEEN),
        ),
        Action(
            name="dossiers.apologise", rule=WORKING, handler=cases.apologise,
            path="/dossiers/{code}/apology", about="Promise a later day with an apology",
            fields=(CODE, must("day", about="a working day, as 1/12/2026"), must("reason"), SEEN),
        ),
        Action(
            name="dossiers.hand_over", rule=WORKING, handler=cases.hand_over, slow=True,
            path="/handed", about="Hand dossiers over, each by itself",
            fields=(
                must("codes", Kind.TEXTS), must("taker"),
                may("giver", about="who has them; whoever asks where left out"), may("note"),
            ),
        ),
    ]  # fmt: skip
