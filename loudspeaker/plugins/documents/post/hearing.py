"""A status that came over the line becomes a line about the paper that we sent."""

from __future__ import annotations

from typing import Any

from loudspeaker.plugins.documents.edxml.values import (
    StatusMessage,
)
from loudspeaker.plugins.documents.exchange.sending import Outcome
from loudspeaker.plugins.documents.exchange.statuses import LABELS, Status, known_status
from loudspeaker.plugins.documents.exchange.tables import Posted
from loudspeaker.plugins.documents.post.orders import Orders
from loudspeaker.plugins.documents.post.tools import BY, Tools


class Hearing:
    """Hears what others tell of papers."""

    def __init__(self, tools: Tools, orders: Orders) -> None:
        self._tools = tools
        self._parts = tools.parts
        self._orders = orders

    def hear(self, posted: Posted, message: StatusMessage, notices: Any) -> None:
        """Keep a status and what is made of it."""
        sender, document, now = message.sender.code, message.about.document, self._parts.now()
        row, _arrival = self._tools.mailbag.take_in(
            Posted(
                kind="status", document=document, organ=sender, sha256=posted.sha256,
                size=posted.size, remote=posted.remote, notices=notices,
            ),
            at=now,
            by=BY,
        )  # fmt: skip
        if row.number not in self._tools.known.unhandled():
            return
        sent = [each for each in self._tools.known.sent_document(document) if each.organ == sender]
        _line, heard = self._tools.ledger.hear(
            document, sender, message.code, at=message.at or now, noted=now,
            by=message.staff.staff, description=message.description, message=row.number,
            is_ours=bool(sent),
        )  # fmt: skip
        if sent:
            self._tell(sent[0].paper, message, heard.outcome, heard.note)
        elif message.code == Status.ASKED_BACK and heard.outcome is Outcome.TAKEN:
            self._orders.asked_back(document, sender, message.description)
        self._tools.known.handled(row.number)

    def _tell(self, paper: int, message: StatusMessage, outcome: Outcome, note: str) -> None:
        status = known_status(message.code)
        label = LABELS[status] if status else "trạng thái lạ"
        told = f"{message.sender.name or message.sender.code}: {message.code} {label}"
        more = [message.description, note, "" if outcome is Outcome.TAKEN else outcome.value]
        said = "; ".join(filter(None, [told, *more]))
        self._tools.note(paper, "exchange_status", said)
