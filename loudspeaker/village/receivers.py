"""The receivers at the points: what each of them makes of the air."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, replace
from enum import StrEnum
from hashlib import blake2s
from pathlib import Path
from typing import Protocol

from loudspeaker.radio.command_receiver import (
    Accepted,
    CommandReceiver,
    Identity,
    Memory,
    Outcome,
    Rejected,
)
from loudspeaker.radio.gate import GateChange
from loudspeaker.radio.rds import Group
from loudspeaker.village.config import PointConfig, VillageConfig
from loudspeaker.village.event_log import Log
from loudspeaker.village.timeline import Timeline

_LAST_COUNTER = 2**32 - 1


class Hearing(StrEnum):
    """What comes out of a loudspeaker."""

    NOTHING = "nothing"
    LINE = "line"
    FOREIGN = "foreign"


class AnyPoint(Protocol):
    """One loudspeaker position, whatever its receiver understands."""

    number: int
    lost_share: float
    captured: bool
    hearing: Timeline[Hearing]

    @property
    def is_open(self) -> bool:
        """Whether its loudspeaker can be heard."""
        ...

    @property
    def deadline_ns(self) -> int | None:
        """When something will change by itself."""
        ...

    def advance(self, mono_ns: int) -> None:
        """Settle what was due."""
        ...

    def carrier(self, mono_ns: int, *, own: bool) -> None:
        """Take notice of our carrier."""
        ...

    def capture(self, mono_ns: int, *, captured: bool) -> None:
        """Let a foreign carrier take the receiver over, or let go of it."""
        ...

    def group(self, group: Group, mono_ns: int, *, foreign: bool = False) -> None:
        """Take a group from the air that ended now."""
        ...


class MemoryFile:
    """The few bytes that a receiver keeps over a power cut.

    Replaced in one step but not synced to the disk: the village models the cut of a receiver's
    power, not of the machine's, and must not stand still for eleven disk flushes a command.
    """

    def __init__(self, path: Path, *, key_of_all: bytes) -> None:
        self._path = path
        self._keys = blake2s(key_of_all, digest_size=8, person=b"LSV-MEM1").hexdigest()

    def load(self, default: Memory) -> Memory:
        """Return what was kept; ``default`` when there is nothing that can be read.

        Under another key of all the counter begins anew: no recording is signed with that key,
        and whoever had the old one may have driven the counter to its end.
        """
        try:
            content = json.loads(self._path.read_bytes())
            memory = Memory(last_counter=content["last_counter"], volume=content["volume"])
            if content.get("keys", self._keys) != self._keys:
                memory = replace(memory, last_counter=default.last_counter)
            sane = 0 <= memory.last_counter <= _LAST_COUNTER and 0 <= memory.volume <= 100  # noqa: PLR2004
        except (OSError, ValueError, TypeError, KeyError):
            return default
        return memory if sane else default

    def store(self, memory: Memory) -> None:
        """Keep it; OSError when the disk does not take it."""
        temporary = self._path.with_suffix(".new")
        content = asdict(memory) | {"keys": self._keys}
        temporary.write_text(json.dumps(content), "ascii")
        temporary.replace(self._path)


class Point:
    """One loudspeaker position: a receiver, its place in the air, and what is heard when."""

    def __init__(
        self, config: PointConfig, village: VillageConfig, *, memory: MemoryFile, log: Log
    ) -> None:
        self.number = config.number
        self.lost_share = 0.0
        self.captured = False  # a foreign carrier is stronger here than ours
        self.hearing = Timeline(Hearing.NOTHING)
        self._memory, self._log = memory, log
        self._loss = random.Random(config.number)  # noqa: S311 - the same losses in every run
        self._own_carrier = False
        identity = Identity(
            point=config.number,
            zone=config.zone,
            pi=village.pi,
            keys=config.keys,
            form=village.form,
        )
        self._receiver = CommandReceiver(identity, memory.load(Memory(volume=config.volume)))

    @property
    def is_open(self) -> bool:
        """Whether its loudspeaker can be heard."""
        return self._receiver.is_open

    @property
    def deadline_ns(self) -> int | None:
        """When something will change by itself."""
        return self._receiver.deadline_ns

    def advance(self, mono_ns: int) -> None:
        """Settle what was due."""
        self._note(self._receiver.advance(mono_ns))

    def carrier(self, mono_ns: int, *, own: bool) -> None:
        """Take notice of our carrier; a captured receiver has the foreign one all the time."""
        self._own_carrier = own
        self._note(self._receiver.carrier(mono_ns, present=own or self.captured))
        self._hear(mono_ns)

    def capture(self, mono_ns: int, *, captured: bool) -> None:
        """Let a foreign carrier take the receiver over, or let go of it."""
        self.captured = captured
        self.carrier(mono_ns, own=self._own_carrier)

    def group(self, group: Group, mono_ns: int, *, foreign: bool = False) -> None:
        """Take a group from the air that ended now, unless reception fails."""
        if foreign is not self.captured or self._loss.random() < self.lost_share:
            return
        self._note(self._receiver.hear(group, mono_ns))

    def _note(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            if isinstance(outcome, Rejected):
                self._write(outcome.mono_ns, by="cmd", rejected=str(outcome.reason))
            elif isinstance(outcome, Accepted):
                self._keep(outcome.mono_ns)
            else:
                self._changed(outcome)

    def _changed(self, change: GateChange) -> None:
        self._write(change.mono_ns, by=str(change.by), is_open=change.open, volume=change.volume)
        self._hear(change.mono_ns, is_open=change.open)

    def _hear(self, mono_ns: int, *, is_open: bool | None = None) -> None:
        audible = self.is_open if is_open is None else is_open
        source = Hearing.LINE if self._own_carrier else Hearing.NOTHING
        source = Hearing.FOREIGN if self.captured else source
        self.hearing.set(mono_ns, source if audible else Hearing.NOTHING)

    def _keep(self, mono_ns: int) -> None:
        try:
            self._memory.store(self._receiver.memory)
        except OSError as error:
            self._log.write("fault", mono_ns, fault="disk", point=self.number, problem=str(error))

    def _write(
        self,
        mono_ns: int,
        *,
        by: str,
        rejected: str | None = None,
        is_open: bool | None = None,
        volume: int | None = None,
    ) -> None:
        self._log.write(
            "point",
            mono_ns,
            n=self.number,
            open=self.is_open if is_open is None else is_open,
            volume=self._receiver.memory.volume if volume is None else volume,
            by=by,
            rejected=rejected,
        )


def make_points(config: VillageConfig, directory: Path, log: Log) -> tuple[Point, ...]:
    """Put up all receivers; ``directory`` keeps what they remember."""
    return tuple(
        Point(point, config, memory=memory_of(point, directory), log=log) for point in config.points
    )


def memory_of(point: PointConfig, directory: Path) -> MemoryFile:
    """Return what a point's receiver remembers in this directory."""
    path = directory / f"{point.number:02d}.json"
    return MemoryFile(path, key_of_all=point.keys.everyone)
