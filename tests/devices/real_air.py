"""The process ``air`` itself, with its real drivers, between a village and a test."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from array import array
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from loudspeaker.air.journal import Journal
from loudspeaker.audio.wav_header import build_header
from loudspeaker.bootstrap.secrets import read_key
from loudspeaker.devices.modbus_line import ModbusLine
from loudspeaker.devices.transmitter.modbus import ModbusSettings, ModbusTransmitter
from loudspeaker.errors import DeviceFailure
from loudspeaker.model import Priority
from loudspeaker.rundown import PROGRAMME_RATE_HZ, Cue, CueKind, Rundown
from loudspeaker.system.channel import Client
from loudspeaker.system.roll_call import RollCall
from loudspeaker.system.time import SystemTime
from tests.devices.pty_peer import wait_until
from tests.devices.village import Village

ALL_HOURS = 'allowed_hours:\n  - {days: all, from: "00:00", to: "24:00"}\n'
HOURS = 'allowed_hours:\n  - {days: all, from: "05:00", to: "21:00"}\n'


class RealAir:
    """Starts, kills and asks ``air`` of a village's home."""

    def __init__(self, village: Village) -> None:
        self.village = village
        self.home = village.home
        self.client = Client(self.home.air_socket, "air", timeout_s=5.0)
        self._roll_call = RollCall()
        self.process: subprocess.Popen[bytes] | None = None
        station = self.home.station_file.read_text("utf-8").replace(HOURS, ALL_HOURS)
        assert ALL_HOURS in station
        self.home.station_file.write_text(station, "utf-8")

    def start(self) -> None:
        """Start it and wait until it takes orders."""
        command = [sys.executable, "-m", "loudspeaker.bootstrap", "loudspeaker-air"]
        environment = {**os.environ, "NOTIFY_SOCKET": self._roll_call.address}
        self.process = subprocess.Popen([*command, "--home", str(self.home.root)], env=environment)
        ready = next(iter(self._roll_call.messages(wait_s=10.0)))
        assert ready["READY"] == "1"

    def send(self, number: int) -> None:
        """Send it a signal."""
        assert self.process is not None
        self.process.send_signal(number)

    def wait(self, seconds: float = 10.0) -> int:
        """Return its exit status."""
        assert self.process is not None
        return self.process.wait(seconds)

    def kill(self) -> int:
        """Kill it; return when (CLOCK_MONOTONIC, ns)."""
        self.send(signal.SIGKILL)
        killed_ns = time.monotonic_ns()
        self.wait()
        return killed_ns

    def close(self) -> None:
        """End it, in whatever state it is."""
        if self.process is not None and self.process.poll() is None:
            self.send(signal.SIGCONT)
            self.kill()
        self._roll_call.close()

    def resume(self) -> None:
        """Lift stop-all."""
        approver: dict[str, Any] = {"as": "duyet"}
        self.client.call("resume", **approver)

    def drop_carrier(self) -> None:
        """Switch the village's carrier off, so that the next test finds it so."""
        port = self.village.port("transmitter")
        line = ModbusLine(port, baud=9600, parity="N", time=SystemTime())
        transmitter = ModbusTransmitter(line, ModbusSettings(unit=1, relay=0, deadman_s=2.0))
        with closing(transmitter):
            wait_until(lambda: _is_off(transmitter))

    # --- orders ---------------------------------------------------------------------------------

    def clip(self, seconds: float, *, level: int = 3000, pause_at_s: float | None = None) -> Cue:
        """Make a clip of an odd tone, with a pause in it if asked for."""
        frames = round(seconds * PROGRAMME_RATE_HZ)
        samples = array("h", [(n * 37) % level + 200 for n in range(frames)])
        if pause_at_s is not None:
            begin = round(pause_at_s * PROGRAMME_RATE_HZ)
            samples[begin : begin + PROGRAMME_RATE_HZ // 2] = array(
                "h", bytes(PROGRAMME_RATE_HZ // 2 * 2)
            )
        data = build_header(frames=frames, rate_hz=PROGRAMME_RATE_HZ) + samples.tobytes()
        sha256 = hashlib.sha256(data).hexdigest()
        (self.home.clips / f"{sha256}.wav").write_bytes(data)
        return Cue(kind=CueKind.SPEECH, frames=frames, sha256=sha256)

    def offer(self, name: str, *, cue: Cue, **changes: Any) -> Rundown:
        """Hand over an announcement to all points that may start at once."""
        now = datetime.now(UTC)
        rundown = Rundown(
            occurrence=name,
            item=name.split("-", maxsplit=1)[0],
            title="Họp thôn",
            priority=Priority.NORMAL,
            due=now,
            not_after=now + timedelta(minutes=10),
            points=tuple(range(1, 12)),
            cues=(cue,),
            text_sha256="1" * 64,
            author="soan",
            approver="duyet",
            immediate=True,
        )
        rundown = replace(rundown, **changes)
        self.client.call("offer", rundown=rundown.to_values())
        return rundown

    def records(self, occurrence: str) -> list[tuple[str, str | None, str | None]]:
        """Return event, result and reason of each record of an occurrence; air may be dead."""
        journal = Journal(self.home.journal, read_key(self.home.seal_key))
        found = journal.since(0, limit=1_000_000)
        journal.close()
        return [
            (r["event"], r["result"], r["reason"]) for r in found if r["occurrence"] == occurrence
        ]

    # --- what the village saw -------------------------------------------------------------------

    def carrier_events(self, since: int = 0) -> list[tuple[str, str, int]]:
        """Return event, cause and time of each change of the carrier."""
        events = self.village.events("carrier_on", "carrier_off", since=since)
        return [(event["ev"], event["by"], event["mono_ns"]) for event in events]

    @property
    def keyed(self) -> bool:
        """Tell whether the carrier is up."""
        changes = self.carrier_events()
        return bool(changes) and changes[-1][0] == "carrier_on"

    def heard(self, since: int = 0) -> list[dict[str, Any]]:
        """Return what any point made audible that was no silence."""
        return [
            event
            for event in self.village.events("audio", since=since)
            if event["n"] > 0 and event["rms_dbfs"] > -90
        ]

    def wait_until_heard(self, occurrence: str, since: int) -> None:
        """Wait until an occurrence is heard at some point."""
        wait_until(
            lambda: any(event["occurrence"] == occurrence for event in self.heard(since)), 10.0
        )


def _is_off(transmitter: ModbusTransmitter) -> bool:
    try:
        transmitter.off()
    except DeviceFailure:  # a busy machine answers late
        return False
    return True


def last_sound_ns(events: list[dict[str, Any]], rate: float) -> int:
    """Return when the last sound ended."""
    ends: list[int] = [round(e["mono_ns"] + e["len_ms"] * 1e6 / rate) for e in events]
    return max(ends)
