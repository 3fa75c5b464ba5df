"""A playout with radio and IP points, everything in memory but the journal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from loudspeaker.air.deck import Deck, PointsState
from loudspeaker.bootstrap.decks import IP_LEAD_IN
from loudspeaker.devices.points.mixed import MixedPoints
from loudspeaker.devices.simulated import MemoryPlayers, MemoryPoints, MemorySound
from loudspeaker.devices.transmitter.absent import NoTransmitter

from .bench import Bench

RADIO, OVER_IP = (1, 4), (12, 13)


class MixedBench(Bench):
    """Points 1 and 4 by radio, 12 and 13 over IP."""

    def __init__(self, home: Path) -> None:
        self.own_sound: MemorySound | None = None
        super().__init__(home)

    def make_deck(self) -> Deck:
        if self.own_sound is None:  # the points outlive playout
            self.ip = MemoryPoints(self.clock)
            self.players = MemoryPlayers(self.clock, frozenset(OVER_IP))
            self.own_sound = MemorySound(self.clock)
        deck = super().make_deck()
        mixed = MixedPoints(self.points, self.ip, over_ip=self.players.numbers)
        return replace(deck, points=mixed, players=self.players)

    def make_apart(self) -> Deck:
        assert self.own_sound is not None
        return replace(
            self.deck,
            transmitter=NoTransmitter(),
            points=self.ip,
            sound=self.own_sound,
            points_state=PointsState(maybe_open=frozenset()),
            lead_in=IP_LEAD_IN,
        )

    def break_ip(self, problem: str | None = "the bridge is not running") -> None:
        self.ip.broken = self.players.broken = problem

    def ip_commands(self) -> list[str]:
        return [name for _, name, _ in self.ip.log]

    def told(self) -> list[tuple[str, tuple[int, ...], int]]:
        """Return what the players were told: what, whom, from which position."""
        return [(what, points, position) for _, what, points, position, _ in self.players.log]

    def play_offsets_s(self) -> list[float]:
        """Return for each play order how far ahead it came."""
        return [
            (heard_ns - at_ns) / 1e9
            for at_ns, what, _, _, heard_ns in self.players.log
            if what == "play"
        ]

    def ip_sounded(self) -> bool:
        """Tell whether an airing went its way without a sound card."""
        assert self.own_sound is not None
        return any(self.own_sound.heard)

    def last(self, occurrence: str = "a-1") -> dict[str, object]:
        """Return the last record of an occurrence."""
        return [r for r in self.journal.since(0) if r["occurrence"] == occurrence][-1]
