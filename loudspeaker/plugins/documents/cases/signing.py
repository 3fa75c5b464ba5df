"""Papers of ours are signed: by a key of the station's, or elsewhere and brought back."""

from __future__ import annotations

from typing import Any

from loudspeaker.hookspecs import Action, FileGiven
from loudspeaker.model import Caller
from loudspeaker.model.fields import Kind
from loudspeaker.plugins.documents.cases.common import (
    PAPER,
    SEEN,
    WORKING,
    GiveParts,
    Request,
    may,
    must,
)
from loudspeaker.plugins.documents.cases.telling import paper_told
from loudspeaker.plugins.documents.papers.states import Duty, require_duty
from loudspeaker.plugins.documents.sealing import ROLES


class Signing:
    """Does what is asked, in the station."""

    def __init__(self, parts: GiveParts) -> None:
        self._parts = parts

    def sign(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Sign a paper as oneself (``sign``) or as the body (``seal``), and do that act."""
        parts, actor = self._parts(), self._parts().actor(caller)
        paper = parts.looking.known(request["paper"], viewer=actor)
        done = parts.sealing.sign(
            paper, request["act"], actor=actor, pin=request.get("pin") or "",
            seen=request.get("seen"),
        )  # fmt: skip
        return paper_told(parts, done)

    def bring(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Take a PDF that was signed elsewhere in place of signing here."""
        parts, actor, given = self._parts(), self._parts().actor(caller), request["file"]
        assert isinstance(given, FileGiven)
        paper = parts.looking.known(request["paper"], viewer=actor)
        done = parts.sealing.bring(
            paper, request["act"], given, actor=actor, seen=request.get("seen")
        )
        return paper_told(parts, done)

    def stamp_again(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Have a time-stamp asked for at once that was given up."""
        parts, actor = self._parts(), self._parts().actor(caller)
        require_duty(actor, Duty.CLERK, "dấu thời gian")
        paper = parts.looking.known(request["paper"], viewer=actor)
        parts.stamping.again(paper.id)
        return parts.stamping.of_paper(paper.id) or {}


def actions(cases: Signing) -> list[Action[Any]]:
    """Return the use cases."""
    act = must("act", about=" or ".join(ROLES))
    pin = may("pin", about="of the token or file; it is passed on and kept nowhere")
    return [
        Action(
            name="documents.sign", rule=WORKING, handler=cases.sign, slow=True,
            path="/papers/{paper}/signatures", about="Sign a paper's PDF, and do that act",
            fields=(PAPER, act, pin, SEEN),
        ),
        Action(
            name="documents.bring_signed", rule=WORKING, handler=cases.bring,
            path="/papers/{paper}/signed", about="Bring a PDF that was signed elsewhere",
            fields=(PAPER, act, must("file", Kind.FILE), SEEN),
        ),
        Action(
            name="documents.stamp_again", rule=WORKING, handler=cases.stamp_again,
            path="/papers/{paper}/stamp", about="Ask again for a time-stamp", fields=(PAPER,),
        ),
    ]  # fmt: skip
