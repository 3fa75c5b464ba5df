"""The statuses by which a receiver tells a sender what has become of a paper (QCVN 102:2016)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from loudspeaker.errors import EntryRefused


class Status(StrEnum):
    """A status by its code."""

    ARRIVED = "01"
    REFUSED = "02"
    REGISTERED = "03"
    ASSIGNED = "04"
    IN_PROGRESS = "05"
    DONE = "06"
    ASKED_BACK = "13"
    GIVEN_BACK = "15"
    KEPT = "16"


LABELS: Final = {
    Status.ARRIVED: "đã đến",
    Status.REFUSED: "từ chối",
    Status.REGISTERED: "đã tiếp nhận",
    Status.ASSIGNED: "phân công",
    Status.IN_PROGRESS: "đang xử lý",
    Status.DONE: "hoàn thành",
    Status.ASKED_BACK: "lấy lại",
    Status.GIVEN_BACK: "đồng ý cho lấy lại",
    Status.KEPT: "từ chối cho lấy lại",
}
RANKS: Final = {
    Status.ARRIVED: 1,
    Status.REFUSED: 2,
    Status.REGISTERED: 2,
    Status.ASSIGNED: 3,
    Status.IN_PROGRESS: 4,
    Status.DONE: 5,
}
"""How far a paper is; what is about taking it back is beside that."""
NEED_REASON: Final = frozenset({Status.REFUSED, Status.KEPT})


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusLine:
    """One status that was said or heard; each is a line of its own, and none is ever changed.

    ``at`` is when it is said to have been, ``noted`` when it was put down here, ``outcome`` what
    was made of it (a word of ``sending.Outcome``), ``message`` the message it went or came by.
    """

    number: int
    direction: str
    document: str
    organ: str
    code: str
    at: datetime
    noted: datetime
    by: str
    description: str
    outcome: str
    message: int | None


def known_status(code: str) -> Status | None:
    """Return the status of a code, None for a code that is in no list."""
    return Status(code) if code in set(Status) else None


def checked_reason(status: Status, reason: str) -> str:
    """Return a reason in one line; EntryRefused where one is needed and there is none."""
    told = " ".join(reason.split())
    if status in NEED_REASON and not told:
        raise EntryRefused(where="lý do", problem=f"“{LABELS[status]}” thì phải nói lý do")
    return told
