"""The counter of point commands, kept on the disk ahead of its use."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import TimeSource
from loudspeaker.radio.counters import Reckoning, reckon

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
        self._kept = int(store.setting(setting) or 0)
        self._last = Reckoning(counter=self._kept, mono_ns=time.mono_ns())

    def take(self) -> int:
        """Return the next counter, which is on the disk ahead of its use.

        A disk that takes nothing does not silence the points: then only a restart without a
        trusted clock may come back with numbers that the receivers refuse for a while.
        """
        now_ns = self._time.mono_ns()
        self._last = reckon(self._last, now_ns=now_ns, trusted=self._trusted())
        if self._last.counter > self._kept:
            self._keep(self._last.counter + AHEAD)
        return self._last.counter

    def _keep(self, counter: int) -> None:
        try:
            self._store.keep_setting(self._setting, str(counter))
        except LoudspeakerError as error:
            log.warning("the command counter is not on the disk: %s", error)
        else:
            self._kept = counter
