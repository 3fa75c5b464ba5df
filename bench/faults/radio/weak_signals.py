"""Commands through everything: mixer, multiplex, FM with noise, demodulator, point."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from bench.faults.radio.composite_way import BLOCK, RATE_HZ, encoder_of, points_of
from bench.faults.radio.figures import Figure
from bench.faults.radio.fm_channel import FmChannel
from bench.faults.radio.station import EVERY_POINT, NOON, SECOND, Kept, identity_of, signer_of
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.devices.sound.base import BLOCK_FRAMES
from loudspeaker.radio.command_receiver import Accepted, Memory
from loudspeaker.radio.composite import Composite
from loudspeaker.radio.point_receiver import PointListener
from loudspeaker.radio.rds import Group
from loudspeaker.radio.receiver import Receiver, Sound

RATIOS_DB = (15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 22.0, 25.0)
COPIES = 3
MOST_LOST = 0.1
ENOUGH = 0.99
_FULL_SCALE = np.float32(32767)
_EVERY_S = 2.0
_LEAD_S = 1.0
_REST_BLOCKS = 100  # after the last command was ordered
_SLOT_SAMPLES = RATE_HZ * 104 / 1187.5


class Speech:
    """Sound that is never the same: tones and hiss that come and go, as loud as speech is."""

    def __init__(self, seed: int) -> None:
        self._noise = np.random.default_rng(seed)
        self._frame = 0

    def block(self) -> bytes:
        """Return 20 ms of it."""
        at = (self._frame + np.arange(BLOCK_FRAMES)) / 48_000
        self._frame += BLOCK_FRAMES
        swing = 0.5 + 0.5 * np.sin(2 * np.pi * 3.0 * at)
        voiced = sum(np.sin(2 * np.pi * 140 * n * at) / n for n in range(1, 12))
        hiss = 0.3 * self._noise.standard_normal(BLOCK_FRAMES)
        sound = 8000 * swing * (voiced + hiss * np.abs(np.sin(2 * np.pi * 1.3 * at)))
        return np.clip(sound, -32768, 32767).astype("<i2").tobytes()


class Transmission:
    """A station that opens its points every two seconds; composite comes out in 20 ms blocks."""

    def __init__(self, seed: int) -> None:
        self._clock = StandingClock(NOON)
        self._encoder = encoder_of(self._clock)
        self._points = points_of(self._encoder, signer_of(self._clock, Kept()))
        self._speech = Speech(seed)
        self._chance = random.Random(seed)
        self._next_ns = self._clock.mono_ns() + round(_LEAD_S * SECOND)
        self.sent = 0
        self._encoder.start()

    def block(self, *, commands: bool) -> Composite:
        """Return the next 20 ms."""
        now_ns = self._clock.mono_ns()
        if commands and now_ns >= self._next_ns:
            self._points.open(EVERY_POINT, ttl_s=8.0, copies=COPIES)
            self.sent += 1
            self._next_ns += round((_EVERY_S + self._chance.uniform(0.0, 0.1)) * SECOND)
        data = self._encoder.render(self._speech.block(), plays_at_ns=now_ns)
        self._clock.advance_s(0.02)
        return np.frombuffer(data, dtype="<i2").astype(np.float32) / _FULL_SCALE


@dataclass(slots=True)
class Reception:
    """What one point got at one ratio."""

    ratio_db: float
    sent: int = 0
    arrived: int = 0
    slots: int = 0
    whole: int = 0
    right_blocks: int = 0
    _listener: PointListener = field(init=False, repr=False)

    @property
    def blocks_wrong(self) -> float:
        """The share of blocks that were not received, lost synchronisation included."""
        return 1 - self.right_blocks / (4 * self.slots)

    @property
    def groups_lost(self) -> float:
        """The share of groups that were not received whole."""
        return 1 - self.whole / self.slots

    @property
    def expected(self) -> float:
        """The share of commands that would arrive if groups were lost at random."""
        return (1 - self.groups_lost**COPIES) ** 4

    def count(self, groups: Sequence[Group]) -> None:
        """Note groups of our own, block by block."""
        for group in groups:
            self.whole += all(group.ok)
            self.right_blocks += sum(group.ok)


def receive(ratio_db: float, *, commands: int, seed: int) -> Reception:
    """Send so many commands at a carrier-to-noise ratio and count what arrives."""
    transmission, found = Transmission(seed), Reception(ratio_db)
    channel = FmChannel(RATE_HZ, carrier_to_noise_db=ratio_db, seed=seed)
    tuner = Receiver(RATE_HZ, sound=Sound.MONO)
    point = PointListener(identity_of(4), Memory(), rate_hz=RATE_HZ)
    blocks, rest = 0, _REST_BLOCKS
    while rest:
        more = transmission.sent < commands
        reception = tuner.feed(channel.feed(transmission.block(commands=more)))
        found.count([received.group for received in reception.groups])
        outcomes = point.hear(reception, carrier=True).outcomes
        found.arrived += sum(isinstance(outcome, Accepted) for outcome in outcomes)
        blocks, rest = blocks + 1, rest - (not more)
    found.sent, found.slots = transmission.sent, round(blocks * BLOCK / _SLOT_SAMPLES)
    return found


def campaign(*, commands: int, seed: int, ratios_db: Sequence[float] = RATIOS_DB) -> list[Figure]:
    """Send so many commands at each ratio."""
    return [_figure(receive(ratio_db, commands=commands, seed=seed)) for ratio_db in ratios_db]


def _figure(found: Reception) -> Figure:
    told = (
        f"{found.blocks_wrong:.2%} of blocks wrong, {found.groups_lost:.1%} of groups lost,"
        f" {found.arrived} of {found.sent} commands = {found.arrived / found.sent:.1%} arrive"
        f" ({found.expected:.1%} if losses were random)"
    )
    good_enough = found.groups_lost <= MOST_LOST
    met = found.arrived >= round(ENOUGH * found.sent) if good_enough else None
    wanted = f">= {ENOUGH:.0%} at <= {MOST_LOST:.0%} lost" if good_enough else ""
    return Figure(what=f"C/N {found.ratio_db:g} dB", measured=told, wanted=wanted, met=met)
