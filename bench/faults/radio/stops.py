"""Stop while something is on air: how soon every point is silent, heard or not."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.faults.radio.composite_way import BLOCK, RATE_HZ, CompositeWay, Samples
from bench.faults.radio.figures import Figure, at_most
from bench.faults.radio.hearing import Ear, play
from bench.faults.radio.playout import PlayoutInTime
from bench.faults.radio.serial_way import SerialWay
from bench.faults.radio.station import NOON, SECOND, SLOT_NS, Kept, Sent, identity_of, signer_of
from loudspeaker.devices.simulated import MemorySound, StandingClock
from loudspeaker.radio.command_receiver import Accepted, Memory, Outcome
from loudspeaker.radio.commands import Operation
from loudspeaker.radio.gate import GateChange
from loudspeaker.radio.point_receiver import PointListener
from loudspeaker.radio.rds_sync import Received
from loudspeaker.radio.receiver import Receiver, Reception, Sound

LIMIT_S = 1.0
BAUDS = (9600, 2400)
_ITEM_S = 20.0
_POINT = 4
_HOME_PREFIX = "loudspeaker-stops-"
_AFTER_S = 1.5  # of noise that is listened to once the carrier has gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """One stop: seconds from the order until ... ; ``all_stop`` tells whether that was heard."""

    all_stop: bool
    shut_s: float
    shut_unheard_s: float
    carrier_s: float


class _Stopping:
    """Airs items and stops each at a moment that the encoder's rhythm knows nothing of."""

    def __init__(self, playout: PlayoutInTime, chance: random.Random) -> None:
        self.playout = playout
        self._chance = chance
        self.asked_ns = 0

    def once(self) -> int:
        """Air, stop, and return when that was asked for."""
        playout = self.playout
        playout.orders.resume()
        playout.clock.advance_s(self._chance.uniform(0.0, 7.0))
        playout.transmitter.log.clear()
        playout.moments.after(self._chance.uniform(3.0, 9.0), self._stop)
        playout.air(_ITEM_S)
        playout.clock.advance_s(2.0)
        return self.asked_ns

    def _stop(self) -> None:
        self.asked_ns = self.playout.clock.mono_ns()
        self.playout.orders.stop(self.asked_ns)

    def carrier_ns(self) -> int:
        """Return when the carrier fell."""
        (_, _), (fell_ns, is_on) = self.playout.carriers
        assert not is_on
        return fell_ns


@contextmanager
def _playing(playout_of: Iterator[PlayoutInTime]) -> Iterator[PlayoutInTime]:
    playout = next(playout_of)
    try:
        yield playout
    finally:
        playout.close()


def over_uecp(stops: int, baud: int, seed: int) -> list[Stopped]:
    """Stop so often, commands going through an encoder on a serial line."""
    chance, clock, found = random.Random(seed), StandingClock(NOON), list[Stopped]()
    with tempfile.TemporaryDirectory(prefix=_HOME_PREFIX) as scratch:
        for number in range(stops):
            home = Path(scratch) / str(number)
            home.mkdir()
            clock = StandingClock(NOON)
            signer = signer_of(clock, Kept())
            way = SerialWay(clock, signer, baud=baud, phase_ns=chance.randrange(SLOT_NS))
            playout = PlayoutInTime(home, clock, points=way, sound=MemorySound(clock))
            found.append(_stopped(_Stopping(playout, chance), way))
            playout.close()
    return found


def _stopped(stopping: _Stopping, way: SerialWay) -> Stopped:
    asked_ns = stopping.once()
    playout, heard, deaf = stopping.playout, Ear(identity_of(_POINT)), Ear(identity_of(_POINT))
    until_ns = playout.clock.mono_ns()
    play([heard], way.on_air, playout.carriers, until_ns=until_ns)

    def lost(sent: Sent) -> bool:
        return sent.end_ns > asked_ns

    play([deaf], way.on_air, playout.carriers, until_ns=until_ns, lost=lost)
    return Stopped(
        all_stop=any(one.command.operation is Operation.ALL_STOP for one in heard.accepted),
        shut_s=_shut_s(heard.changes, asked_ns),
        shut_unheard_s=_shut_s(deaf.changes, asked_ns),
        carrier_s=(stopping.carrier_ns() - asked_ns) / SECOND,
    )


def _shut_s(changes: Sequence[GateChange], asked_ns: int) -> float:
    """Return when the point fell silent for good; infinite if it was never open, or still is."""
    if not any(change.open for change in changes) or changes[-1].open:
        return float("inf")
    return (changes[-1].mono_ns - asked_ns) / SECOND


# --- in the station's own multiplex, down to the loudspeaker -------------------------------------


class _Loudspeakers:
    """Two points on one tuner; one of them loses every group from the stop on."""

    def __init__(self, chance: np.random.Generator) -> None:
        self._noise = chance
        self.deaf_from_ns: int | None = None
        self.outcomes: tuple[list[Outcome], list[Outcome]] = ([], [])
        self._begin_ns: int | None = None

    def take(self, begin_ns: int, samples: Samples) -> None:
        """Receive a block under the carrier."""
        if self._begin_ns is None:
            self._begin(begin_ns)
        self._feed(samples, carrier=True)

    def _begin(self, begin_ns: int) -> None:
        self._begin_ns = begin_ns
        self._tuner = Receiver(RATE_HZ, sound=Sound.MONO)
        self._points = [
            PointListener(identity_of(_POINT), Memory(), rate_hz=RATE_HZ, start_ns=begin_ns)
            for _ in range(2)
        ]

    def _feed(self, samples: Samples, *, carrier: bool) -> None:
        reception = self._tuner.feed(samples)
        for number, point in enumerate(self._points):
            kept = self._without_lost(reception) if number else reception
            self.outcomes[number].extend(point.hear(kept, carrier=carrier).outcomes)

    def _without_lost(self, reception: Reception) -> Reception:
        if self.deaf_from_ns is None:
            return reception
        kept = [one for one in reception.groups if self._ends_ns(one) <= self.deaf_from_ns]
        return replace(reception, groups=tuple(kept))

    def _ends_ns(self, received: Received) -> int:
        assert self._begin_ns is not None
        return self._begin_ns + received.end_sample * SECOND // RATE_HZ

    def end(self) -> None:
        """Receive nothing but noise for a while."""
        for _ in range(round(_AFTER_S * RATE_HZ / BLOCK)):
            noise = self._noise.standard_normal(BLOCK).astype(np.float32)
            self._feed(np.float32(0.3) * noise, carrier=False)


def in_own_multiplex(stops: int, seed: int) -> list[Stopped]:
    """Stop so often, everything going as composite from the mixer to the loudspeakers."""
    chance, noise = random.Random(seed), np.random.default_rng(seed)
    found = []
    with tempfile.TemporaryDirectory(prefix=_HOME_PREFIX) as scratch:
        for number in range(stops):
            home = Path(scratch) / str(number)
            home.mkdir()
            found.append(_stopped_in_multiplex(home, chance, _Loudspeakers(noise)))
    return found


def _stopped_in_multiplex(
    home: Path, chance: random.Random, loudspeakers: _Loudspeakers
) -> Stopped:
    clock = StandingClock(NOON)
    way = CompositeWay(clock, signer_of(clock, Kept()), loudspeakers.take)
    playout = PlayoutInTime(home, clock, points=way.points, sound=way.sound)
    stopping = _Stopping(playout, chance)
    playout.moments.clock.watchers.append(lambda: _go_deaf(loudspeakers, stopping))
    asked_ns = stopping.once()
    loudspeakers.end()
    playout.close()
    heard, deaf = (
        [one for one in outcomes if isinstance(one, GateChange)]
        for outcomes in loudspeakers.outcomes
    )
    accepted = [one for one in loudspeakers.outcomes[0] if isinstance(one, Accepted)]
    return Stopped(
        all_stop=any(one.command.operation is Operation.ALL_STOP for one in accepted),
        shut_s=_shut_s(heard, asked_ns),
        shut_unheard_s=_shut_s(deaf, asked_ns),
        carrier_s=(stopping.carrier_ns() - asked_ns) / SECOND,
    )


def _go_deaf(loudspeakers: _Loudspeakers, stopping: _Stopping) -> None:
    if stopping.asked_ns and loudspeakers.deaf_from_ns is None:
        loudspeakers.deaf_from_ns = stopping.asked_ns


# --- figures -------------------------------------------------------------------------------------


def campaign(*, stops: int, seed: int) -> list[Figure]:
    """Stop so often each way."""
    found = {f"UECP, {baud} baud": over_uecp(stops, baud, seed) for baud in BAUDS}
    found["own multiplex"] = in_own_multiplex(stops, seed)
    return [figure for way, stopped in found.items() for figure in _figures(way, stopped)]


def _figures(way: str, found: Sequence[Stopped]) -> list[Figure]:
    heard = sum(one.all_stop for one in found)
    return [
        at_most(
            f"from stop until a point is shut, {way}",
            max(one.shut_s for one in found),
            LIMIT_S,
            "s",
        ),
        at_most(
            f"the same, every copy of all-stop lost, {way}",
            max(one.shut_unheard_s for one in found),
            LIMIT_S,
            "s",
        ),
        Figure(
            what=f"stops with a whole all-stop before the carrier fell, {way}",
            measured=f"{heard} of {len(found)}; carrier off after {max(one.carrier_s for one in found):.2f} s at most",
        ),
    ]
