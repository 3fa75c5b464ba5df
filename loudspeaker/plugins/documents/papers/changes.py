"""What is changed of a paper that stays where it is, and who may: fields, files, rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.papers.entry import Book
from loudspeaker.plugins.documents.papers.states import (
    ACTS,
    DUTY_NAMES,
    FROZEN,
    Actor,
    Duty,
    Standing,
    State,
)


class Change(StrEnum):
    """The kinds of change; the value stands in the log."""

    RECEIVE = "receive"
    DRAFT = "draft"
    EDIT = "edit"
    VERSION = "version"
    ATTACH = "attach"
    DETACH = "detach"
    RIGHTS = "rights"
    PUBLISH = "publish"

    @property
    def label(self) -> str:
        """The words that people read."""
        return _LABELS[self]


_LABELS: Final = {
    Change.RECEIVE: "Tiếp nhận",
    Change.DRAFT: "Soạn thảo",
    Change.EDIT: "Sửa thông tin",
    Change.VERSION: "Thêm bản thảo mới",
    Change.ATTACH: "Thêm tệp",
    Change.DETACH: "Bỏ tệp",
    Change.RIGHTS: "Đổi quyền xem",
    Change.PUBLISH: "Đổi việc công khai",
}


def label_of(book: Book, name: str) -> str:
    """Return the words that people read for what stands in the log: an act or a change."""
    act = ACTS.get((book, name))
    return act.label if act else Change(name).label


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """Who may in which states; ``own`` lets the drafter, or whom it is assigned to, as well."""

    by: frozenset[Duty]
    states: frozenset[State]
    own: bool = False


_CLERK, _LEADER = {Duty.CLERK}, {Duty.LEADER}
_LIVE: Final = frozenset(State) - FROZEN
_ISSUING: Final = {State.SIGNED, State.NUMBERED, State.SEALED, State.ISSUED}
_EARLY: Final = {State.DRAFT, State.RECEIVED}
_BEGINNING: Final[Mapping[Change, _Rule]] = {
    Change.RECEIVE: _Rule(by=frozenset(_CLERK), states=frozenset()),
    Change.DRAFT: _Rule(by=frozenset(Duty), states=frozenset()),
}
_RULES: Final[Mapping[tuple[Book, Change], _Rule]] = {
    (Book.IN, Change.EDIT): _Rule(by=frozenset(_CLERK), states=_LIVE),
    (Book.IN, Change.ATTACH): _Rule(by=frozenset(_CLERK), states=_LIVE, own=True),
    (Book.IN, Change.DETACH): _Rule(by=frozenset(_CLERK), states=frozenset(_EARLY)),
    (Book.IN, Change.RIGHTS): _Rule(by=frozenset(_CLERK | _LEADER), states=frozenset(State)),
    (Book.IN, Change.PUBLISH): _Rule(
        by=frozenset(_CLERK | _LEADER), states=_LIVE - {State.RECEIVED}
    ),
    (Book.OUT, Change.EDIT): _Rule(
        by=frozenset(_LEADER), states=frozenset({State.DRAFT}), own=True
    ),
    (Book.OUT, Change.VERSION): _Rule(
        by=frozenset(_LEADER), states=frozenset({State.DRAFT}), own=True
    ),
    (Book.OUT, Change.ATTACH): _Rule(
        by=frozenset(_CLERK | _LEADER), states=frozenset(_EARLY | _ISSUING), own=True
    ),
    (Book.OUT, Change.DETACH): _Rule(
        by=frozenset(_LEADER), states=frozenset({State.DRAFT}), own=True
    ),
    (Book.OUT, Change.RIGHTS): _Rule(
        by=frozenset(_CLERK | _LEADER), states=frozenset(State), own=True
    ),
    (Book.OUT, Change.PUBLISH): _Rule(
        by=frozenset(_CLERK | _LEADER), states=frozenset({State.ISSUED})
    ),
}


def may_begin(change: Change, actor: Actor) -> None:
    """Refuse who may not bring in or draft a paper (EntryRefused)."""
    _refuse_others(change, _BEGINNING[change], actor, is_own=False)


def may_change(change: Change, standing: Standing, actor: Actor) -> None:
    """Refuse a change where the paper is not there, or somebody else does it (EntryRefused)."""
    rule = _RULES.get((standing.book, change))
    if rule is None or standing.state not in rule.states:
        problem = f"văn bản đang ở trạng thái “{standing.state.label}”, không đổi được nữa"
        raise EntryRefused(where=change.label.lower(), problem=problem)
    _refuse_others(change, rule, actor, is_own=rule.own and standing.is_own(actor.name))


def _refuse_others(change: Change, rule: _Rule, actor: Actor, *, is_own: bool) -> None:
    if not (rule.by & actor.duties or is_own):
        told = ", ".join(DUTY_NAMES[duty] for duty in Duty if duty in rule.by)
        raise EntryRefused(where=change.label.lower(), problem=f"việc này của {told}")
