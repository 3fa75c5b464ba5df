"""A station's composite signal in memory: what went out, demodulated, with the time it left."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from loudspeaker.devices.multiplex.encoder import CompositeEncoder
from loudspeaker.devices.multiplex.points import MultiplexPoints
from loudspeaker.devices.multiplex.sound import CompositeIndex, MultiplexSound
from loudspeaker.devices.points.counter import CommandCounter
from loudspeaker.devices.points.signing import CommandSigner
from loudspeaker.devices.simulated import MemorySound, StandingClock
from loudspeaker.devices.sound.base import BLOCK_FRAMES, BYTES_PER_FRAME, SILENT
from loudspeaker.devices.sound.sidecar import Index, NoIndex
from loudspeaker.model import Point, PointPlan, Zone
from loudspeaker.radio.commands import Command, command_from_bytes
from loudspeaker.radio.fragments import IN_HOUSE, Assembler, fragment_in
from loudspeaker.radio.key_book import KeyBook
from loudspeaker.radio.multiplex import MultiplexSettings
from loudspeaker.radio.on_air import OnAir, OnAirKind
from loudspeaker.radio.rds import Group
from loudspeaker.radio.rds_programme import Programme
from loudspeaker.radio.receiver import Receiver
from tests.devices.disk import Disk
from tests.devices.moments import NOON

PI = 0x7001
BOOK = KeyBook(master=bytes(range(32)))
PLAN = PointPlan(
    points=tuple(Point(number=n, name=f"Loa {n}", zone=1) for n in range(1, 12)),
    zones=(Zone(number=1, name="Thôn 1"),),
)
SILENCE = bytes(BLOCK_FRAMES * BYTES_PER_FRAME)


def shown(on_air: OnAir) -> Programme:
    """Return what receivers are told: enough to tell the states apart."""
    busy, alarm = on_air.kind is not OnAirKind.NOTHING, on_air.kind is OnAirKind.EMERGENCY
    return Programme(pi=PI, ps="Xã A", tp=True, ta=busy, pty=31 if alarm else 3)


@dataclass
class CompositeAir:
    """A clock that stands, an output in memory, and the drivers over them."""

    clock: StandingClock = field(default_factory=lambda: StandingClock(NOON))
    settings: MultiplexSettings = field(default_factory=MultiplexSettings)
    index: Index = field(default_factory=NoIndex)

    def __post_init__(self) -> None:
        self.output = MemorySound(self.clock, rate_hz=self.settings.rate_hz)
        self.encoder = CompositeEncoder(
            self.settings,
            shown(OnAir(kind=OnAirKind.NOTHING)),
            time=self.clock,
            trusted=self.clock.wall,
        )
        self.sound = MultiplexSound(self.output, self.encoder, index=self.index, time=self.clock)
        self.shifted = CompositeIndex(self.index, self.encoder, self.clock)
        signer = CommandSigner(
            pi=PI,
            plan=PLAN,
            keys=lambda: BOOK,
            counter=CommandCounter(Disk(), self.clock, self.clock.wall),
        )
        self.points = MultiplexPoints(self.encoder, signer, form=IN_HOUSE, shown=shown)
        self.started_ns = self.clock.mono_ns()

    def start(self) -> None:
        """Begin a signal."""
        self.sound.start()
        self.started_ns = self.clock.mono_ns()

    def silence_s(self, seconds: float) -> None:
        """Send silence for so long, and let it all be played."""
        until_ns = self.clock.mono_ns() + round(seconds * 1e9)
        while self.clock.mono_ns() < until_ns:
            self.sound.write(SILENCE, SILENT, ahead_frames=2 * BLOCK_FRAMES)

    def composite(self) -> npt.NDArray[np.float32]:
        """Return what was played since the memory began."""
        samples = np.frombuffer(bytes(self.output.heard), dtype="<i2").astype(np.float32)
        samples /= np.float32(32767)
        return samples

    def groups(self) -> list[tuple[int, Group]]:
        """Return the groups that were received whole, with the time of their end."""
        receiver = Receiver(self.settings.rate_hz)
        rest = np.zeros(receiver.delay_samples, dtype=np.float32)
        received = receiver.feed(np.concatenate([self.composite(), rest])).groups
        return [
            (self.started_ns + round(one.end_sample * 1e9 / self.settings.rate_hz), one.group)
            for one in received
            if all(one.group.ok)
        ]

    def commands(self) -> list[tuple[int, Command]]:
        """Return every whole copy of a command, with the time at which it had left."""
        found: list[tuple[int, Command]] = []
        assembler = Assembler()
        for ended_ns, group in self.groups():
            fragment = fragment_in(group, pi=PI, form=IN_HOUSE)
            if fragment is None:
                continue
            if fragment.index == 0:
                assembler = Assembler()
            if (signed := assembler.add(fragment, mono_ns=ended_ns)) is not None:
                command = command_from_bytes(signed[:8])
                assert command is not None
                found.append((ended_ns, command))
        return found
