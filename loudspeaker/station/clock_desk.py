"""The actions about the machine's clock: what speaks for it, and a person's word."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from loudspeaker.config.roles import permit
from loudspeaker.errors import TimeRefused
from loudspeaker.model import Caller, iso
from loudspeaker.station import arguments as given
from loudspeaker.station.arguments import Arguments
from loudspeaker.system.clock_trust import ClockTrust
from loudspeaker.timetable.when import read_moment

CONFIRM = "clock_confirm"
AGREES: timedelta = timedelta(minutes=2)
"""A person reads a watch and types."""


class ClockDesk:
    """Shows the clock; has a person confirm it by the time on another one."""

    def __init__(self, trust: ClockTrust) -> None:
        self._trust = trust

    def shown(self, _caller: Caller, _arguments: Arguments) -> dict[str, Any]:
        """Return what the clock shows, whether that is believed, and what speaks for it."""
        evidence, doubt = self._trust.evidence(), self._trust.doubt()
        return {
            "now": iso(self._trust.reading().wall),
            "known": doubt is None,
            "doubt": doubt.value if doubt else None,
            "needs_proof": self._trust.needs_proof,
            "steered": evidence.steered,
            "chip": iso(evidence.chip) if evidence.chip else None,
            "vouched_by": evidence.voucher.by if evidence.voucher else None,
        }

    def confirm(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Take a person's word that the clock is right, if their own shows the same.

        Raises TimeRefused: ``not_a_moment`` without day and year, ``other_clock`` if they differ.
        The word holds until the clock is set or the machine restarts.
        """
        permit(caller, CONFIRM)
        text, now = given.text(arguments, "time"), self._trust.reading().wall
        told = read_moment(text, now)
        if told is None:
            raise TimeRefused(problem="not_a_moment", given=text[:60], now=iso(now))
        if abs(told - now) > AGREES:
            raise TimeRefused(problem="other_clock", given=iso(told), now=iso(now))
        self._trust.vouch(caller.name)
        return self.shown(caller, arguments)
