"""Papers as the answers of use cases tell them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.links import ANNOUNCED, TOLD
from loudspeaker.plugins.documents.papers.changes import Change, label_of, may_change
from loudspeaker.plugins.documents.papers.states import ACTS, FROZEN, Actor, State, allowed
from loudspeaker.plugins.documents.parts import Parts
from loudspeaker.plugins.documents.register.looking import reckoned
from loudspeaker.plugins.documents.register.values import Logged, Paper

_NOT_YET: Final = frozenset(
    {State.RECEIVED, State.DRAFT, State.APPROVED, State.CHECKED, State.SIGNED, State.NUMBERED}
    | {State.SEALED}
)
"""Before it is entered or issued a paper may still go back, and tells people nothing."""
_OF_ANNOUNCEMENTS: Final[Mapping[str, str]] = {
    ANNOUNCED: "Trình duyệt thông báo phát loa",
    **{f"announcement_{kind.value}": f"Thông báo {said}" for kind, said in TOLD.items()},
}


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
    looking, now = parts.looking, parts.now()
    files = looking.files(paper.id)
    return {
        **paper_told(parts, paper),
        "files": [each.to_values() for each in files],
        "signature": parts.checks.at_once(files, now).to_values(),
        "log": [
            {**each.to_values(), "label": log_label(paper, each)} for each in looking.acts(paper.id)
        ],
        "pages_with_text": len(looking.pages(paper.id)),
        "acts": [
            {"name": act.name, "label": act.label, "needs": act.needs}
            for act in allowed(paper.standing, viewer)
        ],
        "may": [change.value for change in Change if _may(change, paper, viewer)],
        "announceable": is_announceable(paper),
        "announcements": parts.links.of_paper(paper.id),
        "people": parts.people(),
    }


def is_announceable(paper: Paper) -> bool:
    """Tell whether people may be told of a paper already, and still; never of a restricted one."""
    return not paper.restricted and paper.state not in FROZEN | _NOT_YET


def _may(change: Change, paper: Paper, viewer: Actor) -> bool:
    try:
        may_change(change, paper.standing, viewer)
    except EntryRefused:
        return False
    return True


def log_label(paper: Paper, logged: Logged) -> str:
    """Return a line of the log in the words that people read; what is not known as it stands."""
    told = _OF_ANNOUNCEMENTS.get(logged.name)
    if told is not None:
        return told
    known = (paper.book, logged.name) in ACTS or logged.name in set(Change)
    return label_of(paper.book, logged.name) if known else logged.name
