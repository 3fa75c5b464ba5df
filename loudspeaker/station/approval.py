"""Two people answer for exactly one content: who counts as the second, and for what."""

from __future__ import annotations

from loudspeaker.config.identity import marked_like, same_person
from loudspeaker.errors import AuthorsDelegate, SelfApproval
from loudspeaker.model import Caller, Role
from loudspeaker.model.announcement import Item, ItemState


def is_approved(item: Item) -> bool:
    """Tell whether exactly the content there is was approved by another person than the author.

    What one person released rests on a template that two people answered for, or on what it
    corrects.
    """
    return (
        item.state is ItemState.APPROVED
        and item.approved_sha256 == item.content.sha256()
        and (_is_answered_for(item) if item.content.release is None else _is_released(item))
    )


def acting_for(caller: Caller, item: Item) -> str | None:
    """Return for whom a person approves an item, None in their own right.

    Nobody approves their own text, and a delegate not that of who delegated: through the other's
    hand it would be approved by its author.  Raises SelfApproval or AuthorsDelegate.
    """
    if same_person(caller.name, item.author):
        raise SelfApproval(person=caller.name, item=item.id)
    if caller.has(Role.APPROVER):
        return None
    others = [giver for giver in caller.acts_for if not same_person(giver, item.author)]
    if not others:
        raise AuthorsDelegate(person=caller.name, giver=item.author, item=item.id)
    return marked_like(caller, others[0])


def _is_answered_for(item: Item) -> bool:
    answering = (item.approver, item.approver_for)
    others = not any(name and same_person(name, item.author) for name in answering)
    return item.approver is not None and others


def _is_released(item: Item) -> bool:
    release = item.content.release
    if release is None or not release.stands():
        return False
    warrant = release.warrant
    return warrant is None or not same_person(warrant.author, warrant.approver)
