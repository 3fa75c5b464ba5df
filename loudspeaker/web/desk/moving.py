"""Another time for an announcement: what that would change is shown, then it is done, or undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from loudspeaker.errors import LoudspeakerError, NotFound, ProcessUnavailable, WrongState
from loudspeaker.model import STATION_ZONE, from_iso, iso
from loudspeaker.web import guarding
from loudspeaker.web.asked import typed
from loudspeaker.web.desk.draft import refusal
from loudspeaker.web.desk.frame import Form, Frame, form_of
from loudspeaker.web.desk.week_grid import due_of
from loudspeaker.web.guarding import Person

Row = Mapping[str, Any]
BEFORE: Final = timedelta(hours=6)
"""What began so long before may still sound."""
CHANGED: Final = "changed"
MOVED: Final = "chuyen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What the last change of an announcement did to its time: for the way back."""

    item: str
    title: str
    seen: str
    before: str | None
    after: str | None
    day: str = ""
    time: str = ""
    programme: str = ""


def moved_of(item: Row) -> Moved | None:
    """Return how an announcement was moved by its last change; None if its time stayed."""
    last = (item.get("changes") or {}).get("last") or {}
    fields = {each["field"]: each for each in last.get("fields", ())}
    if "due" not in fields and "waits_for" not in fields:
        return None
    before, after = (fields.get("due", {}).get(name) for name in ("before", "after"))
    due = from_iso(before).astimezone(STATION_ZONE) if before else None
    return Moved(
        item=str(item["id"]),
        title=str(item["title"]),
        seen=str(item["content_sha256"]),
        before=before,
        after=after,
        day=f"{due:%Y-%m-%d}" if due else "",
        time=f"{due:%H:%M}" if due else "",
        programme=str(fields.get("waits_for", {}).get("before") or ""),
    )


def clashing(rows: Iterable[Row], item: str, due: datetime, seconds: float) -> list[Row]:
    """Return what else would sound while something of that length does."""
    end = due + timedelta(seconds=seconds)
    return [
        row
        for row in rows
        if row["due"]
        and row["id"] != item
        and due_of(row) < end
        and due < due_of(row) + timedelta(seconds=row["duration_estimate_s"])
    ]


class MovePages:
    """``station`` is asked what a move would change before anybody is asked to confirm it."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    async def form(self, request: Request, person: Person) -> Response:
        """Show the form, and what the chosen time would change."""
        if request.method in guarding.SAFE_METHODS:
            day, time = typed(request, "ngay"), typed(request, "gio")
            return await self._shown(request, person, day=day, time=time)
        return await self._move(request, person, await form_of(request))

    async def _shown(
        self,
        request: Request,
        person: Person,
        *,
        day: str,
        time: str,
        status: int = 200,
        error: str = "",
    ) -> Response:
        item = await guarding.ask(request, "show", id=str(request.path_params["item"]))
        plan, problem = None, ""
        if time:
            plan, problem = await self._planned(request, item, f"{day} {time}".strip())
        due = from_iso(item["due"]).astimezone(STATION_ZONE) if item["due"] else None
        return await self._frame.page(
            request,
            person,
            "move",
            422 if problem and status == 200 else status,  # noqa: PLR2004 - HTTP
            item=item,
            day=day or (f"{due:%Y-%m-%d}" if due else ""),
            time=time or (f"{due:%H:%M}" if due else ""),
            plan=plan,
            problem=problem,
            clashes=await self._clashes(request, plan) if plan else (),
            error=error,
        )

    async def _planned(
        self, request: Request, item: Row, at: str
    ) -> tuple[dict[str, Any] | None, str]:
        seen = item["content_sha256"]
        try:
            plan = await guarding.ask(
                request, "edit_plan", id=item["id"], at=at, content_sha256=seen
            )
        except (ProcessUnavailable, NotFound):
            raise
        except LoudspeakerError as error:
            return None, " ".join(refusal(error).values())
        return plan, ""

    async def _clashes(self, request: Request, plan: Row) -> list[Row]:
        due, seconds = from_iso(plan["due"]), float(plan["duration_estimate_s"])
        hours = (BEFORE.total_seconds() + seconds) / 3600
        found = await guarding.ask(request, "next", hours=hours, **{"from": iso(due - BEFORE)})
        return clashing(found["items"], plan["id"], due, seconds)

    async def _move(self, request: Request, person: Person, form: Form) -> Response:
        item, day, time = (
            str(request.path_params["item"]),
            form.get("ngay", ""),
            form.get("gio", ""),
        )
        try:
            await self._check_approval(request, item, form)
            await guarding.ask(
                request, "edit", id=item, content_sha256=form.get("seen", ""), **asked_of(form)
            )
        except (ProcessUnavailable, NotFound):
            raise
        except LoudspeakerError as error:
            again = isinstance(error, WrongState) and error.state == CHANGED
            told = _MEANWHILE if again else " ".join(refusal(error).values())
            status = 409 if again else 422
            return await self._shown(request, person, day=day, time=time, status=status, error=told)
        return RedirectResponse(f"/desk/lich?xong={MOVED}&tin={item}", status_code=303)

    async def _check_approval(self, request: Request, item: str, form: Form) -> None:
        """Refuse (WrongState) to void an approval that was not there when the page was made."""
        now = await guarding.ask(request, "show", id=item)
        if (now["approver"] or "") != form.get("approver", ""):
            raise WrongState(item=item, state=CHANGED, action="edit")


def asked_of(form: Form) -> dict[str, Any]:
    """Return which time an announcement is to have: a moment, a programme, or at once."""
    if form.get("gio", "").strip():
        return {"at": f"{form.get('ngay', '')} {form['gio']}".strip()}
    if form.get("programme"):
        return {"waits_for": form["programme"]}
    return {"now": True} if form.get("now") == "1" else {"at": ""}


_MEANWHILE: Final = (
    "Trong lúc bạn xem, có người đã sửa hoặc đã duyệt thông báo này, nên giờ phát chưa đổi. Hãy xem"
    " lại bên dưới rồi đổi giờ."
)
