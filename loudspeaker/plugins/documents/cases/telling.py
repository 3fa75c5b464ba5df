"""Papers as the answers of use cases tell them."""

from __future__ import annotations

from typing import Any

from loudspeaker.plugins.documents.checks import Checked
from loudspeaker.plugins.documents.papers.entry import Book
from loudspeaker.plugins.documents.papers.states import Actor, allowed
from loudspeaker.plugins.documents.parts import Parts
from loudspeaker.plugins.documents.register.looking import reckoned
from loudspeaker.plugins.documents.register.values import Paper
from loudspeaker.plugins.documents.signing.outcome import Verdict


def paper_told(parts: Parts, paper: Paper) -> dict[str, Any]:
    """Return a paper with how it stands to its deadline."""
    stand = reckoned(paper, today=parts.today(), calendar=parts.days)
    return {
        **paper.to_values(),
        "book_label": paper.book.label,
        "urgency_label": paper.entry.urgency.label,
        "due": {"state": stand.due.value, "label": stand.due.label, "days": stand.days},
    }


def whole_told(parts: Parts, paper: Paper, viewer: Actor) -> dict[str, Any]:
    """Return a paper with its files, its log, and what this person may do now."""
    looking, acts = parts.looking, allowed(paper.standing, viewer)
    found = parts.checks.known(paper.id)
    return {
        **paper_told(parts, paper),
        "files": [each.to_values() for each in looking.files(paper.id)],
        "log": [each.to_values() for each in looking.acts(paper.id)],
        "pages_with_text": len(looking.pages(paper.id)),
        "acts": [{"name": act.name, "label": act.label, "needs": act.needs} for act in acts],
        "signature": found.to_values() if found else None,
        "offered": _offered(paper, found, [act.name for act in acts]),
        "announcements": parts.links.of_paper(paper.id),
    }


def _offered(paper: Paper, found: Checked | None, acts: list[str]) -> dict[str, str] | None:
    """Return the act that is at hand: a paper that was changed after signing goes back."""
    if paper.book is not Book.IN or found is None or found.verdict is not Verdict.BROKEN:
        return None
    return {"act": "return", "note": found.sentence} if "return" in acts else None
