"""Another station beside the bench, whose sound comes at the pace of the standing clock."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from loudspeaker.air.relay_feed import BLOCKS_A_SECOND, KEPT, RelayFeed
from loudspeaker.devices.sound.base import BLOCK_FRAMES, RATE_HZ
from loudspeaker.model.relay import Relay
from loudspeaker.rundown import Kind, Rundown
from tests.air.bench import Bench

BLOCK_NS = BLOCK_FRAMES * 1_000_000_000 // RATE_HZ
RELAY = Relay(source="VOV1", address="https://radio.vn/live", minutes=1)
FALLBACK = 1000
QUIET = bytes(2 * BLOCK_FRAMES)


def block(value: int = 3277) -> bytes:
    """Return 20 ms of a square wave: −20 dBFS, and easy to tell from the fallback."""
    return array("h", [value if at // 24 % 2 else -value for at in range(BLOCK_FRAMES)]).tobytes()


def relay(bench: Bench, name: str = "r-1", *, due_s: float = 40, **changes: Any) -> Rundown:
    """Return a relay of a minute with a fallback of three seconds."""
    made = bench.rundown(name, seconds=3.0, due_s=due_s, value=FALLBACK)
    return replace(made, **{"kind": Kind.RELAY, "relay": RELAY, **changes})


@dataclass
class Station:
    """The other station: what it sends when, while its line stands."""

    bench: Bench
    reachable: bool = True
    burst: bool = True
    sends: bytes | None = field(default_factory=block)
    asked: list[str] = field(default_factory=list)
    closed: int = 0
    _feeds: list[RelayFeed] = field(default_factory=list)
    _sent_ns: int = 0

    def __post_init__(self) -> None:
        self.bench.sources = self.open
        self._sent_ns = self.bench.clock.mono_ns()
        self.bench.clock.watchers.append(self._pump)

    def open(self, relay: Relay, feed: RelayFeed) -> _Line:
        self.asked.append(relay.address)
        self._feeds.append(feed)
        if not self.reachable:
            feed.lost("unreachable")
        elif self.burst and self.sends is not None:
            feed.put(self.sends * KEPT)
        return _Line(self, feed)

    def hang_up(self, feed: RelayFeed) -> None:
        self.closed += 1
        if feed in self._feeds:
            self._feeds.remove(feed)

    def _pump(self) -> None:
        longest_ns = 2 * KEPT * BLOCK_NS
        self._sent_ns = max(self._sent_ns, self.bench.clock.mono_ns() - longest_ns)
        while self.bench.clock.mono_ns() - self._sent_ns >= BLOCK_NS:
            self._sent_ns += BLOCK_NS
            for feed in self._feeds:
                if self.reachable and self.sends is not None:
                    feed.put(self.sends)


@dataclass
class _Line:
    station: Station
    feed: RelayFeed

    def close(self) -> None:
        self.station.hang_up(self.feed)


def seconds_of(bench: Bench, *, source: bool) -> float:
    """Return for how long the source, or the fallback, went out of the sound output."""
    samples = array("h", bytes(bench.sound.heard))
    count = 0
    for at in range(0, len(samples) - BLOCK_FRAMES + 1, BLOCK_FRAMES):
        part = samples[at : at + BLOCK_FRAMES]
        swings = min(part) < -100 and max(part) > 100
        count += swings if source else (max(part) > 100 and not swings)
    return count / BLOCKS_A_SECOND


def longest_quiet_s(bench: Bench) -> float:
    """Return the longest stretch between the first and the last sound in which nothing is heard."""
    samples = array("h", bytes(bench.sound.heard))
    sounding = [
        at
        for at in range(0, len(samples), BLOCK_FRAMES)
        if max(abs(each) for each in samples[at : at + BLOCK_FRAMES]) > 100
    ]
    gaps = [b - a - BLOCK_FRAMES for a, b in pairwise(sounding)]
    return max(gaps, default=0) / RATE_HZ


def last(bench: Bench, name: str = "r-1") -> dict[str, Any]:
    """Return the newest record of an occurrence."""
    return [r for r in bench.journal.since(0) if r["occurrence"] == name][-1]
