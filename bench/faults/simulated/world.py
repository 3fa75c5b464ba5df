"""Station and playout joined on one clock: what is due happens whenever time passes.

``air``'s own loop is the one that runs; all else (alarms, the follower, people, deaths, a clock
that is set) happens between two blocks of sound, or in between two looks at the agenda.
"""

from __future__ import annotations

import heapq
import itertools
import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench.faults.simulated.air import AirSide, Devices
from bench.faults.simulated.dying import AirKilled, Doom, StationKilled
from bench.faults.simulated.station import StationSide
from loudspeaker.air.agenda import LONGEST_WAIT_S
from loudspeaker.bootstrap.init import init_home
from loudspeaker.config.station import Profile
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.errors import ProcessUnavailable
from loudspeaker.station.air_link import AirClient
from loudspeaker.system.channel import Client
from loudspeaker.system.home import Home
from loudspeaker.system.server import Request
from loudspeaker.system.sockets import Peer

_NS = 1_000_000_000
BEAT_NS = _NS // 4
MOST_IDLE_S = 3600.0
RECORDS_AT_ONCE = 1000
OURSELVES = Peer(pid=os.getpid(), uid=os.geteuid(), gid=os.getegid())


class _Line(Client):
    """The line from ``station`` to ``air``: requests and answers pass as JSON, at once."""

    def __init__(self, world: World) -> None:
        self._world = world

    def call(self, op: str, *, timeout_s: float | None = None, **arguments: Any) -> Any:
        """Ask; ProcessUnavailable while ``air`` is down, or when it dies of this."""
        del timeout_s
        return self._world.answer_of_air(op, json.loads(json.dumps(arguments)))


class World:
    """One home with both processes; ``down_s`` is for how long what dies stays away."""

    def __init__(self, folder: Path, *, start: datetime, station: str) -> None:
        self.home = Home(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.home.station_file.write_text(station, encoding="utf-8")
        init_home(self.home, Profile.SIMULATED)
        self.clock = StandingClock(start)
        self.devices = Devices.of(self.clock)
        self.air_doom, self.station_doom = Doom(AirKilled), Doom(StationKilled)
        self.down_s: Callable[[], float] = lambda: 1.0
        self.deaths = 0
        self.steps: list[tuple[int, float]] = []
        """When the clock was set, and by how many seconds."""
        self.air: AirSide | None = None
        self.station: StationSide | None = None
        self._air_dies = False
        self._air_starts = self._connected = 0
        self._happenings: list[tuple[int, int, Callable[[], object]]] = []
        self._numbers = itertools.count()
        self._busy = False
        self._next_ns = self._end_ns = 0
        self._at_next_sound: list[tuple[float, Callable[[], object]]] = []
        self.devices.sound.when_begins = self._sound_begins
        self.clock.watchers.append(self._tick)

    # --- life and death ---------------------------------------------------------------------------

    def boot(self) -> None:
        """Start both processes."""
        self._boot_air()
        self._boot_station()

    def _boot_air(self) -> None:
        self._air_dies = False
        self.air = AirSide(self.home, self.clock, self.devices, self, self.air_doom)
        self._air_starts += 1
        self.air.start()

    def _boot_station(self) -> None:
        line = AirClient(_Line(self))
        self.station = StationSide(self.home, self.clock, line, self.station_doom)
        self._connected = 0
        self.station.start()

    def kill_air(self) -> None:
        """Have ``air`` die before anything else of it happens."""
        self._air_dies = self.air is not None

    def kill_station(self) -> None:
        """Have ``station`` die now."""
        raise StationKilled

    def _air_is_lost(self) -> None:
        self._air_dies = False
        if self.air is not None:
            self.air.lose()
            self.air = None
        self._dead(self._boot_air)

    def _station_is_lost(self) -> None:
        if self.station is not None:
            self.station.lose()
            self.station = None
            self._dead(self._boot_station)

    def _dead(self, boot: Callable[[], None]) -> None:
        self.deaths += 1
        self.after(self.down_s(), boot)

    def close(self) -> None:
        """End both."""
        for side in (self.air, self.station):
            if side is not None:
                side.lose()
        self.air = self.station = None

    # --- time -------------------------------------------------------------------------------------

    def after(self, seconds: float, action: Callable[[], object]) -> None:
        """Have something happen; it may raise what people are answered, or StationKilled."""
        moment_ns = self.clock.mono_ns() + round(seconds * _NS)
        heapq.heappush(self._happenings, (moment_ns, next(self._numbers), action))
        self._next_ns = min(self._next_ns, moment_ns)

    def after_next_sound(self, seconds: float, action: Callable[[], object]) -> None:
        """Have something happen so long after something begins to be heard again."""
        self._at_next_sound.append((seconds, action))

    def _sound_begins(self) -> None:
        if self._at_next_sound:
            self.after(*self._at_next_sound.pop(0))

    def set_clock(self, seconds: float) -> None:
        """Set the wall clock, ahead or back."""
        self.clock.step(timedelta(seconds=seconds))
        self.steps.append((self.clock.mono_ns(), seconds))

    def run(self, seconds: float) -> None:
        """Let time pass, up to the end of what is on air then."""
        self._end_ns = self.clock.mono_ns() + round(seconds * _NS)
        while self.clock.mono_ns() < self._end_ns:
            try:
                if self.air is None:
                    self.pass_idle(LONGEST_WAIT_S)
                else:
                    self.air.playout.play_next()
            except AirKilled:
                self._air_is_lost()

    def pass_idle(self, seconds: float) -> None:
        """Let so much time pass; where nothing at all is to be done, up to when something is."""
        if seconds >= LONGEST_WAIT_S:
            seconds = max(seconds, self._idle_s())
        self.clock.advance_s(seconds)

    def _idle_s(self) -> float:
        now, now_ns = self.clock.wall(), self.clock.mono_ns()
        waits = [MOST_IDLE_S, (self._end_ns - now_ns) / _NS]
        if self._happenings:
            waits.append((self._happenings[0][0] - now_ns) / _NS)
        rings = self.station.alarms.next_at() if self.station else None
        if rings is not None:
            waits.append((rings - now).total_seconds())
        if self.air is not None and (idle_s := self.air.idle_s()) is not None:
            waits.append(idle_s)
        return min(waits)

    def _tick(self) -> None:
        if self._busy or self.clock.mono_ns() < self._next_ns:
            return
        self._busy = True
        try:
            self._happen()
        finally:
            self._busy = False
        if self._air_dies:
            raise AirKilled

    def _happen(self) -> None:
        now_ns = self.clock.mono_ns()
        while self._happenings and self._happenings[0][0] <= now_ns:
            self._survive(heapq.heappop(self._happenings)[2])
        self._survive(self._beat)
        first_ns = self._happenings[0][0] if self._happenings else now_ns + BEAT_NS
        self._next_ns = min(now_ns + BEAT_NS, first_ns)

    def _survive(self, action: Callable[[], object]) -> None:
        try:
            action()
        except StationKilled:
            self._station_is_lost()
        except AirKilled:  # while it was starting
            self._air_is_lost()

    def _beat(self) -> None:
        if self.station is not None:
            self._follow(self.station)
            self.station.process.beat()
            self.station.settle()
            self._follow(self.station)

    def _follow(self, station: StationSide) -> None:
        if self.air is None or self._air_dies:
            self._connected = 0
            return
        if self._connected != self._air_starts:
            self._connected = self._air_starts
            station.process.air_is_back()
        if not self._air_dies:  # of what it was just told
            taken = station.parts.records.taken
            station.take(self.air.journal.since(taken, limit=RECORDS_AT_ONCE))

    # --- who asks whom ----------------------------------------------------------------------------

    def answer_of_air(self, op: str, arguments: dict[str, Any]) -> Any:
        """Return what ``air`` answers ``station``."""
        if self.air is None or self._air_dies:
            raise ProcessUnavailable(process="air", problem="down")
        request = Request(op=op, arguments=arguments, peer=OURSELVES)
        try:
            return json.loads(json.dumps(self.air.control.handle(request)))
        except AirKilled:
            self._air_dies = True
            raise ProcessUnavailable(process="air", problem="died") from None

    def ask(self, op: str, person: str, **arguments: Any) -> Any:
        """Ask the station as a person; LoudspeakerError for what it refuses."""
        if self.station is None:
            raise ProcessUnavailable(process="station", problem="down")
        return self.station.ask(op, person, **arguments)
