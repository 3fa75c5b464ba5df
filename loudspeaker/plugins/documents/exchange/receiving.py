"""What we owe the sender of a paper: which statuses are to be said when something happens to it.

The order is 01, then 02 or 03, then 04 where somebody is assigned, 05, 06; 15 or 16 answers 13.
What an act passes over is said with it, so that 06 goes out when the paper is closed, whoever
forgot to say that work has begun.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.exchange.statuses import LABELS, RANKS, Status


class Event(Enum):
    """What happens to a paper that came, and the status that tells of it."""

    ARRIVED = Status.ARRIVED
    REFUSED = Status.REFUSED
    REGISTERED = Status.REGISTERED
    ASSIGNED = Status.ASSIGNED
    STARTED = Status.IN_PROGRESS
    CLOSED = Status.DONE
    GIVEN_BACK = Status.GIVEN_BACK
    KEPT = Status.KEPT


_WAY: Final = (Status.ARRIVED, Status.REGISTERED, Status.IN_PROGRESS, Status.DONE)
"""What nobody may pass over."""
_ENDS: Final = frozenset({Status.REFUSED, Status.GIVEN_BACK})
_ANSWERS: Final = frozenset({Status.GIVEN_BACK, Status.KEPT})


def is_asked_back(lines: Sequence[Status]) -> bool:
    """Tell whether a 13 waits for its answer; ``lines`` are of both sides, in their order."""
    asked = [n for n, each in enumerate(lines) if each is Status.ASKED_BACK]
    answered = [n for n, each in enumerate(lines) if each in _ANSWERS]
    return bool(asked) and (not answered or answered[-1] < asked[-1])


def allowed(lines: Sequence[Status]) -> frozenset[Status]:
    """Return what may be said next about a paper; ``lines`` are of both sides, in their order."""
    if _ENDS & set(lines):
        return frozenset()
    answers = _ANSWERS if is_asked_back(lines) else frozenset[Status]()
    rank = _rank(lines)
    next_ones = {
        0: {Status.ARRIVED},
        1: {Status.REFUSED, Status.REGISTERED},
        2: {Status.ASSIGNED, Status.IN_PROGRESS},
        3: {Status.IN_PROGRESS},
        4: {Status.DONE},
    }
    return answers | next_ones.get(rank, set())


def due(lines: Sequence[Status], event: Event) -> tuple[Status, ...]:
    """Return what is to be said for an event, in its order; nothing where it was said before.

    EntryRefused for what cannot be said any more, or was not asked.
    """
    wanted = event.value
    if wanted in lines and wanted not in _ANSWERS:
        return ()
    ended = next((each for each in lines if each in _ENDS), None)
    if ended is wanted:
        return ()
    if ended is not None:
        raise _refused(wanted, f"văn bản này {LABELS[ended]} rồi")
    if wanted in _ANSWERS:
        if not is_asked_back(lines):
            raise _refused(wanted, "cơ quan gửi không xin lấy lại")
        return (wanted,)
    rank = _rank(lines)
    if wanted is Status.REFUSED:
        if rank >= RANKS[Status.REGISTERED]:
            raise _refused(wanted, "văn bản đã vào sổ")
    elif RANKS[wanted] <= rank:
        return ()
    before = [each for each in _WAY if rank < RANKS[each] < RANKS[wanted]]
    return (*before, wanted)


def _rank(lines: Sequence[Status]) -> int:
    return max((RANKS.get(each, 0) for each in lines), default=0)


def _refused(wanted: Status, problem: str) -> EntryRefused:
    return EntryRefused(where=f"trạng thái “{LABELS[wanted]}”", problem=problem)
