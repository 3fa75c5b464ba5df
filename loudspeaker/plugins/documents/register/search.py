"""The search over every field and page: newest first, without marks, with what is filtered by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.plugins.documents.papers.entry import Book
from loudspeaker.plugins.documents.papers.fields import FieldForm, Kind, flag_of
from loudspeaker.plugins.documents.papers.states import Actor, State
from loudspeaker.plugins.documents.papers.types import type_of
from loudspeaker.plugins.documents.papers.urgency import Urgency, urgency_of
from loudspeaker.plugins.documents.register.index import facet, standing_of
from loudspeaker.plugins.documents.register.pages import pages_of
from loudspeaker.plugins.documents.register.rights import seen_by
from loudspeaker.plugins.documents.register.rows import papers_of
from loudspeaker.plugins.documents.register.values import Paper
from loudspeaker.public.folding import folded
from loudspeaker.public.highlight import Stretch, excerpt, stretches
from loudspeaker.public.query import MOST_CHARACTERS, Phrase, match_of, phrases_of

MOST_FOUND: Final = 200
MOST_MONTHS: Final = 36
_HIGHEST: Final = (1 << 63) - 1
_UNREAD: Final = "không có giá trị này"
_CALLED: Final = {
    "book": "sổ (in là đến, out là đi)", "year": "năm", "state": "trạng thái", "number": "số",
    "urgency": "độ khẩn",
}  # fmt: skip
_LOOKED_AT: Final = 30
"""Pages of one paper in which the first place of what was looked for is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is looked for; what is left out is not filtered by.

    ``since`` and ``until`` are days of the line (of arrival or drafting before there is one), both
    counted.  ``number`` is the number in the register, ``assigned`` a person.
    """

    words: str = ""
    book: Book | None = None
    year: int | None = None
    type: str = ""
    issuer: str = ""
    state: State | None = None
    urgency: Urgency | None = None
    since: date | None = None
    until: date | None = None
    number: int | None = None
    assigned: str = ""
    overdue: bool = False

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values of what is filtered by, which ``query_of`` takes."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        days = {n: v.isoformat() if isinstance(v, date) else v for n, v in told.items()}
        plain = {
            n: v.value if isinstance(v, Book | State | Urgency) else v for n, v in days.items()
        }
        return {n: v for n, v in plain.items() if v is not None and v not in ("", False)}


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


def query_of(values: Mapping[str, Any]) -> Query:
    """Return the query of JSON-ready values, or of texts as people type them; EntryRefused."""
    makers: dict[str, Callable[[Any], Any]] = {
        "words": _words, "book": Book, "year": _whole, "type": _words, "issuer": _words,
        "state": State, "urgency": lambda value: urgency_of(str(value)),
        "since": FieldForm(name="since", label="từ ngày", kind=Kind.DATE).read,
        "until": FieldForm(name="until", label="đến ngày", kind=Kind.DATE).read,
        "number": _whole, "assigned": _words,
        "overdue": lambda value: flag_of(value, "quá hạn"),
    }  # fmt: skip
    made: dict[str, Any] = {}
    for name, value in values.items():
        if name not in makers:
            raise EntryRefused(where=str(name)[:40], problem="không lọc theo mục này")
        if value is None or value == "":
            continue
        try:
            made[name] = makers[name](value)
        except (ValueError, TypeError):
            raise EntryRefused(where=_CALLED.get(name, name), problem=_UNREAD) from None
    return Query(**made)


def _words(value: object) -> str:
    return str(value)[:MOST_CHARACTERS]


def _whole(value: object) -> int:
    number = int(str(value))
    if not 0 <= number <= _HIGHEST:
        raise ValueError(value)
    return number


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
        elsewhere = [each for each in phrases if _in_order(each) not in said]
        if not elsewhere:
            return Hit(paper=paper, subject=subject)
        page, shown = self._page(paper.id, elsewhere)
        return Hit(paper=paper, subject=subject, excerpt=shown, page=page)

    def _page(
        self, paper: int, phrases: Sequence[Phrase]
    ) -> tuple[int | None, tuple[Stretch, ...]]:
        """Return the first page that holds one of the phrases: its number and what stands there."""
        for number, text in pages_of(self._database.rows, paper, most=_LOOKED_AT):
            shown = excerpt(text, phrases)
            if any(each.found for each in shown):
                return number, shown
        return None, ()


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
