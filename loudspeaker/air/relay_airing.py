"""The airing of another station: its sound while it can be had, else the fallback from our disk."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from loudspeaker.air.airing import Airing
from loudspeaker.air.carrier import Carrier
from loudspeaker.air.deck import Cut, Deck
from loudspeaker.air.feeder import Feeder
from loudspeaker.air.orders import Interruption
from loudspeaker.air.positions import PostedAhead
from loudspeaker.air.relay_feed import RelayFeed, Trouble
from loudspeaker.audio.relay_level import ramped
from loudspeaker.devices.sound.base import BLOCK_FRAMES, BYTES_PER_FRAME, RATE_HZ, Label
from loudspeaker.model.relay import RelayHeard
from loudspeaker.rundown import Cue, Rundown

_END_FRAMES: Final = RATE_HZ // 2
_RECENT: Final = 64
"""Blocks that may be queued at the output when what is on air is faded."""


class RelayAiring(Airing):
    """Airs exactly what is left of a relay's time, by the samples.

    The rundown's cues are its fallback, heard again and again.  Positions are posted a second
    ahead and never waited for: nothing of this is aired twice.
    """

    def __init__(
        self,
        deck: Deck,
        rundown: Rundown,
        feeder: Feeder,
        attempt: int,
        points: Sequence[int] | None = None,
        *,
        feed: RelayFeed,
    ) -> None:
        super().__init__(deck, rundown, feeder, attempt, points)
        self._feed = feed
        self._posted = PostedAhead(deck.positions, occurrence=rundown.occurrence, attempt=attempt)
        self._recent: deque[tuple[int, bytes]] = deque(maxlen=_RECENT)
        self._fallback_at: int | None = None
        self._source_frames = 0
        self._trouble: Trouble | None = None
        self._problem = ""

    @property
    def on_fallback(self) -> bool:
        """Tell whether what is heard is the fallback."""
        return self._fallback_at is not None

    def catch_up(self, rundown: Rundown) -> None:
        """Nothing can come to it any more."""

    def _cues(self) -> tuple[Cue, ...]:
        """Points that play clips by themselves have no part in this."""
        return ()

    def _play(self, carrier: Carrier) -> None:
        self._supervision.sound_begins()
        self._feed.open()
        if self._feed.trouble is None:
            self._deck.notice("relay", None)
        end = self.rundown.frames
        while self.position < end:
            self._posted.reached(self.position, end=end)
            pcm = self._ended(self._next(), end)
            self._end_at_pause(carrier, pcm)
            self._recent.append((self.position, pcm))
            label = Label(occurrence=self.rundown.occurrence, position_frames=self.position)
            self._send(carrier, pcm, label, self._fill())
            frames = len(pcm) // BYTES_PER_FRAME
            self.position += frames
            self._source_frames += 0 if self.on_fallback else frames
            self._renew()

    def _next(self) -> bytes:
        """Return the next sound, at most a block."""
        if self._fallback_at is None:
            pcm = self._feed.take()
            if pcm is not None:
                return pcm
            self._trouble, self._problem = self._feed.trouble, self._feed.problem
            self._fallback_at = 0
            self._deck.notice("relay", f"{self._source}: {self._trouble} {self._problem}".strip())
        return self._fallback()

    @property
    def _source(self) -> str:
        assert self.rundown.relay is not None, "made for nothing else"
        return self.rundown.relay.source

    def _fallback(self) -> bytes:
        assert self._fallback_at is not None, "it has begun"
        begins = self._fallback_at == 0
        pcm = self._feeder.read(self._fallback_at % self._feeder.total_frames, BLOCK_FRAMES)
        if not pcm:
            raise Cut(Interruption.SOUND, "a clip has become shorter")
        self._fallback_at += len(pcm) // BYTES_PER_FRAME
        return ramped(pcm, 0.0, 1.0) if begins else pcm

    def _ended(self, pcm: bytes, end: int) -> bytes:
        """Return it at most to the end, faded over the last half second."""
        left = end - self.position
        pcm = pcm[: left * BYTES_PER_FRAME]
        if left > _END_FRAMES:
            return pcm
        after = left - len(pcm) // BYTES_PER_FRAME
        return ramped(pcm, left / _END_FRAMES, after / _END_FRAMES)

    def _sound_at(self, position: int, frames: int) -> bytes:
        for start, pcm in self._recent:
            offset = (position - start) * BYTES_PER_FRAME
            if 0 <= offset < len(pcm):
                return pcm[offset : offset + frames * BYTES_PER_FRAME]
        return b""

    def finish(self) -> None:
        """Have the rundown say what was heard of source and fallback."""
        relay = self.rundown.relay
        assert relay is not None, "made for nothing else"
        source = min(self._source_frames, self.position)
        heard = RelayHeard(
            source_s=source / RATE_HZ,
            fallback_s=(self.position - source) / RATE_HZ,
            why=self._trouble.value if self._trouble else None,
            problem=self._problem,
        )
        self.rundown = replace(self.rundown, relay=replace(relay, heard=heard))

    def close(self) -> None:
        """Close the fallback's file; the source goes on being heard in case there is time left."""
        super().close()
        self._feed.rest()
