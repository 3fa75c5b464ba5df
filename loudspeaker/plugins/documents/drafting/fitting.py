"""A draft of a wished length: whole sentences are left out, those that people need least first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from loudspeaker.plugins.documents.drafting.values import Judged

MOST_SENTENCES = 80
"""So many are weighed for their length; no announcement has more."""


def fit(
    judged: Sequence[Judged], room_s: float, length_s: Callable[[str], float]
) -> frozenset[int]:
    """Return the indices of the sentences that are kept, within ``room_s`` seconds together.

    Of equals the later ones go first.  What belongs to a sentence with a colon goes with it, and
    that one goes when nothing of it is left.
    """
    wanted = [n for n, each in enumerate(judged) if each.score > 0]
    order = sorted(wanted, key=lambda n: (-judged[n].score, n))[:MOST_SENTENCES]
    kept = _with_parents(set(order), judged)
    lengths = {n: length_s(judged[n].sentence.text) for n in kept}
    for least in reversed(order):
        if sum(lengths[n] for n in kept) <= room_s:
            break
        kept = _with_parents(kept - {least}, judged)
    return frozenset(kept)


def _with_parents(kept: set[int], judged: Sequence[Judged]) -> set[int]:
    """Take away parents without children, and children that were nothing without their parent."""
    while True:
        parents = {judged[n].sentence.parent for n in kept}
        lonely = {n for n in kept if judged[n].sentence.text.endswith(":") and n not in parents}
        if not lonely:
            return kept
        kept = kept - lonely
