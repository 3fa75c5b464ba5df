"""The second secret: the PIN on the receipt, or the last digits of the applicant's telephone.

Both have six digits and are kept as one keyed hash each, so that one field takes either and one
reckoning checks both.  Without the key, which is not in the database, six digits cannot be tried.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

DIGITS: Final = 6
HASH_BYTES: Final = 16
_NO_HASH: Final = bytes(HASH_BYTES)
_LONGEST: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashes:
    """What is kept; empty where there is no such secret."""

    pin: bytes = b""
    phone: bytes = b""


def new_pin(below: Callable[[int], int]) -> str:
    """Return a PIN; ``below`` gives a random number under another (``secrets.randbelow``)."""
    return f"{below(10**DIGITS):0{DIGITS}d}"


def last_digits(phone: str) -> str:
    """Return what of a telephone number is the secret; empty for a shorter one."""
    digits = re.sub(r"[^0-9]", "", phone)
    return digits[-DIGITS:] if len(digits) > DIGITS else ""


def hashed(key: bytes, code: str, secret: str) -> bytes:
    """Return the hash of a secret for one dossier, as it was typed but for what is no digit."""
    digits = re.sub(r"[^0-9]", "", secret[:_LONGEST])
    return hmac.digest(key, f"{code}\n{digits}".encode(), "sha256")[:HASH_BYTES]


def hashes_of(key: bytes, code: str, *, pin: str, phone: str) -> Hashes:
    """Return what is to be kept for a dossier."""
    digits = last_digits(phone)
    return Hashes(
        pin=hashed(key, code, pin) if pin else b"",
        phone=hashed(key, code, digits) if digits else b"",
    )


def matches(key: bytes, code: str, kept: Hashes | None, secret: str) -> bool:
    """Tell whether a secret belongs to the dossier; None is a code that there is not.

    The work is the same for a wrong code, a wrong secret and the right one: one hash, two
    comparisons of the same length.
    """
    given = hashed(key, code, secret)
    pin = (kept.pin if kept else b"") or _NO_HASH
    phone = (kept.phone if kept else b"") or _NO_HASH
    fits = hmac.compare_digest(given, pin) | hmac.compare_digest(given, phone)
    return bool(fits & (kept is not None))
