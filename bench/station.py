"""What the measurements of a running station share: a scratch home, requests, figures."""

from __future__ import annotations

import json
import math
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.faults.station import Station
from loudspeaker.system.channel import Client

SOURCE = Path(__file__).resolve().parents[1]
WRITER: dict[str, Any] = {"as": "soan"}
APPROVER: dict[str, Any] = {"as": "duyet"}


class Bench:
    """A running station, asked through its control socket."""

    def __init__(self, station: Station, *, ready_s: float) -> None:
        self.station = station
        self.ready_s = ready_s
        self.home = station.home
        self.client = Client(self.home / "run" / "control.sock", "station")

    def announce(self, text: str, **options: Any) -> dict[str, Any]:
        """Submit a draft."""
        filed: dict[str, Any] = self.client.call("announce", text=text, **WRITER, **options)
        return filed

    def approve(self, item: str) -> int:
        """Approve; return the monotonic time at which the answer was there."""
        self.client.call("approve", id=item, **APPROVER)
        return time.monotonic_ns()

    def wait_until_over(self, occurrence: str, *, limit_s: float = 120.0) -> dict[str, Any]:
        """Return the terminal record of an occurrence."""
        deadline = time.monotonic() + limit_s
        while time.monotonic() < deadline:
            for record in self.records():
                if record["occurrence"] == occurrence and record["event"] not in {
                    "start",
                    "interrupted",
                }:
                    return record
            time.sleep(0.1)
        raise TimeoutError(occurrence)

    def records(self) -> list[dict[str, Any]]:
        """Return the as-run log."""
        return json_lines(self.home / "asrun.jsonl")

    def handed_over_ns(self, occurrence: str, *, position: int = 0) -> int:
        """Return when the first block from ``position`` on was handed to the sound driver."""
        for path in sorted((self.home / "run" / "sidecar").glob("*.jsonl"), key=_age):
            for line in json_lines(path):
                if line["occurrence"] == occurrence and line["pos_frame"] >= position:
                    return int(line["mono_ns"])
        raise LookupError(occurrence)

    def heard_ns(self, occurrence: str) -> int:
        """Return when the first sample of an occurrence was heard at a point."""
        for event in json_lines(self.home / "village" / "events.jsonl"):
            if event["ev"] == "audio" and event["n"] > 0 and event["occurrence"] == occurrence:
                return int(event["mono_ns"])
        raise LookupError(occurrence)

    def pipe_bytes(self) -> int | None:
        """Return the size of the simulated sound card's pipe (F_GETPIPE_SZ), if it runs."""
        import fcntl  # noqa: PLC0415 - Linux, only here

        for pid in self.station.sound_readers():
            descriptor = os.open(f"/proc/{pid}/fd/0", os.O_RDONLY | os.O_NONBLOCK)
            try:
                return fcntl.fcntl(descriptor, fcntl.F_GETPIPE_SZ)
            finally:
                os.close(descriptor)
        return None

    def queued_ms(self) -> int:
        """Return what the sound driver says is queued now."""
        status = self.client.call("status")
        return int(status["air"]["queued_ms"])


def _age(path: Path) -> int:
    return path.stat().st_mtime_ns


def json_lines(path: Path) -> list[dict[str, Any]]:
    """Return the whole lines of a growing file."""
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    return [json.loads(line) for line in lines[:-1]]


@contextmanager
def running(
    *,
    rate: float = 1.0,
    voice: str,
    chime: str = "none",
    hardware: str = "simulated",
    before: Callable[[Station], None] = lambda _station: None,
) -> Iterator[Bench]:
    """Run a station in a scratch home with all hours allowed; ``before`` may prepare the home."""
    with tempfile.TemporaryDirectory(prefix="loudspeaker-bench-") as scratch:
        station = Station(Path(scratch) / "home", source=SOURCE, rate=rate)
        station.init()
        before(station)
        file = station.home / "station.yaml"
        text = file.read_text(encoding="utf-8").replace("voice: tone", f"voice: {voice}")
        text = text.replace("chime: none", f"chime: {chime}")
        text = text.replace("hardware: simulated", f"hardware: {hardware}")
        file.write_text(text, encoding="utf-8")
        ready_s = station.start()
        time.sleep(3.0)  # let the voices get warm
        try:
            yield Bench(station, ready_s=ready_s)
        finally:
            station.end()


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def summary(values: Sequence[float]) -> dict[str, float]:
    """Return the figures that are quoted."""
    return {
        "n": len(values),
        "p50": round(percentile(values, 0.5), 1),
        "p95": round(percentile(values, 0.95), 1),
        "max": round(max(values), 1),
    }
