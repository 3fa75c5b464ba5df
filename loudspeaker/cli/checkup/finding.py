"""What a check found: a line, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a line is marked."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line: ``check`` names it for programs, ``what`` and ``todo`` tell people."""

    check: str
    level: Level
    what: str
    todo: str = ""


def ok(check: str, what: str) -> Finding:
    """Return a line about what is right."""
    return Finding(check=check, level=Level.OK, what=what)


def warn(check: str, what: str, todo: str) -> Finding:
    """Return a line about what works and could fail a station one day."""
    return Finding(check=check, level=Level.WARN, what=what, todo=todo)


def fail(check: str, what: str, todo: str) -> Finding:
    """Return a line about what keeps the station from working."""
    return Finding(check=check, level=Level.FAIL, what=what, todo=todo)
