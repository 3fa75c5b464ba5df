"""A mixed station of real processes with a real broker: radio points 1-4, IP points 12 and 13."""

from __future__ import annotations

import socket
import tempfile
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from bench.acceptance.compare import RATE_HZ, Sound, compare
from bench.faults.station import Station
from bench.station import Bench, json_lines, running
from tests.bridge.real_broker import (
    POINT_PASSWORD,
    STATION,
    STATION_PASSWORD,
    RealBroker,
)

RADIO, OVER_IP = (1, 2, 3, 4), (12, 13)
SHIPPED = Path(__file__).parents[2] / "hardware" / "mixed.yaml"


def free_port() -> int:
    """Return a port of the loopback that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class MixedStation:
    """What a test asks of it, and what its points heard."""

    def __init__(self, bench: Bench, broker: RealBroker, http_port: int) -> None:
        self.bench = bench
        self.broker = broker
        self.http_port = http_port
        self.home = bench.home

    def events(self, *kinds: str) -> list[dict[str, Any]]:
        """Return the village's events of some kinds."""
        found = json_lines(self.home / "village" / "events.jsonl")
        return [event for event in found if not kinds or event["ev"] in kinds]

    def sound(self, number: int) -> Sound:
        """Return what a point made audible so far."""
        return samples(self.home / "village" / "points" / f"{number:02}.wav")

    def approved(self, item: str) -> Sound:
        """Return the sound of an announcement as it was approved."""
        parts: list[Any] = []
        for cue in self.bench.client.call("show", id=item)["cues"]:
            if cue["sha256"] is None:
                parts.append(np.zeros(cue["frames"]))
            else:
                parts.append(samples(self.home / "clips" / f"{cue['sha256']}.wav"))
        return np.concatenate(parts)

    def air(self, text: str, points: str, **options: Any) -> tuple[str, dict[str, Any], Sound]:
        """Have a text aired; return its occurrence, its last record and its sound."""
        filed = self.bench.announce(text, points=points, **options)
        self.bench.approve(filed["id"])
        record = self.bench.wait_until_over(filed["occurrence"])
        return filed["occurrence"], record, self.approved(filed["id"])

    def heard_exactly(self, number: int, expected: Sound, *, since: int = 0) -> bool:
        """Tell whether a point's file holds this and nothing else."""
        return compare(expected, self.sound(number)[since:]).same

    def faults(self) -> list[str]:
        """Return the codes of all faults."""
        return [fault["code"] for fault in self.bench.client.call("status")["faults"]]


def samples(path: Path) -> Sound:
    """Return a WAV file's samples; it may still be growing."""
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getnchannels()) == (RATE_HZ, 1)
        data = file.readframes(file.getnframes())
    return np.frombuffer(data, dtype="<i2").astype(np.float64) / 32768


@contextmanager
def mixed_station(
    *, rate: float, voice: str = "tone", transmitter: str = "village/ports/transmitter"
) -> Iterator[MixedStation]:
    """Run one in a folder of its own, its transmitter at a port; skips where there is no broker."""
    http_port = free_port()
    with tempfile.TemporaryDirectory(prefix="loudspeaker-broker-") as folder:
        broker = RealBroker(Path(folder) / "mosquitto", *OVER_IP)
        broker.start()

        def before(station: Station) -> None:
            furnish(station.home, broker, http_port, transmitter)

        try:
            with running(rate=rate, voice=voice, hardware="mixed", before=before) as bench:
                yield MixedStation(bench, broker, http_port)
        finally:
            broker.close()


def furnish(home: Path, broker: RealBroker, http_port: int, transmitter: str) -> None:
    """Give the station its hardware file, and everybody their passwords."""
    text = SHIPPED.read_text("utf-8")
    text = text.replace(
        "{host: 127.0.0.1}",
        f"{{host: 127.0.0.1, port: {broker.port}, user: {STATION},"
        " password_file: bridge/broker.password}",
    )
    text = text.replace("port: 8089", f"port: {http_port}")
    text = text.replace("port: village/ports/transmitter", f"port: {transmitter}")
    (home / "hardware" / "mixed.yaml").write_text(text, "utf-8")
    (home / "bridge").mkdir(mode=0o700)
    _secret(home / "bridge" / "broker.password", STATION_PASSWORD)
    accounts = (f"{number}:{POINT_PASSWORD.format(number)}\n" for number in OVER_IP)
    _secret(home / "village" / "ip-passwords", "".join(accounts))


def _secret(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    path.chmod(0o600)
