"""What an IP point plays, and when: clips laid out on the time of one airing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from loudspeaker.radio.play_orders import ClipPlace, PlayOrder

FRAMES_A_SECOND = 48_000
_SECOND_NS = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """``frames`` of a clip from its frame ``first`` on."""

    clip: ClipPlace
    first: int
    frames: int

    @property
    def position(self) -> int:
        """Where the span begins in the airing."""
        return self.clip.position + self.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """An order with its times turned into the point's own (CLOCK_MONOTONIC, nanoseconds).

    ``rate`` is 1 but in simulations, where sound may be played faster.
    """

    order: PlayOrder
    start_ns: int
    rate: float = 1.0

    @property
    def clips(self) -> tuple[ClipPlace, ...]:
        """The clips in their order."""
        return self.order.clips

    def position_at(self, mono_ns: int) -> int:
        """Return what is to be heard then, in frames from the airing's beginning."""
        passed = (mono_ns - self.start_ns) * FRAMES_A_SECOND * self.rate
        return self.order.position + int(passed // _SECOND_NS)

    def time_of(self, position: int) -> int:
        """Return when a position is to be heard."""
        frames = position - self.order.position
        return self.start_ns + round(frames * _SECOND_NS / FRAMES_A_SECOND / self.rate)

    @property
    def end(self) -> int:
        """The position behind the last clip."""
        return self.clips[-1].end

    def between(self, start: int, stop: int) -> Iterator[Span]:
        """Yield what lies between two positions; nothing of it twice, silence left out."""
        for clip in self.clips:
            first, last = max(start, clip.position), min(stop, clip.end)
            if first < last:
                yield Span(clip=clip, first=first - clip.position, frames=last - first)
