"""The counter of point commands, kept on the disk ahead of its use."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import TimeSource
from loudspeaker.radio.counters import next_counter

log = logging.getLogger(__name__)
SETTING = "command_counter"
AHEAD = 4  # a second of clock: what a kill costs must not add up to the receivers' ten


class SettingStore(Protocol):
    """Where a few values are kept durably."""

    def setting(self, name: str) -> str | None:
        """Return a kept value."""
        ...

    def keep_setting(self, name: str, value: str) -> None:
        """Keep a value; it is on the disk when the call returns."""
        ...


class CommandCounter:
    """Gives out strictly rising counters, over restarts too.

    Each way to points has a counter of its own, kept under another ``setting``.
    """

    def __init__(
        self,
        store: SettingStore,
        time: TimeSource,
        trusted: Callable[[], datetime | None],
        *,
        setting: str = SETTING,
    ) -> None:
        self._store = store
        self._setting = setting
        self._time = time
        self._trusted = trusted
        self._last = self._kept = int(store.setting(setting) or 0)
        self._last_ns = time.mono_ns()

    def take(self) -> int:
        """Return the next counter, which is on the disk ahead of its use.

        A disk that takes nothing does not silence the points: then only a restart without a
        trusted clock may come back with numbers that the receivers refuse for a while.
        """
        now_ns = self._time.mono_ns()
        counter = next_counter(
            last=self._last, since_last_ns=now_ns - self._last_ns, trusted=self._trusted()
        )
        if counter > self._kept:
            self._keep(counter + AHEAD)
        self._last, self._last_ns = counter, now_ns
        return counter

    def _keep(self, counter: int) -> None:
        try:
            self._store.keep_setting(self._setting, str(counter))
        except LoudspeakerError as error:
            log.warning("the command counter is not on the disk: %s", error)
        else:
            self._kept = counter
