"""A live airing: what is always said first, then whoever stands at the microphone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from loudspeaker.air.airing import LOW_FILL, Airing
from loudspeaker.air.carrier import Carrier
from loudspeaker.air.deck import Cut, Deck
from loudspeaker.air.feeder import Feeder
from loudspeaker.air.live_feed import Close, LiveFeed
from loudspeaker.air.live_tape import LiveTape
from loudspeaker.air.orders import Interruption
from loudspeaker.air.positions import PostedAhead
from loudspeaker.devices.sound.base import BYTES_PER_FRAME, RATE_HZ, Label
from loudspeaker.model import Priority
from loudspeaker.rundown import Rundown

LIVE_FILL: Final = LOW_FILL


class LiveAiring(Airing):
    """Airs the cues, then the microphone until its speaker ends, falls silent, or has had enough.

    Positions are posted a second ahead and never waited for: nothing of this is aired twice.
    """

    def __init__(
        self,
        deck: Deck,
        rundown: Rundown,
        feeder: Feeder,
        attempt: int,
        points: Sequence[int] | None = None,
        *,
        feed: LiveFeed,
        tape: LiveTape | None,
    ) -> None:
        super().__init__(deck, rundown, feeder, attempt, points)
        self._feed = feed
        self.tape = tape
        self._no_tape: str | None = "no tape" if tape is None else None
        self._live_from: int | None = None
        self._posted = PostedAhead(deck.positions, occurrence=rundown.occurrence, attempt=attempt)
        feed.opening()

    def _play(self, carrier: Carrier) -> None:
        super()._play(carrier)
        self._speak(carrier)

    def _speak(self, carrier: Carrier) -> None:
        assert self.rundown.live is not None, "made for nothing else"
        begin = self._live_from = self.position
        deck, feed = self._deck, self._feed
        feed.open(deck.time.mono_ns())
        end = begin + self.rundown.live.longest_s * RATE_HZ
        while self.position < end:
            closed = feed.closed(deck.time.mono_ns())
            if closed is Close.LOST:
                raise Cut(Interruption.MICROPHONE, "nothing comes any more")
            if closed is not None:
                return
            self._posted.reached(self.position)
            self._send_live(carrier, feed.take())
            self._renew()

    def _send_live(self, carrier: Carrier, pcm: bytes) -> None:
        self._end_at_pause(carrier, pcm)
        self._keep(pcm)
        label = Label(occurrence=self.rundown.occurrence, position_frames=self.position)
        self._send(carrier, pcm, label, LIVE_FILL)
        self.position += len(pcm) // BYTES_PER_FRAME

    def _keep(self, pcm: bytes) -> None:
        """Record it; nothing but an emergency is said that cannot be kept."""
        if self.tape is not None:
            self.tape.write(pcm)
        problem = self.recording_problem
        if problem is not None and self.rundown.priority is not Priority.EMERGENCY:
            raise Cut(Interruption.SOUND, f"it cannot be recorded: {problem}")

    @property
    def recording_problem(self) -> str | None:
        """Return why what is said is not kept, if so."""
        return self._no_tape if self.tape is None else self.tape.problem

    @property
    def live_cue(self) -> tuple[str, int] | None:
        """Return the tape's name as it stands beside the clips, and its length so far."""
        if self._live_from is None or self.tape is None:
            return None
        return f"../{self.tape.path.parent.name}/{self.tape.path.stem}", self.tape.frames

    def _sound_at(self, position: int, frames: int) -> bytes:
        if self._live_from is None or position < self._live_from:
            return super()._sound_at(position, frames)
        return self.tape.read(position - self._live_from, frames) if self.tape else b""

    def finish(self) -> None:
        """Close the recording: it stands in the rundown from now on, as its last cue."""
        tape, self.tape = self.tape, None
        if tape is None:
            return
        frames = 0 if self._live_from is None else max(0, self.position - self._live_from)
        cue = tape.finish(min(frames, tape.frames))
        self._no_tape = tape.problem
        if cue.frames:
            self.rundown = self.rundown.with_cue(cue)

    def close(self) -> None:
        """Close the sound files and let the speaker know."""
        self.finish()
        super().close()
        if self.position:
            self._feed.over()
        else:
            self._feed.rest()
