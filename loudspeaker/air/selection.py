"""What is to be on air now, of all that is accepted: due, held back, breaking in, refused, late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from loudspeaker.air import agenda
from loudspeaker.air.accepted import Accepted
from loudspeaker.air.deck import Deck
from loudspeaker.air.interlock import is_held, refusal
from loudspeaker.air.ledger import Ledger
from loudspeaker.air.live_desk import LiveDesk
from loudspeaker.air.microphones import Microphones
from loudspeaker.air.relays import Relays
from loudspeaker.air.watch import Watch
from loudspeaker.air.ways import Ways
from loudspeaker.asrun import Event, Reason
from loudspeaker.model import Priority
from loudspeaker.rundown import Kind, Rundown


@dataclass(slots=True, kw_only=True)
class Selection:
    """Playout's choice: it looks and answers, and touches no device.

    Playout notes in ``slot`` which one was on air last, and when the last emergency ended.
    """

    deck: Deck
    ways: Ways
    accepted: Accepted
    ledger: Ledger
    watch: Watch
    relays: Relays
    microphones: Microphones
    live: LiveDesk
    slot: str | None = None
    emergency_ended: datetime | None = None

    # --- what starts, and when --------------------------------------------------------------------

    def next(self) -> agenda.Choice:
        """Return what is to start now, or how long nothing is."""
        airable, awaited = self._airable(), self._awaited()
        ready = [r for r in airable if r.occurrence not in awaited and not self._waits(r)]
        return self._choose(ready, held=awaited)

    def _airable(self) -> list[Rundown]:
        """Return what may start or expire now: while nobody knows the time only emergencies.

        One from before this process is then due now: its times may be of another boot's clock.
        """
        if self.deck.clock.is_known:
            return self.relays.in_force(self.accepted.all())
        now, before = self.deck.time.wall(), self.accepted.from_before
        urgent = [r for r in self.accepted.all() if r.priority is Priority.EMERGENCY]
        return [agenda.as_of_now(r, now) if r.occurrence in before else r for r in urgent]

    def _awaited(self) -> frozenset[str]:
        """Return the relays whose source may still come: what follows them waits as well."""
        now, lead_in = self.deck.time.wall(), self.lead_in
        due = (r for r in self.accepted.all() if agenda.starts_at(r, lead_in) <= now)
        return frozenset(r.occurrence for r in due if self.relays.waits(r))

    def _waits(self, rundown: Rundown) -> bool:
        if rundown.kind is Kind.CANARY:  # nobody is to hear it
            return self.ways.rests(rundown)
        held = self.ways.rests(rundown) or self._mourns(rundown)
        return held or self.microphones.lacks(rundown)

    def _mourns(self, rundown: Rundown) -> bool:
        return is_held(rundown, limits=self.deck.limits(), now=self.deck.time.wall())

    def _choose(
        self, rundowns: list[Rundown], *, held: frozenset[str] = frozenset()
    ) -> agenda.Choice:
        return agenda.choose(
            rundowns, now=self.deck.time.wall(), lead_in=self.lead_in, slot=self.slot, held=held
        )

    def lead_in(self, rundown: Rundown) -> timedelta:
        """Return how long before its due time a rundown's carrier is keyed."""
        deck = self.ways.planned(rundown)
        usual = deck.lead_in.ahead_of(rundown, deck.points_state.maybe_open)
        return usual + timedelta(seconds=deck.points_state.way_back_s)

    # --- what is too late, or may not sound -------------------------------------------------------

    def expired(self) -> list[Rundown]:
        """Return what can no longer begin."""
        return list(agenda.expired(self._airable(), now=self.deck.time.wall()))

    def why_late(self, rundown: Rundown) -> Reason:
        """Return why this did not begin in time."""
        if self.deck.orders.stopped:
            return Reason.OPERATOR
        if self.deck.clock.skipped(rundown.not_after):
            return Reason.CLOCK
        if self._mourns(rundown):
            return Reason.MOURNING
        if self.microphones.lacks(rundown):
            return Reason.MICROPHONE
        return self.ways.trouble(rundown) or Reason.GRACE_EXCEEDED

    def refusal(self, rundown: Rundown) -> tuple[Event, Reason] | None:
        """Return how this is refused; a test that an emergency overtook is not for now any more."""
        ended = self.emergency_ended
        if rundown.kind is Kind.TEST and ended is not None and rundown.due <= ended:
            return Event.CANCELLED, Reason.SUPERSEDED
        if self.live.goes_unkept(rundown):
            return Event.FAILED, Reason.SOUND
        reason = refusal(
            rundown,
            limits=self.deck.limits(),
            start=self._first_sound(rundown),
            used_today_s=self.watch.used_today_s(),
            aired_at=self.ledger.aired_at,
        )
        return None if reason is None else (Event.REFUSED, reason)

    def _first_sound(self, rundown: Rundown) -> datetime | None:
        """Return when sound begins if the carrier is keyed now; None: nobody knows the time."""
        now = self.deck.clock.trust.wall()
        if now is None:
            return None
        soonest = now + self.lead_in(rundown)
        return soonest if rundown.immediate else max(soonest, rundown.due)

    # --- what does not wait for the end of something else -----------------------------------------

    def urgent(self, ended: Rundown) -> Rundown | None:
        """Return the emergency that is due after this, if it would get through."""
        orders = self.deck.orders
        if orders.stopped or orders.ending is not None:
            return None
        waiting = (r for r in self._airable() if r.occurrence != ended.occurrence)
        urgent = [r for r in waiting if r.priority is Priority.EMERGENCY and self._gets_through(r)]
        return self._choose(urgent).rundown

    def breaks_in(self, on_air: Rundown) -> bool:
        """Tell whether something is due that must interrupt this, and would get through."""
        self.relays.look()
        return self.breaking(on_air) is not None

    def breaking(self, on_air: Rundown) -> Rundown | None:
        """Return what must interrupt this, the most urgent first."""
        now = self.deck.time.wall()
        rundowns = [
            rundown
            for rundown in self._airable()
            if agenda.may_break_in(rundown, on_air=on_air, now=now, lead_in=self.lead_in)
        ]
        return self._choose([each for each in rundowns if self._gets_through(each)]).rundown

    def _gets_through(self, rundown: Rundown) -> bool:
        """Tell whether it would sound: else it would only silence what plays."""
        if rundown.kind is Kind.CANARY or self.microphones.lacks(rundown):
            return False
        if rundown.priority is Priority.EMERGENCY:
            return self.ways.may_break_in(rundown)
        return not self._waits(rundown) and self.refusal(rundown) is None
