"""The operations on files that decide what is there after a power cut, in order of their ends."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Something that was done; ``begun_s`` and ``at_s`` are when it began and ended, since 1970."""

    begun_s: float
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Open(Operation):
    """A file was opened; it is made if it is not there and ``creates``."""

    path: str
    creates: bool
    truncates: bool
    appends: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Write(Operation):
    """Bytes went into a file, where it stood if ``offset`` is None."""

    path: str
    data: bytes
    offset: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seek(Operation):
    """A file stands somewhere else now."""

    path: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Resize(Operation):
    """A file was cut, or lengthened by zeros."""

    path: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync(Operation):
    """A file, or the names in a folder, went to the disk."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename(Operation):
    """A file took the place of another."""

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove(Operation):
    """A name is gone."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(Operation):
    """Something was said to another process."""

    data: bytes
