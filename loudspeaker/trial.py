"""A test of loudspeaker points (thử loa): a fixed text, so short and harmless that one person may.

Everything that is said is here, so that playout can tell a test from an announcement that only
calls itself one (docs/decisions/0006-a-test-is-no-announcement.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from loudspeaker.model.fixed import TEST_OF_ALL, TEST_OF_ONE

LONGEST_S = 10.0
QUIETER_DB = 10.0
"""How far a test stays below announcements: about half as loud, still clear at the pole."""


def text_of(points: Sequence[int]) -> str:
    """Return what is said at one point, or at several together."""
    return TEST_OF_ONE.format(number=points[0]) if len(points) == 1 else TEST_OF_ALL


def text_sha256(points: Sequence[int]) -> str:
    """Return the text's hash, as the as-run log has it."""
    return hashlib.sha256(text_of(points).encode()).hexdigest()


def is_genuine(*, points: Sequence[int], said_sha256: str, length_s: float) -> bool:
    """Tell whether the text is exactly that of these points, and the sound short enough."""
    return bool(points) and said_sha256 == text_sha256(points) and 0 < length_s <= LONGEST_S
