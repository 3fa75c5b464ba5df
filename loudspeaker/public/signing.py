"""A manifest under the station's signature, and the key a kiosk has pinned.

Signed: 32 bytes of public key, 64 bytes of Ed25519 over ``CONTEXT`` and the manifest's exact bytes,
then those bytes.  Nothing of the manifest is read before its signature has been found right.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from loudspeaker.public.manifest import (
    MOST_MANIFEST_BYTES,
    Manifest,
    NotTaken,
    Reason,
    manifest_of,
)

CONTEXT: Final = b"loudspeaker public manifest 1\n"
SECRET_BYTES: Final = 32
_KEY_BYTES: Final = 32
_LETTERS: Final = re.compile(r"[a-z2-7]{32}")
_HEAD_BYTES: Final = _KEY_BYTES + 64
MOST_SIGNED_BYTES: Final = _HEAD_BYTES + MOST_MANIFEST_BYTES


def signed(manifest: Manifest, secret: bytes) -> bytes:
    """Return what a kiosk pulls; ``secret`` are the station's 32 bytes."""
    key = Ed25519PrivateKey.from_private_bytes(secret)
    content = manifest.to_bytes()
    return key.public_key().public_bytes_raw() + key.sign(CONTEXT + content) + content


def public_key_of(secret: bytes) -> bytes:
    """Return the public half of the station's key."""
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def fingerprint(public_key: bytes) -> str:
    """Return a key as people compare and type it: eight groups of four, 160 bits."""
    text = base64.b32encode(hashlib.sha256(public_key).digest()[:20]).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def typed_fingerprint(typed: str) -> str | None:
    """Return a fingerprint as it is shown, however it was typed; None for what is none."""
    letters = "".join(each for each in typed.lower() if not (each.isspace() or each == "-"))
    if not _LETTERS.fullmatch(letters):
        return None
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def opened(content: bytes, *, pinned: str, newest: int | None) -> Manifest:
    """Return the manifest that the owner of the pinned key has signed; NotTaken.

    ``pinned`` is a fingerprint, ``newest`` the last sequence that was taken: what is older is
    refused, the same again is not.  No clock is asked.
    """
    if not _HEAD_BYTES < len(content) <= MOST_SIGNED_BYTES:
        raise NotTaken(Reason.SIZE)
    key = content[:_KEY_BYTES]
    if not hmac.compare_digest(fingerprint(key).encode(), pinned.encode()):
        raise NotTaken(Reason.KEY)
    manifest = manifest_of(_verified(key, content[_KEY_BYTES:_HEAD_BYTES], content[_HEAD_BYTES:]))
    if newest is not None and manifest.sequence < newest:
        raise NotTaken(Reason.OLDER)
    return manifest


def key_shown(content: bytes) -> str:
    """Return the fingerprint of whoever signed, for a first use that people look at; NotTaken."""
    if not _HEAD_BYTES < len(content) <= MOST_SIGNED_BYTES:
        raise NotTaken(Reason.SIZE)
    key = content[:_KEY_BYTES]
    _verified(key, content[_KEY_BYTES:_HEAD_BYTES], content[_HEAD_BYTES:])
    return fingerprint(key)


def _verified(key: bytes, signature: bytes, content: bytes) -> bytes:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, CONTEXT + content)
    except (InvalidSignature, ValueError) as error:
        raise NotTaken(Reason.SIGNATURE) from error
    return content
