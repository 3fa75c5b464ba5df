"""The points over IP as a process of their own, beside the village's.

Networks, fetching and eleven radio receivers in one process would disturb each other's time.
What happens is told to the village's process, one JSON line an event on standard output: it alone
writes the log.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from loudspeaker.village.config import DIRECTORY, FILE
from loudspeaker.village.config_file import load_config
from loudspeaker.village.ip_config import PASSWORDS, IpVillage, read_passwords
from loudspeaker.village.ip_point import IpPoint
from loudspeaker.village.ip_shelf import ClipShelf, Fetched
from loudspeaker.village.ip_tape import Tape
from loudspeaker.village.ip_wire import Message, Wire
from loudspeaker.village.points_sound import SoundArchive
from loudspeaker.village.receivers import memory_of

TICK_S = 0.05
_PRUNE_NS = 3600 * 1_000_000_000


class PipeLog:
    """A Log whose lines somebody else writes down."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, ev: str, mono_ns: int, **fields: Any) -> None:
        """Tell of an event; BrokenPipeError when nobody listens any more."""
        line = json.dumps({"ev": ev, "mono_ns": mono_ns, **fields}, separators=(",", ":"))
        data = memoryview(line.encode() + b"\n")
        while data:
            data = data[os.write(self._descriptor, data) :]


class IpVillageProcess:
    """All points, their wires and shelves, driven by one thread."""

    def __init__(
        self, home: Path, village: IpVillage, log: PipeLog, *, rate: float, keep_s: float
    ) -> None:
        self._log = log
        self._inbox: queue.SimpleQueue[Message | Fetched] = queue.SimpleQueue()
        directory = home / DIRECTORY
        numbers = [point.number for point in village.points]
        self._archive = SoundArchive(directory / "points", numbers, keep_s=keep_s, log=log)
        self._pruned_ns = 0
        passwords = read_passwords(directory / PASSWORDS)
        self._wires = {
            number: Wire(
                number,
                village,
                password=passwords.get(number),
                home=home,
                take=self._inbox.put,
            )
            for number in numbers
        }
        self._points = {
            config.number: IpPoint(
                config,
                memory=memory_of(config, directory / "receivers"),
                shelf=ClipShelf(
                    config.number, directory / "ip" / f"{config.number:02d}", self._inbox.put
                ),
                tape=Tape(config.number, log, self._archive.record, rate=rate),
                log=log,
                say=self._wires[config.number].say,
                rate=rate,
            )
            for config in village.points
        }

    def run(self, ending: list[int]) -> None:
        """Run until ``ending`` has something in it."""
        for wire in self._wires.values():
            wire.start()
        while not ending:
            try:
                item: Message | Fetched | None = self._inbox.get(timeout=TICK_S)
            except queue.Empty:
                item = None
            if item is not None:
                self._take(item)
            now_ns = time.monotonic_ns()
            for point in self._points.values():
                point.advance(now_ns)
            self._prune(now_ns)
        self._close()

    def _take(self, item: Message | Fetched) -> None:
        point = self._points[item.point]
        if isinstance(item, Fetched):
            point.fetched(item)
        elif item.topic == "cmd":
            point.hear_commands(item.payload, item.mono_ns)
        elif item.topic == "play":
            point.hear_order(item.payload, item.mono_ns)
        elif item.topic == "link":
            self._note_link(item)

    def _note_link(self, item: Message) -> None:
        reason = item.payload.decode("utf-8", "replace")
        event = "link_up" if reason == "opened" else "link_down"
        self._log.write(event, item.mono_ns, port=f"ip-{item.point}", reason=reason)

    def _prune(self, now_ns: int) -> None:
        if now_ns - self._pruned_ns >= _PRUNE_NS:
            self._pruned_ns = now_ns
            for number in self._points:
                self._archive.prune(number)

    def _close(self) -> None:
        for wire in self._wires.values():
            wire.close()
        for point in self._points.values():
            point.shelf.close()
        self._archive.close()


def main(home: Path, options: Mapping[str, float]) -> int:
    """Be the points over IP of a home until SIGTERM, or until nobody takes the events."""
    village = load_config(home / DIRECTORY / FILE).ip
    if village is None:
        return 0
    ending: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _: ending.append(received))
    events = os.dup(1)
    os.dup2(2, 1)  # what libraries print is no event
    process = IpVillageProcess(
        home, village, PipeLog(events), rate=options["rate"], keep_s=options["keep_s"]
    )
    try:
        process.run(ending)
    except BrokenPipeError:
        return 0
    return 0
