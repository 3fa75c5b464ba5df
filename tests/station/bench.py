"""A whole station in one thread: real database, log and use cases, everything else in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench.faults.simulated.alarms import HandAlarms
from loudspeaker.bootstrap.init import init_home
from loudspeaker.bootstrap.settings import LiveSettings
from loudspeaker.bootstrap.station_parts import Parts, Surroundings
from loudspeaker.config.backup import BackupConfig
from loudspeaker.config.station import Profile
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.model import STATION_ZONE, Caller, Role, iso
from loudspeaker.model.announcement import Occurrence
from loudspeaker.rundown import Rundown
from loudspeaker.speech.manifest import Voice
from loudspeaker.station.plugin_later import RunJob, no_jobs
from loudspeaker.station.process import StationProcess
from loudspeaker.station.relay_desk import Listen, no_sources
from loudspeaker.station.room import NoSpare, Spare
from loudspeaker.system.channel import Encoded
from loudspeaker.system.faults import Faults
from loudspeaker.system.home import Home
from loudspeaker.system.server import Request, Server
from loudspeaker.system.sockets import Peer
from tests.clocks import NO_PROOF_NEEDED, make_clock
from tests.station.fakes import EMBEDDED, FakeAir, FakeReader, FakeSpeech, voice

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=STATION_ZONE)
NO_REGISTERS = "documents: {enabled: false}\ndossiers: {enabled: false}\n"
STATION = f"""\
name: Xã thử
{NO_REGISTERS}people:
  - {{name: soan, roles: [editor]}}
  - {{name: duyet, roles: [approver]}}
  - {{name: hai-vai, roles: [editor, approver]}}
  - {{name: quantri, roles: [admin]}}
  - {{name: xem, roles: [viewer]}}
"""
HELLO = "Kính mời bà con đến nhà văn hóa."


class NoThreads:
    """Stands for what runs beside the process; the bench does it by hand."""

    def start(self) -> None:
        """Nothing to start."""

    def close(self) -> None:
        """Nothing to close."""


class Bench:
    """One home; ``restart`` starts a new process on the same files."""

    def __init__(
        self,
        folder: Path,
        *,
        start: datetime = NOON,
        station: str = STATION,
        extra: str = "",
        registers: bool = False,
    ) -> None:
        """``registers`` switches papers and dossiers on, whose databases take their time."""
        self.home = Home(folder)
        self.home.root.mkdir(exist_ok=True)
        text = station if NO_REGISTERS in station else station + NO_REGISTERS
        text = text.replace(NO_REGISTERS, "") if registers else text
        self.home.station_file.write_text(text + extra, encoding="utf-8")
        init_home(self.home, Profile.SIMULATED)
        self.clock = StandingClock(start)
        self.witness = NO_PROOF_NEEDED
        self.air = FakeAir(self.clock)
        self.speech = FakeSpeech(self.home.clips)
        self.reader = FakeReader(self.home.clips)
        self.voices: dict[str, Voice] = {}
        self.backups: list[BackupConfig] = []
        self.listen: Listen = no_sources
        self.spare: Spare = NoSpare()
        self.run_job: RunJob = no_jobs
        self.when_committing: Callable[[str], None] = lambda _when: None
        self.start()

    def start(self) -> None:
        self.live = LiveSettings(self.home)
        self.alarms = HandAlarms()
        self.faults = Faults(self.clock)
        self.known = make_clock(self.clock, self.faults, self.home.clock_file, self.witness)
        self.parts = Parts(
            Surroundings(
                home=self.home,
                settings=lambda: self.live.now,
                reload=self.live.reload,
                time=self.clock,
                clock=self.known,
                alarms=self.alarms,
                faults=self.faults,
                air=self.air,
                speech=self.speech,
                voices=self._voice,
                embedded=voice(),
                intake=self.reader,
                back_up=self.backups.append,
                children=dict,
                spare=self.spare,
                run_job=lambda *given, **more: self.run_job(*given, **more),  # noqa: PLW0108 - likewise
                listen=lambda name, address: self.listen(name, address),  # noqa: PLW0108 - may be set
            )
        )
        self._watch_commits()
        self.process = self._process()
        self._connected = 0
        self.process.catch_up()
        self.process.sounds.prepare()

    def _watch_commits(self) -> None:
        """Tell of every transaction before it begins and when it is on the disk."""
        database = self.parts.database
        transaction = database.transaction

        @contextmanager
        def watched() -> Iterator[sqlite3.Connection]:
            self.when_committing("before")
            with transaction() as connection:
                yield connection
            self.when_committing("after")

        database.transaction = watched  # type: ignore[method-assign]

    def _voice(self, name: str) -> Voice:
        return self.voices.get(name) or voice(name)

    def _process(self) -> StationProcess:
        def no_server() -> Server:
            raise NotImplementedError

        return self.parts.process(
            follower=NoThreads(),
            warm_up=lambda: None,
            clear_out=lambda: None,
            close_speech=lambda: None,
            open_server=no_server,
        )

    def kill(self) -> None:
        """Lose everything that is in memory."""
        self.parts.plugins.close()
        self.parts.publishing.close()
        self.parts.database.close()
        self.parts.account_book.database.close()
        self.parts.asrun.close()

    def restart(self) -> None:
        self.kill()
        self.start()

    # --- time -----------------------------------------------------------------------------------

    def follow(self) -> None:
        """Take what air has recorded, as the follower does."""
        if self.air.down:
            self._connected = 0
            return
        if self._connected != self.air.starts:
            self._connected = self.air.starts
            self.process.air_is_back()
        for record in self.air.records[self.parts.records.taken :]:
            self.parts.records.take(record)

    def settle(self) -> None:
        """Let everything happen that happens at this moment."""
        for _ in range(50):
            before = self._activity()
            self.parts.workshop.work_off()
            self.alarms.ring_due(self.clock.wall())
            self.air.play()
            self.follow()
            if self._activity() == before:
                return
        raise AssertionError("it does not come to rest")

    def _activity(self) -> tuple[int, int, int, object]:
        seen = tuple(self.parts.items.counts().items())
        return len(self.air.offers), len(self.air.records), len(self.air.appended), seen

    def advance(self, seconds: float) -> None:
        """Let time pass, stopping wherever something happens."""
        self.settle()
        end = self.clock.wall() + timedelta(seconds=seconds)
        while (now := self.clock.wall()) < end:
            times = [t for t in (self.alarms.next_at(), self.air.next_at()) if t and t > now]
            until = min([end, *times])
            self.clock.advance_s(max(0.001, (until - now).total_seconds()))
            self.settle()

    def until(self, moment: datetime) -> None:
        self.advance((moment - self.clock.wall()).total_seconds())

    # --- people ---------------------------------------------------------------------------------

    def ask(self, op: str, person: str | None = "soan", **arguments: Any) -> Any:
        """Send a request through the control socket's handler."""
        if person is not None:
            arguments["as"] = person
        peer = Peer(pid=1, uid=12345, gid=12345)
        answer = self.parts.control.handle(Request(op=op, arguments=arguments, peer=peer))
        return answer.value() if isinstance(answer, Encoded) else answer

    def announce(self, text: str = HELLO, **arguments: Any) -> dict[str, Any]:
        if isinstance(arguments.get("at"), datetime):
            arguments["at"] = iso(arguments["at"])
        answer: dict[str, Any] = self.ask("announce", text=text, **arguments)
        return answer

    def approve(self, item_id: str, **arguments: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.ask("approve", "duyet", id=item_id, **arguments)
        return answer

    def approved(self, text: str = HELLO, **arguments: Any) -> str:
        """Return the id of an announcement that was submitted and approved."""
        item_id = str(self.announce(text, **arguments)["id"])
        self.approve(item_id)
        return item_id

    def queue(self) -> list[dict[str, Any]]:
        """Return the queue without schedules."""
        return [row for row in self.ask("queue") if row["schedule"] is None]

    # --- looking --------------------------------------------------------------------------------

    def occurrences(self, item_id: str) -> list[Occurrence]:
        return self.parts.items.occurrences_of(item_id)

    def state(self, item_id: str) -> str:
        """Return the state of the newest occurrence."""
        return self.occurrences(item_id)[-1].state.value

    def reason(self, item_id: str) -> str | None:
        return self.occurrences(item_id)[-1].reason

    def ends(self, item_id: str) -> list[str]:
        """Return the terminal records of an item, as words."""
        return [
            f"{r['result'] or r['event']}" + (f"({r['reason']})" if r["reason"] else "")
            for each in self.occurrences(item_id)
            for r in self.air.ends_of(each.id)
        ]

    def offered(self, item_id: str) -> list[Rundown]:
        return [rundown for rundown in self.air.offers if rundown.item == item_id]

    def fault_codes(self) -> set[str]:
        return {fault["code"] for fault in self.faults.listed()}


def caller(name: str, *roles: Role) -> Caller:
    return Caller(name=name, roles=frozenset(roles))


Step = Callable[[], object]
__all__ = ["EMBEDDED", "HELLO", "NOON", "STATION", "Bench", "caller"]
