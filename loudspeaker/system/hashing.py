"""Secrets that are given out, and what is kept of them."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SECRET_BYTES: Final = 32
_MEMORY_KIB: Final = 19 * 1024
_PASSES: Final = 2
_LANES: Final = 1
"""The least that OWASP recommends for argon2id: 19 MiB, two passes, one lane."""


def new_secret() -> str:
    """Return 32 random bytes as text that fits into an address."""
    return secrets.token_urlsafe(SECRET_BYTES)


def _bytes(text: str) -> bytes:
    """Return text as bytes, also half a character of a wire: it is only wrong."""
    return text.encode("utf-8", "surrogatepass")


def digest_of(secret: str) -> str:
    """Return what is kept of a random secret: nobody can guess one, so it needs no slow hash."""
    return hashlib.sha256(_bytes(secret)).hexdigest()


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher  # noqa: PLC0415 - most calls need no password

    return PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES)


@cache
def nobodys() -> str:
    """Return the hash of a password that nobody has: an unknown name takes as long as a known."""
    return hash_password(new_secret())


def hash_password(password: str) -> str:
    """Return the argon2id hash with its own salt."""
    return _hasher().hash(_bytes(password))


def is_password(kept: str, password: str) -> bool:
    """Tell whether this is the password; a kept hash that is none fits nothing."""
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415 - as above

    try:
        return _hasher().verify(kept, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made with other costs than those of today."""
    return _hasher().check_needs_rehash(kept)
