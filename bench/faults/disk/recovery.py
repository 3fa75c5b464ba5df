"""The station's own recovery on a disk as a power cut left it, in this process.

This is the one part of the row that knows the package: databases are opened, ``air`` settles what
was on air, ``station`` takes the records, takes the spool in and offers what is open.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from loudspeaker.air.accepted import Accepted
from loudspeaker.air.journal import Journal
from loudspeaker.air.ledger import Ledger
from loudspeaker.air.records import Stamp
from loudspeaker.air.register import Register
from loudspeaker.asrun import TERMINAL, Event, Head, Reason, verify
from loudspeaker.bootstrap.secrets import read_key
from loudspeaker.bootstrap.settings import load_settings
from loudspeaker.bootstrap.station_parts import Parts, Surroundings
from loudspeaker.bootstrap.voices import EMBEDDED, voice_for_air, voice_named
from loudspeaker.errors import LoudspeakerError, ProcessUnavailable
from loudspeaker.model import STATION_ZONE
from loudspeaker.rundown import Cue, Rundown
from loudspeaker.speech.cache import ClipCache
from loudspeaker.station.air_link import UNKNOWN, WAITING
from loudspeaker.store.asrun_reading import read_lines
from loudspeaker.store.heads_file import read_heads
from loudspeaker.system.clock_trust import ClockTrust
from loudspeaker.system.faults import Faults
from loudspeaker.system.home import Home
from loudspeaker.system.server import Request
from loudspeaker.system.sockets import Peer
from loudspeaker.system.watched_clock import WatchedClock

BOOT = "after-the-power-cut"


@dataclass(slots=True, kw_only=True)
class Recovered:
    """What the station knows and will do after a power cut."""

    broken: list[str] = field(default_factory=list)
    items: dict[str, str] = field(default_factory=dict)
    """Announcement → its state."""
    versions: dict[str, int] = field(default_factory=dict)
    spooled: list[str] = field(default_factory=list)
    occurrences: dict[str, str] = field(default_factory=dict)
    to_air: set[str] = field(default_factory=set)
    """What playout would air as soon as it may."""
    unmade: set[str] = field(default_factory=set)
    """What has to be spoken anew first."""
    terminal: dict[str, str] = field(default_factory=dict)
    """Occurrence → the event that ended it."""


class _StandingTime:
    """The moment at which the station comes back."""

    def __init__(self, wall: datetime) -> None:
        self._wall = wall

    def wall(self) -> datetime:
        return self._wall

    def mono_ns(self) -> int:
        return 60_000_000_000


class _Alarms:
    """Rings nothing."""

    def start(self) -> None: ...

    def ring(self, name: str, at: datetime, action: object) -> None: ...

    def forget(self, name: str) -> None: ...

    def beat(self) -> None: ...

    def close(self) -> None: ...


class _NoSpeech:
    """Stands for the speech child, which has not been started yet."""

    def __getattr__(self, name: str) -> Any:
        def refuses(*_: object, **__: object) -> None:
            raise ProcessUnavailable(process="speech", problem=name)

        return refuses


class _Follower:
    def start(self) -> None: ...

    def close(self) -> None: ...


class _LocalAir:
    """``air`` without its socket, as far as the station asks it while it catches up."""

    def __init__(
        self, journal: Journal, accepted: Accepted, ledger: Ledger, register: Register
    ) -> None:
        self._journal = journal
        self._accepted = accepted
        self._ledger = ledger
        self._register = register

    def offer(self, rundown: Rundown) -> str:
        return self._accepted.offer(rundown).value

    def append(self, occurrence: str, index: int, cue: Cue) -> None:
        self._accepted.append(occurrence, index, cue)

    def finish(self, occurrence: str, count: int) -> None:
        self._accepted.finish(occurrence, count)

    def withdraw(self, occurrence: str, reason: str) -> str:
        rundown = self._accepted.get(occurrence)
        if rundown is None:
            return UNKNOWN
        self._ledger.refuse(rundown, Event.CANCELLED, Reason(reason))
        return WAITING

    def note(self, record: dict[str, Any]) -> None:
        self._ledger.note(record)

    def status(self) -> dict[str, Any]:
        return {"stopped_since": self._journal.stopped_since(), "on_air": None, "faults": []}

    def resume(self, *, by: str) -> str | None:  # noqa: ARG002 - kept by the interface
        since = self._journal.stopped_since()
        self._journal.release_stop()
        return since

    def points(self) -> dict[str, Any]:
        return {}

    def set_volume(self, point: int, volume: int, *, by: str) -> None: ...

    def heads(self) -> list[dict[str, Any]]:
        return self._journal.heads()

    def reload(self) -> None: ...

    def people(self, roster: dict[str, Any], *, by: str | None, wall: str) -> None:
        self._register.people(_request("people", roster=roster, by=by, wall=wall))

    def people_note(self, entry: dict[str, Any]) -> None:
        self._register.people_note(_request("people_note", entry=entry))

    def people_log(self) -> dict[str, Any]:
        return self._register.people_log(_request("people_log"))


def _request(op: str, **arguments: Any) -> Request:
    return Request(op=op, arguments=arguments, peer=Peer(pid=1, uid=os.getuid(), gid=os.getgid()))


class Recovery:
    """Recovers homes that all have one configuration."""

    def __init__(self, home: Path) -> None:
        self._settings = load_settings(Home(home))
        self._voices = {
            name: voice_for_air(Home(home), name, self._settings.station)
            for name in {EMBEDDED, self._settings.station.voice}
        }
        self._embedded = voice_named(Home(home), EMBEDDED)

    def recover(self, folder: Path, *, at_s: float) -> Recovered:
        """Bring a home back at a time; never raises for what the disk holds."""
        found = Recovered()
        try:
            self._recover(Home(folder), found, datetime.fromtimestamp(at_s, UTC))
        except (LoudspeakerError, sqlite3.Error, OSError, ValueError, KeyError) as error:
            found.broken.append(f"{type(error).__name__}: {error}")
        return found

    def _recover(self, home: Home, found: Recovered, wall: datetime) -> None:
        time = _StandingTime(wall.astimezone(STATION_ZONE))
        faults = Faults(time)
        journal = Journal(home.journal, read_key(home.seal_key))
        accepted = Accepted(journal, time)
        ledger = Ledger(journal, accepted, Stamp(time=time, boot_id=BOOT), faults)
        ledger.recover(stopped=journal.stopped_since() is not None)
        register = Register(
            journal, time, people=lambda: self._settings.station.people, trusted=time.wall
        )
        air = _LocalAir(journal, accepted, ledger, register)
        parts = self._parts(home, time, faults, air)
        with (
            closing(parts.database),
            closing(parts.account_book.database),
            closing(parts.asrun),
            closing(journal),
        ):
            self._catch_up(parts, journal)
            found.broken += [
                f"{fault['code']}: {fault['detail']}"
                for fault in faults.listed()
                if fault["code"] in ("storage", "journal", "asrun", "spool", "owing")
            ]
            _look(found, parts, journal, accepted)
        found.broken += _unsound(home)

    def _parts(self, home: Home, time: Any, faults: Faults, air: _LocalAir) -> Parts:
        trust = ClockTrust(time, home.clock_file, boot_id=BOOT, needs_proof=lambda: False)
        ClipCache(home.clips)
        return Parts(
            Surroundings(
                home=home,
                settings=lambda: self._settings,
                reload=lambda: None,
                time=time,
                clock=WatchedClock(trust, faults),
                alarms=_Alarms(),
                faults=faults,
                air=air,
                speech=_NoSpeech(),
                voices=self._voices.__getitem__,
                embedded=self._embedded,
                intake=_NoSpeech(),
                back_up=lambda _: None,
                children=dict,
            )
        )

    def _catch_up(self, parts: Parts, journal: Journal) -> None:
        def no_server() -> Any:
            raise NotImplementedError

        process = parts.process(
            follower=_Follower(),
            warm_up=lambda: None,
            clear_out=lambda: None,
            close_speech=lambda: None,
            open_server=no_server,
        )
        process.catch_up()
        for _ in range(2):  # what is paid and offered makes records of its own
            for record in journal.since(parts.records.taken):
                parts.records.take(record)
            process.air_is_back()


def _look(found: Recovered, parts: Parts, journal: Journal, accepted: Accepted) -> None:
    query = "SELECT id, state, version FROM item"
    for row in parts.database.rows(query):
        found.items[row["id"]], found.versions[row["id"]] = row["state"], row["version"]
    for row in parts.database.rows("SELECT id, state FROM occurrence"):
        found.occurrences[row["id"]] = row["state"]
    for occurrence in parts.items.open_occurrences():
        item = parts.items.get(occurrence.item)
        if item is not None and not parts.made.of(item):
            found.unmade.add(occurrence.id)
    found.spooled = [path.stem for path in parts.around.home.spool.glob("*.json")]
    found.to_air = {rundown.occurrence for rundown in accepted.all()}
    for record in journal.since(0, limit=1_000_000):
        if record["event"] in TERMINAL:
            found.terminal[record["occurrence"]] = record["event"]


def _unsound(home: Home) -> Sequence[str]:
    """Return what the databases and the as-run log say of themselves."""
    problems = [
        f"{path.name}: {result}"
        for path in (home.database, home.journal)
        if (result := _integrity(path)) != "ok"
    ]
    heads = [Head(seq=head["seq"], hash=head["hash"]) for head in read_heads(home.heads_file)]
    audit = verify(read_lines(home.asrun_log), key=read_key(home.seal_key), heads=heads)
    return problems + [f"asrun: {each.kind} in line {each.line}" for each in audit.problems]


def _integrity(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
