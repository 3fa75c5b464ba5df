"""Papers are looked for and looked at; their files are handed out; books are printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Any, Final

from loudspeaker.errors import EntryRefused, NotFound
from loudspeaker.hookspecs import Action, FileAnswer
from loudspeaker.model import Caller
from loudspeaker.model.fields import Kind
from loudspeaker.plugins.documents.cases.common import (
    PAPER,
    WORKING,
    GiveParts,
    Request,
    may,
    must,
)
from loudspeaker.plugins.documents.cases.telling import paper_told, whole_told
from loudspeaker.plugins.documents.papers.deadlines import Reckoned
from loudspeaker.plugins.documents.papers.entry import Book
from loudspeaker.plugins.documents.papers.states import Actor
from loudspeaker.plugins.documents.printed import rows
from loudspeaker.plugins.documents.printed.making import (
    MOST_ON_PAPER,
    Issued,
    to_pdf,
    to_workbook,
)
from loudspeaker.plugins.documents.printed.rows import Counted, Report
from loudspeaker.plugins.documents.register.looking import reckoned
from loudspeaker.plugins.documents.register.query import query_of
from loudspeaker.plugins.documents.register.search import Hit
from loudspeaker.plugins.documents.register.values import Paper

MOST_LISTED: Final = 50
_DUE_DAYS: Final = 7
_WANTED: Final = ("book", "year", "words", "type", "issuer", "state", "urgency", "since", "until",
                  "number", "assigned", "overdue")  # fmt: skip
_FORMS: Final = ("pdf", "xlsx")


class Finding:
    """Does what is asked, in the station."""

    def __init__(self, parts: GiveParts) -> None:
        self._parts = parts

    def found(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Return papers, the newest first, by what was asked for."""
        parts = self._parts()
        wanted = {name: request[name] for name in _WANTED if name in request}
        found = parts.search.find(
            query_of(wanted),
            viewer=parts.actor(caller),
            today=parts.today(),
            limit=MOST_LISTED,
            before=request.get("before"),
        )
        return {"papers": [self._hit(each) for each in found.hits], "before": found.before}

    def _hit(self, hit: Hit) -> dict[str, Any]:
        told = paper_told(self._parts(), hit.paper)
        marked = [{"text": each.text, "marked": each.found} for each in hit.subject]
        excerpt = [{"text": each.text, "marked": each.found} for each in hit.excerpt]
        return told | {"marked": marked, "excerpt": excerpt, "page": hit.page}

    def show(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Return a paper with everything that belongs to it; the look is written down."""
        parts, actor = self._parts(), self._parts().actor(caller)
        paper = parts.looking.paper(request["paper"], viewer=actor, now=parts.now())
        return whole_told(parts, paper, actor)

    def due(self, caller: Caller, request: Request) -> list[dict[str, Any]]:
        """Return what is overdue and due within some days."""
        parts, today = self._parts(), self._parts().today()
        days = request.get("days", _DUE_DAYS)
        tasks = parts.looking.due(
            viewer=parts.actor(caller),
            today=today,
            until=today + timedelta(days=min(days, 366)),
            calendar=parts.days,
        )
        return [paper_told(parts, task.paper) for task in tasks]

    def file(self, caller: Caller, request: Request) -> FileAnswer:
        """Hand out a file of a paper to who may see it."""
        parts = self._parts()
        paper = parts.looking.paper(request["paper"], viewer=parts.actor(caller), now=parts.now())
        for each in parts.looking.files(paper.id):
            if each.number == request["file"]:
                return FileAnswer(name=each.name, path=parts.folder.path(each.sha256))
        raise NotFound(kind="tệp", name=str(request["file"]), known=[])

    def book(self, caller: Caller, request: Request) -> FileAnswer:
        """Print a register or report of a year."""
        parts, report, form = self._parts(), _report(request["report"]), request.get("form", "pdf")
        if form not in _FORMS:
            raise EntryRefused(where="dạng tệp", problem=f"là một trong: {', '.join(_FORMS)}")
        year = request.get("year") or parts.today().year
        if not 1900 <= year <= 2999:  # noqa: PLR2004 - a year that a register may be of
            raise EntryRefused(where="năm", problem="viết bằng bốn chữ số, như 2026")
        lines = list(self._lines(report, parts.actor(caller), year, request))
        name = f"{report.value.replace('_', '-')}-{year}.{form}"
        if form == "xlsx":
            return FileAnswer(name=name, content=to_workbook(report, lines))
        if len(lines) > MOST_ON_PAPER:
            raise EntryRefused(where="năm", problem="quá nhiều dòng để in; hãy xuất Excel")
        body = parts.organisation()
        issued = Issued(
            above=body.above.upper(),
            body=body.name.upper(),
            place=body.place,
            below=f"Năm {year}",
            made_at=parts.now(),
        )
        return FileAnswer(name=name, content=to_pdf(report, lines, issued))

    def _lines(
        self, report: Report, actor: Actor, year: int, request: Request
    ) -> Iterable[Sequence[str]]:
        parts = self._parts()
        if report is Report.FILES:
            files = parts.files.of_year(year)
            return rows.files(
                Counted(entry=each.entry, papers=each.papers, pages=each.pages) for each in files
            )
        if report is Report.PAPERS_OF_FILE:
            if "file" not in request:
                raise EntryRefused(where="hồ sơ", problem="chọn hồ sơ cần in")
            return rows.papers_of_file(parts.files.papers(request["file"], viewer=actor))
        papers = self._book(report, actor, year)
        if report is Report.OUTGOING_PROGRESS and year == parts.today().year:
            papers = chain(papers, parts.looking.unnumbered(viewer=actor))
        if report is Report.INCOMING:
            return rows.incoming(papers)
        if report is Report.OUTGOING:
            return rows.outgoing(papers)
        progress = {
            Report.INCOMING_PROGRESS: rows.incoming_progress,
            Report.OUTGOING_PROGRESS: rows.outgoing_progress,
        }
        return progress[report](papers, self._reckon)

    def _book(self, report: Report, actor: Actor, year: int) -> Iterable[Paper]:
        incoming = {Report.INCOMING, Report.INCOMING_PROGRESS}
        book = Book.IN if report in incoming else Book.OUT
        since, until = date(year, 1, 1), date(year, 12, 31)
        return self._parts().looking.book(book, viewer=actor, since=since, until=until)

    def _reckon(self, paper: Paper) -> Reckoned:
        parts = self._parts()
        return reckoned(paper, today=parts.today(), calendar=parts.days)


def _report(name: str) -> Report:
    try:
        return Report(name)
    except ValueError:
        told = ", ".join(f"{each} ({each.label})" for each in Report)
        raise EntryRefused(where="sổ", problem=f"là một trong: {told}") from None


def actions(cases: Finding) -> list[Action[Any]]:
    """Return the use cases."""
    return [
        Action(
            name="documents.list", rule=WORKING, handler=cases.found, path="/papers",
            about="Papers, the newest first, by words and by what they are", method="GET",
            fields=(
                may("words"), may("book", about="in or out"), may("year", Kind.WHOLE),
                may("type"), may("issuer"), may("state"), may("urgency", Kind.WHOLE),
                may("since"), may("until"), may("number", Kind.WHOLE), may("assigned"),
                may("overdue", Kind.FLAG), may("before", Kind.WHOLE),
            ),
        ),
        Action(
            name="documents.show", rule=WORKING, handler=cases.show, path="/papers/{paper}",
            about="A paper with its files and its log", method="GET", fields=(PAPER,),
        ),
        Action(
            name="documents.due", rule=WORKING, handler=cases.due, path="/due",
            about="What is overdue, and due within some days (7)", method="GET",
            fields=(may("days", Kind.WHOLE),),
        ),
        Action(
            name="documents.file", rule=WORKING, handler=cases.file,
            path="/papers/{paper}/files/{file}", about="A file of a paper", method="GET",
            fields=(PAPER, must("file", Kind.WHOLE, "its number")),
        ),
        Action(
            name="documents.book", rule=WORKING, handler=cases.book, path="/books/{report}",
            about=f"A register or report of a year: {', '.join(Report)}", method="GET", slow=True,
            fields=(must("report"), may("year", Kind.WHOLE), may("form", about="pdf or xlsx"),
                    may("file", Kind.WHOLE, "the file, for papers_of_file")),
        ),
    ]  # fmt: skip
