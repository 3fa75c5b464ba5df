"""A village process beside a test, and its log."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import wave
from array import array
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from loudspeaker.bootstrap.init import init_home, write_alsa_config
from loudspeaker.config.shipped import find
from loudspeaker.config.station import Profile
from loudspeaker.system.home import Home
from loudspeaker.village.modbus_frames import frame
from tests.devices.disk import Disk
from tests.devices.pty_peer import wait_until

NOMINAL_W = 50.0


class Village:
    """A simulated station's home with its village; ``rate`` is how much faster sound runs.

    ``hardware`` is a file of ``hardware/``, ``transmitter`` what stands there in place of the
    shipped file's table, ``parts`` are keys of ``village.json``, ``encoder`` is the language of its
    RDS encoder, ``uecp`` or ``ascii``.
    """

    def __init__(
        self,
        root: Path,
        *,
        rate: float = 1.0,
        deadman_s: float = 2.0,
        hardware: str = "simulated",
        transmitter: str | None = None,
        parts: Mapping[str, Any] | None = None,
        encoder: str = "uecp",
    ) -> None:
        self.home = Home(root)
        self.encoder = encoder
        self.rate = rate
        self.disk = Disk()
        self._deadman_s = deadman_s
        init_home(self.home, Profile.SIMULATED)
        if encoder == "ascii":
            hardware = "ascii-encoder"
        if transmitter is not None:
            hardware = self._own(hardware, transmitter)
        if hardware != "simulated":
            self._use(hardware)
        if parts is not None:
            self._equip(parts)
        self.alsa_config = write_alsa_config(self.home, rate=rate)
        self.home.sidecar.mkdir(parents=True, exist_ok=True)
        self.process: subprocess.Popen[bytes] | None = None

    def _own(self, hardware: str, transmitter: str) -> str:
        text = find("hardware", hardware).read_text("utf-8")
        begin, end = text.index("transmitter:"), text.index("points:")
        own = self.home.hardware / "own.yaml"
        own.write_text(f"{text[:begin]}transmitter:\n{transmitter}\n{text[end:]}", "utf-8")
        return own.stem

    def _use(self, hardware: str) -> None:
        text = self.home.station_file.read_text("utf-8")
        assert "hardware: simulated" in text
        text = text.replace("hardware: simulated", f"hardware: {hardware}")
        self.home.station_file.write_text(text, "utf-8")
        init_home(self.home, Profile.SIMULATED)

    def _equip(self, parts: Mapping[str, Any]) -> None:
        file = self.home.village / "village.json"
        file.write_text(json.dumps({**json.loads(file.read_text()), **parts}))

    def start(self) -> None:
        """Start the process and wait until it is ready."""
        (self.home.village / "village.pid").unlink(missing_ok=True)
        command = [sys.executable, "-m", "loudspeaker.bootstrap", "loudspeaker-village"]
        options = ["--home", str(self.home.root), "--rate", f"{self.rate:g}"]
        deadman = ["--deadman", f"{self._deadman_s:g}"]
        self.process = subprocess.Popen([*command, *options, *deadman])
        wait_until((self.home.village / "village.pid").exists, 15.0)

    def signal(self, number: int) -> None:
        """Send a signal to the process."""
        assert self.process is not None
        self.process.send_signal(number)

    def port(self, name: str) -> Path:
        """Return the path of a port."""
        return self.home.village / "ports" / name

    def set_forward_w(self, watts: float) -> None:
        """Turn the transmitter's power down, as somebody beside it would."""
        request = frame(1, 6, bytes([0, 4, 0, round(100 * watts / NOMINAL_W)]))
        line = os.open(self.port("transmitter"), os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        os.write(line, request)
        answer = bytearray()

        def answered() -> bool:
            with suppress(BlockingIOError):
                answer.extend(os.read(line, 256))
            return request in answer  # late answers to a driver may come before it

        wait_until(answered)
        os.close(line)

    def events(self, *kinds: str, since: int = 0) -> list[dict[str, Any]]:
        """Return what the log says after a sequence number, whole lines only, by their time."""
        lines = (self.home.village / "events.jsonl").read_bytes().split(b"\n")[:-1]
        events = [json.loads(line) for line in lines[since:]]
        wanted = [event for event in events if not kinds or event["ev"] in kinds]
        return sorted(wanted, key=lambda event: event["mono_ns"])

    @property
    def mark(self) -> int:
        """Return the sequence number that the log has reached."""
        return (self.home.village / "events.jsonl").read_bytes().count(b"\n")

    def sound(self, number: int) -> array[int]:
        """Return what a point made audible."""
        with wave.open(str(self.home.village / "points" / f"{number:02d}.wav")) as stream:
            return array("h", stream.readframes(stream.getnframes()))

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
