"""Two people answer for exactly one content: who counts as the second, and for what."""

from __future__ import annotations

from loudspeaker.config.identity import SIMULATED_MARK
from loudspeaker.model.announcement import Item, ItemState


def same_person(one: str, other: str) -> bool:
    """Tell whether two names on record are one person, whichever way they were identified."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    return name.removesuffix(f" ({SIMULATED_MARK})").casefold()


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


def _is_answered_for(item: Item) -> bool:
    return item.approver is not None and not same_person(item.approver, item.author)


def _is_released(item: Item) -> bool:
    release = item.content.release
    if release is None or not release.stands():
        return False
    warrant = release.warrant
    return warrant is None or not same_person(warrant.author, warrant.approver)
