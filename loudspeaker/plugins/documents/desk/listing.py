"""The list of papers: what is due on top, then what was looked for, the newest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from loudspeaker.errors import LoudspeakerError, ProcessUnavailable, SignInRefused
from loudspeaker.hookspecs import Asked, Gone, Shown
from loudspeaker.hookspecs.forms import number_of
from loudspeaker.plugins.documents.papers.entry import Book
from loudspeaker.plugins.documents.papers.states import State

DUE_DAYS: Final = 7
MOST_DUE: Final = 10
_NAMES: Final = {"q": "words", "so": "book", "tt": "state", "nguoi": "assigned"}
"""Names in the address, and those of the action."""


def view(asked: Asked) -> Shown | Gone:
    """Show it; what cannot be looked for is said, and the list is the whole one.

    Who only administers has no papers, but the issuers that are trusted.
    """
    if asked.may("admin") and not asked.may("editor", "approver"):
        return Gone(path="/tin-cay")
    query = asked.query
    wanted, error = _wanted(query), ""
    try:
        found = asked.ask("documents.list", **wanted)
    except (ProcessUnavailable, SignInRefused):
        raise
    except LoudspeakerError as refused:
        found, error = asked.ask("documents.list"), asked.tell(refused)
    due = asked.ask("documents.due", days=DUE_DAYS)
    values = {
        "papers": found["papers"],
        "next": _next(query, found["before"]),
        "due": due[:MOST_DUE],
        "due_more": len(due) > MOST_DUE,
        "waiting": len(asked.ask("documents.waiting")),
        "chosen": {name: query.get(name, "") for name in (*_NAMES, "nam", "qua-han")},
        "books": [(book.value, book.label) for book in Book],
        "states": [(state.value, state.label) for state in State],
        "filtered": bool(wanted),
    }
    return Shown(template="list.html", values=values, error=error)


def _wanted(query: Mapping[str, str]) -> dict[str, Any]:
    """Return what is asked for, as ``documents.list`` takes it."""
    told = {action: query.get(name, "").strip() for name, action in _NAMES.items()}
    wanted: dict[str, Any] = {action: text for action, text in told.items() if text}
    for name, action in (("nam", "year"), ("truoc", "before")):
        if number := number_of(query.get(name, "")):
            wanted[action] = number
    return wanted | ({"overdue": True} if query.get("qua-han") else {})


def _next(query: Mapping[str, str], before: int | None) -> str:
    """Return the query of the papers behind these, empty where there are none."""
    if before is None:
        return ""
    kept = {name: query[name] for name in (*_NAMES, "nam", "qua-han") if query.get(name)}
    return urlencode({**kept, "truoc": before})
