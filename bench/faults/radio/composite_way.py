"""A station that makes its own multiplex, in simulated time: composite as it is played."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt

from bench.faults.radio.station import Sent
from bench.faults.sent import PI
from loudspeaker.bootstrap.multiplex import programme
from loudspeaker.config.hardware import DriverConfig
from loudspeaker.devices.multiplex.encoder import CompositeEncoder
from loudspeaker.devices.multiplex.points import MultiplexPoints
from loudspeaker.devices.multiplex.sound import MultiplexSound
from loudspeaker.devices.points.signing import CommandSigner
from loudspeaker.devices.simulated import MemorySound, StandingClock
from loudspeaker.devices.sound.sidecar import NoIndex
from loudspeaker.model import TimeSource
from loudspeaker.radio.fragments import IN_HOUSE
from loudspeaker.radio.multiplex import MultiplexSettings
from loudspeaker.radio.on_air import NOTHING_ON_AIR
from loudspeaker.radio.rds import Group, groups_ns
from loudspeaker.radio.receiver import Receiver, Sound
from loudspeaker.timetable.trust import believed

RATE_HZ = 192_000
BLOCK = RATE_HZ // 50
"""Composite samples in 20 ms."""
Samples = npt.NDArray[np.float32]
_FULL_SCALE = 32767
_SECOND_NS = 1_000_000_000
_DRIVER = DriverConfig(
    driver="multiplex",
    settings={
        "pi": PI,
        "ps": "Xã Vi Hương",
        "long_ps": "Đài truyền thanh xã Vi Hương",
        "rt": "Đài truyền thanh xã Vi Hương",
        "pty": 3,
        "tp": True,
        "group": "6A",
        "aid": None,
    },
)


def encoder_of(time: TimeSource) -> CompositeEncoder:
    """Return the multiplex of the station."""

    def trusted() -> datetime | None:
        return believed(time.wall())

    quiet = programme(_DRIVER, NOTHING_ON_AIR)
    return CompositeEncoder(MultiplexSettings(), quiet, time=time, trusted=trusted)


def points_of(encoder: CompositeEncoder, signer: CommandSigner) -> MultiplexPoints:
    """Return the way to the points in that multiplex."""
    return MultiplexPoints(
        encoder, signer, form=IN_HOUSE, shown=lambda on_air: programme(_DRIVER, on_air)
    )


class Antenna(MemorySound):
    """A composite output that hands over each block with the time at which it begins to play."""

    def __init__(self, clock: StandingClock, radiate: Callable[[int, Samples], object]) -> None:
        super().__init__(clock, rate_hz=RATE_HZ)
        self._radiate = radiate

    def _play_one(self) -> None:
        begin_ns = self.clock.mono_ns()
        super()._play_one()
        samples = np.frombuffer(bytes(self.heard), dtype="<i2").astype(np.float32)
        self.heard.clear()
        self.labels.clear()
        self._radiate(begin_ns, samples / np.float32(_FULL_SCALE))


class CompositeWay:
    """Sound and points of one station; ``radiate`` gets what its antenna would get."""

    def __init__(
        self,
        clock: StandingClock,
        signer: CommandSigner,
        radiate: Callable[[int, Samples], object],
    ) -> None:
        encoder = encoder_of(clock)
        self.sound = MultiplexSound(Antenna(clock, radiate), encoder, index=NoIndex(), time=clock)
        self.points = points_of(encoder, signer)


class GroupsOnAir:
    """Takes one unbroken stretch of composite; ``sent`` are the groups in it."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self._receiver = Receiver(RATE_HZ, sound=Sound.NONE)
        self._begin_ns: int | None = None

    def take(self, begin_ns: int, samples: Samples) -> None:
        """Take a block."""
        self._begin_ns = begin_ns if self._begin_ns is None else self._begin_ns
        self.sent += (
            Sent(
                end_ns=self._begin_ns + received.end_sample * _SECOND_NS // RATE_HZ,
                group=received.group,
            )
            for received in self._receiver.feed(samples).groups
            if all(received.group.ok)
        )

    def end(self) -> Sequence[Sent]:
        """Return all groups, once nothing more comes."""
        self.take(0, np.zeros(self._receiver.delay_samples, dtype=np.float32))
        return self.sent


class ScheduledWay:
    """The points of a multiplex whose samples nobody needs: ``on_air`` is all that is scheduled."""

    def __init__(self, clock: StandingClock, signer: CommandSigner) -> None:
        self.on_air: list[Sent] = []
        self._clock = clock
        self._encoder = _Scheduled(clock)
        self._encoder.start()
        self.points = points_of(self._encoder, signer)
        self._begin_ns = clock.mono_ns()
        clock.watchers.append(self._pass)

    def _pass(self) -> None:
        while (begin_ns := self._begin_ns + groups_ns(len(self.on_air))) <= self._clock.mono_ns():
            group = self._encoder.next_group(begin_ns)
            end_ns = self._begin_ns + groups_ns(len(self.on_air) + 1)
            self.on_air.append(Sent(end_ns=end_ns, group=group))


class _Scheduled(CompositeEncoder):
    """Gives its groups out by themselves."""

    def __init__(self, time: TimeSource) -> None:
        super().__init__(
            MultiplexSettings(),
            programme(_DRIVER, NOTHING_ON_AIR),
            time=time,
            trusted=lambda: believed(time.wall()),
        )

    def next_group(self, begin_ns: int) -> Group:
        """Return the group that begins then."""
        with self._turn:
            self._zero_ns = begin_ns
            return self._next_group(0)
