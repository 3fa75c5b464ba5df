"""The points: what is known of each, its volume, a test of it, what people heard there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from loudspeaker.errors import LoudspeakerError, ProcessUnavailable
from loudspeaker.web import guarding
from loudspeaker.web.asked import place
from loudspeaker.web.desk.frame import Form, Frame, form_of
from loudspeaker.web.desk.plain import told
from loudspeaker.web.desk.station_map import map_of
from loudspeaker.web.guarding import Person

Row = Mapping[str, Any]
HEARD: Final = ("ok", "weak", "silent", "noise", "stuck")
NO_VOLUME: Final = -1
LOUDEST: Final = 100
VOLUME, REPORT, TEST = "am-luong", "bao", "thu"
_VOLUME: Final = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A volume that was just set, and the one before it: for the way back."""

    number: int
    now: int
    before: int


class PointPages:
    """Everything is asked of ``station``, which decides who may."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    async def points(self, request: Request, person: Person, **given: Any) -> Response:
        """Show every point with what is known of it."""
        rows, now = await guarding.ask(request, "points"), await self._frame.strip(request)
        number = place(request, "loa")
        before = place(request, "truoc") if request.query_params.get("xong") == VOLUME else None
        turned = turned_of(rows, number, before) if person.may("editor", "admin") else None
        given |= {"done": ""} if turned else {}
        return await self._frame.page(
            request,
            person,
            "points",
            given.pop("status", 200),
            rows=rows,
            map=map_of(rows, now.numbers),
            heard=HEARD,
            opened=number,
            turned=turned,
            **{"strip": now, **given},
        )

    async def point(self, request: Request, person: Person) -> Response:
        """Keep a volume, or what somebody heard at a point."""
        form, number = await form_of(request), int(request.path_params["point"])
        try:
            if request.path_params["what"] == VOLUME:
                return await self._turn(request, number, form)
            await guarding.ask(request, "points_report", point=number, **_report(form))
        except ProcessUnavailable:
            raise
        except LoudspeakerError as error:
            text = f"Loa {number}: {told(error)}"
            return await self.points(request, person, status=422, error=text)
        return _back(number, REPORT)

    async def _turn(self, request: Request, number: int, form: Form) -> Response:
        before = volume_of(await guarding.ask(request, "point", point=number))
        volume = _volume(form.get("volume", ""))
        await guarding.ask(request, "points_volume", point=number, volume=volume)
        return _back(number, VOLUME, f"&truoc={before}")

    # --- a test ---------------------------------------------------------------------------------

    async def test(self, request: Request, person: Person) -> Response:
        """Show what a test would say, at one point or at all, then air it."""
        number = request.path_params.get("point")
        asked = {} if number is None else {"point": int(number)}
        if request.method in guarding.SAFE_METHODS:
            return await self._planned(request, person, asked)
        try:
            await guarding.ask(request, "points_test", **asked)
        except ProcessUnavailable:
            raise
        except LoudspeakerError as error:
            return await self._planned(request, person, asked, status=422, error=told(error))
        return _back(number, TEST)

    async def _planned(
        self, request: Request, person: Person, asked: dict[str, int], **given: Any
    ) -> Response:
        plan = await guarding.ask(request, "points_trial", **asked)
        return await self._frame.page(
            request,
            person,
            "test",
            given.pop("status", 200),
            plan=plan,
            number=asked.get("point"),
            **given,
        )


def volume_of(row: Row) -> int:
    """Return the volume that a point is to have."""
    wanted = row["volume_wanted"]
    return int(row["volume"] if wanted is None else wanted)


def turned_of(rows: Sequence[Row], number: int | None, before: int | None) -> Turned | None:
    """Return what a volume was turned from and to; None if an address says what cannot be."""
    row = next((row for row in rows if row["number"] == number), None)
    if row is None or number is None or before is None or before > LOUDEST:
        return None
    return Turned(number=number, now=volume_of(row), before=before)


def _back(number: int | None, done: str, more: str = "") -> Response:
    where = "" if number is None else f"&loa={number}"
    return RedirectResponse(f"/desk/loa?xong={done}{where}{more}", status_code=303)


def _report(form: Form) -> dict[str, Any]:
    asked = {name: form[name] for name in ("heard", "note", "repair") if form.get(name)}
    return {**asked, **({"repaired": True} if form.get("repaired") == "1" else {})}


def _volume(typed: str) -> int:
    """Return a volume as typed; what is none is for ``station`` to refuse."""
    return int(typed) if _VOLUME.fullmatch(typed) else NO_VOLUME
