"""The side of ``air``: the real playout, journal and control socket's handler, no threads."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bench.faults.simulated.dying import Doom
from bench.faults.simulated.sound import HeardSound
from loudspeaker.air import agenda
from loudspeaker.air.accepted import Accepted
from loudspeaker.air.control import Control
from loudspeaker.air.deck import Deck, PointsState
from loudspeaker.air.interlock import Limits
from loudspeaker.air.journal import Journal
from loudspeaker.air.ledger import Ledger
from loudspeaker.air.orders import Orders
from loudspeaker.air.playout import Playout
from loudspeaker.air.point_control import PointControl
from loudspeaker.air.positions import PositionStore
from loudspeaker.air.records import Stamp
from loudspeaker.air.register import Register
from loudspeaker.air.volumes import Volumes
from loudspeaker.air.watch import Watch
from loudspeaker.bootstrap.secrets import read_key, read_key_book
from loudspeaker.bootstrap.settings import LiveSettings
from loudspeaker.config.station import ClockRule
from loudspeaker.devices.points.keys import KeyStore
from loudspeaker.devices.simulated import MemoryPoints, MemoryTransmitter, StandingClock
from loudspeaker.rundown import Rundown
from loudspeaker.system.clock_trust import ClockTrust, Proof
from loudspeaker.system.faults import Faults
from loudspeaker.system.home import Home
from loudspeaker.system.watched_clock import WatchedClock

BOOT_ID = "simulated"


class Idle(Protocol):
    """What lets time pass while playout waits."""

    def pass_idle(self, seconds: float) -> None:
        """Let so much time pass, or more if nothing is to be done."""
        ...


def trust(home: Home, live: LiveSettings, clock: StandingClock) -> ClockTrust:
    """Return the judge of the clock of a machine that knows nothing from outside."""
    return ClockTrust(
        clock,
        home.clock_file,
        boot_id=BOOT_ID,
        needs_proof=lambda: live.now.station.clock is ClockRule.PROVED,
        proof=Proof(steered=lambda: False, chip=lambda: None),
    )


class KeptAtOnce:
    """Keeps positions in the sound loop itself: one thread."""

    def __init__(self, store: PositionStore) -> None:
        self._store = store

    def post(self, occurrence: str, attempt: int, frames: int) -> Future[None]:
        """Commit it."""
        done: Future[None] = Future()
        self._store.commit_position(occurrence, attempt, frames)
        done.set_result(None)
        return done

    def close(self) -> None:
        """Nothing to end."""


class PassingOrders(Orders):
    """Waiting passes time on the standing clock."""

    def __init__(self, stop_file: Path, world: Idle) -> None:
        super().__init__(stop_file)
        self._world = world

    def wait(self, seconds: float) -> None:
        """Pass the time; an order that came since the last wait ends it."""
        self.looks += 1
        if self._news or self._ending is not None:
            self._news = False
            return
        self._world.pass_idle(seconds)


@dataclass(slots=True, kw_only=True)
class Devices:
    """What outlives the process."""

    transmitter: MemoryTransmitter
    points: MemoryPoints
    sound: HeardSound

    @classmethod
    def of(cls, clock: StandingClock) -> Devices:
        """Return devices on a clock."""
        transmitter = MemoryTransmitter(clock)
        return cls(
            transmitter=transmitter,
            points=MemoryPoints(clock),
            sound=HeardSound(clock, transmitter),
        )


class AirSide:
    """One life of the process ``air``."""

    def __init__(
        self, home: Home, clock: StandingClock, devices: Devices, world: Idle, doom: Doom
    ) -> None:
        self._clock = clock
        self._devices = devices
        self.live = live = LiveSettings(home)
        self.journal = Journal(home.journal, read_key(home.seal_key))
        doom.watch(self.journal._database)  # noqa: SLF001 - nobody else sees its commits
        accepted, faults = Accepted(self.journal, clock), Faults(clock)
        self.accepted = accepted
        known = WatchedClock(trust(home, live, clock), faults)
        ledger = Ledger(self.journal, accepted, Stamp(time=clock, boot_id=BOOT_ID), faults)
        plan = live.now.hardware.points.plan
        deck = Deck(
            transmitter=devices.transmitter,
            points=devices.points,
            sound=devices.sound,
            time=clock,
            clock=known,
            orders=PassingOrders(home.stop_file, world),
            positions=KeptAtOnce(self.journal),
            clips=home.clips,
            tapes=home.tapes,
            limits=lambda: Limits(
                hours=live.now.hours,
                budget=live.now.station.day_budget,
                mourning=live.now.station.mourning,
            ),
            breaks_in=lambda rundown: self.playout.selection.breaks_in(rundown),  # noqa: PLW0108 - made below
            points_state=PointsState(maybe_open=frozenset(plan.numbers)),
            volumes=Volumes(self.journal, clock),
            notice=faults.set,
        )
        self.deck = deck
        watch = Watch(deck, self.journal, faults)
        self.playout = Playout(deck, accepted, ledger, self.journal, watch, faults)
        keys = KeyStore(home.master_key, read_key_book(home.master_key))
        self.control = Control(
            register=Register(
                self.journal,
                clock,
                people=lambda: live.now.station.people,
                trusted=known.trust.wall,
            ),
            playout=self.playout,
            accepted=accepted,
            journal=self.journal,
            ledger=ledger,
            watch=watch,
            deck=deck,
            faults=faults,
            points=PointControl(
                plan=plan,
                reception=None,
                commanded=True,
                volumes=deck.volumes,
                keys=keys,
                journal=self.journal,
                time=clock,
                station=lambda: live.now.station,
            ),
            station=lambda: live.now.station,
            reload=live.reload,
            owner_uid=home.root.stat().st_uid,
        )

    def start(self) -> None:
        """Carrier off, settle the past, take orders."""
        self._devices.transmitter.off()
        self.playout.recover()
        self.playout.begin()

    def idle_s(self) -> float | None:
        """Return how long nothing is to be done; None: for ever, 0: something is due."""
        now = self._clock.wall()
        waits = [
            (moment - now).total_seconds()
            for rundown in self.accepted.all()
            for moment in self._moments(rundown)
        ]
        return max(0.0, min(waits)) if waits else None

    def _moments(self, rundown: Rundown) -> tuple[datetime, datetime]:
        return agenda.starts_at(rundown, self.playout.selection.lead_in), rundown.not_after

    def lose(self) -> None:
        """Lose everything that is in memory, as by a kill."""
        self._devices.sound.discard()
        self.journal.close()
