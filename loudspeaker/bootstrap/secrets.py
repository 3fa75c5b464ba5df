"""The station's secrets: made once, by the operating system's randomness, never shown."""

from __future__ import annotations

import secrets
from pathlib import Path

from loudspeaker.config.problems import Problem, refused
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.radio.key_book import KeyBook, from_text
from loudspeaker.system.files import SECRET_MODE, make_directory, write_durable

KEY_BYTES = 32


def make_key(path: Path) -> None:
    """Write a fresh key of 32 bytes unless there is one."""
    if path.exists():
        return
    make_directory(path.parent, mode=0o700)
    write_durable(path, secrets.token_hex(KEY_BYTES).encode() + b"\n", mode=SECRET_MODE)


def read_key(path: Path) -> bytes:
    """Return the key; ConfigurationRefused if the file is not what ``make_key`` wrote."""
    try:
        key = bytes.fromhex(_text(path).strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise _no_key(path)
    return key


def key_of(path: Path) -> bytes:
    """Return a key, made now if there is none; as of ``make_key`` and ``read_key``."""
    make_key(path)
    return read_key(path)


def read_key_book(path: Path) -> KeyBook:
    """Return the master keys of the points: what ``make_key`` or playout wrote.

    ConfigurationRefused for anything else.
    """
    try:
        return from_text(_text(path))
    except ValueError:
        raise _no_key(path) from None  # the cause would quote the key


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except FileNotFoundError:
        raise refused(Problem.MISSING_FILE, file=str(path), line=0) from None
    except OSError as error:
        found = error.strerror or str(error)
        raise refused(Problem.UNREADABLE_FILE, file=str(path), line=0, found=found) from error


def _no_key(path: Path) -> ConfigurationRefused:
    expected = f"{KEY_BYTES} bytes in hexadecimal"
    return refused(Problem.WRONG_VALUE, file=str(path), line=1, key=path.name, expected=expected)
