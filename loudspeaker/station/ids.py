"""Identifiers of announcements: short enough to be read out over the telephone."""

from __future__ import annotations

import hashlib
import re
import secrets

ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: none is taken for another
ID_LENGTH = 8
_ID = re.compile(r"[0-9a-z]{4,32}")


def new_id() -> str:
    """Return a fresh identifier."""
    return "".join(secrets.choice(ID_LETTERS) for _ in range(ID_LENGTH))


def is_id(text: str) -> bool:
    """Tell whether something may be an announcement's identifier."""
    return _ID.fullmatch(text) is not None


def id_of(name: str, *, kind: bytes) -> str:
    """Return the identifier that always belongs to a name; ``kind`` keeps names apart (≤ 8 B)."""
    data = name.encode("utf-8", "surrogateescape")
    digest = hashlib.blake2s(data, digest_size=ID_LENGTH, person=kind).digest()
    return "".join(ID_LETTERS[byte % len(ID_LETTERS)] for byte in digest)
