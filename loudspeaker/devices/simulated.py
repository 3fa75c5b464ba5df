"""A transmitter, points and a sound output in memory, driven by a clock that stands still.

For tests of playout and for trying out drivers' callers: time passes only when sound is written,
at exactly the pace of the samples.  The *village* is the simulator that speaks wire formats.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from loudspeaker.devices.points.base import Dispatch
from loudspeaker.devices.points.orders import GAVE_WAY
from loudspeaker.devices.points.players import ClipList
from loudspeaker.devices.sound.base import BYTES_PER_FRAME, RATE_HZ, Label
from loudspeaker.devices.transmitter.base import Reading
from loudspeaker.devices.transmitter.limits import Limits, judged
from loudspeaker.errors import DeviceFailure
from loudspeaker.radio.on_air import OnAir
from loudspeaker.radio.play_orders import ClipPlace

_NS = 1_000_000_000
COMMAND_NS = 350_315_789
GIVEN_OVER_NS = 2 * COMMAND_NS // 4
"""What an encoder has of a command that is broken off: two groups of four."""


class StandingClock:
    """A TimeSource that is moved by hand; ``step`` moves the wall clock alone."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._mono_ns = 10 * _NS
        self._origin_ns = self._mono_ns
        self._stepped = timedelta()
        self.watchers: list[Callable[[], None]] = []

    def wall(self) -> datetime:
        """Return the wall clock."""
        passed = timedelta(microseconds=(self._mono_ns - self._origin_ns) // 1000)
        return self._start + passed + self._stepped

    def mono_ns(self) -> int:
        """Return the monotonic clock."""
        return self._mono_ns

    def advance_s(self, seconds: float) -> None:
        """Let time pass."""
        self._mono_ns += round(seconds * _NS)
        for watcher in tuple(self.watchers):
            watcher()

    def step(self, by: timedelta) -> None:
        """Let the wall clock jump."""
        self._stepped += by

    def reboot(self) -> None:
        """Let monotonic time begin anew, as after a power cut; the wall clock goes on."""
        self._start, self._stepped = self.wall(), timedelta()
        self._mono_ns = self._origin_ns = 10 * _NS


@dataclass(slots=True)
class MemoryTransmitter:
    """Falls ``deadman_s`` after the last ``arm``, as the timed relay does."""

    clock: StandingClock
    deadman_s: float = 2.0
    broken: str | None = None
    forward_w: float = 30.0
    temperature_c: float = 40.0
    limits: dict[str, Limits] = field(default_factory=dict)
    log: list[tuple[int, str]] = field(default_factory=list)
    _until_ns: int | None = None

    @property
    def keyed(self) -> bool:
        """Tell whether the carrier is up."""
        if self._until_ns is not None and self.clock.mono_ns() >= self._until_ns:
            self.log.append((self._until_ns, "deadman"))
            self._until_ns = None
        return self._until_ns is not None

    def _check(self) -> None:
        if self.broken:
            raise DeviceFailure(device="transmitter", problem=self.broken)

    def arm(self) -> None:
        """Key up or re-arm."""
        self._check()
        if not self.keyed:
            self.log.append((self.clock.mono_ns(), "on"))
        self._until_ns = self.clock.mono_ns() + round(self.deadman_s * _NS)

    def off(self) -> None:
        """Drop the carrier."""
        self._check()
        if self.keyed:
            self.log.append((self.clock.mono_ns(), "off"))
        self._until_ns = None

    def reading(self) -> Reading:
        """Measure: forward power only when keyed."""
        self._check()
        forward_w = self.forward_w if self.keyed else 0.0
        measured = Reading(keyed=self.keyed, forward_w=forward_w, temperature_c=self.temperature_c)
        return judged(measured, self.limits)

    def close(self) -> None:
        """Nothing to give back."""


@dataclass(slots=True)
class MemoryPoints:
    """Keeps every command with the time at which its first copy was out."""

    clock: StandingClock
    broken: str | None = None
    addresses: int = 1
    """How many commands any set of points takes."""
    log: list[tuple[int, str, tuple[int, ...]]] = field(default_factory=list)
    shown: list[tuple[int, OnAir]] = field(default_factory=list)
    """What was announced, and from when on it is shown: once the commands are out."""
    volumes: dict[int, int] = field(default_factory=dict)
    _free_ns: int = 0
    _sent: list[Dispatch] = field(default_factory=list)
    _stopping: Dispatch | None = None

    def _send(self, name: str, points: Sequence[int], copies: int) -> Dispatch:
        dispatch = Dispatch()
        if self.broken:
            dispatch.failed(self.broken)
            return dispatch
        begin = max(self._free_ns, self.clock.mono_ns())
        once_ns = COMMAND_NS * (self.addresses if points else 1)
        self._free_ns = begin + copies * once_ns
        dispatch.first_out_ns, dispatch.all_out_ns = begin + once_ns, self._free_ns
        self._sent = [*self._waiting(), dispatch]
        self.log.append((begin + once_ns, name, tuple(points)))
        return dispatch

    def open(self, points: Sequence[int], *, ttl_s: float, copies: int) -> Dispatch:  # noqa: ARG002 - kept by the interface
        """Open."""
        return self._send("open", points, copies)

    def close_points(self, points: Sequence[int], *, copies: int) -> Dispatch:
        """Close some."""
        return self._send("close", points, copies)

    def close_all(self, *, copies: int) -> Dispatch:
        """Close all."""
        return self._send("close_all", (), copies)

    def hold(self, *, copies: int) -> Dispatch:
        """Hold."""
        return self._send("hold", (), copies)

    def set_volume(self, points: Sequence[int], volume: int, *, copies: int) -> Dispatch:
        """Set the volume; ``volumes`` keeps it."""
        dispatch = self._send("volume", points, copies)
        if dispatch.problem is None:
            self.volumes |= dict.fromkeys(points, volume)
        return dispatch

    def tell_time(self) -> Dispatch:
        """Tell the time."""
        return self._send("time", (), 1)

    def _waiting(self) -> list[Dispatch]:
        now_ns = self.clock.mono_ns()
        return [dispatch for dispatch in self._sent if not dispatch.has_all_out(now_ns)]

    def all_stop(self, *, copies: int) -> Dispatch:
        """Stop all, at once."""
        for dispatch in self._waiting():
            dispatch.failed("all-stop")
        self._free_ns = 0
        self._stopping = self._send("all_stop", (), copies)
        return self._stopping

    def give_way(self) -> None:
        """Give up what is not out, unless an all-stop is on its way."""
        now_ns = self.clock.mono_ns()
        if self._stopping is not None and not self._stopping.has_all_out(now_ns):
            return
        for dispatch in self._waiting():
            dispatch.failed(GAVE_WAY)
        self.log = [sent for sent in self.log if sent[0] <= now_ns]
        self._free_ns = min(self._free_ns, now_ns + GIVEN_OVER_NS)

    def announce(self, on_air: OnAir) -> None:
        """Show it behind what is queued."""
        self.shown.append((max(self._free_ns, self.clock.mono_ns()), on_air))

    def problem(self) -> str | None:
        """Return what is broken."""
        return self.broken

    def complaint(self) -> str | None:
        """Return nothing: memory refuses nothing."""
        return None

    def close(self) -> None:
        """Nothing to give back."""


@dataclass(slots=True)
class MemoryPlayers:
    """Points that play whole clips: keeps what they were told, and acknowledges what it is let."""

    clock: StandingClock
    numbers: frozenset[int]
    rate: float = 1.0
    broken: str | None = None
    deaf: frozenset[int] = frozenset()
    """Points that report nothing."""
    log: list[tuple[int, str, tuple[int, ...], int, int]] = field(default_factory=list)
    """When, what (``fetch``, ``play``, ``cut``), to whom, from which position, heard when."""
    told: list[ClipList] = field(default_factory=list)

    def fetch(self, points: Sequence[int], clips: Sequence[ClipPlace]) -> None:
        """Note it."""
        first = clips[0].position if clips else 0
        self.log.append((self.clock.mono_ns(), "fetch", tuple(points), first, 0))

    def play(self, what: ClipList, *, position: int, heard_ns: int) -> None:
        """Note it, unless broken."""
        if self.broken is None:
            self.told.append(what)
            self.log.append((self.clock.mono_ns(), "play", what.points, position, heard_ns))

    def cut(self) -> None:
        """Note it."""
        self.log.append((self.clock.mono_ns(), "cut", (), 0, 0))

    def acknowledged(self, what: ClipList) -> frozenset[int]:
        """Return those of the points told of this airing that are not deaf."""
        told = {number for each in self.told if each.run == what.run for number in each.points}
        return frozenset(told & set(what.points)) - self.deaf

    def problem(self) -> str | None:
        """Return what is broken."""
        return self.broken

    def silent(self) -> tuple[int, ...]:
        """Return the deaf points."""
        return tuple(sorted(self.deaf))


@dataclass(slots=True)
class MemorySound:
    """Plays at the pace of the clock; what was heard is in ``heard`` with its labels."""

    clock: StandingClock
    broken: str | None = None
    latency_frames: int = 0
    rate_hz: int = RATE_HZ
    heard: bytearray = field(default_factory=bytearray)
    labels: list[tuple[int, Label, int]] = field(default_factory=list)
    running: bool = False
    _queue: list[tuple[bytes, Label]] = field(default_factory=list)

    def open(self) -> None:
        """Be there."""
        self._check()

    def start(self) -> None:
        """Begin to run."""
        self._check()
        self.running = True

    def _check(self) -> None:
        if self.broken:
            raise DeviceFailure(device="sound", problem=self.broken)

    def write(self, pcm: bytes, label: Label, *, ahead_frames: int) -> None:
        """Queue a block; time passes while the queue is too full."""
        self._check()
        while self.queued_frames() > ahead_frames:
            self._play_one()
        self._queue.append((pcm, label))

    def _play_one(self) -> None:
        pcm, label = self._queue.pop(0)
        self.labels.append((self.clock.mono_ns(), label, len(pcm) // BYTES_PER_FRAME))
        self.heard += pcm
        self.clock.advance_s(len(pcm) / BYTES_PER_FRAME / self.rate_hz)

    def queued_frames(self) -> int:
        """Return what is queued."""
        return sum(len(pcm) for pcm, _ in self._queue) // BYTES_PER_FRAME

    def discard(self) -> None:
        """Drop what is queued."""
        self._queue.clear()

    def idle(self) -> None:
        """Stop running."""
        self._queue.clear()
        self.running = False

    def close(self) -> None:
        """Nothing to give back."""
