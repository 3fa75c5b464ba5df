"""The report of a month or a year: on the page, as a picture, as papers to take along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from loudspeaker.errors import LoudspeakerError, ProcessUnavailable
from loudspeaker.sheets.reporting.chart import HEIGHT, INK, WIDTH, Chart, chart_of
from loudspeaker.sheets.reporting.document import Document, shown
from loudspeaker.sheets.reporting.gathering import Gathered
from loudspeaker.sheets.reporting.told import CHART_BEHIND, document_of
from loudspeaker.sheets.reporting.wire import gathered_of
from loudspeaker.web import guarding
from loudspeaker.web.asked import typed
from loudspeaker.web.desk.frame import Frame, attached
from loudspeaker.web.desk.plain import told, without_commands
from loudspeaker.web.guarding import Person

KINDS: Final = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
}


class ReportPages:
    """``station`` counts; what is shown and taken along is made here, of the same figures."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    async def page(self, request: Request, person: Person) -> Response:
        """Show last month, or what was chosen."""
        chosen, error = typed(request, "ky"), ""
        try:
            gathered = await self._gathered(request, chosen)
        except ProcessUnavailable:
            raise
        except LoudspeakerError as problem:
            gathered, error = None, told(problem)
        document, chart = _told(gathered) if gathered else (None, None)
        return await self._frame.page(
            request,
            person,
            "report",
            422 if error else 200,
            error=error,
            chosen=chosen if gathered is None else gathered.report.period.name,
            gathered=gathered,
            document=document,
            chart=chart,
            chart_behind=CHART_BEHIND,
            size=(WIDTH, HEIGHT, INK),
            cell=shown,
            plain=without_commands,
        )

    async def file(self, request: Request, _person: Person) -> Response:
        """Return the report as a file; what cannot be made is said in words."""
        kind = request.url.path.rpartition(".")[2]
        gathered = await self._gathered(request, str(request.path_params["period"]))
        made = await run_in_threadpool(_MAKERS[kind], gathered)
        return attached(made, KINDS[kind], f"bao-cao-{gathered.report.period.name}.{kind}")

    async def _gathered(self, request: Request, period: str) -> Gathered:
        asked = {"period": period} if period else {}
        return gathered_of(await guarding.ask(request, "report", **asked))


def _told(gathered: Gathered) -> tuple[Document, Chart]:
    document = document_of(gathered)
    return document, chart_of(gathered.report, title=document.subtitle)


def _pdf(gathered: Gathered) -> bytes:
    from loudspeaker.sheets.reporting.paper import to_pdf  # noqa: PLC0415 - only who wants it

    return to_pdf(*_told(gathered), gathered.made_at)


def _xlsx(gathered: Gathered) -> bytes:
    from loudspeaker.sheets.reporting.workbook import write_workbook  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        path = Path(folder) / "bao-cao.xlsx"
        write_workbook(path, document_of(gathered), gathered.report)
        return path.read_bytes()


def _png(gathered: Gathered) -> bytes:
    from loudspeaker.sheets.reporting.chart_files import to_png  # noqa: PLC0415

    document = document_of(gathered)
    title = f"{document.station} · {document.subtitle}"
    return to_png(chart_of(gathered.report, title=title))


_MAKERS: Final[Mapping[str, Callable[[Gathered], bytes]]] = {
    "pdf": _pdf,
    "xlsx": _xlsx,
    "png": _png,
}
