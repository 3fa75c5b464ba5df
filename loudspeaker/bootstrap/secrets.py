"""The station's two secrets: made once, by the operating system's randomness, never shown."""

from __future__ import annotations

import secrets
from pathlib import Path

from loudspeaker.errors import ConfigurationRefused
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
        key = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise ConfigurationRefused(file=str(path), line=0, problem=str(error)) from error
    if len(key) != KEY_BYTES:
        raise ConfigurationRefused(file=str(path), line=0, problem=f"{len(key)} bytes")
    return key
