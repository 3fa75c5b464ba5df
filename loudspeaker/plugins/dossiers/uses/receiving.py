"""A dossier comes in: at the counter, by post, or filed online with a code of its own."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any, Final

from loudspeaker.errors import EntryRefused, NotFound
from loudspeaker.hookspecs import Action
from loudspeaker.model import Caller
from loudspeaker.model.fields import Kind
from loudspeaker.plugins.dossiers.cases.codes import code_of, procedure_code_of
from loudspeaker.plugins.dossiers.cases.dossier import Channel
from loudspeaker.plugins.dossiers.cases.filing import Filing, Matter, matter_of
from loudspeaker.plugins.dossiers.cases.people import party_of
from loudspeaker.plugins.dossiers.cases.states import State
from loudspeaker.plugins.dossiers.lookup.secret import new_pin
from loudspeaker.plugins.dossiers.parts import Parts
from loudspeaker.plugins.dossiers.procedures.rows import paper_of
from loudspeaker.plugins.dossiers.procedures.values import Procedure
from loudspeaker.plugins.dossiers.uses.common import (
    WORKING,
    GiveParts,
    Request,
    may,
    must,
)
from loudspeaker.plugins.dossiers.uses.telling import told

_MOST_KEYS: Final = 1000
_LONGEST_KEY: Final = 100


class Receiving:
    """Does what is asked, in the station."""

    def __init__(self, parts: GiveParts) -> None:
        self._parts = parts
        self._done: dict[str, str] = {}

    def receive(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Keep a new dossier and return it with its PIN, which is told this once.

        The same ``key`` is the same dossier, as long as the station runs: a form that was sent
        twice is received once, and its PIN is not told again.
        """
        parts = self._parts()
        parts.require_clerk(caller)
        key = request.get("key", "")[:_LONGEST_KEY]
        if key in self._done:
            dossier = parts.register.get(code_of(self._done[key]))
            return {**told(parts, dossier, parts.now()), "pin": ""}
        procedure = _procedure(parts, request["procedure"])
        pin = new_pin(secrets.randbelow)
        dossier = parts.register.open(
            procedure,
            filing_of(request, procedure),
            organisation=parts.code(),
            channel=_channel(request.get("channel", Channel.COUNTER.value)),
            at=parts.now(),
            by=caller.name,
            pin=pin,
            state=State.REGISTERED if request.get("online") else State.RECEIVED,
            code=code_of(request["code"]) if request.get("code") else None,
        )
        self._remember(key, str(dossier.code))
        return {**told(parts, dossier, parts.now()), "pin": pin}

    def _remember(self, key: str, code: str) -> None:
        if not key:
            return
        if len(self._done) >= _MOST_KEYS:
            del self._done[next(iter(self._done))]
        self._done[key] = code


def _procedure(parts: Parts, text: str) -> Procedure:
    code = procedure_code_of(text)
    try:
        return parts.catalogue.holding(code, parts.now().date())
    except NotFound:
        problem = f"{code} chưa có trong danh mục hoặc hết hiệu lực"
        raise EntryRefused(where="Mã thủ tục", problem=problem) from None


def _channel(text: str) -> Channel:
    try:
        return Channel(text)
    except ValueError:
        known = ", ".join(each.value for each in Channel)
        raise EntryRefused(where="cách nộp", problem=f"là một trong: {known}") from None


def filing_of(request: Request, procedure: Procedure) -> Filing:
    """Return whose it is and what about; EntryRefused names the field.

    Without a subject it is the procedure's name, without papers those that the procedure asks for.
    """
    delegate = request.get("delegate") or None
    return Filing(
        applicant=party_of(_table(request["applicant"], "người nộp")),
        delegate=party_of(_table(delegate, "người được ủy quyền")) if delegate else None,
        matter=_matter(request, procedure),
    )


def _matter(request: Request, procedure: Procedure) -> Matter:
    lines = request.get("papers")
    papers = procedure.papers if lines is None else [paper_of(each) for each in lines if each]
    return matter_of(
        request.get("subject") or procedure.name,
        [(each.name, each.original, each.copies) for each in papers],
        [_fee(line) for line in request.get("fees") or () if line],
    )


def _fee(line: str) -> tuple[str, int, bool]:
    """Return the fee of a line: name, đồng, whether it was paid."""
    name, *more = (part.strip() for part in line.split("|"))
    dong, paid = (*more, "", "")[:2]
    digits = re.sub(r"[\s.,]|(đ|đồng)$", "", dong)
    fits = name and len(more) <= 2 and digits.isascii() and digits.isdigit() and len(digits) < 14  # noqa: PLR2004
    if not fits or paid not in {"", "đã thu", "chưa thu"}:
        raise EntryRefused(where="lệ phí", problem="mỗi dòng: tên | số tiền | đã thu")
    return name, int(digits), paid == "đã thu"


def _table(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise EntryRefused(where=where, problem="là một bảng tên và giá trị")
    return {str(name): "" if each is None else str(each) for name, each in value.items()}


def actions(cases: Receiving) -> list[Action[Any]]:
    """Return the use cases."""
    party = "kind, name, identity, phone, email, address, told (the consent), acting"
    return [
        Action(
            name="dossiers.receive", rule=WORKING, handler=cases.receive, path="/received",
            about="Receive a dossier; its code and PIN are told",
            fields=(
                must("procedure", about="its code"),
                must("applicant", Kind.VALUES, party),
                may("delegate", Kind.VALUES, party),
                may("subject", about="what it is about; the procedure's name where left out"),
                may("papers", Kind.TEXTS, "each: name | 1 bản chính, 2 bản sao"),
                may("fees", Kind.TEXTS, "each: name | đồng | đã thu"),
                may("channel", about="counter, online or post"),
                may("online", Kind.FLAG, "it was filed and not looked at yet"),
                may("code", about="the code that the national portal gave"),
                may("key", about="the same key is the same dossier"),
            ),
        ),
    ]  # fmt: skip
