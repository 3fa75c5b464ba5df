"""What the receivers of our papers tell us: taken, doubled, late, or not to be.

Everything that comes is kept as a line; the outcome says what it changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.exchange.receiving import is_asked_back
from loudspeaker.plugins.documents.exchange.statuses import LABELS, RANKS, Status, known_status


class Outcome(StrEnum):
    """What becomes of a status."""

    TAKEN = "taken"
    DUPLICATE = "duplicate"
    LATE = "late"
    """It tells of a state that is over; kept, and nothing changes."""
    CONTRADICTS = "contradicts"
    """It cannot be after what was said before: a person has to ask."""
    UNKNOWN = "unknown"


_ANSWERS: Final = frozenset({Status.GIVEN_BACK, Status.KEPT})
_NEEDED: Final = (Status.ARRIVED, Status.REGISTERED, Status.IN_PROGRESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What becomes of a status, the state the paper is in after it, and what to tell people."""

    outcome: Outcome
    state: Status | None
    note: str = ""


def state_of(lines: Sequence[Status]) -> Status | None:
    """Return where a paper is with a receiver; ``lines`` are those of both sides that count."""
    if Status.GIVEN_BACK in lines:
        return Status.GIVEN_BACK
    return max((each for each in lines if each in RANKS), key=RANKS.__getitem__, default=None)


def hear(lines: Sequence[Status], code: str) -> Heard:
    """Return what becomes of a status that a receiver has sent.

    ``lines`` are what was said and heard before with this receiver and counts, in its order.
    """
    state, status = state_of(lines), known_status(code)
    if status is None:
        return Heard(outcome=Outcome.UNKNOWN, state=state, note=f"mã {code[:10]} không có nghĩa")
    problem = _contradiction(lines, status)
    if status in lines and (status not in _ANSWERS or not is_asked_back(lines)):
        return Heard(outcome=Outcome.DUPLICATE, state=state)
    if problem:
        return Heard(outcome=Outcome.CONTRADICTS, state=state, note=problem)
    after = state_of([*lines, status])
    if state is not None and RANKS.get(status, 9) < RANKS.get(state, 0):
        return Heard(outcome=Outcome.LATE, state=state, note="đến sau trạng thái mới hơn")
    return Heard(outcome=Outcome.TAKEN, state=after, note=_passed_over(lines, status))


def _contradiction(lines: Sequence[Status], status: Status) -> str:
    if status is Status.ASKED_BACK:
        return "chỉ cơ quan gửi mới lấy lại được"
    if status in _ANSWERS:
        return "" if is_asked_back(lines) else "ta không xin lấy lại"
    if Status.GIVEN_BACK in lines:
        return f"đã {LABELS[Status.GIVEN_BACK]} rồi"
    if Status.REFUSED in lines and status is not Status.ARRIVED:
        return f"đã {LABELS[Status.REFUSED]} rồi"
    if status is Status.REFUSED and Status.REGISTERED in lines:
        return f"đã {LABELS[Status.REGISTERED].removeprefix('đã ')} rồi"
    return ""


def _passed_over(lines: Sequence[Status], status: Status) -> str:
    """Tell which statuses should have come before."""
    if status not in RANKS:
        return ""
    missing = [each for each in _NEEDED if RANKS[each] < RANKS[status] and each not in lines]
    return f"chưa nghe {', '.join(missing)}" if missing else ""


def check_asking_back(lines: Sequence[Status]) -> None:
    """Refuse to ask for a paper that cannot be taken back any more (EntryRefused)."""
    problem = ""
    if is_asked_back(lines):
        problem = "đã xin lấy lại, đang chờ trả lời"
    elif Status.REFUSED in lines or Status.GIVEN_BACK in lines:
        problem = "nơi nhận không còn giữ văn bản này"
    if problem:
        raise EntryRefused(where="lấy lại", problem=problem)
