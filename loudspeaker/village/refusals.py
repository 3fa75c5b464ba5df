"""Why a file of the village is not taken, in the words of ``config.problems``."""

from __future__ import annotations

from pathlib import Path

from loudspeaker.config.problems import Problem, refused
from loudspeaker.errors import ConfigurationRefused


class Unfit(ValueError):
    """The value of ``key`` does not fit; never carries the value, it may be a secret."""

    def __init__(self, key: str, expected: str, problem: Problem = Problem.WRONG_VALUE) -> None:
        super().__init__(f"{key}: {expected}")
        self.key = key
        self.expected = expected
        self.problem = problem


def unreadable(path: Path, error: OSError) -> ConfigurationRefused:
    """Return the error for a file that cannot be opened."""
    if isinstance(error, FileNotFoundError):
        return refused(Problem.MISSING_FILE, file=str(path), line=0)
    found = error.strerror or str(error)
    return refused(Problem.UNREADABLE_FILE, file=str(path), line=0, found=found)


def no_syntax(path: Path, line: int, *, expected: str) -> ConfigurationRefused:
    """Return the error for a file that is neither JSON nor YAML."""
    return refused(Problem.SYNTAX, file=str(path), line=line, expected=expected)


def unfit(path: Path, line: int, error: Unfit) -> ConfigurationRefused:
    """Return the error for a value that does not fit."""
    return refused(error.problem, file=str(path), line=line, key=error.key, expected=error.expected)
