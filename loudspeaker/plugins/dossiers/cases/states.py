"""The ten states of the national portal, the moves between them, and what the clock does.

Overdue is none of them: it is computed from the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, IntEnum
from typing import Final

from loudspeaker.errors import EntryRefused


class Clock(Enum):
    """What the time limit does in a state."""

    NOT_STARTED = "not started"
    RUNNING = "running"
    STOPPED = "stopped"
    ENDED = "ended"


class State(IntEnum):
    """The national numbers."""

    REGISTERED = 1
    RECEIVED = 2
    REFUSED = 3
    IN_PROGRESS = 4
    SUPPLEMENT = 5
    PAYMENT = 6
    WITHDRAWN = 7
    HALTED = 8
    FINISHED = 9
    RETURNED = 10

    @property
    def label(self) -> str:
        """Return the portal's words."""
        return _LABELS[self]

    @property
    def clock(self) -> Clock:
        """Return what the time limit does."""
        return _CLOCKS[self]


_LABELS: Final[Mapping[State, str]] = {
    State.REGISTERED: "Mới đăng ký",
    State.RECEIVED: "Được tiếp nhận",
    State.REFUSED: "Không được tiếp nhận",
    State.IN_PROGRESS: "Đang xử lý",
    State.SUPPLEMENT: "Yêu cầu bổ sung giấy tờ",
    State.PAYMENT: "Yêu cầu thực hiện nghĩa vụ tài chính",
    State.WITHDRAWN: "Công dân yêu cầu rút hồ sơ",
    State.HALTED: "Dừng xử lý",
    State.FINISHED: "Đã xử lý xong",
    State.RETURNED: "Đã trả kết quả",
}
_CLOCKS: Final[Mapping[State, Clock]] = {
    State.REGISTERED: Clock.NOT_STARTED,
    State.RECEIVED: Clock.RUNNING,
    State.IN_PROGRESS: Clock.RUNNING,
    State.SUPPLEMENT: Clock.STOPPED,
    State.PAYMENT: Clock.STOPPED,
    **dict.fromkeys(
        (State.REFUSED, State.WITHDRAWN, State.HALTED, State.FINISHED, State.RETURNED),
        Clock.ENDED,
    ),
}
MOVES: Final[Mapping[State, frozenset[State]]] = {
    State.REGISTERED: frozenset({State.RECEIVED, State.REFUSED}),
    State.RECEIVED: frozenset({State.IN_PROGRESS, State.WITHDRAWN}),
    State.IN_PROGRESS: frozenset(
        {State.SUPPLEMENT, State.PAYMENT, State.WITHDRAWN, State.HALTED, State.FINISHED}
    ),
    State.SUPPLEMENT: frozenset({State.IN_PROGRESS, State.WITHDRAWN}),
    State.PAYMENT: frozenset({State.IN_PROGRESS, State.WITHDRAWN}),
    State.FINISHED: frozenset({State.RETURNED}),
    **dict.fromkeys(
        (State.REFUSED, State.WITHDRAWN, State.HALTED, State.RETURNED), frozenset[State]()
    ),
}
BEGINNINGS: Final = frozenset({State.REGISTERED, State.RECEIVED})
"""What a new dossier may be: filed online and not looked at yet, or taken at the counter."""
WITH_REASON: Final = frozenset(
    {State.REFUSED, State.SUPPLEMENT, State.PAYMENT, State.WITHDRAWN, State.HALTED}
)
"""Moves that the applicant is told the reason of."""
LONGEST_REASON: Final = 1000


def state_of(number: object) -> State:
    """Return the state of a national number, also written as text; EntryRefused."""
    text = str(number).strip()
    if text.isascii() and text.isdigit() and int(text[:3]) in _NUMBERS and len(text) < 3:  # noqa: PLR2004
        return State(int(text))
    raise EntryRefused(where="trạng thái", problem="là số từ 1 đến 10")


_NUMBERS: Final = frozenset(map(int, State))


def check_move(before: State, after: State, reason: str) -> None:
    """Let an allowed move pass; EntryRefused says what may be done instead."""
    if after not in MOVES[before]:
        others = ", ".join(each.label for each in sorted(MOVES[before]))
        may = f"chỉ có thể chuyển sang: {others}" if others else "hồ sơ đã kết thúc"
        raise EntryRefused(where="trạng thái", problem=f"đang là “{before.label}”, {may}")
    if after in WITH_REASON and not reason.strip():
        raise EntryRefused(where="lý do", problem=f"cần ghi lý do khi chuyển sang “{after.label}”")
    if len(reason) > LONGEST_REASON:
        raise EntryRefused(where="lý do", problem=f"dài nhất {LONGEST_REASON} chữ")
