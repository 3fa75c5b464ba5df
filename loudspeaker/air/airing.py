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

from loudspeaker.air.carrier import Carrier, CarrierLost
from loudspeaker.air.clip_orders import ClipOrders
from loudspeaker.air.deck import Cut, Deck
from loudspeaker.air.feeder import Feeder, faded_out, is_quiet
from loudspeaker.air.interlock import must_cut
from loudspeaker.air.orders import Interruption
from loudspeaker.air.positions import PositionAhead
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
from loudspeaker.rundown import Kind, Rundown

log = logging.getLogger(__name__)
_NS = 1_000_000_000
HOLD_NS = 1_400_000_000  # two copies each: the fourth falls well within a receiver's 6 s
HOLD_COPIES = 2
WATCH_NS = _NS // 2
LOW_FILL = RATE_HZ * 60 // 1000
RUNNING_FILL = RATE_HZ // 2
RUNNING_SHARE = 0.04
SENTENCE_LIMIT_NS = 3 * _NS
PAUSE_BLOCKS = 8
PHRASE_PATIENCE_FRAMES = 5 * RATE_HZ
TTL_S = 120.0
TTL_RENEW_NS = 40 * _NS  # three times within a time-to-live, each in several copies
FIRST_RENEW_NS = 13 * _NS
"""From the first open to the second: a receiver whose clock had left the station's follows it again
10 s after the first command that it hears, and what came before that has opened nothing."""
MOST_REPEATED = 4  # commands; more of them in copies would keep the next hold waiting too long
STOP_COPIES = 2
MOST_VOLUMES = 4  # commands after one airing: a carrier with nothing but silence stays short
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
        self._next_hold_ns = 0
        self._next_open_ns = 0
        self._next_watch_ns = 0
        self._ending_ns: int | None = None
        self._quiet_blocks = 0
        self._starved_frames = 0
        self._time_told = False
        self._holding = False
        self._growing = threading.Lock()

    # --- what the control socket does while this plays ------------------------------------------

    def catch_up(self, rundown: Rundown) -> None:
        """Take over cues that came after the start (early start), from any thread."""
        with self._growing:
            for cue in rundown.cues[self._feeder.cue_count :]:
                self._feeder.append(cue)
            self.rundown = rundown

    def close(self) -> None:
        """Close the sound files."""
        self._feeder.close()

    def goes_to(self, sound: Sound) -> bool:
        """Tell whether it is heard from that output; points over IP alone need none."""
        return self._deck.sound is sound

    @property
    def lost_position(self) -> str | None:
        """Return why the position is not kept any more, if so."""
        return self._ahead.lost

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
        others = sorted(deck.points_state.maybe_open - set(points))
        if others and urgent and deck.lead_in.addresses(others) <= 1:
            deck.points.close_points(others, copies=1)
        elif others:
            deck.points.close_all(copies=1)
        if self.rundown.kind is Kind.TEST:  # it is to be heard as it was asked to be
            self._set_volumes(carrier, deck.volumes.waiting(points)[:1])
        opening, count = self._open(), deck.lead_in.addresses(points)
        deck.show(_shown(self.rundown))
        expected_ns = self._expected_ns(urgent=urgent, closing=bool(others))
        self.clips.announce(points, self.rundown.cues, heard_ns=expected_ns)
        give_up_ns = deck.time.mono_ns() + round(deck.lead_in.give_up_after_s(points) * _NS)
        while not self._is_open(opening, first=urgent or count > 1):
            if opening.problem or deck.time.mono_ns() > give_up_ns:
                raise Cut(Interruption.POINTS, opening.problem or "no open command has left")
            self._send_silence(carrier)
        least_ns = begin_ns + round(deck.lead_in.wait_s(urgent=urgent) * _NS)
        while self._heard_ns() < least_ns:
            self._send_silence(carrier)
        while not self.rundown.immediate and (early_s := self._early_by_s()) > 0:
            self._send_silence(carrier, frames=min(BLOCK_FRAMES, max(1, round(early_s * RATE_HZ))))

    def _send_silence(self, carrier: Carrier, *, frames: int = BLOCK_FRAMES) -> None:
        if self._deck.orders.ending is not None:
            raise Cut(Interruption.SHUTDOWN)
        self._send(carrier, SILENCE[: frames * BYTES_PER_FRAME], SILENT, LOW_FILL)

    def _open(self) -> Dispatch:
        """Open, for the first time or again."""
        deck, points, first = self._deck, self.points, not self._holding
        few = deck.lead_in.addresses(points) <= MOST_REPEATED
        deck.points_state.maybe_open |= set(points)
        self._holding = True
        self._next_hold_ns = deck.time.mono_ns() + HOLD_NS
        again_ns = FIRST_RENEW_NS if few and first else TTL_RENEW_NS
        self._next_open_ns = deck.time.mono_ns() + again_ns
        return deck.points.open(points, ttl_s=TTL_S, copies=self._copies(first=first))

    def _copies(self, *, first: bool) -> int:
        """Return how often an open goes out: again only where holds need not wait long for it.

        Several commands get a copy more, as of its first one a receiver can use only the whole.
        """
        count, copies = self._deck.lead_in.addresses(self.points), self._deck.lead_in.copies
        if count > MOST_REPEATED:
            return copies if first else 1
        return copies + (1 < count < MOST_REPEATED + first)

    def _is_open(self, opening: Dispatch, *, first: bool) -> bool:
        """Tell whether the command is out by the time a sample written now would be heard."""
        queued_ns = self._deck.sound.queued_frames() * _NS // RATE_HZ
        heard_ns = self._deck.time.mono_ns() + queued_ns
        if first:
            return opening.has_first_out(heard_ns)
        return opening.problem is None and opening.has_all_out(heard_ns)

    def _expected_ns(self, *, urgent: bool, closing: bool) -> int:
        """Return when the first sound is to be heard, as far as that can be told now."""
        time, lead_in = self._deck.time, self._deck.lead_in
        soonest_s = lead_in.soonest_s(self.points, urgent=urgent, closing=closing)
        due_s = (self.rundown.due - time.wall()).total_seconds()
        wait_s = soonest_s if self.rundown.immediate else max(due_s, soonest_s)
        return time.mono_ns() + round(wait_s * _NS)

    def _early_by_s(self) -> float:
        """Return how much too early a sample written now would be heard."""
        sound = self._deck.sound
        delay_s = (sound.queued_frames() + sound.latency_frames) / RATE_HZ
        return (self.rundown.due - self._deck.time.wall()).total_seconds() - delay_s

    def _play(self, carrier: Carrier) -> None:
        while True:
            complete = self.rundown.complete  # before the sound: cues may come between the two
            self._ahead.grown(self._feeder.total_frames)
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
            self.clips.sounding(self.rundown.cues, self.position, heard_ns=self._heard_ns())
            label = Label(occurrence=self.rundown.occurrence, position_frames=self.position)
            self._send(carrier, pcm, label, self._fill())
            self.position += len(pcm) // BYTES_PER_FRAME
            self._starved_frames = 0
            self._renew()

    def _heard_ns(self) -> int:
        """Return when a sample written now is heard."""
        deck = self._deck
        queued = deck.sound.queued_frames() + deck.sound.latency_frames
        return deck.time.mono_ns() + round(queued * _NS / RATE_HZ / deck.players.rate)

    def _fill(self) -> int:
        return max(LOW_FILL, min(RUNNING_FILL, int(self._feeder.total_frames * RUNNING_SHARE)))

    def _wait_for_phrase(self, carrier: Carrier) -> None:
        self._starved_frames += BLOCK_FRAMES
        if self._starved_frames > PHRASE_PATIENCE_FRAMES:
            raise Cut(Interruption.SPEECH, "the next phrase did not come")
        self._send_silence(carrier)

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
        now_ns = self._deck.time.mono_ns()
        if not self._time_told:
            self._time_told = True
            self._deck.points.tell_time()
        if now_ns >= self._next_open_ns:
            self._open()
            self.clips.repeat(self.position)

    def _tail(self, carrier: Carrier) -> None:
        """Let the last block leave the output: half a second of silence after it."""
        for _ in range(RATE_HZ // 2 // BLOCK_FRAMES):
            self._send(carrier, SILENCE, SILENT, LOW_FILL)

    def close_points(self, carrier: Carrier, *, meanwhile: Callable[[], None]) -> None:
        """Close every point, three times, under silence; a stop does not wait for it."""
        closing = self._deck.points.close_all(copies=3)
        self._deck.show(NOTHING_ON_AIR)
        meanwhile()
        self._silence_until_out(carrier, closing)
        if closing.problem is None:
            self._deck.points_state.maybe_open = frozenset()
        self._holding = False
        with suppress(Cut):  # whatever it was: the carrier falls
            self._set_volumes(carrier, self._deck.volumes.waiting()[:MOST_VOLUMES])

    def _set_volumes(self, carrier: Carrier, groups: Sequence[tuple[int, Sequence[int]]]) -> None:
        def silence() -> None:
            self._send_silence(carrier)

        self._deck.volumes.send(self._deck.points, groups, silence=silence)

    def stop_points(self, carrier: Carrier, *, cut: Callable[[], None]) -> None:
        """Cut the sound, tell so by ``cut``, and mute everything as far as time allows (rule 3)."""
        self.fade_out(carrier)
        cut()
        stopping = self._deck.points.all_stop(copies=STOP_COPIES)
        self._deck.show(NOTHING_ON_AIR)
        self._silence_until_out(carrier, stopping)

    def _silence_until_out(self, carrier: Carrier, dispatch: Dispatch) -> None:
        deck, begin_ns = self._deck, self._deck.time.mono_ns()
        closing_ns = round(deck.lead_in.closing_s * _NS)
        while not dispatch.has_all_out(now_ns := deck.time.mono_ns()):
            asked_ns = deck.orders.stop_asked_ns
            stop_ns = begin_ns if asked_ns is None else asked_ns
            limit_ns = stop_ns + STOP_NS if deck.orders.stopped else begin_ns + closing_ns
            if now_ns >= limit_ns:
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
            pcm = self._feeder.read(heard_to, BLOCK_FRAMES)
        except SoundRefused:  # the disk has failed: what is left to do must be done all the same
            pcm = b""
        label = Label(occurrence=self.rundown.occurrence, position_frames=heard_to)
        sound.write(faded_out(pcm) or SILENCE, label, ahead_frames=LOW_FILL)
        carrier.sounded()
        self.position = heard_to + len(pcm) // BYTES_PER_FRAME

    # --- every block goes through here ----------------------------------------------------------

    def _send(self, carrier: Carrier, pcm: bytes, label: Label, ahead_frames: int) -> None:
        self._obey()
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
        self._hold()

    def _obey(self) -> None:
        deck, occurrence = self._deck, self.rundown.occurrence
        interruption = deck.orders.interruption(occurrence)
        if interruption is not None and interruption is not Interruption.SHUTDOWN:
            raise Cut(interruption)
        if deck.breaks_in(self.rundown):
            raise Cut(Interruption.BREAK_IN)
        now_ns = deck.time.mono_ns()
        if now_ns < self._next_watch_ns:
            return
        self._next_watch_ns = now_ns + WATCH_NS
        deck.notice("points", deck.points.problem())  # nobody else looks while this plays
        if deck.orders.stop_file_present():
            raise Cut(Interruption.STOP, "run/stop")
        if must_cut(self.rundown, limits=deck.limits(), now=deck.time.wall()):
            raise Cut(Interruption.QUIET_HOURS)

    def _hold(self) -> None:
        now_ns = self._deck.time.mono_ns()
        if self._holding and now_ns >= self._next_hold_ns:
            self._next_hold_ns = now_ns + HOLD_NS
            self._deck.points.hold(copies=HOLD_COPIES)


def _shown(rundown: Rundown) -> OnAir:
    """Return what receivers are to show of an airing: its urgency and its title."""
    urgent = rundown.priority is Priority.EMERGENCY
    kind = OnAirKind.EMERGENCY if urgent else OnAirKind.ANNOUNCEMENT
    return OnAir(kind=kind, text=rundown.title)
