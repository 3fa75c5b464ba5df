"""The playout thread: picks what is due, airs it under one carrier, settles what was cut."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from loudspeaker.air import agenda
from loudspeaker.air.accepted import Accepted
from loudspeaker.air.airing import Airing
from loudspeaker.air.carrier import Carrier, CarrierLost
from loudspeaker.air.deck import Cut, Deck
from loudspeaker.air.feeder import Feeder
from loudspeaker.air.interlock import refusal
from loudspeaker.air.ledger import Ledger
from loudspeaker.air.orders import Interruption
from loudspeaker.air.watch import Watch
from loudspeaker.asrun import Event, Reason
from loudspeaker.errors import DeviceFailure, LoudspeakerError, SoundRefused, WrongState
from loudspeaker.model import Priority
from loudspeaker.radio.on_air import NOTHING_ON_AIR
from loudspeaker.rundown import PROGRAMME_RATE_HZ, Kind, Rundown
from loudspeaker.system.faults import Faults

log = logging.getLogger(__name__)
RETRY_S = 2.0
NO_CARRIER = frozenset({Interruption.ORPHANED, Interruption.TRANSMITTER})
"""Interruptions under which a stop's command to the points would not be heard either."""
AT_ONCE = NO_CARRIER | {Interruption.SOUND}
"""Interruptions after which nothing more is sent under this carrier."""


class Playout:
    """Owns sound card and transmitter; everything else asks through ``orders`` and ``accepted``."""

    def __init__(
        self, deck: Deck, accepted: Accepted, ledger: Ledger, watch: Watch, faults: Faults
    ) -> None:
        self._deck = deck
        self._accepted = accepted
        self._ledger = ledger
        self._watch = watch
        self._faults = faults
        self._retry_ns = 0
        self._trouble: Reason | None = None
        self._emergency_ended: datetime | None = None
        self.on_air: Airing | None = None
        self.silent = threading.Event()
        self.silent.set()

    def run(self) -> None:
        """Play what is due until told to end."""
        self.begin()
        while self._deck.orders.ending is None:
            self.play_next()

    def play_next(self) -> None:
        """Air what is to start now, or wait a while for it."""
        rundown = self._next()
        if rundown is not None:
            self.session(rundown)
        self._ledger.pay()

    def begin(self) -> None:
        """Open the sound output ahead of its first use, so that what is missing shows at once."""
        if self._sound_starts():
            self._deck.sound.idle()

    def _sound_starts(self) -> bool:
        try:
            self._deck.sound.start()
        except DeviceFailure as failure:
            self._faults.report("sound", failure.problem)
            return False
        self._faults.clear("sound")
        return True

    def recover(self) -> None:
        """Put a stop in force that came before this start, and settle what was on air then."""
        self._ledger.recover(stopped=self._watch.stop_in_force())

    def _next(self) -> Rundown | None:
        """Return what is to start now, or wait a while and return None."""
        deck = self._deck
        self._watch.look(on_air=False)
        self._expire()
        retry_s = (self._retry_ns - deck.time.mono_ns()) / 1e9
        if deck.orders.stopped or retry_s > 0:
            deck.orders.wait(min(agenda.LONGEST_WAIT_S, max(retry_s, 0.05)))
            return None
        choice = self._choose(self._accepted.all())
        if choice.rundown is None:
            deck.orders.wait(choice.wait_s)
        return choice.rundown

    def _choose(self, rundowns: list[Rundown]) -> agenda.Choice:
        return agenda.choose(rundowns, now=self._deck.time.wall(), lead_in=self.lead_in)

    def lead_in(self, rundown: Rundown) -> timedelta:
        """Return how long before its due time a rundown's carrier is keyed."""
        return self._deck.lead_in.ahead_of(rundown, self._deck.points_state.maybe_open)

    def _expire(self) -> None:
        for rundown in agenda.expired(self._accepted.all(), now=self._deck.time.wall()):
            stopped = Reason.OPERATOR if self._deck.orders.stopped else None
            self._ledger.expire(rundown, stopped or self._trouble or Reason.GRACE_EXCEEDED)

    # --- one carrier ----------------------------------------------------------------------------

    def session(self, rundown: Rundown) -> None:
        """Air a rundown, and what breaks into it, under one carrier."""
        if not self._devices_answer():
            return
        airing = self._prepare(rundown)
        if airing is None:
            return
        self.silent.clear()
        try:
            self._under_carrier(airing)
        finally:
            if self.on_air is not None:
                self.on_air.close()
            self.on_air = None
            self._deck.show(NOTHING_ON_AIR)
            self._deck.sound.idle()
            self.silent.set()

    def _devices_answer(self) -> bool:
        """Try transmitter and sound, and look for ``run/stop``, before anything is keyed."""
        if self._deck.orders.stop_file_present():
            return False
        problem = self._watch.devices_problem()
        if problem is None and not self._sound_starts():
            problem = Reason.SOUND
        self._trouble = problem
        if problem is not None:
            self._delay()
        return problem is None

    def _delay(self) -> None:
        self._retry_ns = self._deck.time.mono_ns() + round(RETRY_S * 1e9)

    def _prepare(self, rundown: Rundown) -> Airing | None:
        """Check the interlock and the sound files, and make the start durable."""
        refused = self._refusal(rundown)
        if refused is not None:
            self._ledger.refuse(rundown, *refused)
            return None
        deck = self._deck
        feeder = Feeder(deck.clips)
        try:
            feeder.load(rundown.cues)
            airing = Airing(deck, rundown, feeder, self._ledger.start(rundown))
        except SoundRefused as refused:
            feeder.close()
            self._faults.report("clip", str(refused))
            self._ledger.refuse(rundown, Event.FAILED, Reason.CLIP)
            return None
        except LoudspeakerError as error:
            feeder.close()
            if not isinstance(error, WrongState):
                self._delay()
            return None
        self._faults.clear("clip")
        self.on_air = airing
        self._catch_up(airing)
        return airing

    def _refusal(self, rundown: Rundown) -> tuple[Event, Reason] | None:
        """Return how this is refused; a test that an emergency overtook is not for now any more."""
        ended = self._emergency_ended
        if rundown.kind is Kind.TEST and ended is not None and rundown.due <= ended:
            return Event.CANCELLED, Reason.SUPERSEDED
        reason = refusal(
            rundown,
            limits=self._deck.limits(),
            start=self._deck.time.wall(),
            used_today_s=self._watch.used_today_s(),
        )
        return None if reason is None else (Event.REFUSED, reason)

    def _catch_up(self, airing: Airing) -> None:
        """Take over cues that were appended while the airing was being prepared."""
        current = self._accepted.get(airing.rundown.occurrence)
        if current is not None:
            airing.catch_up(current)

    def _under_carrier(self, first: Airing) -> None:
        airing: Airing | None = first
        try:
            with self._carrier() as carrier:
                while airing is not None:
                    carrier.allow(airing.rundown.frames / PROGRAMME_RATE_HZ)
                    airing = self._air(airing, carrier)
        except DeviceFailure as failure:
            self._faults.report("transmitter", failure.problem)
            self._ledger.cut(first.rundown, first.attempt, 0, Interruption.TRANSMITTER)
            self._delay()

    def _carrier(self) -> Carrier:
        deck = self._deck
        return Carrier(
            deck.transmitter, deck.time, sound_s=0.0, taken=lambda: deck.orders.carrier_taken
        )

    def _air(self, airing: Airing, carrier: Carrier) -> Airing | None:
        """Air one rundown; return the emergency that broke into it, ready to air."""
        try:
            airing.run(carrier)
        except Cut as cut:
            return self._cut(airing, carrier, cut)
        finally:
            self._faults.set("position", airing.lost_position)
            if airing.rundown.priority is Priority.EMERGENCY:
                self._emergency_ended = self._deck.time.wall()
        self._ledger.aired(airing.rundown, airing.attempt)
        self._wind_down(airing, carrier, Interruption.WITHDRAWN)
        return None

    def _cut(self, airing: Airing, carrier: Carrier, cut: Cut) -> Airing | None:
        log.info("%s ends early: %s", airing.rundown.occurrence, cut)
        why = self._reason(cut)
        self._wind_down(airing, carrier, cut.why if cut.why in NO_CARRIER else why, faded=True)
        self._deck.orders.withdrawal_done(airing.rundown.occurrence)
        self._ledger.cut(airing.rundown, airing.attempt, airing.position, why)
        airing.close()
        if why in (Interruption.TRANSMITTER, Interruption.SOUND, Interruption.POINTS):
            self._trouble = Reason(why.value)
            self._faults.report(why.value, cut.detail)
            self._delay()
        return self._break_in() if why is Interruption.BREAK_IN else None

    def _reason(self, cut: Cut) -> Interruption:
        """Return why it ends for the record: what fails under stop-all was cut by stop-all."""
        orders = self._deck.orders
        stopped = orders.stopped or orders.stop_file_present()
        return Interruption.STOP if stopped else cut.why

    def _wind_down(
        self, airing: Airing, carrier: Carrier, why: Interruption, *, faded: bool = False
    ) -> None:
        """Leave the air as the reason demands; nothing here may keep the carrier from falling."""
        try:
            if why is Interruption.STOP:
                airing.stop_points(carrier, cut=self.silent.set)
            elif why in AT_ONCE:
                self._deck.sound.discard()
            else:
                if faded:
                    airing.fade_out(carrier)
                if why is not Interruption.BREAK_IN:
                    self.silent.set()
                    airing.close_points(carrier, meanwhile=self._watch.look_under_carrier)
        except (DeviceFailure, CarrierLost) as error:
            log.warning("winding down %s: %s", airing.rundown.occurrence, error)

    def _break_in(self) -> Airing | None:
        emergencies = [r for r in self._accepted.all() if r.priority is Priority.EMERGENCY]
        rundown = self._choose(emergencies).rundown
        return self._prepare(rundown) if rundown is not None else None

    def breaks_in(self, on_air: Rundown) -> bool:
        """Tell whether an emergency is due that must interrupt this."""
        return agenda.breaks_in(
            self._accepted.all(), on_air=on_air, now=self._deck.time.wall(), lead_in=self.lead_in
        )

    # --- what the control socket does while something plays -------------------------------------

    def appended(self, rundown: Rundown) -> None:
        """Hand further cues to what is on air, if it is this rundown."""
        airing = self.on_air
        if airing is not None and airing.rundown.occurrence == rundown.occurrence:
            airing.catch_up(rundown)
        self._deck.orders.wake()
