"""What a month or a year of the record comes to, for who has signed in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from loudspeaker.asrun import Audit
from loudspeaker.errors import UsageRefused
from loudspeaker.model import STATION_ZONE, Caller, TimeSource
from loudspeaker.report import Period, period_named
from loudspeaker.sheets.reporting.gathering import gather
from loudspeaker.sheets.reporting.wire import values_of
from loudspeaker.station import arguments as given
from loudspeaker.station.arguments import Arguments
from loudspeaker.system.home import Home


class ReportDesk:
    """Counts what ``loudspeaker report`` counts; the papers are made by who asks."""

    def __init__(self, home: Home, *, time: TimeSource, check: Callable[[], Audit]) -> None:
        self._home = home
        self._time = time
        self._check = check
        self._counting = threading.Lock()

    def report(self, _caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Return the figures of ``period`` (``2026-07``, ``7/2026``, ``2026``), else last month's.

        Raises UsageRefused, NotFound for a station without a log.  The seals are not proved: the
        key is playout's.
        """
        now = self._time.wall().astimezone(STATION_ZONE)
        text = given.text_or_none(arguments, "period")
        last = Period(year=now.year, month=now.month).before()
        period = last if text is None else period_named(text)
        if period is None:
            raise UsageRefused(option=str(text)[:60], problem="period")
        with self._counting:  # one at a time: it reads the whole log
            return values_of(gather(self._home, period, now, self._check))
