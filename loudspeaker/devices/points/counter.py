"""The counter of point commands, kept on the disk ahead of its use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from loudspeaker.model import TimeSource
from loudspeaker.radio.counters import next_counter

SETTING = "command_counter"
AHEAD = 20  # five seconds of clock: one write per five seconds, and within the receivers' ten


class SettingStore(Protocol):
    """Where a few values are kept durably."""

    def setting(self, name: str) -> str | None:
        """Return a kept value."""
        ...

    def keep_setting(self, name: str, value: str) -> None:
        """Keep a value; it is on the disk when the call returns."""
        ...


class CommandCounter:
    """Gives out strictly rising counters, over restarts too."""

    def __init__(
        self, store: SettingStore, time: TimeSource, trusted: Callable[[], datetime | None]
    ) -> None:
        self._store = store
        self._time = time
        self._trusted = trusted
        self._last = self._kept = int(store.setting(SETTING) or 0)
        self._last_ns = time.mono_ns()

    def take(self) -> int:
        """Return the next counter; LoudspeakerError when the disk does not take it ahead."""
        now_ns = self._time.mono_ns()
        counter = next_counter(
            last=self._last, since_last_ns=now_ns - self._last_ns, trusted=self._trusted()
        )
        if counter > self._kept:
            self._store.keep_setting(SETTING, str(counter + AHEAD))
            self._kept = counter + AHEAD
        self._last, self._last_ns = counter, now_ns
        return counter
