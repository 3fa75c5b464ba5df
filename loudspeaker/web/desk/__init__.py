"""The desk: where officials write, approve, look and stop, after signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from loudspeaker.web.desk.emergency import EmergencyPages
from loudspeaker.web.desk.frame import Frame, Page
from loudspeaker.web.desk.hearing import Hearing
from loudspeaker.web.desk.items import DECISIONS, ItemPages
from loudspeaker.web.desk.moving import MovePages
from loudspeaker.web.desk.people_pages import CHANGES, PeoplePages
from loudspeaker.web.desk.plugin_pages import rows_of, tabs_of
from loudspeaker.web.desk.points_pages import PointPages
from loudspeaker.web.desk.record import RecordPages
from loudspeaker.web.desk.recordings import (
    LONGEST_UPLOAD,
    ROWS,
    UPLOAD_TYPE,
    RecordingPages,
)
from loudspeaker.web.desk.report import KINDS, ReportPages
from loudspeaker.web.desk.station_pages import StationPages
from loudspeaker.web.desk.stopping import Stopping
from loudspeaker.web.desk.week import WeekPages
from loudspeaker.web.desk.writing import Writing
from loudspeaker.web.guarding import Person

if TYPE_CHECKING:
    from loudspeaker.web.parts import WebParts

_GET, _POST = ("GET",), ("POST",)
_BOTH = (*_GET, *_POST)


def routes(parts: WebParts) -> list[BaseRoute]:
    """Return the addresses of the desk."""
    frame = Frame(parts)
    parts.templates.env.globals["plugin_tabs"] = tabs_of(parts.plugins)
    stopping, hearing = Stopping(frame), Hearing(parts)
    found: list[BaseRoute] = [
        Route("/desk/dung", frame.bare(stopping.stop), methods=["POST"]),
    ]
    for path, page, methods in (
        *_of_announcements(frame),
        *_of_the_station(frame),
        ("/desk/phat-lai", stopping.resume, _POST),
        ("/desk/nghe", hearing.take, _POST),
        ("/desk/nghe/soan/{name}.wav", hearing.typed, _GET),
        ("/desk/nghe/tin/{item}.wav", hearing.item, _GET),
    ):
        found.append(Route(path, frame.shown(page), methods=list(methods)))
    for path, page, methods, form in rows_of(frame, parts.plugins):
        found.append(Route(path, frame.shown(page, **form), methods=list(methods)))
    taking = frame.shown(
        RecordingPages(frame).form,
        kind=UPLOAD_TYPE,
        longest=LONGEST_UPLOAD,
        most_files=ROWS,
        roles=("editor", "approver"),
    )
    found.append(Route("/desk/tin/{item}/ban-ghi", taking, methods=list(_BOTH)))
    return found


_Row = tuple[str, Page, tuple[str, ...]]


def _of_announcements(frame: Frame) -> tuple[_Row, ...]:
    items, writing = ItemPages(frame), Writing(frame)
    emergency, record, report = EmergencyPages(frame), RecordPages(frame), ReportPages(frame)
    return (
        ("/desk", items.home, _GET),
        ("/desk/soan", writing.new, _BOTH),
        ("/desk/soan/{item}", writing.change, _BOTH),
        ("/desk/doc-thu", writing.fragment, _POST),
        ("/desk/duyet", items.inbox, _GET),
        ("/desk/tin", items.queue, _GET),
        ("/desk/tin/{item}", items.shown, _GET),
        ("/desk/tin/{item}/dinh-chinh", emergency.correct, _BOTH),
        ("/desk/tin/{item}/doi-gio", MovePages(frame).form, _BOTH),
        *((f"/desk/tin/{{item}}/{what}", items.decide, _POST) for what in DECISIONS),
        ("/desk/khan-cap", emergency.listed, _GET),
        ("/desk/khan-cap/{name}", emergency.form, _BOTH),
        ("/desk/dien-tap/{name}", emergency.form, _BOTH),
        ("/desk/nhat-ky", record.shown, _GET),
        ("/desk/bao-cao", report.page, _GET),
        *((f"/desk/bao-cao/{{period}}.{kind}", report.file, _GET) for kind in KINDS),
        ("/desk/nhat-ky.csv", record.csv, _GET),
        ("/desk/nhat-ky.xlsx", record.workbook, _GET),
    )


def _of_the_station(frame: Frame) -> tuple[_Row, ...]:
    week, station, people = WeekPages(frame), StationPages(frame), PeoplePages(frame)
    points = PointPages(frame)

    async def strip(request: Request, person: Person) -> Response:
        now = await frame.strip(request)
        return frame.plain(request, "strip", 200, strip=now, person=person, csrf=person.csrf)

    return (
        ("/desk/dai", strip, _GET),
        ("/desk/lich", week.shown, _GET),
        ("/desk/lich/{what}", week.choose, _POST),
        ("/desk/loa", points.points, _GET),
        ("/desk/loa/thu", points.test, _BOTH),
        ("/desk/loa/{point:int}/thu", points.test, _BOTH),
        ("/desk/loa/{point:int}/{what}", points.point, _POST),
        ("/desk/loi", station.faults, _GET),
        ("/desk/loi/biet", station.acknowledge, _POST),
        ("/desk/tu-dien", station.words, _GET),
        ("/desk/tu-dien/them", station.add_word, _POST),
        ("/desk/tu-dien/bo", station.remove_word, _POST),
        ("/desk/nguoi", people.shown, _GET),
        *((f"/desk/nguoi/{what}", people.change, _POST) for what in CHANGES),
    )
