"""Exciters with name=value telemetry: as a key that falls by itself, or as a meter beside one.

Telling such an exciter to be on holds for ever with most models, and then it must not key: with
the computer dead the carrier would stay.  ``TelemetryKey`` is for those that fall to standby by
themselves; everything else is a ``TelemetryMeter`` beside a timed relay.
"""

from __future__ import annotations

from collections.abc import Mapping

from loudspeaker.devices.deadline import Deadline
from loudspeaker.devices.text_line import TextLine
from loudspeaker.devices.transmitter.base import MEASURED, Reading
from loudspeaker.devices.transmitter.limits import Limits, judged
from loudspeaker.devices.transmitter.parts import Measured
from loudspeaker.radio import exciter
from loudspeaker.radio.exciter import Telemetry

REPORT_S = 0.3
"""For a whole report: 130 characters take 0.14 s at 9600 baud."""
SWITCH_S = 0.25
_TOLERANCE_S = 0.05


class Reporter:
    """Asks for a whole report and knows when it has come, whatever the exciter reports."""

    def __init__(self, line: TextLine, *, asked: bool = True) -> None:
        self._line = line
        self._question = exciter.ASK_ALL if asked else b""
        self._asked = asked
        self._known: set[str] = set()

    def report(self, deadline: Deadline) -> Telemetry:
        """Return what was reported in time; DeviceFailure when it was nothing.

        The first report takes all the time there is, later ones until the same names were heard.
        An exciter that reports unasked is listened to from where it was left.
        """
        told = Telemetry()

        def complete(data: bytes) -> bool:
            told.feed(data)
            return bool(self._known) and told.heard >= self._known

        within = deadline.part(REPORT_S)
        self._line.ask(self._question, complete, within, keep_input=not self._asked)
        self._known = set(told.heard)
        if not told.heard:
            raise self._line.failure("no answer")
        return told


def measured(told: Telemetry) -> Measured:
    """Return a report as measurements and complaints."""
    values = {name: told.values[name] for name in MEASURED if name in told.values}
    return Measured(values=values, alarms=(f"fault {told.fault}",) if told.fault else ())


class TelemetryMeter:
    """An exciter beside a timed relay: it reports, and may be put on standby as well."""

    def __init__(
        self,
        line: TextLine,
        *,
        limits: Mapping[str, Limits],
        switched: bool = False,
        asked: bool = True,
    ) -> None:
        self.limits = limits
        self._line = line
        self._switched = switched
        self._told_on = False
        self._reporter = Reporter(line, asked=asked)

    def measure(self, deadline: Deadline) -> Measured:
        """Return what the exciter reports, or DeviceFailure."""
        return measured(self._reporter.report(deadline))

    def switch(self, *, on: bool, deadline: Deadline) -> None:
        """Tell the exciter to be ready or to stand by, if it is to be told; or DeviceFailure.

        Its answer is waited for only when it is to come out of standby.
        """
        if not self._switched:
            return
        was_on, self._told_on = self._told_on, on
        if was_on or not on:
            self._line.say(exciter.set_on(on=on), deadline)
            return
        told = Telemetry()

        def complete(data: bytes) -> bool:
            told.feed(data)
            return told.on is True  # an answer to what was said before may still be on its way

        self._line.ask(exciter.set_on(on=True), complete, deadline)

    def close(self) -> None:
        """Give the port back."""
        self._line.close()


class TelemetryKey:
    """An exciter that is keyed by its line and falls ``deadman_s`` after it was last told to be on.

    It is told so by ``arm`` alone; neither measuring nor an open port keeps it up.
    """

    def __init__(self, line: TextLine, *, deadman_s: float, limits: Mapping[str, Limits]) -> None:
        self.deadman_s = deadman_s
        self._line = line
        self._limits = limits
        self._reporter = Reporter(line)

    def arm(self, deadline: Deadline | None = None) -> None:
        """Tell it to be on; DeviceFailure unless it then says that it is."""
        self._switch(deadline or Deadline(), on=True)

    def off(self, deadline: Deadline | None = None) -> None:
        """Tell it to stand by; a port that was lost is tried at once."""
        self._switch(deadline or Deadline(urgent=True), on=False)

    def _switch(self, deadline: Deadline, *, on: bool) -> None:
        """Set, then ask: an echo of the command must not pass for an answer.

        The question for power comes last, and when it is answered the one before it is too.
        """
        told = Telemetry()
        request = exciter.set_on(on=on) + exciter.ask(exciter.ON) + exciter.ask(exciter.FORWARD)

        def complete(data: bytes) -> bool:
            told.feed(data)
            return exciter.FORWARD in told.heard

        if not self._line.ask(request, complete, deadline.part(SWITCH_S)):
            raise self._line.failure("no answer")
        if told.on is not on:
            raise self._line.failure(f"says TX.ON={told.on} when told {on}")

    def reading(self, deadline: Deadline | None = None) -> Reading:
        """Return what it reports; DeviceFailure unless it tells whether it is on."""
        told = self._reporter.report(deadline or Deadline())
        self._check_watchdog(told)
        if told.on is None:
            raise self._line.failure("does not tell whether it is on")
        return judged(measured(told).reading(keyed=told.on), self._limits, missing_counts=True)

    def _check_watchdog(self, told: Telemetry) -> None:
        """Refuse an exciter that says itself that it would stay on."""
        found_s = told.watchdog_s
        if found_s is not None and not 0 < found_s <= self.deadman_s + _TOLERANCE_S:
            raise self._line.failure(f"deadman_missing: TX.WDOG={found_s:g}")

    def close(self) -> None:
        """Give the port back."""
        self._line.close()
