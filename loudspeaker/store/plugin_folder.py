"""The files of one plug-in, ``plugins/<name>/``: each under its hash, written by ``station``."""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from loudspeaker.errors import DiskFull, NotFound, StorageFailure, UsageRefused
from loudspeaker.system.deposit import BLOCK_BYTES, SPARE_BYTES
from loudspeaker.system.files import (
    make_directory,
    reading,
    replacing,
    storage_errors,
    sync_directory,
)

FOLDER_MODE: Final = 0o700
"""The pages' account, which may read the home's other sound and pages, is not let in here."""
_SUFFIX: Final = re.compile(r"(?:\.[a-z0-9]{1,8})?")
_NAME: Final = re.compile(r"[a-z]{3,20}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_DRAFT: Final = ".draft"


class PluginFolder:
    """Content by its SHA-256, safe from any thread; each file is whole and durable, or not there.

    ``enter`` lets in what is about to write while there is room on the disk (DiskFull).
    """

    def __init__(
        self,
        root: Path,
        *,
        limit_bytes: Callable[[], int],
        enter: Callable[[], None] = lambda: None,
        free_bytes: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
    ) -> None:
        """Open it; it is made when there is something to keep.  StorageFailure."""
        self._root = root
        self._limit_bytes = limit_bytes
        self._enter = enter
        self._free_bytes = free_bytes
        self._turn = threading.Lock()
        self._used_bytes = self._look_through()

    @property
    def used_bytes(self) -> int:
        """Return how much all files take together."""
        return self._used_bytes

    def keep(self, content: Path | bytes, suffix: str = "") -> str:
        """Keep a copy of a file or of bytes; return its SHA-256.

        What is there already is not kept twice, whatever its suffix.  FileRefused for what cannot
        be read; UsageRefused for a suffix other than a dot and 1 to 8 of ``a-z0-9``; DiskFull;
        StorageFailure, also beyond the limit: then nothing is kept.
        """
        if not _SUFFIX.fullmatch(str(suffix)):
            raise UsageRefused(option="suffix", problem="a dot and 1 to 8 small letters or digits")
        with _opened(content) as (stream, size), self._turn:
            self._require_room(size)
            return self._kept(stream, suffix, most=size)

    def path(self, sha256: str) -> Path:
        """Return where a file lies, to be read only; NotFound."""
        found = self._found(sha256)
        if found is None:
            raise NotFound(kind="file", name=str(sha256)[:64], known=[])
        return found

    def remove(self, sha256: str) -> None:
        """Take a file away; one that is not there is no error.  StorageFailure."""
        with self._turn:
            found = self._found(sha256)
            if found is None:
                return
            with storage_errors(found):
                size = found.stat().st_size
                found.unlink()
            self._used_bytes -= size

    def own(self, name: str) -> Path:
        """Return a folder inside it for files that have names, made if it is not there.

        UsageRefused for a name that is not 3 to 20 small letters; StorageFailure.
        """
        if not _NAME.fullmatch(str(name)):
            raise UsageRefused(option="name", problem="3 to 20 small letters")
        place = self._root / name
        make_directory(place, mode=FOLDER_MODE)
        return place

    def _found(self, sha256: str) -> Path | None:
        return found_in(self._root, sha256)

    def _shelf(self, sha256: str) -> Path:
        return self._root / sha256[:2]

    def _require_room(self, size: int) -> None:
        if self._used_bytes + size > self._limit_bytes():
            limit = self._limit_bytes() >> 20
            raise StorageFailure(path=str(self._root), problem=f"its limit of {limit} MB is full")
        self._enter()
        with storage_errors(self._root):
            there = self._root if self._root.exists() else self._root.parents[1]
            missing = size + SPARE_BYTES - self._free_bytes(there)
        if missing > 0:
            missing_mb = -(-missing // 1_000_000)
            raise DiskFull(path=str(self._root), problem="full", missing_mb=missing_mb)

    def _kept(self, stream: BinaryIO, suffix: str, *, most: int) -> str:
        make_directory(self._root, mode=FOLDER_MODE)
        draft = self._root / _DRAFT
        try:
            with replacing(draft) as copy:
                sha256, size = _copied(stream, copy, most)
            if self._found(sha256) is None:
                self._put(draft, sha256, suffix)
                self._used_bytes += size
        finally:
            with suppress(OSError):
                draft.unlink()
        return sha256

    def _put(self, draft: Path, sha256: str, suffix: str) -> None:
        """Give the draft, which is on the disk, its name."""
        shelf = self._shelf(sha256)
        make_directory(shelf, mode=FOLDER_MODE)
        with storage_errors(shelf):
            draft.replace(shelf / f"{sha256}{suffix}")
            sync_directory(shelf)
            sync_directory(self._root)

    def _look_through(self) -> int:
        """Clear away what a power cut left half written; return how much the rest takes.

        A restored backup knows no modes: the folder is shut again here.
        """
        used = 0
        with storage_errors(self._root):
            if self._root.exists() and self._root.stat().st_mode & 0o7777 != FOLDER_MODE:
                self._root.chmod(FOLDER_MODE)
            for path in [path for path in self._root.rglob("*") if path.name.startswith(".")]:
                remove_any(path)
            for path in self._root.rglob("*"):
                if path.is_file():
                    used += path.stat().st_size
        return used


def remove_any(path: Path) -> None:
    """Take away whatever lies there, a folder too; what cannot be removed stays."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def found_in(root: Path, sha256: str) -> Path | None:
    """Return where a plug-in's folder has a file, None if it has none."""
    if not _SHA256.fullmatch(str(sha256)):
        return None
    with suppress(OSError):
        return next(iter(sorted((root / sha256[:2]).glob(f"{sha256}*"))), None)
    return None


@contextmanager
def _opened(content: Path | bytes) -> Iterator[tuple[BinaryIO, int]]:
    if isinstance(content, bytes):
        yield BytesIO(content), len(content)
        return
    with reading(content) as source:
        yield source.stream, source.size_bytes


def _copied(stream: BinaryIO, copy: BinaryIO, most: int) -> tuple[str, int]:
    """Copy so many bytes; return their hash and how many there were."""
    digest, size = hashlib.sha256(), 0
    while block := stream.read(min(BLOCK_BYTES, most - size)):
        digest.update(block)
        copy.write(block)
        size += len(block)
    return digest.hexdigest(), size
