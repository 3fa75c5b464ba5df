"""Putting the village together; what is opened here is closed by the caller's exit stack."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from loudspeaker.system.files import make_directory, storage_errors
from loudspeaker.village.airwave import COMPOSITE, LINE, Airwave
from loudspeaker.village.config import DIRECTORY, EncoderKind, VillageConfig
from loudspeaker.village.event_log import EventLog
from loudspeaker.village.fault_script import Planned
from loudspeaker.village.faults import Faults, Triggers
from loudspeaker.village.inotify import Watcher
from loudspeaker.village.ip_keeper import IpKeeper
from loudspeaker.village.line_in import RATE_HZ
from loudspeaker.village.line_server import LineServer
from loudspeaker.village.loop import Loop
from loudspeaker.village.monitor import FILE as MONITOR
from loudspeaker.village.monitor import MonitorFeed
from loudspeaker.village.old_receivers import make_old_points
from loudspeaker.village.points_sound import SoundArchive
from loudspeaker.village.ports import Port
from loudspeaker.village.receivers import make_points
from loudspeaker.village.sidecar import Sidecar
from loudspeaker.village.stretches import Stretches
from loudspeaker.village.tuner import Tuner
from loudspeaker.village.world import ENCODER, EXCITER, TRANSMITTER, World

_TICK_NS = 100_000_000
_TICK_SOUND_NS = 250_000_000  # a socket holds little more


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How this village differs from the ordinary one."""

    deadman_s: float = 2.0
    latch: bool = False
    script: tuple[Planned, ...] = ()
    keep_s: float = 24 * 3600.0
    rate: float = 1.0


class Assembly:
    """The parts of one village, in the order in which they need each other."""

    def __init__(
        self, stack: ExitStack, home: Path, config: VillageConfig, options: Options
    ) -> None:
        self._stack, self._home, self._directory = stack, home, home / DIRECTORY
        self._config, self._options = config, options
        self._start_ns = time.monotonic_ns()
        with storage_errors(self._directory):
            self._log = EventLog(self._directory / "events.jsonl")
        stack.callback(self._log.close)
        self.triggers = Triggers(self._log)

    def loop(self, wake_descriptor: int) -> Loop:
        """Open everything and return the loop over it."""
        archive, world = self._archive(), self._world()
        watcher = Watcher()
        self._stack.callback(watcher.close)
        ports = self._ports(watcher)
        stretches = self._stretches(archive)
        loop = Loop(
            world=world,
            faults=self._faults(world, ports),
            ports=ports,
            watcher=watcher,
            line=self._line(),
            airwave=self._airwave(world, stretches),
            tuner=self._tuner(world),
            stretches=stretches,
            log=self._log,
            prune=archive.prune,
            tick_ns=min(_TICK_NS, round(_TICK_SOUND_NS / self._options.rate)),
            wake_descriptor=wake_descriptor,
            ip=self._ip(),
        )
        loop.start(self._start_ns)
        return loop

    def _ip(self) -> IpKeeper | None:
        if self._config.ip is None:
            return None
        options = self._options
        keeper = IpKeeper(self._home, self.triggers, rate=options.rate, keep_s=options.keep_s)
        self._stack.callback(keeper.close)
        return keeper

    def _archive(self) -> SoundArchive:
        directory = self._directory / "points"
        make_directory(directory)
        numbers = self._config.numbers
        with storage_errors(directory):
            archive = SoundArchive(
                directory, numbers, keep_s=self._options.keep_s, log=self.triggers
            )
        self._stack.callback(archive.close)
        for number in numbers:
            archive.prune(number)
        return archive

    def _world(self) -> World:
        receivers = self._directory / "receivers"
        make_directory(receivers)
        return World(
            self._config,
            (
                *make_points(self._config, receivers, self.triggers),
                *make_old_points(self._config.old_points, self.triggers),
            ),
            self.triggers,
            start_ns=self._start_ns,
            deadman_s=self._options.deadman_s,
            latch=self._options.latch,
        )

    def _ports(self, watcher: Watcher) -> dict[str, Port]:
        directory = self._directory / "ports"
        make_directory(directory)
        has_encoder = self._config.encoder is not EncoderKind.NONE
        names = [TRANSMITTER]
        names += [ENCODER] if has_encoder else []
        names += [EXCITER] if self._config.exciter else []
        return {name: self._port(name, directory, watcher) for name in names}

    def _port(self, name: str, directory: Path, watcher: Watcher) -> Port:
        port = Port(name, directory / name, watcher=watcher, log=self.triggers)
        port.appear()
        self._stack.callback(partial(port.vanish, 0, "end"))
        return port

    def _stretches(self, archive: SoundArchive) -> Stretches:
        sidecar = Sidecar(self._home / "run" / "sidecar")
        self._stack.callback(sidecar.close)
        return Stretches(self.triggers, sidecar, archive.record)

    def _line(self) -> LineServer:
        line = LineServer(self._directory, self._config.composite_hz or RATE_HZ)
        self._stack.callback(line.close)
        return line

    def _airwave(self, world: World, stretches: Stretches) -> Airwave:
        return Airwave(
            world.carrier,
            world.points,
            stretches,
            signal=COMPOSITE if self._config.composite_hz else LINE,
            tones=self._config.tones,
            monitor=self._monitor(),
        )

    def _tuner(self, world: World) -> Tuner | None:
        rate_hz = self._config.composite_hz
        return None if rate_hz is None else Tuner(rate_hz, world.carrier)

    def _monitor(self) -> MonitorFeed | None:
        """Put up the monitor; it hears in real time only."""
        if not self._config.monitor or self._options.rate != 1.0:
            return None
        with storage_errors(self._directory):
            monitor = MonitorFeed(self._directory / MONITOR)
        self._stack.callback(monitor.close)
        return monitor

    def _faults(self, world: World, ports: dict[str, Port]) -> Faults:
        return Faults(
            self._options.script,
            world=world,
            ports=ports,
            triggers=self.triggers,
            start_ns=self._start_ns,
        )
