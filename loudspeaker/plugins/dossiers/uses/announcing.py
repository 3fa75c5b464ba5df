"""To the air and to people: totals and opening hours for everybody, a call for who agreed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.hookspecs import Action, DraftOffered
from loudspeaker.model import Caller, from_iso
from loudspeaker.model.fields import Kind
from loudspeaker.plugins.dossiers.counting.public import FEWEST
from loudspeaker.plugins.dossiers.parts import Parts
from loudspeaker.plugins.dossiers.uses.common import (
    REASON,
    WORKING,
    GiveParts,
    Request,
    may,
    must,
)
from loudspeaker.worktime import Block, Calendar

_DAYS: Final = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
_AHEAD: Final = 7
_ASK: Final = (
    "Muốn biết hồ sơ của mình đã xong chưa, bà con hỏi tại nơi nộp hoặc tra cứu bằng mã trên giấy "
    "hẹn."
)


class Announcing:
    """Does what is asked, in the station."""

    def __init__(self, parts: GiveParts) -> None:
        self._parts = parts

    def look(self, _caller: Caller, _request: Request) -> dict[str, Any]:
        """Return the words of this week, without handing them in."""
        parts = self._parts()
        title, text = weekly(parts, parts.now())
        return {"title": title, "text": text, "ready": parts.register.waiting_results()}

    def submit(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Hand the draft of this week in, once a week; somebody else approves it."""
        parts = self._parts()
        now = parts.now()
        title, text = weekly(parts, now)
        year, week, _day = now.isocalendar()
        at = request.get("at")
        offered = DraftOffered(
            title=title,
            text=request.get("text") or text,
            at=_moment(at) if at else None,
            zone=request.get("zone"),
            key=f"weekly-{year}-{week:02d}",
        )
        announcement = parts.services.submit(offered, by=caller)
        seen = parts.services.announcement(announcement)
        return {
            "announcement": announcement,
            "title": title,
            "text": seen.text if seen else offered.text,
            "state": seen.state if seen else "draft",
        }

    def calls(self, caller: Caller, request: Request) -> list[dict[str, Any]]:
        """Return who is to be told what, of those who agreed; the look is kept."""
        parts = self._parts()
        parts.require_clerk(caller)
        reason = request["reason"].strip()
        if not reason:
            raise EntryRefused(where="lý do xem", problem="cần ghi lý do, một dòng")
        found = parts.outbox.open(by=caller.name, reason=reason[:200], at=parts.now())
        return [each.to_values() for each in found]

    def called(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Keep that somebody was told, or could not be."""
        parts = self._parts()
        parts.require_clerk(caller)
        result = request.get("result") or "đã báo"
        parts.outbox.done(request["message"], by=caller.name, result=result, at=parts.now())
        return {"message": request["message"], "result": result}


def weekly(parts: Parts, now: datetime) -> tuple[str, str]:
    """Return title and text of the weekly announcement: counts and opening hours, nothing else.

    A count under five is not told.  EntryRefused where no result waits.
    """
    ready = parts.register.waiting_results()
    if not ready:
        raise EntryRefused(where="thông báo tuần", problem="không có kết quả nào chờ người nhận")
    desk, body = parts.desk_name(), parts.organisation().name
    count = f"{ready} kết quả" if ready >= FEWEST else "một số kết quả"
    whose = f"{desk}, {body}," if body else f"{desk}"
    sentences = (
        f"{whose} xin thông báo: hiện có {count} giải quyết hồ sơ đã xong, chờ bà con đến nhận.",
        f"Bà con đã có giấy hẹn, mời mang giấy hẹn đến {desk} để nhận kết quả.",
        *hours_told(parts.calendar, now.date()),
        _ASK,
    )
    return "Mời bà con nhận kết quả hồ sơ", " ".join(sentences)


def hours_told(calendar: Calendar, today: date) -> Iterator[str]:
    """Yield the usual hours, and which of the next seven days differ from their weekday."""
    hours = calendar.hours
    both = f"sáng {_block(hours.morning)}, chiều {_block(hours.afternoon)}"
    worked = [number for number, part in enumerate(hours.week) if part]
    days = f"từ {_DAYS[worked[0]]} đến {_DAYS[worked[-1]]}"
    yield f"Giờ làm việc: {both}, {days}."
    for ahead in range(_AHEAD):
        day = today + timedelta(days=ahead)
        why = calendar.why(day)
        if why and calendar.part(day) != hours.week[day.weekday()]:
            open_or_not = "làm việc" if calendar.is_open(day) else "nghỉ"
            yield f"{_DAYS[day.weekday()].capitalize()} ngày {day:%d/%m} {open_or_not} ({why})."


def _block(block: Block) -> str:
    return f"từ {_hour(block.start)} đến {_hour(block.end)}"


def _hour(at: time) -> str:
    return f"{at.hour} giờ {at.minute:02d}" if at.minute else f"{at.hour} giờ"


def _moment(text: str) -> datetime:
    try:
        return from_iso(text)
    except (ValueError, OverflowError):
        raise EntryRefused(where="giờ phát", problem="viết như 2026-12-01T17:00:00+07:00") from None


def actions(cases: Announcing) -> list[Action[Any]]:
    """Return the use cases."""
    return [
        Action(
            name="dossiers.weekly_draft", rule=WORKING, handler=cases.look, path="/weekly",
            about="The words of the weekly announcement", method="GET",
        ),
        Action(
            name="dossiers.weekly", rule=WORKING, handler=cases.submit, path="/weekly",
            about="Submit the weekly announcement: counts and opening hours only",
            fields=(may("text", about="in place of the draft's"), may("at"), may("zone")),
        ),
        Action(
            name="dossiers.calls", rule=WORKING, handler=cases.calls, path="/calls",
            about="Whom to call, of those who agreed to be told", fields=(REASON,),
        ),
        Action(
            name="dossiers.called", rule=WORKING, handler=cases.called, path="/calls/{message}",
            about="Somebody was told, or could not be",
            fields=(must("message", Kind.WHOLE), may("result")),
        ),
    ]  # fmt: skip
