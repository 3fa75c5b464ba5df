"""The station of the week and what stands around it: clocks, the village, the other station."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.faults.clock_judge import NS
from bench.faults.clocks import Outside, ShiftedClock, environment
from bench.faults.judge import TERMINAL
from bench.faults.live import Desk
from bench.faults.station import Station
from bench.faults.tail import Tail
from bench.faults.week import plan
from bench.faults.week.plan import Bulletin, Slot
from bench.radio_server import RadioServer, playing, tone_mp3

MP3_S = 20
CUT_S = 60.0
_PATIENCE_S = 60.0


class Commune:
    """A running station whose days are passed by setting its clock.

    Time passes for the village as well: its receivers' clocks go on while nobody listens.  Of the
    station only the wall clock is set; its monotonic clock is the machine's, as after any setting.
    """

    def __init__(self, folder: Path, *, source: Path, rate: float, voice: str) -> None:
        self.clock = ShiftedClock(folder / "station.clock")
        self.mains = ShiftedClock(folder / "village.clock")
        env = environment(folder, self.clock, line=self.mains)
        self._village_env = environment(folder, self.mains)
        self.station = Station(folder / "home", source=source, rate=rate, env=env)
        self._folder, self._source, self._rate, self._voice = folder, source, rate, voice
        self.events = Tail(self.station.home / "village" / "events.jsonl", _is_sound)
        self.records = Tail(self.station.home / "asrun.jsonl")
        self.accepted: dict[str, str] = {}
        self._desk = Desk(self.station.home)
        self._server = self._broadcasting(0)
        self._port = self._server.port

    # --- begin and end --------------------------------------------------------------------------

    def begin(self, now: datetime) -> None:
        """Make the home at a moment of the week and have its programmes approved."""
        shift_ns = round(now.timestamp() * NS) - time.time_ns()
        self._boot(shift_ns=shift_ns, outside=Outside.STEERED)
        self.mains.set(realtime_ns=shift_ns)
        self.station.init()
        hardware = self._source / "hardware" / "simulated.yaml"
        plan.furnish(self.station.home, hardware, source_url=self._server.url, voice=self._voice)
        self.station.ask("init")  # the village's keys and zones are those of the new file
        self.station.start_village(self._village_env)
        self.station.start()
        for row in self.station.ask("queue"):
            self.station.ask("approve", row["id"], "--as", "duyet", "--yes")
        (self._folder / "tay.wav").write_bytes(
            plan.tone(plan.TAY_HZ, seconds=plan.TAY_S, syllables=True)
        )

    def abandon(self) -> None:
        """End everything, whatever state it is in."""
        self.station.abandon()
        self._server.end()

    def _boot(self, *, shift_ns: int, outside: Outside) -> None:
        uptime_ns = 20 * NS - time.monotonic_ns()
        self.clock.boot(str(uuid.uuid4()))
        self.clock.set(realtime_ns=shift_ns, monotonic_ns=uptime_ns, outside=outside)

    # --- time -----------------------------------------------------------------------------------

    def now(self) -> datetime:
        """Return the time by the village, which has never lost it."""
        return datetime.fromtimestamp((time.time_ns() + self.mains.realtime_ns) / NS, UTC)

    def wall_of(self, mono_ns: int) -> datetime:
        """Return when something happened of which the village tells now."""
        ahead_ns = time.time_ns() + self.mains.realtime_ns
        ahead_ns -= time.monotonic_ns() + self.mains.monotonic_ns
        return datetime.fromtimestamp((mono_ns + ahead_ns) / NS, UTC)

    def set_forward(self, moment: datetime) -> None:
        """Set the station's wall clock to a moment; for all others that time has passed."""
        by_ns = round((moment - self.now()).total_seconds() * NS)
        self._pass(by_ns)
        self.clock.set(realtime_ns=self.mains.realtime_ns, outside=Outside.STEERED)

    def _pass(self, by_ns: int) -> None:
        self.mains.set(
            realtime_ns=self.mains.realtime_ns + by_ns,
            monotonic_ns=self.mains.monotonic_ns + by_ns,
        )

    # --- people ---------------------------------------------------------------------------------

    def write(self, bulletin: Bulletin, programme: str) -> str:
        """Have a bulletin written and approved; return its occurrence."""
        words = [bulletin.text, "--in", programme, "--priority", bulletin.priority]
        if bulletin.tay:
            words += ["--recording", f"{self._folder / 'tay.wav'}:Tày:Bản tiếng Tày"]
        return self.approve(self.draft(*words), priority=bulletin.priority)

    def approve_at_once(self, item: str) -> str:
        """Have an emergency approved without waiting for a shell; return the occurrence."""
        occurrence = str(self._desk.ask("approve", "duyet", id=item)["occurrence"])
        self.accepted[occurrence] = "emergency"
        return occurrence

    def draft(self, *words: str) -> str:
        """Have something written; return its id."""
        return str(self.station.ask("announce", *words, "--repeat", "1", "--as", "soan")["id"])

    def approve(self, item: str, *, priority: str) -> str:
        """Have it approved; return the occurrence."""
        approved = self.station.ask("approve", item, "--as", "duyet", "--yes")
        self.accepted[str(approved["occurrence"])] = priority
        return str(approved["occurrence"])

    def is_made(self) -> bool:
        """Tell whether the speech of all that is approved is made, that of bulletins above all."""
        rows = self.station.ask("queue")
        ready = all(row["state"] == "ready" for row in rows if row["waits_for"] and row["approver"])
        return ready and all(row["state"] != "rendering" for row in rows)

    # --- what befalls it ------------------------------------------------------------------------

    def _broadcasting(self, port: int) -> RadioServer:
        sound = tone_mp3(plan.SOURCE_HZ, MP3_S)
        return RadioServer(playing(sound, seconds=MP3_S, rate=self._rate), port=port)

    def source_is(self, *, dead: bool) -> None:
        """Have the other station broadcast or not."""
        if dead != self._server.ended.is_set():
            if dead:
                self._server.end()
            else:
                self._server = self._broadcasting(self._port)

    def cut_power(self) -> None:
        """Cut it for a minute; the disk has kept an old time and no network tells the new one.

        Then somebody sets the clock by a watch and confirms it, and the network comes back.
        """
        self.station.cut_power()
        self._pass(round(CUT_S * NS))
        self._boot(shift_ns=self.clock.realtime_ns, outside=Outside.BARE)
        self.station.start()
        self.clock.set(realtime_ns=self.mains.realtime_ns)
        time.sleep(1.5)
        self.station.ask("clock", "confirm", iso(self.now()), "--as", "duyet")
        self.clock.set(outside=Outside.STEERED)

    # --- what comes of it -----------------------------------------------------------------------

    def of_slot(self, slot: Slot) -> list[dict[str, Any]]:
        """Return the records of all that is due within a slot, newest last."""
        self.records.look()
        found = []
        for record in self.records.lines:
            due = record.get("due") and datetime.fromisoformat(record["due"])
            if due and slot.due <= due <= slot.due + timedelta(minutes=10):
                found.append(record)
        return found

    def ended(self, occurrence: str) -> bool:
        """Tell whether an occurrence has a terminal record."""
        self.records.look()
        return any(
            record["occurrence"] == occurrence and record["event"] in TERMINAL
            for record in reversed(self.records.lines)
        )

    def is_relaying(self) -> bool:
        """Tell whether another station is heard now, without waiting for a shell."""
        on_air = self._desk.ask("status", "duyet")["air"].get("on_air")
        return bool(on_air) and bool(on_air["relay"]) and on_air["pos_ms"] > 0

    def until(self, holds: Callable[[], bool], what: str, *, limit_s: float = _PATIENCE_S) -> None:
        """Wait until something holds; TimeoutError."""
        deadline = time.monotonic() + limit_s
        while not holds():
            if time.monotonic() > deadline:
                raise TimeoutError(what)
            time.sleep(0.1)


def _is_sound(event: Mapping[str, Any]) -> bool:
    return event["ev"] in {"audio", "carrier_on", "carrier_off", "sim_start", "sim_end"}


def iso(moment: datetime) -> str:
    """Return a moment as commands take it."""
    return moment.isoformat(timespec="seconds")
