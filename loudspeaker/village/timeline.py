"""What was the case when: sound is judged a little later than it was played."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Timeline(Generic[Value]):
    """A value and the times at which it changed, in rising order."""

    def __init__(self, value: Value) -> None:
        self._times = [0]
        self._values = [value]

    @property
    def now(self) -> Value:
        """The newest value."""
        return self._values[-1]

    def set(self, mono_ns: int, value: Value) -> None:
        """From ``mono_ns`` on it is ``value``; a time before the last change counts as that."""
        if value == self._values[-1]:
            return
        mono_ns = max(mono_ns, self._times[-1])
        if mono_ns == self._times[-1]:
            self._values[-1] = value
            return
        self._times.append(mono_ns)
        self._values.append(value)

    def at(self, mono_ns: int) -> Value:
        """Return the value at a time (that of a change included)."""
        return self._values[max(0, bisect_right(self._times, mono_ns) - 1)]

    def changes_within(self, start_ns: int, end_ns: int) -> list[int]:
        """Return the times of changes after the start and before the end."""
        first = bisect_right(self._times, start_ns)
        return [time for time in self._times[first:] if time < end_ns]

    def forget_before(self, mono_ns: int) -> None:
        """Keep only what is needed from that time on."""
        first = max(0, bisect_right(self._times, mono_ns) - 1)
        del self._times[:first], self._values[:first]


def earliest(dues: Iterable[int | None]) -> int | None:
    """Return the first of some deadlines, None when there is none."""
    return min((due for due in dues if due is not None), default=None)
