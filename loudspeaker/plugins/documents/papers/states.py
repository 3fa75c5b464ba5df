"""States of papers, which acts lead from one to the next, and who does each.

Drafter, checker, signer and clerk are different acts with a log line each (NĐ 30/2020/NĐ-CP,
chapters II and III); the body's key signs only after the person's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.papers.entry import Book


class Duty(StrEnum):
    """What somebody does with papers; one person may have several."""

    CLERK = "clerk"
    """Văn thư: receives, registers, gives numbers, seals, issues."""
    LEADER = "leader"
    """Lãnh đạo: directs, assigns, approves and signs."""
    CHECKER = "checker"
    """Kiểm tra thể thức: looks at the form before it is signed."""
    STAFF = "staff"
    """Người soạn thảo, người giải quyết: drafts, and handles what is assigned to them."""


DUTY_NAMES: Final = {
    Duty.CLERK: "văn thư",
    Duty.LEADER: "lãnh đạo",
    Duty.CHECKER: "người kiểm tra thể thức",
    Duty.STAFF: "người giải quyết",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, with their duties; ``marked`` is the name with how it is known that it is they."""

    name: str
    duties: frozenset[Duty]
    marked: str = ""

    @property
    def on_record(self) -> str:
        """The name that stands in the log."""
        return self.marked or self.name


class State(StrEnum):
    """Where a paper is; overdue is computed, and no state."""

    RECEIVED = "received"
    REGISTERED = "registered"
    PRESENTED = "presented"
    DIRECTED = "directed"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    FILED = "filed"
    ARCHIVED = "archived"
    RETURNED = "returned"
    DRAFT = "draft"
    APPROVED = "approved"
    CHECKED = "checked"
    SIGNED = "signed"
    NUMBERED = "numbered"
    SEALED = "sealed"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The words that people read."""
        return _LABELS[self]


_LABELS: Final = {
    State.RECEIVED: "Mới đến",
    State.REGISTERED: "Đã vào sổ",
    State.PRESENTED: "Đã trình",
    State.DIRECTED: "Đã có ý kiến chỉ đạo",
    State.ASSIGNED: "Đã giao",
    State.IN_PROGRESS: "Đang giải quyết",
    State.DONE: "Giải quyết xong",
    State.FILED: "Đã vào hồ sơ",
    State.ARCHIVED: "Đã nộp lưu trữ",
    State.RETURNED: "Đã trả lại nơi gửi",
    State.DRAFT: "Bản thảo",
    State.APPROVED: "Đã duyệt nội dung",
    State.CHECKED: "Đã kiểm tra thể thức",
    State.SIGNED: "Đã ký",
    State.NUMBERED: "Đã cấp số",
    State.SEALED: "Đã ký số cơ quan",
    State.ISSUED: "Đã phát hành",
    State.WITHDRAWN: "Đã thu hồi",
    State.REPLACED: "Đã bị thay thế",
    State.CANCELLED: "Đã hủy",
}
FROZEN: Final = frozenset(
    {State.WITHDRAWN, State.REPLACED, State.CANCELLED, State.RETURNED, State.ARCHIVED}
)
"""Nothing of such a paper is changed any more; its trace stays."""
OPEN: Final = frozenset(
    {State.RECEIVED, State.REGISTERED, State.PRESENTED, State.DIRECTED, State.ASSIGNED}
    | {State.IN_PROGRESS, State.DRAFT, State.APPROVED, State.CHECKED, State.SIGNED}
    | {State.NUMBERED, State.SEALED}
)
"""Somebody still has to do something; only such a paper can be overdue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing that is done with a paper.

    ``by`` are the duties that may; ``own`` limits staff to papers that are theirs (drafted by, or
    assigned to them).  ``needs`` names what must be said: ``reason``, ``opinion``, ``result``,
    ``whom`` or ``successor``.  ``not_drafter`` keeps who drafted a paper from this act.
    ``gives_number`` are the acts that make the line in the register.
    """

    name: str
    label: str
    book: Book
    before: frozenset[State]
    after: State
    by: frozenset[Duty]
    needs: str = ""
    own: bool = False
    not_drafter: bool = False
    gives_number: bool = False


_CLERK, _LEADER, _CHECKER, _STAFF = ({each} for each in Duty)
_IN_OPEN: Final = {State.REGISTERED, State.PRESENTED, State.DIRECTED, State.ASSIGNED}
_IN_ALL: Final = _IN_OPEN | {State.RECEIVED, State.IN_PROGRESS, State.DONE, State.FILED}


def _act(
    name: str, label: str, book: Book, before: Iterable[State], after: State, by: Iterable[Duty],
    *, needs: str = "", own: bool = False, not_drafter: bool = False, gives_number: bool = False,
) -> Act:  # fmt: skip
    return Act(
        name=name, label=label, book=book, before=frozenset(before), after=after,
        by=frozenset(by), needs=needs, own=own, not_drafter=not_drafter,
        gives_number=gives_number,
    )  # fmt: skip


_S, _IN, _OUT = State, Book.IN, Book.OUT
ACTS: Final = {
    (each.book, each.name): each
    for each in (
        _act("register", "Vào sổ", _IN, {_S.RECEIVED}, _S.REGISTERED, _CLERK, gives_number=True),
        _act("present", "Trình", _IN, {_S.REGISTERED}, _S.PRESENTED, _CLERK),
        _act("direct", "Cho ý kiến chỉ đạo", _IN, {_S.PRESENTED}, _S.DIRECTED, _LEADER,
             needs="opinion"),
        _act("assign", "Giao giải quyết", _IN, {_S.DIRECTED, _S.ASSIGNED, _S.IN_PROGRESS},
             _S.ASSIGNED, _LEADER | _CLERK, needs="whom"),
        _act("start", "Nhận giải quyết", _IN, {_S.ASSIGNED}, _S.IN_PROGRESS, _STAFF, own=True),
        _act("progress", "Báo cáo tiến độ", _IN, {_S.IN_PROGRESS}, _S.IN_PROGRESS, _STAFF,
             own=True, needs="result"),
        _act("finish", "Giải quyết xong", _IN, {_S.IN_PROGRESS}, _S.DONE, _STAFF, own=True,
             needs="result"),
        _act("take_note", "Lưu để biết", _IN, {_S.PRESENTED, _S.DIRECTED}, _S.DONE, _LEADER),
        _act("reopen", "Giải quyết lại", _IN, {_S.DONE}, _S.ASSIGNED, _LEADER, needs="reason"),
        _act("file", "Đưa vào hồ sơ", _IN, {_S.DONE}, _S.FILED, _CLERK | _STAFF),
        _act("archive", "Nộp lưu trữ", _IN, {_S.FILED}, _S.ARCHIVED, _CLERK),
        _act("return", "Trả lại nơi gửi", _IN, {_S.RECEIVED, _S.REGISTERED, _S.PRESENTED},
             _S.RETURNED, _CLERK, needs="reason"),
        _act("cancel", "Hủy số", _IN, {_S.REGISTERED}, _S.CANCELLED, _CLERK, needs="reason"),
        _act("withdraw", "Thu hồi theo nơi gửi", _IN, _IN_ALL, _S.WITHDRAWN, _CLERK,
             needs="reason"),
        _act("approve", "Duyệt nội dung", _OUT, {_S.DRAFT}, _S.APPROVED, _LEADER,
             not_drafter=True),
        _act("check", "Kiểm tra thể thức", _OUT, {_S.APPROVED}, _S.CHECKED, _CHECKER,
             not_drafter=True),
        _act("sign", "Ký", _OUT, {_S.CHECKED}, _S.SIGNED, _LEADER),
        _act("number", "Cấp số, vào sổ", _OUT, {_S.SIGNED}, _S.NUMBERED, _CLERK,
             gives_number=True),
        _act("seal", "Ký số cơ quan", _OUT, {_S.NUMBERED}, _S.SEALED, _CLERK),
        _act("issue", "Phát hành", _OUT, {_S.SEALED}, _S.ISSUED, _CLERK),
        _act("return", "Trả lại người soạn", _OUT, {_S.APPROVED, _S.CHECKED, _S.SIGNED},
             _S.DRAFT, _LEADER | _CHECKER | _CLERK, needs="reason"),
        _act("discard", "Bỏ bản thảo", _OUT, {_S.DRAFT}, _S.CANCELLED, _STAFF | _LEADER, own=True,
             needs="reason"),
        _act("cancel", "Hủy số", _OUT, {_S.NUMBERED, _S.SEALED}, _S.CANCELLED, _CLERK,
             needs="reason"),
        _act("withdraw", "Thu hồi", _OUT, {_S.ISSUED}, _S.WITHDRAWN, _LEADER | _CLERK,
             needs="reason"),
        _act("replace", "Thay thế", _OUT, {_S.ISSUED}, _S.REPLACED, _LEADER | _CLERK,
             needs="successor"),
    )
}  # fmt: skip
_NEEDS: Final = {
    "reason": "lý do",
    "opinion": "ý kiến chỉ đạo",
    "result": "kết quả",
    "whom": "người được giao",
    "successor": "văn bản thay thế",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides about acts: where the paper is, who drafted it, to whom it is assigned."""

    book: Book
    state: State
    drafter: str = ""
    assigned: frozenset[str] = frozenset()

    def is_own(self, name: str) -> bool:
        """Tell whether a paper is somebody's to work on."""
        return name in self.assigned if self.book is Book.IN else name == self.drafter


def allowed(standing: Standing, actor: Actor) -> tuple[Act, ...]:
    """Return the acts that this person may do now, for the buttons of a page."""
    return tuple(
        act
        for act in ACTS.values()
        if act.book is standing.book
        and standing.state in act.before
        and _who(act, standing, actor) == ""
    )


def permitted(name: str, standing: Standing, actor: Actor) -> Act:
    """Return the act; EntryRefused where the paper is not there, or somebody else does this."""
    act = ACTS.get((standing.book, name))
    where = act.label.lower() if act else name[:40]
    if act is None or standing.state not in act.before:
        problem = f"văn bản đang ở trạng thái “{standing.state.label}”, không làm được việc này"
        raise EntryRefused(where=where, problem=problem)
    if who := _who(act, standing, actor):
        raise EntryRefused(where=where, problem=f"việc này của {who}")
    return act


def require_duty(actor: Actor, duty: Duty, what: str) -> None:
    """Refuse what belongs to a duty that this person does not have (EntryRefused)."""
    if duty not in actor.duties:
        raise EntryRefused(where=what, problem=f"việc này của {DUTY_NAMES[duty]}")


def _who(act: Act, standing: Standing, actor: Actor) -> str:
    """Return nothing where this person may, else who may."""
    told = ", ".join(DUTY_NAMES[duty] for duty in Duty if duty in act.by)
    held = act.by & actor.duties
    if not held:
        return told
    if act.not_drafter and actor.name == standing.drafter:
        return f"{told}, không phải người soạn"
    own = standing.is_own(actor.name)
    return f"{told} của văn bản này" if act.own and held == {Duty.STAFF} and not own else ""


def said(act: Act, *, note: str, whom: Iterable[str], successor: int | None) -> None:
    """Refuse an act without what must be said with it (EntryRefused)."""
    there = {"whom": any(each.strip() for each in whom), "successor": successor is not None}
    if act.needs and not there.get(act.needs, bool(note.strip())):
        raise EntryRefused(where=_NEEDS[act.needs], problem="chưa có gì")
