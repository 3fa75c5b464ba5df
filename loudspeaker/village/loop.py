"""The one loop of the village: wait for bytes or a deadline, settle what is due, judge sound."""

from __future__ import annotations

import os
import selectors
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from loudspeaker.village.airwave import Airwave
from loudspeaker.village.event_log import EventLog
from loudspeaker.village.faults import Faults
from loudspeaker.village.inotify import Used, Watcher
from loudspeaker.village.ip_keeper import IpKeeper
from loudspeaker.village.line_server import Block, LineServer
from loudspeaker.village.ports import Port
from loudspeaker.village.stretches import Stretches
from loudspeaker.village.timeline import earliest
from loudspeaker.village.tuner import Tuner
from loudspeaker.village.world import ENCODER, EXCITER, TRANSMITTER, World

_SECOND_NS = 1_000_000_000
_IDLE_NS = _SECOND_NS
_FINISH_NS = 300_000_000
_HISTORY_NS = 60 * _SECOND_NS
_HOUR_NS = 3600 * _SECOND_NS


@dataclass(slots=True, kw_only=True)
class Loop:
    """Everything that has a descriptor or a deadline; ``turn`` is one round.

    Sound is fetched every ``tick_ns`` only, and judged when the time it was played at is settled.
    """

    world: World
    faults: Faults
    ports: Mapping[str, Port]
    watcher: Watcher
    line: LineServer
    airwave: Airwave
    tuner: Tuner | None
    stretches: Stretches
    log: EventLog
    prune: Callable[[int], None]
    tick_ns: int
    wake_descriptor: int
    ip: IpKeeper | None = None
    _pending: list[Block] = field(default_factory=list)
    _tuned: list[Block] = field(default_factory=list)
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    _watched: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    _pruned_ns: int = 0
    _to_prune: list[int] = field(default_factory=list)

    def start(self, mono_ns: int) -> None:
        """Begin to watch descriptors."""
        self._pruned_ns = mono_ns
        for descriptor in (self.watcher.descriptor, self.line.listener, self.wake_descriptor):
            self._selector.register(descriptor, selectors.EVENT_READ)
        if self.ip is not None:
            self._selector.register(self.ip.descriptor, selectors.EVENT_READ)

    def turn(self) -> None:
        """Wait until there is something to do, and do it."""
        self._watch_ports()
        self._selector.select(self._timeout_s(time.monotonic_ns()))
        self._drain_wake()
        now_ns = time.monotonic_ns()
        self.faults.advance(now_ns)
        self._ports_turn(now_ns)
        self.world.advance(now_ns)
        if ENCODER in self.ports:
            self.ports[ENCODER].write(self.world.encoder_says())
        self._sound_turn(now_ns)
        if self.ip is not None:
            self.ip.turn(now_ns)
        self._housekeeping(now_ns)

    def _timeout_s(self, now_ns: int) -> float:
        listening = self.line.connected or self._pending or self.stretches.pending
        captured = any(point.captured for point in self.world.points)
        soonest = now_ns + (self.tick_ns if listening or captured else _IDLE_NS)
        due_ns = earliest((soonest, self.world.deadline_ns, self.faults.deadline_ns))
        assert due_ns is not None
        return max(0, due_ns - now_ns) / _SECOND_NS

    def _drain_wake(self) -> None:
        with suppress(BlockingIOError):
            os.read(self.wake_descriptor, 64)

    # --- ports ----------------------------------------------------------------------------------

    def _watch_ports(self) -> None:
        """Follow ports that vanished or came back since the last turn."""
        for name, port in self.ports.items():
            generation, watched = self._watched.get(name, (0, None))
            if generation == port.generation:
                continue
            if watched is not None:
                self._selector.unregister(watched)
            if port.master is not None:
                self._selector.register(port.master, selectors.EVENT_READ)
            self._watched[name] = (port.generation, port.master)

    def _ports_turn(self, now_ns: int) -> None:
        used = self.watcher.read()
        self._note_used([item for item in used if item.opened], now_ns)
        self._exchange(TRANSMITTER, self.world.transmitter_bytes, now_ns)
        if ENCODER in self.ports:
            self._exchange(ENCODER, self.world.encoder_bytes, now_ns)
        if EXCITER in self.ports:
            self._exchange(EXCITER, self.world.exciter_bytes, now_ns)
        self._note_used([item for item in used if item.closed], now_ns)

    def _note_used(self, used: list[Used], now_ns: int) -> None:
        for item in used:
            for port in self.ports.values():
                if port.watch == item.watch:
                    port.used(now_ns, opened=item.opened, closed=item.closed)

    def _exchange(self, name: str, take: Callable[[bytes, int], bytes], now_ns: int) -> None:
        if data := self.ports[name].read():
            self.ports[name].write(take(data, now_ns))

    # --- sound ----------------------------------------------------------------------------------

    def _sound_turn(self, now_ns: int) -> None:
        self._pending += self.line.poll()
        settled = [block for block in self._pending if block.end_ns <= now_ns]
        self._pending = [block for block in self._pending if block.end_ns > now_ns]
        heard_ns = now_ns
        if self.tuner is not None:
            heard_ns = self._tune(self.tuner, settled, now_ns)
        else:
            for block in settled:
                self.airwave.play(block)
        self.airwave.play_foreign(heard_ns)
        self.stretches.finish_older(now_ns - _FINISH_NS)

    def _tune(self, tuner: Tuner, blocks: list[Block], now_ns: int) -> int:
        """Demodulate, let the points live as far as all is known, and then hear; return that time.

        Sound is held back until the gates of its time have been decided.
        """
        for tuned in (*map(tuner.take, blocks), tuner.idle(now_ns)):
            for group, ended_ns in tuned.groups:
                self.world.heard(group, ended_ns)
            self._tuned += tuned.blocks
            heard_ns = self.world.settle_points(tuned.settled_ns)
        for block in [block for block in self._tuned if block.end_ns <= heard_ns]:
            self.airwave.play(block)
        self._tuned = [block for block in self._tuned if block.end_ns > heard_ns]
        return heard_ns

    def _housekeeping(self, now_ns: int) -> None:
        self.log.flush()
        waiting = (*self._pending, *self._tuned)
        oldest = min((block.start_ns for block in waiting), default=now_ns)
        horizon = min(oldest, now_ns - _HISTORY_NS)
        self.world.carrier.forget_before(horizon)
        for point in self.world.points:
            point.hearing.forget_before(horizon)
        self._prune_one(now_ns)

    def _prune_one(self, now_ns: int) -> None:
        """Once an hour shorten the points' files, one a turn and never on air: copying is slow."""
        if now_ns - self._pruned_ns >= _HOUR_NS:
            self._pruned_ns = now_ns
            self._to_prune = [point.number for point in self.world.points]
        if self._to_prune and not self.world.carrier.now:
            self.prune(self._to_prune.pop())

    def finish(self, now_ns: int) -> None:
        """Judge what has been played and close what is still being gathered."""
        self.world.advance(now_ns)
        self._sound_turn(now_ns)
        self.stretches.finish_all()
        self._selector.close()
