"""A dossier and what happens to it: each act returns the dossier after it, and its line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.dossiers.cases.codes import Code
from loudspeaker.plugins.dossiers.cases.people import one_line
from loudspeaker.plugins.dossiers.cases.states import (
    BEGINNINGS,
    LONGEST_REASON,
    Clock,
    State,
    check_move,
)
from loudspeaker.worktime import Calendar, Limit, add, between, counts_from, due


class Channel(StrEnum):
    """How it came."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"

    @property
    def label(self) -> str:
        """Return the word of the reports."""
        return _CHANNELS[self]


_CHANNELS: Final = {
    Channel.COUNTER: "trực tiếp",
    Channel.ONLINE: "trực tuyến",
    Channel.POST: "bưu chính",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What is kept for ever: nothing here tells who the applicant is.

    ``due`` is None before the receipt and while the clock stands still; ``left`` is then the
    working time that remains.  ``promised`` is a later day that the applicant was told with an
    apology; what is late by ``due`` stays late.  ``ended`` is when it left the office's hands
    (finished, refused, withdrawn, halted), ``returned`` when the result was fetched.
    """

    code: Code
    procedure: str
    version: int
    domain: str
    channel: Channel
    limit: Limit
    cut_off: time | None = None
    state: State
    registered: datetime
    received: datetime | None = None
    due: datetime | None = None
    left: timedelta | None = None
    promised: datetime | None = None
    ended: datetime | None = None
    returned: datetime | None = None
    last: datetime
    """When the newest line of its log was written."""

    @property
    def told_due(self) -> datetime | None:
        """When the applicant may expect it: as promised, and not before it is due.

        None while the clock stands still: what was promised before that holds no more.
        """
        if self.due is None or self.promised is None:
            return self.due
        return max(self.due, self.promised)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the log: who did what when, and the due time that it left."""

    at: datetime
    by: str
    act: str
    before: State | None
    after: State
    due: datetime | None
    note: str = ""


def opened(
    calendar: Calendar,
    *,
    code: Code,
    procedure: str,
    version: int,
    domain: str,
    channel: Channel,
    limit: Limit,
    at: datetime,
    by: str,
    cut_off: time | None = None,
    state: State = State.RECEIVED,
) -> tuple[Dossier, Line]:
    """Return a new dossier, taken at the counter or filed and not looked at yet."""
    if state not in BEGINNINGS:
        raise EntryRefused(where="trạng thái", problem="hồ sơ mới: 1 hoặc 2")
    dossier = Dossier(
        code=code, procedure=procedure, version=version, domain=domain, channel=channel,
        limit=limit, cut_off=cut_off, state=state, registered=at, last=at,
    )  # fmt: skip
    if state is State.RECEIVED:
        dossier = _received(calendar, dossier, at)
    return dossier, Line(at=at, by=by, act="mở", before=None, after=state, due=dossier.due)


def moved(
    calendar: Calendar, dossier: Dossier, to: State, *, at: datetime, by: str, reason: str = ""
) -> tuple[Dossier, Line]:
    """Return the dossier in another state; EntryRefused for a move that there is not.

    ``at`` is not before the newest line: what has happened is written in its order.
    """
    note = one_line(reason)
    check_move(dossier.state, to, note)
    _check_time(dossier, at)
    after = replace(_clocked(calendar, dossier, to, at), state=to, last=at)
    line = Line(
        at=at, by=by, act="chuyển", before=dossier.state, after=to, due=after.due, note=note
    )
    return after, line


def promised(
    calendar: Calendar, dossier: Dossier, day: datetime, *, at: datetime, by: str, reason: str
) -> tuple[Dossier, Line]:
    """Return the dossier with a later day that the applicant was told (forms 04); EntryRefused."""
    note = one_line(reason)
    _check_time(dossier, at)
    if dossier.due is None or dossier.state.clock is not Clock.RUNNING:
        raise EntryRefused(where="gia hạn", problem="chỉ gia hạn hồ sơ đang tính giờ")
    if day <= max(dossier.due, dossier.promised or dossier.due, at):
        raise EntryRefused(where="ngày hẹn lại", problem="phải sau ngày hẹn trước và sau hôm nay")
    if not any(start < day <= end for start, end in calendar.spans(day.date())):
        raise EntryRefused(where="ngày hẹn lại", problem="không phải giờ làm việc")
    if not note or len(note) > LONGEST_REASON:
        raise EntryRefused(where="lý do", problem="cần ghi lý do xin lỗi, gia hạn")
    line = Line(
        at=at, by=by, act="gia hạn", before=dossier.state, after=dossier.state, due=dossier.due,
        note=note,
    )  # fmt: skip
    return replace(dossier, promised=day, last=at), line


def _check_time(dossier: Dossier, at: datetime) -> None:
    if at < dossier.last:
        raise EntryRefused(
            where="thời gian", problem=f"trước lần ghi gần nhất ({dossier.last:%H:%M %d/%m/%Y})"
        )


def _received(calendar: Calendar, dossier: Dossier, at: datetime) -> Dossier:
    found = due(calendar, at, dossier.limit, cut_off=dossier.cut_off)
    return replace(dossier, received=at, due=found.at)


def _clocked(calendar: Calendar, dossier: Dossier, to: State, at: datetime) -> Dossier:
    if to is State.RECEIVED:
        return _received(calendar, dossier, at)
    if to is State.RETURNED:
        return replace(dossier, returned=at)
    if to.clock is Clock.ENDED:
        return _with_due_again(calendar, replace(dossier, ended=at), at)
    if to.clock is Clock.STOPPED:
        return _stopped(calendar, dossier, at)
    return _with_due_again(calendar, dossier, at)


def _stopped(calendar: Calendar, dossier: Dossier, at: datetime) -> Dossier:
    if dossier.due is None or dossier.received is None or at >= dossier.due:
        return dossier  # it was late before anything was asked for, and stays so
    start = max(at, counts_from(calendar, dossier.received, dossier.cut_off))
    left = between(calendar, start, dossier.due)
    return replace(dossier, due=None, left=left) if left else dossier


def _with_due_again(calendar: Calendar, dossier: Dossier, at: datetime) -> Dossier:
    if dossier.left is None or dossier.received is None:
        return dossier
    start = max(at, counts_from(calendar, dossier.received, dossier.cut_off))
    return replace(dossier, due=add(calendar, start, dossier.left), left=None)
