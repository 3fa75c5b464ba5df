"""What will sound in the next seven days, day by day, with quiet hours and clashes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from loudspeaker.errors import LoudspeakerError, ProcessUnavailable
from loudspeaker.model import STATION_ZONE, from_iso
from loudspeaker.web import guarding
from loudspeaker.web.desk.frame import Frame, form_of, go
from loudspeaker.web.desk.moving import MOVED, Moved, moved_of
from loudspeaker.web.desk.plain import told
from loudspeaker.web.desk.week_grid import DAYS, due_of, grid_of, may_move
from loudspeaker.web.guarding import Person

WHOLE_DAY = 24 * 60
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Airing:
    """One airing of the week; ``clash`` names what it would sound over."""

    row: Row
    time: str
    clash: str = ""
    moves: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day: its airings in order, and when ordinary sound is allowed."""

    day: date
    allowed: str
    airings: tuple[Airing, ...]


def week_of(rows: Sequence[Row], windows: Iterable[Row], first: datetime) -> list[Day]:
    """Return seven days from ``first`` on."""
    begin, clashes, listed = first.astimezone(STATION_ZONE).date(), clashes_of(rows), list(windows)
    days = [begin + timedelta(days=n) for n in range(DAYS)]
    return [
        Day(
            day=day,
            allowed=allowed_on(day, listed),
            airings=tuple(
                Airing(
                    row=row,
                    time=f"{due_of(row):%H:%M}",
                    clash=clashes.get(number, ""),
                    moves=may_move(row),
                )
                for number, row in enumerate(rows)
                if row["due"] and due_of(row).date() == day
            ),
        )
        for day in days
    ]


def clashes_of(rows: Sequence[Row]) -> dict[int, str]:
    """Return, by the number of a row, the title of another that would sound at the same time."""
    timed = [(due_of(row), number, row) for number, row in enumerate(rows) if row["due"]]
    timed.sort(key=lambda each: each[:2])
    found: dict[int, str] = {}
    for place, (due, number, row) in enumerate(timed):
        end = due + timedelta(seconds=row["duration_estimate_s"])
        for later, other, row_of_other in timed[place + 1 :]:
            if later >= end:
                break
            found.setdefault(number, str(row_of_other["title"]))
            found.setdefault(other, str(row["title"]))
    return found


def allowed_on(day: date, windows: Iterable[Row]) -> str:
    """Return when ordinary sound is allowed on a day, in words."""
    times = sorted(
        (each["start_minute"], each["end_minute"])
        for each in windows
        if day.weekday() in each["days"]
    )
    if not times:
        return "không có giờ nào"
    return ", ".join(f"{_clock(start)}–{_clock(end)}" for start, end in times)


def _clock(minute: int) -> str:
    return "24:00" if minute == WHOLE_DAY else f"{minute // 60:02d}:{minute % 60:02d}"


class WeekPages:
    """Shows the week and the schedules; holds schedules back for who may."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    async def shown(self, request: Request, person: Person, **given: Any) -> Response:
        """Show what is to sound."""
        choices = await guarding.ask(request, "choices")
        found = await guarding.ask(request, "next", hours=DAYS * 24)
        schedules = await guarding.ask(request, "schedules")
        mourning = await guarding.ask(request, "mourning")
        start, items = from_iso(found["from"]), found["items"]
        return await self._frame.page(
            request,
            person,
            "week",
            given.pop("status", 200),
            days=week_of(items, choices["hours"], start),
            grid=grid_of(items, choices["hours"], start, clashes_of(items)),
            untimed=[row for row in items if not row["due"]],
            moved=await self._moved(request, person),
            schedules=schedules,
            mourning=mourning,
            known=[each["number"] for each in choices["points"]],
            **given,
        )

    async def _moved(self, request: Request, person: Person) -> Moved | None:
        """Return what was just moved, as ``station`` knows it: an address alone says nothing."""
        asked = request.query_params
        if asked.get("xong") != MOVED or not person.may("editor"):
            return None
        try:
            return moved_of(await guarding.ask(request, "for_approval", id=asked.get("tin", "")))
        except ProcessUnavailable:
            raise
        except LoudspeakerError:
            return None

    async def choose(self, request: Request, person: Person) -> Response:
        """Hold a schedule back, or let it go on."""
        form, what = await form_of(request), str(request.path_params["what"])
        action, done = ("pause", "tam-dung") if what == "tam-dung" else ("unpause", "chay-tiep")
        try:
            await guarding.ask(request, action, name=form.get("name", ""))
        except ProcessUnavailable:
            raise
        except LoudspeakerError as error:
            return await self.shown(request, person, status=422, error=told(error))
        return go("/desk/lich", done)
