"""A playout with everything in memory but the journal, driven without threads or waiting."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from loudspeaker.air.accepted import Accepted
from loudspeaker.air.deck import Deck, LeadIn, PointsState
from loudspeaker.air.interlock import Limits
from loudspeaker.air.journal import Journal
from loudspeaker.air.ledger import Ledger
from loudspeaker.air.orders import Orders
from loudspeaker.air.playout import Playout
from loudspeaker.air.point_control import PointControl, Reception
from loudspeaker.air.positions import PositionWriter
from loudspeaker.air.records import Stamp
from loudspeaker.air.register import Register
from loudspeaker.air.relays import NoLink, OpenLink
from loudspeaker.air.volumes import Volumes
from loudspeaker.air.watch import Watch
from loudspeaker.audio.wav_header import build_header
from loudspeaker.config.station import load_station
from loudspeaker.devices.points.keys import KeyStore
from loudspeaker.devices.simulated import (
    MemoryPoints,
    MemorySound,
    MemoryTransmitter,
    StandingClock,
)
from loudspeaker.model import STATION_ZONE, Point, PointPlan, Priority, Zone
from loudspeaker.radio.key_book import KeyBook
from loudspeaker.rundown import Cue, CueKind, Rundown
from loudspeaker.system.faults import Faults
from loudspeaker.timetable.hours import AllowedHours, DayBudget, Window
from loudspeaker.timetable.zone_hours import HoursAtPoints
from tests.clocks import NO_PROOF_NEEDED, make_clock

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=STATION_ZONE)
RATE = 48_000
PLAN = PointPlan(
    points=tuple(Point(number=n, name=f"Điểm {n}", zone=1 + n // 4) for n in range(1, 8)),
    zones=(Zone(number=1, name="Thôn 1"), Zone(number=2, name="Thôn 2")),
)


class SteppingOrders(Orders):
    """Waiting passes time on the standing clock."""

    def __init__(self, stop_file: Path, clock: StandingClock) -> None:
        super().__init__(stop_file)
        self._clock = clock

    def wait(self, seconds: float) -> None:
        super().wait(0.0)
        self._clock.advance_s(seconds)


@dataclass
class Events:
    """Things to do at a time on the standing clock, in seconds from the start."""

    clock: StandingClock
    due: list[tuple[int, Callable[[], object]]] = field(default_factory=list)

    def at(self, seconds: float, action: Callable[[], object]) -> None:
        self.due.append((self.clock.mono_ns() + round(seconds * 1e9), action))

    def __call__(self) -> None:
        for entry in [e for e in self.due if e[0] <= self.clock.mono_ns()]:
            self.due.remove(entry)
            entry[1]()


class Killed(BaseException):
    """The process is gone: nothing of it runs any more."""


class Bench:
    """One home with its devices; ``reboot`` starts a new process on the same journal."""

    def __init__(self, home: Path, *, hours: str = "all") -> None:
        self.home = home
        self.clock = StandingClock(NOON)
        self.transmitter = MemoryTransmitter(self.clock)
        self.points = MemoryPoints(self.clock)
        self.sound = MemorySound(self.clock)
        self.events = Events(self.clock)
        self.clock.watchers.append(self.events)
        self.limits = self.limits_until(24 * 60 if hours == "all" else int(hours))
        (home / "clips").mkdir()
        (home / "station.yaml").write_text("name: Xã thử\n")
        self.proof = NO_PROOF_NEEDED
        self.sources: OpenLink = NoLink
        self.book = KeyBook(master=bytes(range(32)))
        self.boot()

    @staticmethod
    def limits_until(end_minute: int) -> Limits:
        """Return hours from midnight to a minute of the day, and no limit a day."""
        return Limits(
            hours=HoursAtPoints(
                general=AllowedHours(windows=(Window(start_minute=0, end_minute=end_minute),))
            ),
            budget=DayBudget(limit_minutes=None),
        )

    def boot(self) -> None:
        self.journal = Journal(self.home / "journal.db", b"k" * 32)
        self.accepted = Accepted(self.journal, self.clock)
        self.faults = Faults(self.clock)
        self.known = make_clock(self.clock, self.faults, self.home / "clock.json", self.proof)
        self.orders = SteppingOrders(self.home / "stop", self.clock)
        self.writer = PositionWriter(self.journal)
        stamp = Stamp(time=self.clock, boot_id="boot")
        self.ledger = Ledger(
            self.journal, self.accepted, stamp, self.faults, wall=self.known.trust.wall
        )
        self.deck = deck = self.make_deck()
        self.watch = Watch(deck, self.journal, self.faults)
        self.playout = Playout(
            deck,
            self.accepted,
            self.ledger,
            self.journal,
            self.watch,
            self.faults,
            apart=self.make_apart(),
            sources=lambda relay, feed: self.sources(relay, feed),  # noqa: PLW0108 - may be set later
        )
        self.register = Register(
            self.journal,
            self.clock,
            people=lambda: load_station(self.home).people,
            trusted=self.clock.wall,
        )
        self.points_asked = PointControl(
            plan=PLAN,
            reception=Reception(pi=0x7001, group="6A"),
            commanded=True,
            volumes=deck.volumes,
            keys=KeyStore(self.home / "points.key", self.book),
            journal=self.journal,
            time=self.clock,
            station=lambda: load_station(self.home),
        )

    def make_apart(self) -> Deck | None:
        """Return the deck of points over IP; this station has none."""
        return None

    def make_deck(self) -> Deck:
        return Deck(
            transmitter=self.transmitter,
            points=self.points,
            sound=self.sound,
            time=self.clock,
            clock=self.known,
            orders=self.orders,
            positions=self.writer,
            clips=self.home / "clips",
            tapes=self.home / "live",
            limits=lambda: self.limits,
            breaks_in=lambda rundown: self.playout.selection.breaks_in(rundown),  # noqa: PLW0108 - made below
            points_state=PointsState(maybe_open=frozenset()),
            volumes=Volumes(self.journal, self.clock),
            lead_in=LeadIn(),
            notice=self.faults.set,
        )

    def reboot(self, after_s: float = 1.0) -> None:
        """Lose everything that is in memory, as by a kill, and start again."""
        self.writer.close()
        self.journal.close()
        self.sound.idle()
        self.events.due.clear()
        self.clock.advance_s(after_s)
        self.transmitter.off()
        self.boot()
        self.playout.recover()

    def kill_at(self, seconds: float) -> None:
        def kill() -> None:
            raise Killed

        self.events.at(seconds, kill)

    def run(self, seconds: float) -> None:
        """Let playout do what is due for a while; Killed ends it early."""
        end_ns = self.clock.mono_ns() + round(seconds * 1e9)
        while self.clock.mono_ns() < end_ns and self.deck.orders.ending is None:
            self.play_next()

    def play_next(self) -> None:
        rundown = self.playout._next()
        if rundown is not None:
            self.playout.session(rundown)
        self.ledger.pay()

    # --- material -------------------------------------------------------------------------------

    def cue(self, seconds: float, value: int = 1000, kind: CueKind = CueKind.SPEECH) -> Cue:
        """Make a clip file of one constant value."""
        frames = round(seconds * RATE)
        data = build_header(frames=frames, rate_hz=RATE) + array("h", [value] * frames).tobytes()
        sha256 = hashlib.sha256(data).hexdigest()
        (self.home / "clips" / f"{sha256}.wav").write_bytes(data)
        return Cue(kind=kind, frames=frames, sha256=sha256)

    def rundown(
        self,
        name: str = "a-1",
        *,
        seconds: float = 10.0,
        due_s: float = 5.0,
        grace_s: float = 600.0,
        priority: Priority = Priority.NORMAL,
        points: tuple[int, ...] = (1, 2, 3),
        immediate: bool = False,
        complete: bool = True,
        value: int = 1000,
    ) -> Rundown:
        due = self.clock.wall() + timedelta(seconds=due_s)
        return Rundown(
            occurrence=name,
            item=name.split("-", maxsplit=1)[0],
            title="Họp thôn",
            priority=priority,
            due=due,
            not_after=due + timedelta(seconds=grace_s),
            points=points,
            cues=(self.cue(seconds, value),),
            text_sha256="1" * 64,
            author="soan",
            approver="duyet",
            immediate=immediate,
            complete=complete,
        )

    def offer(self, rundown: Rundown) -> Rundown:
        self.accepted.offer(rundown)
        self.orders.wake()
        return rundown

    # --- what happened --------------------------------------------------------------------------

    def records(self, occurrence: str = "a-1") -> list[tuple[str, str | None, str | None]]:
        return [
            (r["event"], r["result"], r["reason"])
            for r in self.journal.since(0)
            if r["occurrence"] == occurrence
        ]

    def heard_frames(self, occurrence: str = "a-1") -> int:
        """Return the frames of an occurrence that left the output."""
        return sum(
            frames for _, label, frames in self.sound.labels if label.occurrence == occurrence
        )

    def heard_at_s(self, occurrence: str = "a-1") -> list[float]:
        """Return when blocks of an occurrence left the output, in seconds since boot."""
        return [ns / 1e9 for ns, label, _ in self.sound.labels if label.occurrence == occurrence]

    def commands(self) -> list[str]:
        return [name for _, name, _ in self.points.log]
