"""A disk under operations, and what it may hold when the power goes.

What was flushed is there.  Of everything else any part may be there or not: each sector of 512
bytes of each write, each length, each name, in whatever order; a rename needs its folder flushed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from bench.faults.disk.operations import (
    Open,
    Operation,
    Remove,
    Rename,
    Resize,
    Seek,
    Sync,
    Write,
)

SECTOR = 512
Image = dict[str, bytes]
"""Path → content."""
Chosen = Callable[[], bool]
"""Tells of one sector, length or name whether it reached the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A write, or with ``data`` None a new length; done when the operation ``number`` ended."""

    number: int
    at_s: float
    offset: int
    data: bytes | None


@dataclass(slots=True, eq=False)
class File:
    """A file's content on the disk, and what has not been flushed yet."""

    durable: bytes = b""
    changes: list[Change] = field(default_factory=list)
    size: int = 0
    stands_at: int = 0
    appends: bool = False

    def flush(self, begun_s: float) -> None:
        """Let everything that was done before a flush began be on the disk."""
        done = [change for change in self.changes if change.at_s <= begun_s]
        if done:
            self.durable = _applied(self.durable, done, lambda: True)
            self.changes = self.changes[len(done) :]

    def content(self, chosen: Chosen) -> bytes:
        """Return what is found after a power cut."""
        return _applied(self.durable, self.changes, chosen) if self.changes else self.durable


def _applied(durable: bytes, changes: list[Change], chosen: Chosen) -> bytes:
    content = bytearray(durable)
    for change in changes:
        if change.data is None:
            if chosen():
                _resize(content, change.offset)
            continue
        end = change.offset + len(change.data)
        begin = change.offset
        while begin < end:
            stop = min(end, (begin // SECTOR + 1) * SECTOR)
            if chosen():
                if len(content) < stop:
                    _resize(content, stop)
                content[begin:stop] = change.data[begin - change.offset : stop - change.offset]
            begin = stop
        if len(content) < end and chosen():
            _resize(content, end)  # the length is there, the bytes are not
    return bytes(content)


def _resize(content: bytearray, size: int) -> None:
    if len(content) > size:
        del content[size:]
    else:
        content.extend(bytes(size - len(content)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """Names that changed in one step: path → file, or None for one that is gone."""

    at_s: float
    names: Mapping[str, File | None]


class Disk:
    """Follows operations; tells at any moment what a power cut would leave."""

    def __init__(self, base: Image) -> None:
        self._number = 0
        self._now: dict[str, File] = {
            path: File(durable=data, size=len(data)) for path, data in base.items()
        }
        self._durable = dict(self._now)
        self._namings: list[Naming] = []

    # --- operations -----------------------------------------------------------------------------

    def take(self, op: Operation) -> None:
        """Follow one operation."""
        self._number += 1
        match op:
            case Open():
                self._open(op)
            case Write():
                self._write(op)
            case Seek():
                if (file := self._now.get(op.path)) is not None:
                    file.stands_at = op.offset
            case Resize():
                self._change(op.path, op.at_s, op.size, None)
            case Sync():
                self._sync(op)
            case Rename():
                self._rename(op.old, op.new, op.at_s)
            case Remove():
                self._rename(op.path, None, op.at_s)

    def _open(self, op: Open) -> None:
        file = self._now.get(op.path)
        if file is None:
            if not op.creates:
                return
            file = self._now[op.path] = File()
            self._name(op.at_s, {op.path: file})
        file.stands_at, file.appends = 0, op.appends
        if op.truncates and file.size:
            self._change(op.path, op.at_s, 0, None)

    def _rename(self, old: str, new: str | None, at_s: float) -> None:
        file = self._now.pop(old, None)
        if file is None:
            return
        changed: dict[str, File | None] = {old: None}
        if new is not None:
            self._now[new] = changed[new] = file
        self._name(at_s, changed)

    def _write(self, op: Write) -> None:
        file = self._now.get(op.path)
        if file is None:  # a file that has lost its name
            return
        offset = op.offset
        if offset is None:
            offset = file.size if file.appends else file.stands_at
            file.stands_at = offset + len(op.data)
        self._change(op.path, op.at_s, offset, op.data)

    def _change(self, path: str, at_s: float, offset: int, data: bytes | None) -> None:
        file = self._now.get(path)
        if file is not None:
            file.changes.append(Change(number=self._number, at_s=at_s, offset=offset, data=data))
            file.size = offset if data is None else max(file.size, offset + len(data))

    def _sync(self, op: Sync) -> None:
        if (file := self._now.get(op.path)) is not None:
            file.flush(op.begun_s)
            return
        kept: list[Naming] = []
        for naming in self._namings:
            here = all(str(PurePosixPath(name).parent) == op.path for name in naming.names)
            if here and naming.at_s <= op.begun_s:
                _rename_all(self._durable, naming)
            else:
                kept.append(naming)
        self._namings = kept

    def _name(self, at_s: float, names: Mapping[str, File | None]) -> None:
        self._namings.append(Naming(at_s=at_s, names=names))

    # --- power cuts -----------------------------------------------------------------------------

    @property
    def is_at_rest(self) -> bool:
        """Tell whether a power cut would leave exactly what is there."""
        return not self._namings and not any(file.changes for file in self._now.values())

    def after_power_cut(self, chance: random.Random) -> Image:
        """Return one of the many things that may be found."""
        chosen = _any_choice(chance)
        names = dict(self._durable)
        for naming in self._namings:
            if chosen():
                _rename_all(names, naming)
        return {path: file.content(chosen) for path, file in sorted(names.items())}


def _rename_all(names: dict[str, File], naming: Naming) -> None:
    for path, file in naming.names.items():
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file


def _any_choice(chance: random.Random) -> Chosen:
    """Return a way of choosing: nothing, everything, or each with some likelihood."""
    likelihood = chance.choice((0.0, 1.0, 0.05, 0.5, 0.5, 0.95))
    return lambda: chance.random() < likelihood
