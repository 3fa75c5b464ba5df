"""The search over every field and page: newest first, without marks, with what is filtered by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.plugins.documents.papers.states import Actor, State
from loudspeaker.plugins.documents.papers.types import type_of
from loudspeaker.plugins.documents.register.index import facet, standing_of
from loudspeaker.plugins.documents.register.pages import pages_of
from loudspeaker.plugins.documents.register.query import Query
from loudspeaker.plugins.documents.register.rights import seen_by
from loudspeaker.plugins.documents.register.rows import papers_of
from loudspeaker.plugins.documents.register.values import Paper
from loudspeaker.public.folding import folded
from loudspeaker.public.highlight import Stretch, excerpt, stretches
from loudspeaker.public.query import Phrase, match_of, phrases_of
from loudspeaker.public.spotting import spotter

MOST_FOUND: Final = 200
MOST_MONTHS: Final = 36
_HIGHEST: Final = (1 << 63) - 1
_AROUND: Final = 250
_SHORT: Final = 4 * _AROUND
"""A text so short is folded sooner than an expression is made for it."""
_LOOKED_AT: Final = 30
"""Pages of one paper in which the first place of what was looked for is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A paper that was found, and what is to be shown of it, marked in its true letters.

    ``excerpt`` is of the page ``page`` and shows what no field holds; it is empty where the fields
    hold all that was looked for.
    """

    paper: Paper
    subject: tuple[Stretch, ...]
    excerpt: tuple[Stretch, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Papers, newest first; ``before`` asks for those behind them, None where there are none."""

    hits: tuple[Hit, ...]
    before: int | None


@dataclass(slots=True)
class _Made:
    """A query to SQLite that is being put together."""

    conditions: list[str] = field(default_factory=list)
    arguments: list[object] = field(default_factory=list)

    def add(self, condition: str, *arguments: object) -> None:
        self.conditions.append(condition)
        self.arguments += arguments


class Search:
    """Looks for papers; reads alone."""

    def __init__(self, database: PluginDatabase) -> None:
        self._database = database

    def find(
        self,
        query: Query,
        *,
        viewer: Actor,
        today: date,
        before: int | None = None,
        limit: int = 20,
    ) -> Found:
        """Return the newest papers that hold all that is looked for and that this person may see.

        Words that are typed in quotes follow each other.  ``before`` goes on behind a page.
        """
        phrases = phrases_of(query.words)
        if query.words.strip() and not phrases:
            return Found(hits=(), before=None)
        limit = max(1, min(limit, MOST_FOUND))
        sql, arguments = _selection(query, phrases, viewer, today, before)
        rows = self._database.rows(sql, [*arguments, limit + 1])
        papers = papers_of(rows[:limit], self._database.rows)
        more = papers[-1].id if len(rows) > limit else None
        return Found(hits=tuple(self._hit(each, phrases) for each in papers), before=more)

    def _hit(self, paper: Paper, phrases: tuple[Phrase, ...]) -> Hit:
        subject = stretches(paper.entry.subject, phrases)
        said = f" {folded(' _ '.join(_fields_of(paper)))} "
        elsewhere = tuple(each for each in phrases if _in_order(each) not in said)
        if not elsewhere:
            return Hit(paper=paper, subject=subject)
        page, shown = self._page(paper.id, elsewhere)
        return Hit(paper=paper, subject=subject, excerpt=shown, page=page)

    def _page(
        self, paper: int, phrases: tuple[Phrase, ...]
    ) -> tuple[int | None, tuple[Stretch, ...]]:
        """Return the first page that holds one of the phrases: its number and what stands there."""
        for number, text in pages_of(self._database.rows, paper, most=_LOOKED_AT):
            if shown := _shown(text, phrases):
                return number, shown
        return None, ()


def _shown(text: str, phrases: tuple[Phrase, ...]) -> tuple[Stretch, ...]:
    """Return what stands around the first phrase of a page, nothing where there is none."""
    if len(text) > _SHORT:
        place = spotter(phrases).search(text)
        text = _around(text, place.start()) if place else ""
    shown = excerpt(text, phrases)
    return shown if any(each.found for each in shown) else ()


def _around(text: str, place: int) -> str:
    """Return what stands around a place, more than is shown of it, cut between words."""
    begin = text.rfind(" ", 0, max(0, place - _AROUND)) + 1
    end = text.find(" ", place + 2 * _AROUND)
    return text[begin : end if end >= 0 else len(text)]


def _in_order(phrase: Phrase) -> str:
    return f" {' '.join(phrase)} "


def _fields_of(paper: Paper) -> tuple[str, ...]:
    entry = paper.entry
    signed = (entry.signer_post, entry.signer, entry.recipients, entry.note)
    return (f"{entry.number} {entry.symbol}", entry.type, entry.issuer, entry.subject, *signed)


def _selection(
    query: Query, phrases: tuple[Phrase, ...], viewer: Actor, today: date, before: int | None
) -> tuple[str, list[object]]:
    """Return the query to SQLite.

    The index gives the papers that have all words and facets, the newest first, and stops when a
    page is full; only what it does not know exactly is looked at paper by paper.
    """
    match = " AND ".join(filter(None, (match_of(phrases), *_facets(query))))
    made = _conditions(query, viewer, today)
    behind = _HIGHEST if before is None else min(before, _HIGHEST)
    if match:
        source, number = "search CROSS JOIN paper ON paper.id = search.rowid", "search.rowid"
        made.add("search MATCH ?", match)
    else:
        source, number = "paper", "paper.id"
    made.add(f"{number} < ?", behind)
    where = " AND ".join(made.conditions)
    sql = f"SELECT paper.* FROM {source} WHERE {where} ORDER BY {number} DESC LIMIT ?"  # noqa: S608 - our own pieces
    return sql, made.arguments


def _conditions(query: Query, viewer: Actor, today: date) -> _Made:
    made = _Made()
    condition, arguments = seen_by(viewer)
    made.add(condition, *arguments)
    if query.state is not None:
        made.add("paper.state = ?", query.state)
    if query.since is not None:
        made.add("paper.day >= ?", query.since.isoformat())
    if query.until is not None:
        made.add("paper.day <= ?", query.until.isoformat())
    if query.assigned:
        made.add("paper.id IN (SELECT paper FROM assigned WHERE person = ?)", query.assigned)
    if query.overdue:
        made.add("paper.ended_on IS NULL AND paper.due_on < ?", today.isoformat())
    return made


def _facets(query: Query) -> list[str]:
    """Return what is filtered by as words of the index, which it puts together quickest."""
    kind = type_of(query.type)
    state = State.RECEIVED if query.overdue else query.state
    told = {
        "standing": standing_of(state) if state else None,
        "number": query.number,
        "book": query.book,
        "year": query.year,
        "type": kind.name if kind else query.type,
        "issuer": query.issuer,
        "urgency": query.urgency if query.urgency is None else int(query.urgency),
        "assigned": query.assigned,
    }
    named = [facet(name, str(value)) for name, value in told.items() if value not in (None, "")]
    return [f'"{each}"' for each in named] + _months(query.since, query.until)


def _months(since: date | None, until: date | None) -> list[str]:
    """Return the months of a stretch of days that is not too long; none where it is open."""
    if since is None or until is None:
        return []
    first, last = (each.year * 12 + each.month - 1 for each in (since, until))
    if last - first >= MOST_MONTHS:
        return []
    months: Sequence[int] = range(first, max(first, last) + 1)
    words = (facet("month", f"{n // 12:04d}{n % 12 + 1:02d}") for n in months)
    return ["(" + " OR ".join(f'"{word}"' for word in words) + ")"]
