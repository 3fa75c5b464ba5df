"""What playout looks at while nothing plays: devices, the clock, the day's published head."""

from __future__ import annotations

import logging
from datetime import timedelta

from loudspeaker.air.deck import Deck
from loudspeaker.air.journal import Journal
from loudspeaker.asrun import Reason
from loudspeaker.devices.transmitter.base import Reading
from loudspeaker.errors import DeviceFailure, LoudspeakerError
from loudspeaker.model import iso
from loudspeaker.system.faults import Faults

log = logging.getLogger(__name__)
_NS = 1_000_000_000
DEVICES_NS = 4 * _NS


class Watch:
    """Looks around about once a second, between airings."""

    def __init__(self, deck: Deck, journal: Journal, faults: Faults) -> None:
        self._deck = deck
        self._journal = journal
        self._faults = faults
        self._next_devices_ns = 0
        self._day = ""
        self._power_alarms: tuple[str, ...] = ()
        self.reading: Reading | None = None

    def look(self, *, on_air: bool) -> None:
        """Look at everything that is due to be looked at."""
        self._look_at_stop_file()
        now_ns = self._deck.time.mono_ns()
        if not on_air and now_ns >= self._next_devices_ns:
            self._next_devices_ns = now_ns + DEVICES_NS
            self._look_at_day()
            self.devices_problem()

    def _look_at_stop_file(self) -> None:
        orders = self._deck.orders
        if not orders.stop_file_present():
            return
        orders.stop()
        try:
            self._journal.latch_stop(iso(self._deck.time.wall()))
            orders.take_stop_file()
        except LoudspeakerError as error:  # the file stays, and with it the stop
            self._faults.report("journal", str(error))

    def stop_in_force(self) -> bool:
        """Tell whether stop-all was latched, or left as a file, before this start; obey it."""
        self._look_at_stop_file()
        if self._journal.stopped_since() is not None:
            self._deck.orders.stop()
        return self._deck.orders.stopped

    def _look_at_day(self) -> None:
        """Publish the end of the log once a day, for the day that is over, when the disk can."""
        today = iso(self._deck.time.wall())[:10]
        if today == self._day:
            return
        yesterday = iso(self._deck.time.wall() - timedelta(days=1))[:10]
        try:
            self._journal.publish_head(yesterday)
        except LoudspeakerError as error:
            self._faults.report("journal", str(error))
        else:
            self._day = today

    def devices_problem(self) -> Reason | None:
        """Ask every device how it is; report or clear its fault; return the gravest."""
        problems = {
            Reason.TRANSMITTER: self._transmitter_problem(),
            Reason.POINTS: self._deck.points.problem(),
            Reason.SOUND: self._sound_problem(),
        }
        for reason, problem in problems.items():
            self._faults.set(reason.value, problem)
        self._faults.set("encoder", self._deck.points.complaint())
        self._look_at_players()
        return next((reason for reason, problem in problems.items() if problem is not None), None)

    def _look_at_players(self) -> None:
        """Tell of points over IP; radio points are none the worse for it."""
        players = self._deck.players
        problem = players.problem()
        self._faults.set("ip_points", problem)
        silent = ", ".join(map(str, players.silent())) if problem is None else ""
        self._faults.set("ip_silent", silent or None)

    def _transmitter_problem(self) -> str | None:
        try:
            self.reading = self._measured()
        except DeviceFailure as failure:
            self.reading = None
            return failure.problem
        self._judge(self.reading)
        return None

    def look_under_carrier(self) -> None:
        """Measure while the carrier stands: only then does power tell anything.

        For a moment at which no sound waits for it.  A failure is for ``arm`` to notice.
        """
        if self._deck.orders.stopped:
            return
        try:
            self._judge(self._deck.transmitter.reading())
        except DeviceFailure as failure:
            log.info("not measured under carrier: %s", failure.problem)

    def _judge(self, reading: Reading) -> None:
        """Report what is beyond its limit; about power, what was last seen under carrier holds."""
        if reading.keyed:
            self._power_alarms = reading.power_alarms
        alarms = dict.fromkeys((*self._power_alarms, *reading.alarms))
        self._faults.set("transmitter_alarm", "; ".join(alarms) or None)

    def _sound_problem(self) -> str | None:
        try:
            self._deck.sound.open()
        except DeviceFailure as failure:
            return failure.problem
        return None

    def _measured(self) -> Reading:
        """Measure; a carrier that stands with nothing on air is dropped (design, rule 1)."""
        transmitter = self._deck.transmitter
        reading = transmitter.reading()
        if reading.keyed:
            log.warning("a carrier stands with nothing on air: dropping it")
            transmitter.off()
        return reading

    def used_today_s(self) -> float:
        """Return the seconds of ordinary sound that went out today."""
        return self._journal.aired_ms_on(iso(self._deck.time.wall())[:10]) / 1000
