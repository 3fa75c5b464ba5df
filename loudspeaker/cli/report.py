"""``loudspeaker report``: what a month or a year of the log comes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from loudspeaker.cli.audit import audit_of
from loudspeaker.cli.call import current
from loudspeaker.cli.output import note, say, show, visible
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.errors import IntegrityFailure, UsageRefused
from loudspeaker.model import STATION_ZONE
from loudspeaker.report import Period, period_named
from loudspeaker.sentences.language import _
from loudspeaker.sheets.reporting.document import Document, Part, shown
from loudspeaker.sheets.reporting.gathering import Gathered, gather
from loudspeaker.sheets.reporting.told import document_of
from loudspeaker.system.files import write_durable

OutFile = Path | None


def report(
    period: Annotated[
        str | None,
        typer.Argument(metavar=_("PERIOD"), help=_("2026-07, 7/2026 or 2026; else last month.")),
    ] = None,
    pdf: Annotated[
        OutFile, typer.Option("--pdf", metavar="F.pdf", help=_("Write it as a paper to sign."))
    ] = None,
    xlsx: Annotated[
        OutFile, typer.Option("--xlsx", metavar="F.xlsx", help=_("Write it as a workbook."))
    ] = None,
    picture: Annotated[
        OutFile,
        typer.Option("--picture", metavar="F.png", help=_("Draw its days (.png or .svg).")),
    ] = None,
) -> int:
    """Read the log's file, check it, count, and write what was asked for."""
    now = datetime.now(STATION_ZONE)
    draw = _drawing(picture)
    call = current()
    gathered = gather(call.home, _period(period, now), now, lambda: audit_of(call, []))
    document = document_of(gathered)
    files = []
    for path, write in ((pdf, _write_pdf), (xlsx, _write_xlsx), (picture, draw)):
        if path is not None:
            write(path.absolute(), gathered, document)
            files.append(str(path.absolute()))
    show({**_values(gathered), "files": files}, lambda _document: _as_text(document, files))
    if gathered.audit_passed:
        return 0
    note(_("The log is NOT as it was written: see loudspeaker audit verify"))
    return IntegrityFailure.exit_code


def _period(text: str | None, now: datetime) -> Period:
    if text is None:
        return Period(year=now.year, month=now.month).before()
    found = period_named(text)
    if found is None:
        raise UsageRefused(option=text, problem="period")
    return found


# --- files --------------------------------------------------------------------------------------

_Write = Callable[[Path, Gathered, Document], None]


def _write_pdf(path: Path, gathered: Gathered, document: Document) -> None:
    from loudspeaker.sheets.reporting.chart import chart_of  # noqa: PLC0415 - only who wants it
    from loudspeaker.sheets.reporting.paper import to_pdf  # noqa: PLC0415

    chart = chart_of(gathered.report, title=document.subtitle)
    write_durable(path, to_pdf(document, chart, gathered.made_at))


def _write_xlsx(path: Path, gathered: Gathered, document: Document) -> None:
    from loudspeaker.sheets.reporting.workbook import write_workbook  # noqa: PLC0415

    write_workbook(path, document, gathered.report)


def _drawing(picture: Path | None) -> _Write:
    """Return what draws; a file name of another kind is refused before anything is done."""
    from loudspeaker.sheets.reporting.chart import chart_of  # noqa: PLC0415
    from loudspeaker.sheets.reporting.chart_files import WRITERS  # noqa: PLC0415

    suffix = picture.suffix.lower() if picture else ".png"
    if suffix not in WRITERS:
        problem = f"{suffix!r} is none of {', '.join(WRITERS)}"
        raise UsageRefused(option="--picture", problem=problem)

    def write(path: Path, gathered: Gathered, document: Document) -> None:
        title = f"{document.station} · {document.subtitle}"
        write_durable(path, WRITERS[suffix](chart_of(gathered.report, title=title)))

    return write


# --- what is said -------------------------------------------------------------------------------


def _values(gathered: Gathered) -> dict[str, Any]:
    report_values = asdict(gathered.report)
    return {
        **report_values,
        "period": gathered.report.period.name,
        "station": gathered.station,
        "finished": gathered.finished,
        "made_at": gathered.made_at.isoformat(timespec="seconds"),
        "head": asdict(gathered.head) if gathered.head else None,
        "published": gathered.published,
        "audit_passed": gathered.audit_passed,
        "restored": list(gathered.restored),
    }


def _as_text(document: Document, files: list[str]) -> None:
    if files:
        for file in files:
            say(_("Written: {file}").format(file=visible(file)))
        return
    say(f"{document.station}: {document.title.lower()}, {document.subtitle}")
    for part in document.parts:
        say()
        _show(part)


def _show(part: Part) -> None:
    say(part.heading)
    for sentence in part.sentences:
        say(f"  {sentence}")
    if part.columns:
        columns = [
            Column(column.text, right=column.right, wraps=not column.right)
            for column in part.columns
        ]
        rows = [*part.rows, part.last] if part.last else part.rows
        show_table(columns, ([shown(cell) for cell in row] for row in rows))
