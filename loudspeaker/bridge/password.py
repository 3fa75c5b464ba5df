"""The broker's password: in a file of its own that nobody else can read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from loudspeaker.config.problems import Problem, refused

LONGEST = 200
_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_password(path: Path) -> str:
    """Return the one line of a file of mode 0600; ConfigurationRefused for any other."""
    try:
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            data = stream.read(4 * LONGEST)
    except FileNotFoundError:
        raise refused(Problem.MISSING_FILE, file=str(path), line=0) from None
    except OSError as error:
        found = error.strerror or str(error)
        raise refused(Problem.UNREADABLE_FILE, file=str(path), line=0, found=found) from None
    if mode & _OF_OTHERS:
        found = f"mode {stat.S_IMODE(mode):04o}"
        raise refused(Problem.NOT_ALLOWED, file=str(path), line=0, expected="0600", found=found)
    return _one_line(data, path)


def _one_line(data: bytes, path: Path) -> str:
    try:
        password = data.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise refused(Problem.NOT_UTF8, file=str(path), line=1) from None
    if not password.isprintable() or not 0 < len(password) <= LONGEST:
        expected = f"one line of 1 to {LONGEST} characters"
        raise refused(Problem.WRONG_VALUE, file=str(path), line=1, expected=expected)
    return password
