"""Bursts of groups that must follow each other, waiting for their turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from loudspeaker.radio.rds import Group

LONGEST_BURST = 8  # groups; more leave no second with two 0A


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Groups in their order, and what their sender calls them."""

    groups: tuple[Group, ...]
    token: object


class BurstQueue:
    """First come, first served, the urgent before the others; what runs is never broken."""

    def __init__(self) -> None:
        self._urgent: deque[Burst] = deque()
        self._usual: deque[Burst] = deque()
        self._running: Burst | None = None
        self._sent = 0

    @property
    def running(self) -> bool:
        """Whether a burst has begun and not ended."""
        return self._running is not None

    @property
    def head(self) -> Burst | None:
        """The burst to be begun next."""
        waiting = self._urgent or self._usual
        return waiting[0] if waiting else None

    @property
    def urgent(self) -> bool:
        """Whether that one is urgent."""
        return bool(self._urgent)

    def add(self, groups: Sequence[Group], token: object, *, urgent: bool) -> None:
        """Let a burst of 1 to 8 groups wait; else ValueError."""
        if not 1 <= len(groups) <= LONGEST_BURST:
            raise ValueError(f"a burst has 1 to {LONGEST_BURST} groups, not {len(groups)}")
        burst = Burst(groups=tuple(groups), token=token)
        (self._urgent if urgent else self._usual).append(burst)

    def drop(self) -> tuple[object, ...]:
        """Forget all that wait; return what they were called, in the order of sending."""
        tokens = tuple(burst.token for burst in (*self._urgent, *self._usual))
        self._urgent.clear()
        self._usual.clear()
        return tokens

    def break_off(self) -> None:
        """Forget all, also the rest of a running burst: what was sent of it is worth nothing."""
        self.drop()
        self._running = None

    def begin(self) -> None:
        """Begin the burst at the head."""
        self._running = (self._urgent or self._usual).popleft()
        self._sent = 0

    def next(self) -> tuple[Group, object | None]:
        """Return the next group of the running burst, and its token if that was the last."""
        running = self._running
        assert running is not None
        group = running.groups[self._sent]
        self._sent += 1
        if self._sent < len(running.groups):
            return group, None
        self._running = None
        return group, running.token
