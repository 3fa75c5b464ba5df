"""Identity numbers: sealed with a key that is not in the database, and found by a mark.

Sealed is AES-256-GCM, bound to the dossier and the place in it, so that a copied cell opens
nowhere else.  The mark is a keyed hash: it finds all dossiers of one number and gives none away.
"""

from __future__ import annotations

import hmac
import os
from pathlib import Path
from typing import Final

from loudspeaker.errors import StorageFailure

KEY_BYTES: Final = 32
MARK_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_FILE_MODE: Final = 0o600
_OTHERS: Final = 0o077


class Keys:
    """The three keys that one secret gives."""

    def __init__(self, master: bytes) -> None:
        if len(master) != KEY_BYTES:
            raise ValueError(f"a key of {KEY_BYTES} bytes")
        self._sealing = _derived(master, b"seal identity numbers")
        self._marking = _derived(master, b"find identity numbers")
        self.secrets = _derived(master, b"hash second secrets")
        """For ``lookup.secret``."""

    def seal(self, text: str, about: str) -> bytes:
        """Return the text sealed; ``about`` says where it belongs."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(self._sealing).encrypt(nonce, text.encode(), about.encode())

    def unseal(self, sealed: bytes, about: str) -> str:
        """Return what was sealed; StorageFailure for another key, place or content."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        nonce, content = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return AESGCM(self._sealing).decrypt(nonce, content, about.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise StorageFailure(path=about, problem="sealed by another key, or changed") from error

    def mark(self, text: str) -> bytes:
        """Return what finds the same text again."""
        return hmac.digest(self._marking, text.encode(), "sha256")[:MARK_BYTES]


def _derived(master: bytes, purpose: bytes) -> bytes:
    return hmac.digest(master, b"loudspeaker dossiers: " + purpose, "sha256")


def keys_of(path: Path) -> Keys:
    """Return the keys of a file, which is made where there is none; StorageFailure.

    A file that others may read, or that is no key, is refused: it is never replaced, since what was
    sealed with it could not be opened again.
    """
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & _OTHERS:
            raise StorageFailure(path=str(path), problem="others may read the key: chmod 600")
        master = bytes.fromhex(path.read_text("ascii").strip())
        return Keys(master)
    except OSError as error:
        raise StorageFailure(path=str(path), problem=str(error.strerror)) from error
    except ValueError as error:
        raise StorageFailure(path=str(path), problem="not a key of 32 bytes in hex") from error


def _make(path: Path) -> None:
    """Write a new key, on the disk before anything is sealed with it."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _FILE_MODE)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(os.urandom(KEY_BYTES).hex() + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
