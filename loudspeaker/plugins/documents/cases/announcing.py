"""From a paper to the air in two steps: look at the draft beside its source, submit it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from loudspeaker.errors import EntryRefused
from loudspeaker.hookspecs import Action, DraftOffered
from loudspeaker.model import Caller, Role
from loudspeaker.model.fields import Kind
from loudspeaker.model.rules import Rule
from loudspeaker.plugins.documents.cases.common import PAPER, WORKING, GiveParts, Request, may
from loudspeaker.plugins.documents.cases.telling import is_announceable
from loudspeaker.plugins.documents.checks import Checked
from loudspeaker.plugins.documents.drafting.draft import WISHED_S, draft
from loudspeaker.plugins.documents.drafting.values import Confirmed, Draft
from loudspeaker.plugins.documents.papers.numbers import code_told
from loudspeaker.plugins.documents.papers.urgency import Urgency
from loudspeaker.plugins.documents.reading.body import body_spans
from loudspeaker.plugins.documents.reading.proposal import propose
from loudspeaker.plugins.documents.reading.values import Page
from loudspeaker.plugins.documents.register.values import Paper
from loudspeaker.plugins.documents.signing.outcome import Verdict
from loudspeaker.timetable.when import read_when

EDITING = Rule(roles=frozenset({Role.EDITOR}), called="soạn thông báo từ văn bản")
UNVERIFIED = "chữ ký số chưa xác minh được"
"""Where an announcement is refused until somebody has seen that."""
_SEEN_ALL_THE_SAME = "; nếu vẫn phát thì xác nhận là đã xem"
_LONGEST_POINT = 4


class Announcing:
    """Does what is asked, in the station."""

    def __init__(self, parts: GiveParts) -> None:
        self._parts = parts

    def look(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Return the draft of a paper beside the sentences that it is made of."""
        paper, made = self._made(caller, request)
        parts = self._parts()
        checked = parts.checks.of_paper(paper.id, parts.now())
        return {
            "paper": paper.id,
            "change": paper.change,
            **made.to_values(),
            "signature": checked.to_values(),
            "announcements": parts.links.of_paper(paper.id),
        }

    def announce(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Submit the draft, or the text that a person has made of it, and link both."""
        parts = self._parts()
        paper, made = self._made(caller, request)
        _require_looked_at(parts.checks.of_paper(paper.id, parts.now()), request)
        at = request.get("at")
        offered = DraftOffered(
            title=request.get("title") or made.title,
            text=request.get("text") or made.text,
            at=read_when(at, parts.now()) if at else None,
            points=_points(request.get("points") or ()),
            zone=request.get("zone"),
            voice=request.get("voice"),
            key=request.get("key"),
        )
        announcement = parts.services.submit(offered, by=caller)
        parts.links.add(paper.id, announcement, by=caller.name, at=parts.now())
        seen = parts.services.announcement(announcement)
        return {
            "paper": paper.id,
            "announcement": announcement,
            "title": offered.title,
            "state": seen.state if seen else "draft",
        }

    def _made(self, caller: Caller, request: Request) -> tuple[Paper, Draft]:
        parts = self._parts()
        paper = parts.looking.known(request["paper"], viewer=parts.actor(caller))
        if paper.restricted:
            raise EntryRefused(where="văn bản", problem="chỉ một số người được xem, không phát loa")
        if not is_announceable(paper):
            problem = f"văn bản đang ở trạng thái “{paper.state.label}”, chưa phát được"
            raise EntryRefused(where="văn bản", problem=problem)
        pages = tuple(Page(number=n, text=text) for n, text in parts.looking.pages(paper.id))
        spans = body_spans(pages, propose(pages))
        wished = request.get("seconds")
        return paper, draft(pages, spans, confirmed(paper), wished_s=float(wished or WISHED_S))


def confirmed(paper: Paper) -> Confirmed:
    """Return the fields of a paper as a draft says them."""
    entry = paper.entry
    code = code_told(entry.number, entry.symbol) if entry.number and entry.symbol else ""
    return Confirmed(
        type=entry.type,
        issuer=entry.issuer,
        summary=entry.subject,
        number=code,
        date=f"{entry.issued_on:%d/%m/%Y}" if entry.issued_on else "",
        urgency="" if entry.urgency is Urgency.NORMAL else entry.urgency.label,
    )


def _require_looked_at(checked: Checked, request: Request) -> None:
    """Refuse a paper that was changed after signing, and one of which nobody can tell.

    The latter until the person says that they have seen that.
    """
    checked.require_not_broken()
    if checked.verdict is Verdict.UNVERIFIED and not request.get("unverified_seen"):
        raise EntryRefused(
            where=UNVERIFIED, problem=checked.sentence.rstrip(".") + _SEEN_ALL_THE_SAME
        )


def _points(told: Sequence[str]) -> tuple[int, ...]:
    if not all(each.isdecimal() and len(each) <= _LONGEST_POINT for each in told):
        raise EntryRefused(where="điểm loa", problem="là các số, như 1 4")
    return tuple(map(int, told))


def actions(cases: Announcing) -> list[Action[Any]]:
    """Return the use cases."""
    seconds = may("seconds", Kind.WHOLE, "how long it may last when said once (120)")
    return [
        Action(
            name="documents.draft_announcement", rule=WORKING, handler=cases.look,
            path="/papers/{paper}/announcement",
            about="The draft announcement of a paper beside its source", method="GET",
            slow=True, fields=(PAPER, seconds),
        ),
        Action(
            name="documents.announce", rule=EDITING, handler=cases.announce,
            path="/papers/{paper}/announcement", about="Submit the announcement of a paper",
            slow=True,
            fields=(
                PAPER, seconds, may("title"), may("text", about="in place of the draft's"),
                may("at", about="the wished time, as people type it: 17h, mai 5:30"),
                may("points", Kind.TEXTS, "numbers of points"), may("zone"), may("voice"),
                may("key", about="the same key is the same announcement"),
                may("unverified_seen", Kind.FLAG, "its signature cannot be verified: seen"),
            ),
        ),
    ]  # fmt: skip
