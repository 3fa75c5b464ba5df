"""Withdrawing, updating and replacing a paper that came (BussinessDocType 1, 2, 3): values alone.

An order is obeyed where it comes from the office whose paper it is.  What was aired needs a word to
people, too: ``correction`` asks for one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

from loudspeaker.plugins.documents.exchange.statuses import Status, checked_reason


class Purpose(IntEnum):
    """What a message is for (BussinessDocType)."""

    NEW = 0
    WITHDRAW = 1
    UPDATE = 2
    REPLACE = 3


class State(StrEnum):
    """How a paper that came stands."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


class Effect(StrEnum):
    """What an order does to one paper."""

    WITHDRAWN = "withdrawn"
    UPDATED = "updated"
    REPLACED = "replaced"
    ASKED = "asked"
    """A person decides."""
    WAITS = "waits"
    """The paper is not here yet; the order is applied when it comes."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper that is here: whose it is, how it stands, and whether people have heard of it."""

    document: str
    organ: str
    state: State = State.OPEN
    version: int = 1
    aired: bool = False
    replaced_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a message asks for.

    ``document`` is its own code, ``target`` the paper it is about, ``replaced`` what it stands for,
    each with the offices for which it does (none: for all).
    """

    purpose: Purpose
    sender: str
    document: str
    target: str = ""
    reason: str = ""
    replaced: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes of one paper; ``after`` is the paper then, None where it is not here.

    ``answer`` is the status to send, ``correction`` whether the official is to tell people,
    ``note`` the line for the paper's log.
    """

    document: str
    effect: Effect
    after: Paper | None
    note: str
    answer: Status | None = None
    correction: bool = False


def changes(order: Order, papers: Mapping[str, Paper], ours: str) -> tuple[Change, ...]:
    """Return what an order does; ``papers`` are those that are here, ``ours`` is our own code.

    A new paper, and the one that replaces others, is registered by the caller.
    """
    if order.purpose is Purpose.WITHDRAW:
        return (_withdrawal(order, papers),)
    if order.purpose is Purpose.UPDATE:
        return (_update(order, papers),)
    if order.purpose is Purpose.REPLACE:
        return tuple(
            _replacement(order, document, papers)
            for document, organs in order.replaced
            if not organs or ours in organs
        )
    return ()


def asked_back(document: str, sender: str, papers: Mapping[str, Paper]) -> Change:
    """Return what a status 13 does: a person decides, unless there is nothing to decide."""
    paper = papers.get(document)
    if paper is None:
        return _waits(document, "cơ quan gửi xin lấy lại")
    if paper.organ != sender:
        return _of_another(paper, sender, answer=Status.KEPT)
    if paper.state is State.WITHDRAWN:
        return _nothing(paper, "đã thu hồi từ trước", answer=Status.GIVEN_BACK)
    return Change(
        document=document, effect=Effect.ASKED, after=paper, note="cơ quan gửi xin lấy lại"
    )


def answered(paper: Paper, *, agreed: bool, reason: str) -> Change:
    """Return what a person's decision does; EntryRefused for a refusal without a reason."""
    if agreed:
        return _withdrawn(paper, reason or "đồng ý cho lấy lại")
    return _nothing(paper, checked_reason(Status.KEPT, reason), answer=Status.KEPT)


def _withdrawal(order: Order, papers: Mapping[str, Paper]) -> Change:
    document = order.target or order.document
    paper = papers.get(document)
    if paper is None:
        return _waits(document, order.reason)
    if paper.organ != order.sender:
        return _of_another(paper, order.sender, answer=Status.KEPT)
    if paper.state is State.WITHDRAWN:
        return _nothing(paper, "đã thu hồi từ trước", answer=Status.GIVEN_BACK)
    return _withdrawn(paper, order.reason)


def _withdrawn(paper: Paper, reason: str) -> Change:
    return Change(
        document=paper.document,
        effect=Effect.WITHDRAWN,
        after=replace(paper, state=State.WITHDRAWN),
        note=f"thu hồi: {reason}" if reason else "thu hồi",
        answer=Status.GIVEN_BACK,
        correction=paper.aired,
    )


def _update(order: Order, papers: Mapping[str, Paper]) -> Change:
    document = order.target or order.document
    paper = papers.get(document)
    if paper is None:
        return _waits(document, order.reason)
    if paper.organ != order.sender:
        return _of_another(paper, order.sender)
    if paper.state in (State.WITHDRAWN, State.REPLACED):
        return _nothing(paper, "văn bản đã thu hồi hoặc được thay thế, không cập nhật")
    return Change(
        document=document,
        effect=Effect.UPDATED,
        after=replace(paper, version=paper.version + 1),
        note=f"cập nhật: {order.reason}" if order.reason else "cập nhật",
        correction=paper.aired,
    )


def _replacement(order: Order, document: str, papers: Mapping[str, Paper]) -> Change:
    paper = papers.get(document)
    if paper is None:
        return _waits(document, order.reason)
    if paper.organ != order.sender:
        return _of_another(paper, order.sender)
    if document == order.document:
        return _nothing(paper, "văn bản không thể thay thế chính nó")
    if paper.state in (State.WITHDRAWN, State.REPLACED):
        return _nothing(paper, "văn bản đã thu hồi hoặc được thay thế từ trước")
    return Change(
        document=document,
        effect=Effect.REPLACED,
        after=replace(paper, state=State.REPLACED, replaced_by=order.document),
        note=f"được thay thế bằng {order.document}",
        correction=paper.aired,
    )


def _waits(document: str, reason: str) -> Change:
    note = f"chưa nhận được văn bản này ({reason})" if reason else "chưa nhận được văn bản này"
    return Change(document=document, effect=Effect.WAITS, after=None, note=note)


def _nothing(paper: Paper, note: str, *, answer: Status | None = None) -> Change:
    return Change(
        document=paper.document, effect=Effect.NOTHING, after=paper, note=note, answer=answer
    )


def _of_another(paper: Paper, sender: str, *, answer: Status | None = None) -> Change:
    note = f"{sender} không phải cơ quan ban hành văn bản này"
    return _nothing(paper, note, answer=answer)
