"""Papers go to other offices: sent, looked after, sent again, and given back when asked."""

from __future__ import annotations

from typing import Any, Final

from loudspeaker.hookspecs import Action
from loudspeaker.model import Caller, Role, iso
from loudspeaker.model.fields import Kind
from loudspeaker.model.rules import Rule
from loudspeaker.plugins.documents.cases.common import (
    PAPER,
    WORKING,
    GiveParts,
    Request,
    may,
    must,
)
from loudspeaker.plugins.documents.cases.telling import paper_told
from loudspeaker.plugins.documents.exchange.statuses import LABELS, StatusLine, known_status
from loudspeaker.plugins.documents.exchange.tables import MessageRow
from loudspeaker.plugins.documents.papers.states import Actor, Duty, require_duty

POSTING: Final = Rule(roles=frozenset({Role.EDITOR, Role.APPROVER}), called="gửi, nhận văn bản")
MOST_SHOWN: Final = 100
_STATES: Final = {
    "new": "đã nhận", "same_document": "đã nhận, trùng mã văn bản", "duplicate": "đã nhận rồi",
    "refused": "không nhận", "waiting": "chờ gửi", "sent": "đã gửi",
    "dead": "không gửi được, đã thôi thử",
}  # fmt: skip


class Exchanging:
    """Does what is asked, in the station."""

    def __init__(self, parts: GiveParts) -> None:
        self._parts = parts

    def send(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Have an issued paper sent to offices by their codes."""
        parts = self._parts()
        parts.post.require_on()
        actor = parts.actor(caller)
        paper = parts.looking.known(request["paper"], viewer=actor)
        require_duty(actor, Duty.CLERK, "gửi văn bản")
        sent = parts.post.outgoing.send(
            paper,
            request.get("receivers") or (),
            by=actor.on_record,
            reason=" ".join((request.get("update") or "").split()),
        )
        return {"paper": paper.id, "receivers": sent}

    def messages(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Return messages and statuses: of one paper, those that need somebody, or the newest."""
        parts, actor = self._parts(), self._parts().actor(caller)
        bag = parts.post.tools.mailbag
        if "paper" in request:
            return self._of_paper(request["paper"], actor)
        rows = bag.dead() if request.get("dead") else bag.newest(request.get("before"), MOST_SHOWN)
        seen = [self._told(each) for each in rows if self._may_see(each, actor)]
        before = rows[-1].number if len(rows) == MOST_SHOWN else None
        return {"messages": seen, "statuses": [], "before": before, "on": parts.post.is_on}

    def again(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Have a dead letter sent again."""
        parts, actor = self._parts(), self._parts().actor(caller)
        require_duty(actor, Duty.CLERK, "gửi lại")
        bag = parts.post.tools.mailbag
        return self._told(bag.send_again(request["message"], at=parts.now()))

    def answer(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Answer an office that asks for its paper back."""
        parts, actor = self._parts(), self._parts().actor(caller)
        paper = parts.looking.known(request["paper"], viewer=actor)
        require_duty(actor, Duty.CLERK, "trả lời xin lấy lại")
        reason = " ".join((request.get("reason") or "").split())
        parts.post.orders.answer(paper, agreed=request["agreed"], reason=reason, by=actor.on_record)
        return paper_told(parts, parts.looking.known(paper.id, viewer=actor))

    # --- telling --------------------------------------------------------------------------------

    def _of_paper(self, number: int, actor: Actor) -> dict[str, Any]:
        parts = self._parts()
        paper, tools = parts.looking.known(number, viewer=actor), parts.post.tools
        arrived = tools.known.arrived(paper.id)
        documents = [arrived.document] if arrived else []
        documents += [each.document for each in tools.known.sent(paper.id)]
        once = list(dict.fromkeys(documents))
        organ = arrived.organ if arrived else ""
        rows = {each.number: each for document in once for each in tools.mailbag.about(document)}
        lines = [line for document in once for line in tools.ledger.lines(document, organ)]
        return {
            "messages": [self._told(rows[number]) for number in sorted(rows)],
            "statuses": [_status(each) for each in lines],
            "before": None,
            "on": parts.post.is_on,
        }

    def _told(self, row: MessageRow) -> dict[str, Any]:
        return {
            "number": row.number, "direction": row.direction, "kind": row.kind,
            "document": row.document, "organ": row.organ, "purpose": row.purpose,
            "target": row.target, "sha256": row.sha256, "size": row.size, "state": row.state,
            "state_label": _STATES.get(row.state, row.state), "tries": row.tries.tries,
            "next_try": iso(row.tries.next_try) if row.tries.next_try else None,
            "problem": row.tries.problem, "notices": list(row.notices), "at": iso(row.at),
            "by": row.by, "paper": self._paper_of(row),
        }  # fmt: skip

    def _paper_of(self, row: MessageRow) -> int | None:
        known = self._parts().post.tools.known
        for document in filter(None, (row.document, row.target)):
            if arrived := known.by_document(document):
                return arrived.paper
            if sent := known.sent_document(document):
                return sent[0].paper
        return None

    def _may_see(self, row: MessageRow, actor: Actor) -> bool:
        paper = self._paper_of(row)
        return paper is None or self._parts().looking.is_seen(paper, viewer=actor)


def _status(line: StatusLine) -> dict[str, Any]:
    status = known_status(line.code)
    return {
        "direction": line.direction, "document": line.document, "organ": line.organ,
        "code": line.code, "label": LABELS[status] if status else "", "at": iso(line.at),
        "by": line.by, "description": line.description, "outcome": line.outcome,
        "told": line.message is not None,
    }  # fmt: skip


def actions(cases: Exchanging) -> list[Action[Any]]:
    """Return the use cases."""
    receivers = may("receivers", Kind.TEXTS, "codes of offices, such as H03.12.26")
    return [
        Action(
            name="documents.send", rule=POSTING, handler=cases.send, slow=True,
            path="/papers/{paper}/messages", about="Send an issued paper to other offices",
            fields=(PAPER, receivers, may("update", about="why it goes again in another form")),
        ),
        Action(
            name="documents.messages", rule=WORKING, handler=cases.messages, path="/messages",
            about="What came and went: of a paper, dead letters, or the newest", method="GET",
            fields=(may("paper", Kind.WHOLE), may("dead", Kind.FLAG), may("before", Kind.WHOLE)),
        ),
        Action(
            name="documents.send_again", rule=POSTING, handler=cases.again,
            path="/messages/{message}/again", about="Send a dead letter again",
            fields=(must("message", Kind.WHOLE, "its number"),),
        ),
        Action(
            name="documents.answer_back", rule=POSTING, handler=cases.answer,
            path="/papers/{paper}/back", about="Answer who asks for a paper back: 15 or 16",
            fields=(PAPER, must("agreed", Kind.FLAG), may("reason", about="needed for a no")),
        ),
    ]  # fmt: skip
