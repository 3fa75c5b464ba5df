"""One-time codes by the clock (RFC 6238: SHA-1, 30 s, six digits, as telephones make them)."""

from __future__ import annotations

import base64
import hmac
import struct
from typing import Final
from urllib.parse import quote

STEP_S: Final = 30
DIGITS: Final = 6
SECRET_BYTES: Final = 20
SLACK_STEPS: Final = 1
"""A telephone's clock may be half a minute off."""


def step_at(unix_s: float) -> int:
    """Return the number of the half minute."""
    return int(unix_s // STEP_S)


def code_of(secret: bytes, step: int, *, digits: int = DIGITS) -> str:
    """Return the code of one half minute (RFC 4226, section 5.3)."""
    digest = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[offset : offset + 4])
    return str((number & 0x7FFFFFFF) % 10**digits).zfill(digits)


def step_of(secret: bytes, code: str, *, unix_s: float, after: int) -> int | None:
    """Return which half minute a code is of; None if it is of none that counts.

    What is not later than ``after`` was used already and never counts again.
    """
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdigit()):
        return None
    now = step_at(unix_s)
    found = None
    for step in range(max(0, now - SLACK_STEPS), now + SLACK_STEPS + 1):
        if hmac.compare_digest(code_of(secret, step), typed) and step > after:
            found = step
    return found


def as_text(secret: bytes) -> str:
    """Return a secret as people type it into a telephone."""
    return base64.b32encode(secret).decode().rstrip("=")


def address(secret: bytes, *, person: str, station: str) -> str:
    """Return what the square to scan holds (the otpauth form that authenticators read)."""
    label = f"{quote(station, safe='')}:{quote(person, safe='')}"
    return f"otpauth://totp/{label}?secret={as_text(secret)}&issuer={quote(station, safe='')}"
