"""The playout thread: picks what is due, airs it under one carrier, settles what was cut."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace

from loudspeaker.air import agenda
from loudspeaker.air.accepted import Accepted
from loudspeaker.air.airing import Airing
from loudspeaker.air.carrier import Carrier, CarrierLost
from loudspeaker.air.deck import Cut, Deck
from loudspeaker.air.feeder import Feeder
from loudspeaker.air.journal import Journal
from loudspeaker.air.ledger import Ledger
from loudspeaker.air.live_desk import LiveDesk
from loudspeaker.air.microphones import Microphones
from loudspeaker.air.orders import Interruption
from loudspeaker.air.readiness import Readiness
from loudspeaker.air.rehearsal import Rehearsal
from loudspeaker.air.relay_airing import RelayAiring
from loudspeaker.air.relays import NoLink, OpenLink, Relays
from loudspeaker.air.selection import Selection
from loudspeaker.air.watch import Watch
from loudspeaker.air.ways import Way, Ways
from loudspeaker.asrun import Event, Reason
from loudspeaker.devices.transmitter.absent import NoTransmitter
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
REPORT_PATIENCE_S, REPORT_POLL_S = 1.5, 0.05
"""How long to wait for reports where no carrier stands meanwhile."""


class Playout:
    """Owns sound card and transmitter; everything else asks through ``orders`` and ``accepted``."""

    def __init__(
        self,
        deck: Deck,
        accepted: Accepted,
        ledger: Ledger,
        journal: Journal,
        watch: Watch,
        faults: Faults,
        *,
        apart: Deck | None = None,
        sources: OpenLink = NoLink,
    ) -> None:
        self._deck = deck
        self._ways = Ways(deck, apart, ledger.reached)
        self._accepted = accepted
        self._ledger = ledger
        self._watch = watch
        self._faults = faults
        self._readiness = Readiness(deck, self._ways, watch, faults)
        self.rehearsal = Rehearsal(deck, self._ways, self._readiness, journal, accepted)
        self.microphones = Microphones(accepted, deck.time)
        self._live = LiveDesk(self.microphones, deck.tapes, faults)
        self._relays = Relays(accepted, deck.time, ledger.relay_clock, sources)
        self.selection = Selection(
            deck=deck,
            ways=self._ways,
            accepted=accepted,
            ledger=ledger,
            watch=watch,
            relays=self._relays,
            microphones=self.microphones,
            live=self._live,
        )
        self._retry_ns = 0
        self.on_air: Airing | None = None
        self.carrier: Carrier | None = None
        """What is keyed for that; None where nothing is on air, or there is no transmitter."""
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
        """Open the sound output ahead of its first use, so that what is missing shows at once.

        Started without the time, our commands count on from the last one kept: receivers that had
        power meanwhile are ahead of them.
        """
        if not self._deck.clock.is_known:
            self._deck.points_state.lose()
        if self._readiness.sound_starts():
            self._deck.sound.idle()

    def recover(self) -> None:
        """Put a stop in force that came before this start, and settle what was on air then."""
        self._ledger.recover(stopped=self._watch.stop_in_force(), mended=self._live.mended)

    def _next(self) -> Rundown | None:
        """Return what is to start now, or wait a while and return None."""
        deck = self._deck
        self._watch.look(on_air=False)
        self._relays.look()
        self._look_at_clock()
        self._expire()
        retry_s = (self._retry_ns - deck.time.mono_ns()) / 1e9
        if deck.orders.stopped or retry_s > 0:
            deck.orders.wait(min(agenda.LONGEST_WAIT_S, max(retry_s, 0.05)))
            return None
        choice = self.selection.next()
        if choice.rundown is None:
            rest_s = self._ways.rest_s
            deck.orders.wait(min(choice.wait_s, max(rest_s, 0.05)) if rest_s else choice.wait_s)
        return choice.rundown

    def _look_at_clock(self) -> None:
        clock = self._deck.clock
        if clock.look():
            self._accepted.follow_clock()
        if clock.has_come_to_be_known() and clock.trust.needs_proof:
            self._deck.points_state.lose()  # commands now count by a time that may be far ahead

    def _expire(self) -> None:
        for rundown in self.selection.expired():
            if rundown.kind is Kind.CANARY:
                self.rehearsal.too_late(rundown)
            else:
                self._ledger.expire(rundown, self.selection.why_late(rundown))

    # --- one carrier ----------------------------------------------------------------------------

    def session(self, rundown: Rundown) -> None:
        """Air a rundown, and what breaks into it, under one carrier; a canary without."""
        if rundown.kind is Kind.CANARY:
            self.rehearsal.rehearse(rundown)
            return
        way = self._readiness.way(rundown)
        if way is None:
            return
        airing = self._prepare(self._for_now(rundown), way)
        if airing is None:
            return
        self.silent.clear()
        try:
            self._under_carrier(airing, way)
        finally:
            if self.on_air is not None:
                self.on_air.close()
            self.on_air = self.carrier = None
            way.deck.show(NOTHING_ON_AIR)
            way.deck.sound.idle()
            self.silent.set()

    def _for_now(self, rundown: Rundown) -> Rundown:
        """Return it as one that does not wait for its due time, if the clock was set back."""
        known = self._accepted.get(rundown.occurrence) or rundown
        current = self._relays.rest_of(known, self.selection.lead_in(known))
        if agenda.must_not_wait(rundown, self._deck.time.wall()):
            return replace(current, immediate=True)
        return current

    def _delay(self) -> None:
        self._retry_ns = self._deck.time.mono_ns() + round(RETRY_S * 1e9)

    def _prepare(self, rundown: Rundown, way: Way) -> Airing | None:
        """Check the interlock and the sound files, and make the start durable."""
        refused = self.selection.refusal(rundown)
        if refused is not None:
            self._ledger.refuse(rundown, *refused)
            return None
        deck = self._deck
        feeder = Feeder(deck.clips)
        try:
            feeder.load(rundown.cues)
            attempt = self._ledger.start(rundown, way.points)
            airing = self._airing(way, rundown, feeder, attempt)
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
        airing.used_today_s = self._watch.used_today_s()
        self.on_air = airing
        if rundown.slot is not None:
            self.selection.slot = rundown.slot
        self._catch_up(airing)
        return airing

    def _airing(self, way: Way, rundown: Rundown, feeder: Feeder, attempt: int) -> Airing:
        if rundown.relay is None:
            return self._live.airing(way, rundown, feeder, attempt)
        self._relays.begun(rundown)
        feed = self._relays.feed(rundown)
        return RelayAiring(way.deck, rundown, feeder, attempt, way.points, feed=feed)

    def _catch_up(self, airing: Airing) -> None:
        """Take over cues that were appended while the airing was being prepared."""
        current = self._accepted.get(airing.rundown.occurrence)
        if current is not None:
            airing.catch_up(current)

    def _under_carrier(self, first: Airing, way: Way) -> None:
        airing: Airing | None = first
        try:
            with self._carrier(way) as carrier:
                if not isinstance(way.deck.transmitter, NoTransmitter):
                    self.carrier = carrier
                while airing is not None:
                    self.silent.clear()
                    carrier.allow(airing.rundown.longest_frames / PROGRAMME_RATE_HZ)
                    airing = self._air(airing, carrier, way)
                    way = way if airing is None else self._ways.whole(airing.rundown)
        except DeviceFailure as failure:
            self._faults.report("transmitter", failure.problem)
            self._ledger.cut(first.rundown, first.attempt, 0, Interruption.TRANSMITTER)
            self._fail(way, Reason.TRANSMITTER, first)

    def _carrier(self, way: Way) -> Carrier:
        deck = way.deck
        return Carrier(
            deck.transmitter, deck.time, sound_s=0.0, taken=lambda: deck.orders.carrier_taken
        )

    def _air(self, airing: Airing, carrier: Carrier, way: Way) -> Airing | None:
        """Air one rundown; return what broke into it or is to follow at once, ready to air."""
        try:
            airing.run(carrier)
        except Cut as cut:
            return self._cut(airing, carrier, cut, way)
        finally:
            self._faults.set("position", airing.lost_position)
            self._live.ended(airing)
            if airing.rundown.priority is Priority.EMERGENCY:
                self.selection.emergency_ended = self._deck.time.wall()
        airing.finish()
        self._live.ended(airing)
        if not airing.clips.points:
            self._ledger.aired(airing.rundown, airing.attempt)
        stands = self._wind_down(airing, carrier, Interruption.WITHDRAWN)
        if airing.clips.points:  # the closing has given their reports time to come
            self._record_reports(airing, way)
        return self._follow(airing, way) if stands else None

    def _follow(self, airing: Airing, way: Way) -> Airing | None:
        """Return the emergency that was called while this was being closed, ready to air."""
        urgent = self.selection.urgent(airing.rundown)
        if urgent is None or self._deck.orders.stop_file_present():
            return None
        airing.close()
        return self._ready(urgent, way)

    def _record_reports(self, airing: Airing, way: Way) -> None:
        acked = self._acknowledged(airing, patience_s=REPORT_PATIENCE_S if way.apart else 0.0)
        if way.partial:
            reason = self._ways.trouble(airing.rundown) or Reason.TRANSMITTER
            self._ledger.aired_apart(airing.rundown, airing.attempt, way.points, acked, reason)
        else:
            self._ledger.aired(airing.rundown, airing.attempt, acked)

    def _acknowledged(self, airing: Airing, *, patience_s: float) -> frozenset[int]:
        time = self._deck.time
        give_up_ns = time.mono_ns() + round(patience_s * 1e9)
        while (acked := airing.acknowledged()) < set(airing.clips.points):
            if time.mono_ns() >= give_up_ns or self._is_wanted(airing.rundown):
                break
            self._deck.orders.wait(REPORT_POLL_S)
        return acked

    def _is_wanted(self, after: Rundown) -> bool:
        """Tell whether something must not wait for reports."""
        orders = self._deck.orders
        stops = orders.stopped or orders.ending is not None
        return stops or self.selection.breaks_in(after) or self.selection.urgent(after) is not None

    def _cut(self, airing: Airing, carrier: Carrier, cut: Cut, way: Way) -> Airing | None:
        log.info("%s ends early: %s", airing.rundown.occurrence, cut)
        why = self._reason(cut)
        how = cut.why if cut.why in NO_CARRIER else why
        stands = self._wind_down(airing, carrier, how, faded=True)
        self._deck.orders.withdrawal_done(airing.rundown.occurrence)
        airing.finish()
        self._ledger.cut(
            airing.rundown,
            airing.attempt,
            airing.position,
            why,
            points=airing.points,
            partial=way.partial,
        )
        airing.close()
        if why in (Interruption.TRANSMITTER, Interruption.SOUND, Interruption.POINTS):
            self._fail(way, Reason(why.value), airing)
            self._faults.report(self._fault_of(way, why), cut.detail)
            return None
        if why is Interruption.BREAK_IN:
            return self._ready(self.selection.breaking(airing.rundown), way)
        return self._follow(airing, way) if stands else None

    def _fail(self, way: Way, reason: Reason, airing: Airing) -> None:
        occurrence = airing.rundown.occurrence
        self._ways.failed(reason, apart=way.apart, broken_off=occurrence)

    @staticmethod
    def _fault_of(way: Way, why: Interruption) -> str:
        return "ip_points" if way.apart else why.value

    def _reason(self, cut: Cut) -> Interruption:
        """Return why it ends for the record: what fails under stop-all was cut by stop-all."""
        orders = self._deck.orders
        stopped = orders.stopped or orders.stop_file_present()
        return Interruption.STOP if stopped else cut.why

    def _wind_down(
        self, airing: Airing, carrier: Carrier, why: Interruption, *, faded: bool = False
    ) -> bool:
        """Leave the air as the reason demands; nothing here may keep the carrier from falling.

        Return whether it stands and something may follow under it.
        """
        try:
            if why is Interruption.STOP:
                airing.stop_points(carrier, cut=self.silent.set)
            elif why in AT_ONCE:
                airing.clips.cut()
                airing.drop_sound()
            else:
                if faded:
                    airing.fade_out(carrier)
                if why is Interruption.BREAK_IN:
                    airing.clips.cut()
                else:
                    self.silent.set()
                    airing.close_points(
                        carrier,
                        meanwhile=self._watch.look_under_carrier,
                        hurry=lambda: self.selection.urgent(airing.rundown) is not None,
                    )
                return True
        except (DeviceFailure, CarrierLost) as error:
            log.warning("winding down %s: %s", airing.rundown.occurrence, error)
        return False

    def _ready(self, rundown: Rundown | None, way: Way) -> Airing | None:
        """Return what follows, ready to air; what goes another way gets a session of its own.

        Nothing is closed for that first: without the carrier radio points mute in 0.2 s, and the
        emergency's lead-in closes what it does not address.
        """
        if rundown is None or self._ways.needs_radio(rundown) is way.apart:
            return None
        return self._prepare(self._for_now(rundown), self._ways.whole(rundown))

    # --- what the control socket does while something plays -------------------------------------

    def appended(self, rundown: Rundown) -> None:
        """Hand further cues to what is on air, if it is this rundown."""
        airing = self.on_air
        if airing is not None and airing.rundown.occurrence == rundown.occurrence:
            airing.catch_up(rundown)
        self._deck.orders.wake()
