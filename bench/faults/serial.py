"""An encoder that answers with mutated frames and noise, and a cable that is pulled.

    python -m bench.faults.serial --frames 100000 --seed 1

The real driver sends commands all the while, on a pseudo-terminal.  Nothing may hang, raise, or
send what was not ordered; commands still go out; a pulled cable shows as a fault within 10 s and
works again within 5 s of its return.  Exit status 0 only if all of that holds.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.faults.hostile_port import Frame, HostilePort, mutated
from bench.faults.sent import (
    BOOK,
    PI,
    Ordered,
    Part,
    Wrong,
    ascii_parts,
    in_order,
    uecp_parts,
    whole_commands,
)
from loudspeaker.devices.points.ascii import AsciiLine
from loudspeaker.devices.points.ascii_feed import ReplyEar
from loudspeaker.devices.points.base import Dispatch
from loudspeaker.devices.points.counter import CommandCounter
from loudspeaker.devices.points.line import Encoder
from loudspeaker.devices.points.sender import EncoderPoints
from loudspeaker.devices.points.signing import CommandSigner
from loudspeaker.devices.points.uecp import UecpLine
from loudspeaker.devices.serial_port import SerialPort
from loudspeaker.model import Point, PointPlan, Zone
from loudspeaker.radio.addressing import EVERYONE
from loudspeaker.radio.commands import Operation
from loudspeaker.radio.fragments import IN_HOUSE
from loudspeaker.radio.on_air import NOTHING_ON_AIR, OnAir, OnAirKind
from loudspeaker.radio.uecp_elements import Acknowledge, Request, element_frame
from loudspeaker.radio.uecp_frame import AckCode
from loudspeaker.system.time import SystemTime

BAUD = 9600
FAULT_S, RETURN_S, ORDER_S = 10.0, 5.0, 10.0
PLAN = PointPlan(
    points=tuple(Point(number=n, name=f"P{n}", zone=1) for n in range(1, 12)),
    zones=(Zone(number=1, name="Z1"),),
)
STATES = (NOTHING_ON_AIR, *(OnAir(kind=kind, text="Họp thôn") for kind in OnAirKind))


def uecp_frame(chance: random.Random, _heard: bytes) -> bytes:
    """Return an answer or a request of an encoder, mostly mutated."""
    code, sequence = chance.choice(list(AckCode)), chance.randrange(256)
    said = element_frame(Acknowledge(code=code, sequence=sequence), sequence=sequence)
    if chance.random() < 0.2:
        said = element_frame(Request(wanted=chance.randrange(256)), sequence=sequence)
    return said if chance.random() < 0.2 else mutated(chance, said)


def ascii_frame(chance: random.Random, heard: bytes) -> bytes:
    """Return a mark, an echo or a text of an encoder, mostly mutated."""
    mark = chance.choice([b"+", b"!", b"-", b"/"]) + b"\r\n\r\n"
    said = chance.choice([mark, heard + mark, heard[-15:], b"PS=DAI XA\r\n", b"7001\r\n" + mark])
    return said if chance.random() < 0.2 else mutated(chance, said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One kind of encoder: what it says, how its line is made, how what it was sent is read."""

    frame: Frame
    line: Callable[[SerialPort, SystemTime], UecpLine | AsciiLine]
    parts: Callable[[bytes], Iterator[Part]]


ENCODER = Encoder(pi=PI, form=IN_HOUSE, baud=BAUD)
LANGUAGES = {
    "uecp": Language(
        frame=uecp_frame,
        line=lambda port, clock: UecpLine(port, ENCODER, clock, trusted=clock.wall),
        parts=uecp_parts,
    ),
    "ascii": Language(
        frame=ascii_frame,
        line=lambda port, clock: AsciiLine(
            port, ReplyEar(clock), ENCODER, clock, trusted=clock.wall
        ),
        parts=ascii_parts,
    ),
}


class _Kept:
    """Settings in memory."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def setting(self, name: str) -> str | None:
        return self._values.get(name)

    def keep_setting(self, name: str, value: str) -> None:
        self._values[name] = value


class _Errors(logging.Handler):
    """Everything that is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record.getMessage())


@contextmanager
def errors_kept() -> Iterator[list[str]]:
    """Collect errors in the log, and exceptions that end a thread."""
    handler, hook = _Errors(), threading.excepthook
    logging.getLogger().addHandler(handler)
    threading.excepthook = lambda args: handler.found.append(f"{args.thread}: {args.exc_value!r}")
    try:
        yield handler.found
    finally:
        threading.excepthook = hook
        logging.getLogger().removeHandler(handler)


@dataclass(slots=True, kw_only=True)
class Verdict:
    """Counts, and everything that must be empty."""

    frames: int = 0
    orders: int = 0
    pulls: int = 0
    slowest_order_s: float = 0.0
    fault_shown_s: float = 0.0
    back_s: float = 0.0
    problems: list[str] = field(default_factory=list)

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {name: getattr(self, name) for name in self.__slots__}


class Campaign:
    """One seeded run with one language."""

    def __init__(self, folder: Path, name: str, *, seed: int, frames_a_second: float) -> None:
        self.language, self.verdict = LANGUAGES[name], Verdict()
        self._random = random.Random(seed)
        self.peer = HostilePort(
            folder / "port", self.language.frame, seed=seed, frames_a_second=frames_a_second
        )
        clock, kept = SystemTime(), _Kept()
        port = SerialPort(self.peer.link, baud=BAUD, time=clock, read_timeout_s=0.5)
        self.points = EncoderPoints(
            port,
            self.language.line(port, clock),
            signer=CommandSigner(
                pi=PI,
                plan=PLAN,
                keys=lambda: BOOK,
                counter=CommandCounter(kept, clock, clock.wall),
            ),
            time=clock,
        )
        self._ordered: list[Ordered] = []

    def run(self, frames: int, pulls: int) -> Verdict:
        """Order and pull until so many frames were said; judge."""
        with errors_kept() as errors:
            for round_number in range(pulls + 1):
                end = frames * (round_number + 1) // (pulls + 1)
                self._until(lambda: self.points.problem() is None, RETURN_S, "not opened")
                while self.peer.said < end and not self.verdict.problems:
                    self._order()
                if round_number < pulls:
                    self._pull()
            self.points.close()
            self.peer.close()
        self.verdict.frames = self.peer.said
        self.verdict.problems += [f"raised: {error}" for error in errors]
        self._judge(self.peer.heard())
        return self.verdict

    def _order(self) -> None:
        """Order something, show something, and wait until it is out."""
        if self._random.random() < 0.3:
            self.points.announce(self._random.choice(STATES))
        begun = time.monotonic()
        dispatch = self._any_order()
        self.verdict.orders += 1
        out = self._until(lambda: dispatch.has_all_out(time.monotonic_ns()), ORDER_S, "hangs")
        if out and dispatch.problem is not None:
            self.verdict.problems.append(f"failed: {dispatch.problem}")
        self.verdict.slowest_order_s = max(
            self.verdict.slowest_order_s, round(time.monotonic() - begun, 3)
        )

    def _any_order(self) -> Dispatch:
        """Order one of everything that there is."""
        everyone = EVERYONE.word
        match self._random.randrange(4):
            case 0:
                point = self._random.randint(1, 11)
                self._note(Operation.OPEN, point, 3)
                return self.points.open([point], ttl_s=12.0, copies=1)
            case 1:
                self._note(Operation.CLOSE, everyone)
                return self.points.close_all(copies=2)
            case 2:
                self._note(Operation.ALL_STOP, everyone)
                return self.points.all_stop(copies=1)
            case _:
                self._note(Operation.HOLD, everyone)
                return self.points.hold(copies=1)

    def _note(self, operation: Operation, address: int, argument: int = 0) -> None:
        self._ordered.append(Ordered(operation=operation, address=address, argument=argument))

    def _pull(self) -> None:
        """Pull the cable, wait for the fault, plug it in again."""
        self.peer.pull()
        shown_s = self._until(self.points.problem, FAULT_S, "no fault shown")
        time.sleep(self._random.uniform(0.0, 4.0))
        self.peer.plug()
        back_s = self._until(lambda: self.points.problem() is None, RETURN_S, "does not come back")
        self.verdict.pulls += 1
        self.verdict.fault_shown_s = max(self.verdict.fault_shown_s, round(shown_s, 3))
        self.verdict.back_s = max(self.verdict.back_s, round(back_s, 3))

    def _until(self, condition: Callable[[], object], limit_s: float, otherwise: str) -> float:
        """Wait; return how long, at least a moment, or note the problem and return 0."""
        begun = time.monotonic()
        while not condition():
            if time.monotonic() - begun > limit_s:
                self.verdict.problems.append(otherwise)
                return 0.0
            time.sleep(0.002)
        return time.monotonic() - begun or 1e-9

    def _judge(self, sessions: Iterable[bytes]) -> None:
        try:
            copies = [
                copy for data in sessions for copy in whole_commands(self.language.parts(data))
            ]
            sent = in_order(copies, self._ordered)
        except (Wrong, ValueError) as wrong:
            self.verdict.problems.append(f"wrong: {wrong}")
            return
        if sent < len(self._ordered):
            self.verdict.problems.append(f"only {sent} of {len(self._ordered)} orders were sent")


def campaign(
    name: str, *, frames: int, pulls: int = 1, seed: int = 1, frames_a_second: float = 1000.0
) -> Verdict:
    """Run one campaign in a scratch folder."""
    with tempfile.TemporaryDirectory() as scratch:
        made = Campaign(Path(scratch), name, seed=seed, frames_a_second=frames_a_second)
        return made.run(frames, pulls)


def main() -> int:
    """Run a campaign for each language and print its result as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=100_000)
    parser.add_argument("--pulls", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--language", choices=sorted(LANGUAGES))
    chosen = parser.parse_args()
    failed = 0
    for name in [chosen.language] if chosen.language else sorted(LANGUAGES):
        verdict = campaign(name, frames=chosen.frames, pulls=chosen.pulls, seed=chosen.seed)
        failed += bool(verdict.problems)
        print(json.dumps({"language": name, "seed": chosen.seed, **verdict.to_values()}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
