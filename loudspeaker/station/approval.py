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
    """Tell whether another person than the author approved exactly the content there is."""
    return (
        item.state is ItemState.APPROVED
        and item.approver is not None
        and not same_person(item.approver, item.author)
        and item.approved_sha256 == item.content.sha256()
    )
