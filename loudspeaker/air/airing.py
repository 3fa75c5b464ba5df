"""One airing under a carrier: lead-in, sound, tail (design, rule 2).

Key up, silence, close and open commands; sound only after a complete open command has left the
antenna; then silence, close commands, carrier off.  Every block goes through ``_send``, where the
orders, the carrier's heartbeat and the receivers' hold are looked after.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from loudspeaker.air.carrier import Carrier, CarrierLost
from loudspeaker.air.clip_orders import ClipOrders
from loudspeaker.air.deck import Cut, Deck
from loudspeaker.air.feeder import Feeder, faded_out, is_quiet
from loudspeaker.air.held_points import HeldPoints
from loudspeaker.air.interlock import beyond_limit
from loudspeaker.air.orders import Interruption
from loudspeaker.air.positions import PositionAhead
from loudspeaker.air.supervision import Supervision
from loudspeaker.air.turning import Turning
from loudspeaker.air.when_heard import early_by_s, first_sound_ns, heard_ns
from loudspeaker.devices.points.base import Dispatch
from loudspeaker.devices.sound.base import (
    BLOCK_FRAMES,
    BYTES_PER_FRAME,
    RATE_HZ,
    SILENT,
    Label,
    Sound,
)
from loudspeaker.errors import DeviceFailure, SoundRefused
from loudspeaker.model import Priority
from loudspeaker.radio.on_air import NOTHING_ON_AIR, OnAir, OnAirKind
from loudspeaker.rundown import Cue, Kind, Rundown

log = logging.getLogger(__name__)
_NS = 1_000_000_000
LOW_FILL = RATE_HZ * 60 // 1000
RUNNING_FILL = RATE_HZ // 2
RUNNING_SHARE = 0.04
SENTENCE_LIMIT_NS = 3 * _NS
PAUSE_BLOCKS = 8
PHRASE_PATIENCE_FRAMES = 5 * RATE_HZ
URGENT_PATIENCE_FRAMES = 20 * RATE_HZ
"""After its tone an emergency waits in silence for a voice that is only starting: on two busy cores
that took up to 13 s, and what ends here is not tried again."""
STOP_COPIES = 2
MOST_VOLUMES = 4  # commands after one airing: a carrier with nothing but silence stays short
SET_BACK_S = 3.0
"""A due time that recedes further during the lead-in is not waited for: the clock was set back.
Ending the lead-in and beginning again would take about as long."""
STOP_NS = 740_000_000
"""From the order to the carrier's end.  A receiver that missed every all-stop is silent 0.2 s after
the carrier; the rest to a second is for a block of sound and for the transmitter's answers."""
SILENCE = bytes(BLOCK_FRAMES * BYTES_PER_FRAME)


class Airing:
    """Airs one rundown, at ``points`` (all of the rundown's unless told otherwise).

    ``position`` is what has been handed to the sound output, ``queued_frames`` what of it was not
    yet out then.
    """

    def __init__(
        self,
        deck: Deck,
        rundown: Rundown,
        feeder: Feeder,
        attempt: int,
        points: Sequence[int] | None = None,
    ) -> None:
        self._deck = deck
        self._feeder = feeder
        self.rundown = rundown
        self.attempt = attempt
        self.points = tuple(rundown.points if points is None else points)
        self.clips = ClipOrders(deck.players, occurrence=rundown.occurrence, attempt=attempt)
        self.position = 0
        self.queued_frames = 0
        self._ahead = PositionAhead(
            deck.positions, deck.time, occurrence=rundown.occurrence, attempt=attempt
        )
        self._held = HeldPoints(deck, self.points)
        self._turning = Turning(deck, self._held, self.clips)
        self._supervision = Supervision(deck)
        self._ending_ns: int | None = None
        self._quiet_blocks = 0
        self._starved_frames = 0
        self._within_limits_to = 0
        self.used_today_s = 0.0
        """Ordinary sound that had gone out on this day when this began."""
        self._time_told = False
        self._growing = threading.Lock()

    # --- what the control socket does while this plays ------------------------------------------

    def catch_up(self, rundown: Rundown) -> None:
        """Take over cues that came after the start (early start), from any thread."""
        with self._growing:
            for cue in rundown.cues[self._feeder.cue_count :]:
                self._feeder.append(cue)
            self.rundown = replace(rundown, immediate=self.rundown.immediate)

    def finish(self) -> None:
        """Complete what is on record of it; nothing sounds any more."""

    def close(self) -> None:
        """Close the sound files."""
        self._feeder.close()

    def goes_to(self, sound: Sound) -> bool:
        """Tell whether it is heard from that output; points over IP alone need none."""
        return self._deck.sound is sound

    def acknowledged(self) -> frozenset[int]:
        """Return the points that have reported to have played all that was for them."""
        return self.clips.acknowledged(self.rundown)

    @property
    def lost_position(self) -> str | None:
        """Return why the position is not kept any more, if so."""
        return self._ahead.lost

    @property
    def recording_problem(self) -> str | None:
        """Return why what is said live is not kept, if so."""
        return None

    @property
    def live_cue(self) -> tuple[str, int] | None:
        """Return the name and the length of what is being said live, if it is."""
        return None

    # --- the airing -----------------------------------------------------------------------------

    def run(self, carrier: Carrier) -> None:
        """Air it; Cut when it ends before its end."""
        try:
            self._lead_in(carrier)
            self._play(carrier)
            self._tail(carrier)
        except CarrierLost as lost:
            raise Cut(Interruption.TRANSMITTER, str(lost)) from lost
        except SoundRefused as refused:
            raise Cut(Interruption.SOUND, str(refused)) from refused

    def _lead_in(self, carrier: Carrier) -> None:
        deck, points, begin_ns = self._deck, self.points, self._deck.time.mono_ns()
        urgent = self.rundown.priority is Priority.EMERGENCY
        if urgent:
            deck.points.give_way()
        ahead_s = early_by_s(deck, self.rundown)
        others = sorted(deck.points_state.maybe_open - set(points))
        if others and urgent and deck.lead_in.addresses(others) <= 1:
            deck.points.close_points(others, copies=1)
        elif others:
            deck.points.close_all(copies=1)
        if self.rundown.kind is Kind.TEST:  # it is to be heard as it was asked to be
            self._set_volumes(carrier, deck.volumes.waiting(points)[:1])
        opening = self._held.open()
        deck.show(_shown(self.rundown))
        expected_ns = first_sound_ns(
            deck, self.rundown, points, urgent=urgent, closing=bool(others)
        )
        self.clips.announce(points, self._cues(), heard_ns=expected_ns)
        self._until_open(carrier, opening, urgent=urgent)
        if deck.points_state.may_be_lost:
            self._await_way_back(carrier, since_ns=begin_ns, urgent=urgent)
        least_ns = begin_ns + round(deck.lead_in.wait_s(urgent=urgent) * _NS)
        while heard_ns(deck) < least_ns:
            self._send_silence(carrier)
        if not self.rundown.immediate:
            self._wait_for_due(carrier, most_s=max(0.0, ahead_s) + SET_BACK_S)

    def _until_open(self, carrier: Carrier, opening: Dispatch, *, urgent: bool) -> None:
        """Keep the carrier silent until the command has left; Cut if it does not."""
        deck = self._deck
        give_up_ns = deck.time.mono_ns() + round(deck.lead_in.give_up_after_s(self.points) * _NS)
        while not self._held.are_open(opening, urgent=urgent):
            if opening.problem or deck.time.mono_ns() > give_up_ns:
                raise Cut(Interruption.POINTS, opening.problem or "no open command has left")
            self._send_silence(carrier)

    def _await_way_back(self, carrier: Carrier, *, since_ns: int, urgent: bool) -> None:
        """Command under silence until every receiver follows, and open again.

        Else what is short would be heard by nobody, and be recorded as aired.
        """
        deck = self._deck
        while deck.time.mono_ns() < since_ns + round(deck.points_state.way_back_s * _NS):
            self._send_silence(carrier)
        self._until_open(carrier, self._held.open(), urgent=urgent)
        deck.points_state.may_be_lost = False

    def _wait_for_due(self, carrier: Carrier, *, most_s: float) -> None:
        """Keep the carrier silent to the due time; not for long if the clock is set back now."""
        while (early_s := early_by_s(self._deck, self.rundown)) > 0:
            if early_s > most_s and self.rundown.priority is Priority.EMERGENCY:
                return
            if early_s > most_s:
                raise Cut(Interruption.CLOCK, f"set back: {early_s:.0f} s early")
            self._send_silence(carrier, frames=min(BLOCK_FRAMES, max(1, round(early_s * RATE_HZ))))

    def _send_silence(self, carrier: Carrier, *, frames: int = BLOCK_FRAMES) -> None:
        if self._deck.orders.ending is not None:
            raise Cut(Interruption.SHUTDOWN)
        self._send(carrier, SILENCE[: frames * BYTES_PER_FRAME], SILENT, LOW_FILL)

    def _play(self, carrier: Carrier) -> None:
        self._supervision.sound_begins()
        while True:
            complete = self.rundown.complete  # before the sound: cues may come between the two
            self._end_at_limit(carrier)
            self._turn_points(carrier)
            self._ahead.grown(self._feeder.total_frames)
            carrier.grown(self._feeder.total_frames / RATE_HZ)
            allowed = self._ahead.frames_allowed(self.position)
            pcm = self._feeder.read(self.position, min(BLOCK_FRAMES, allowed))
            if not pcm and complete and self.position < self._feeder.total_frames:
                raise Cut(Interruption.SOUND, "a clip has become shorter")
            if not pcm and complete:
                return
            if not pcm:
                self._wait_for_phrase(carrier)
                continue
            self._end_at_pause(carrier, pcm)
            self.clips.sounding(self._cues(), self.position, heard_ns=heard_ns(self._deck))
            label = Label(occurrence=self.rundown.occurrence, position_frames=self.position)
            self._send(carrier, pcm, label, self._fill())
            self.position += len(pcm) // BYTES_PER_FRAME
            self._starved_frames = 0
            self._renew()

    def _cues(self) -> tuple[Cue, ...]:
        """Return the cues as those points hear them that are open now."""
        return self.rundown.cues_for(self._held.points)

    def _turn_points(self, carrier: Carrier) -> None:
        """Have exactly those points open that the next cue is for."""
        cue = self._feeder.cue_at(self.position)
        if cue is None:
            return
        takers = self.rundown.points_for(cue)
        self._turning.turn(
            tuple(number for number in self.points if number in takers),
            urgent=self.rundown.priority is Priority.EMERGENCY,
            silence=partial(self._send_silence, carrier),
        )

    def _fill(self) -> int:
        return max(LOW_FILL, min(RUNNING_FILL, int(self._feeder.total_frames * RUNNING_SHARE)))

    def _wait_for_phrase(self, carrier: Carrier) -> None:
        self._starved_frames += BLOCK_FRAMES
        urgent = self.rundown.priority is Priority.EMERGENCY
        patience = URGENT_PATIENCE_FRAMES if urgent else PHRASE_PATIENCE_FRAMES
        if self._starved_frames > patience:
            raise Cut(Interruption.SPEECH, "the next phrase did not come")
        self._send_silence(carrier)

    def _end_at_limit(self, carrier: Carrier) -> None:
        """End ahead of a cue that would go beyond a limit: what is behind it may be long."""
        if self.position < self._within_limits_to:
            return
        end = self._feeder.end_at(self.position)
        reason = beyond_limit(
            self.rundown,
            limits=self._deck.limits(),
            used_today_s=self.used_today_s,
            heard_s=end / RATE_HZ,
        )
        if reason is not None:
            self._tail(carrier)
            raise Cut(Interruption(reason.value), f"with {end / RATE_HZ:.0f} s of it")
        self._within_limits_to = end

    def _end_at_pause(self, carrier: Carrier, pcm: bytes) -> None:
        """Once playout is to shut down: end in the next pause, or after three seconds."""
        if self._deck.orders.ending is not Interruption.SHUTDOWN:
            return
        now_ns = self._deck.time.mono_ns()
        self._ending_ns = self._ending_ns or now_ns
        self._quiet_blocks = self._quiet_blocks + 1 if is_quiet(pcm) else 0
        if self._quiet_blocks >= PAUSE_BLOCKS:
            self._tail(carrier)
            raise Cut(Interruption.SHUTDOWN, "in a pause")
        if now_ns - self._ending_ns > SENTENCE_LIMIT_NS:
            raise Cut(Interruption.SHUTDOWN, "no pause came")

    def _renew(self) -> None:
        """Open again before the time-to-live runs out; tell the time once, early on."""
        if not self._time_told:
            self._time_told = True
            self._deck.points.tell_time()
        if self._held.open_if_due():
            self.clips.repeat(self.position)

    def _tail(self, carrier: Carrier) -> None:
        """Let the last block leave the output: half a second of silence after it."""
        for _ in range(RATE_HZ // 2 // BLOCK_FRAMES):
            self._send(carrier, SILENCE, SILENT, LOW_FILL)

    def close_points(
        self,
        carrier: Carrier,
        *,
        meanwhile: Callable[[], None],
        hurry: Callable[[], bool] = lambda: False,
    ) -> None:
        """Close every point, three times, under silence; neither a stop nor a hurry waits for it.

        ``hurry`` tells that something urgent is to follow: what is not out then need not go out.
        """
        deck = self._deck
        closing = deck.points.close_all(copies=3)
        deck.show(NOTHING_ON_AIR)
        meanwhile()
        self._silence_until_out(carrier, closing, hurry=hurry)
        if closing.problem is None and closing.has_all_out(deck.time.mono_ns()):
            deck.points_state.maybe_open = frozenset()
        self._held.let_go()
        if hurry():
            return
        with suppress(Cut):  # whatever it was: the carrier falls, or what is urgent follows
            self._set_volumes(carrier, deck.volumes.waiting()[:MOST_VOLUMES], hurry=hurry)

    def _set_volumes(
        self,
        carrier: Carrier,
        groups: Sequence[tuple[int, Sequence[int]]],
        *,
        hurry: Callable[[], bool] = lambda: False,
    ) -> None:
        def silence() -> None:
            if hurry():
                raise Cut(Interruption.BREAK_IN)
            self._send_silence(carrier)

        self._deck.volumes.send(self._deck.points, groups, silence=silence)

    def stop_points(self, carrier: Carrier, *, cut: Callable[[], None]) -> None:
        """Cut the sound, tell so by ``cut``, and mute everything as far as time allows (rule 3)."""
        self.fade_out(carrier)
        cut()
        stopping = self._deck.points.all_stop(copies=STOP_COPIES)
        self._deck.show(NOTHING_ON_AIR)
        self._silence_until_out(carrier, stopping)

    def _silence_until_out(
        self, carrier: Carrier, dispatch: Dispatch, *, hurry: Callable[[], bool] = lambda: False
    ) -> None:
        deck, begin_ns = self._deck, self._deck.time.mono_ns()
        closing_ns = round(deck.lead_in.closing_s * _NS)
        while not dispatch.has_all_out(now_ns := deck.time.mono_ns()):
            asked_ns = deck.orders.stop_asked_ns
            stop_ns = begin_ns if asked_ns is None else asked_ns
            limit_ns = stop_ns + STOP_NS if deck.orders.stopped else begin_ns + closing_ns
            if now_ns >= limit_ns or hurry():
                return
            self._deck.sound.write(SILENCE, SILENT, ahead_frames=LOW_FILL)
            carrier.sounded()
            carrier.beat()

    def drop_sound(self) -> None:
        """Drop what is queued, without a word more."""
        self._deck.sound.discard()

    def fade_out(self, carrier: Carrier) -> None:
        """Drop what is queued and ramp down from the very sample that would have come next."""
        sound = self._deck.sound
        if not self.position:
            sound.discard()
            return
        heard_to = max(0, self.position - sound.queued_frames())
        sound.discard()
        try:
            pcm = self._sound_at(heard_to, BLOCK_FRAMES)
        except SoundRefused:  # the disk has failed: what is left to do must be done all the same
            pcm = b""
        label = Label(occurrence=self.rundown.occurrence, position_frames=heard_to)
        sound.write(faded_out(pcm) or SILENCE, label, ahead_frames=LOW_FILL)
        carrier.sounded()
        self.position = heard_to + len(pcm) // BYTES_PER_FRAME

    def _sound_at(self, position: int, frames: int) -> bytes:
        return self._feeder.read(position, frames)

    # --- every block goes through here ----------------------------------------------------------

    def _send(self, carrier: Carrier, pcm: bytes, label: Label, ahead_frames: int) -> None:
        self._supervision.check(self.rundown)
        try:
            self._deck.sound.write(pcm, label, ahead_frames=ahead_frames)
        except DeviceFailure as failure:
            raise Cut(Interruption.SOUND, failure.problem) from failure
        self.queued_frames = self._deck.sound.queued_frames()
        carrier.sounded()
        try:
            carrier.beat()
        except DeviceFailure as failure:
            raise Cut(Interruption.TRANSMITTER, failure.problem) from failure
        self._held.hold_if_due()


def _shown(rundown: Rundown) -> OnAir:
    """Return what receivers are to show of an airing: its urgency and its title."""
    urgent = rundown.priority is Priority.EMERGENCY
    kind = OnAirKind.EMERGENCY if urgent else OnAirKind.ANNOUNCEMENT
    return OnAir(kind=kind, text=rundown.title)
