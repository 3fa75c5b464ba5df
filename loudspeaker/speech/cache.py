"""Finished sound under HOME/clips: files named by their hash, and which words they speak.

Files are written by the speech child, whole or not at all; the index and the clearing out are
the station's alone.  A file is hashed again before it is first used, and whenever it changed.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from loudspeaker.errors import IntegrityFailure, NotFound
from loudspeaker.speech.rendered import SoundFile
from loudspeaker.system.files import make_directory, storage_errors, write_durable

log = logging.getLogger(__name__)

LIMIT_BYTES = 2 << 30  # six hours of sound
GRACE_S = 3600.0  # what was used this recently stays, though nothing names it yet
_BLOCK_BYTES = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An entry of the index: files in their order, and facts for whoever renders."""

    files: tuple[SoundFile, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)


def render_key(**what: Any) -> str:
    """Return the key of a rendering: the hash of everything that decides how it sounds."""
    text = json.dumps(what, sort_keys=True, ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


class ClipCache:
    """The folder of finished sound; safe to use from several threads of one process."""

    def __init__(self, folder: Path, *, limit_bytes: int = LIMIT_BYTES) -> None:
        self.folder = folder
        self._index = folder / "index"
        self._limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self._verified: dict[str, tuple[int, int, int]] = {}
        make_directory(self._index)

    def path_of(self, sha256: str) -> Path:
        """Return where the file of this hash is or would be."""
        return self.folder / f"{sha256}.wav"

    def find(self, key: str) -> Kept | None:
        """Return an entry whose files are all there and sound, and mark it as used now."""
        entry = self._index / f"{key}.json"
        with self._lock:
            try:
                kept = _read_entry(entry)
                for file in kept.files:
                    self._verify(file.sha256)
                os.utime(entry)
            except (NotFound, IntegrityFailure, OSError) as trouble:
                self._drop(entry, trouble)
                return None
        return kept

    def keep(self, key: str, kept: Kept) -> None:
        """Remember which files speak this; raise StorageFailure."""
        text = json.dumps({"files": [asdict(f) for f in kept.files], "facts": dict(kept.facts)})
        with self._lock:
            write_durable(self._index / f"{key}.json", text.encode("ascii"))

    def verify(self, sha256: str) -> Path:
        """Return the file of this hash; raise NotFound, or IntegrityFailure after removing it."""
        with self._lock:
            return self._verify(sha256)

    def clear_out(self, in_use: Collection[str], *, now_s: float) -> list[str]:
        """Remove what was not used for longest until the bound holds; return the hashes.

        Files in ``in_use`` or used within the last hour stay, even beyond the bound.  ``now_s``
        is the wall clock in seconds.  Raises StorageFailure.
        """
        with self._lock, storage_errors(self.folder):
            self._remove_leftovers(now_s)
            used_s = self._last_uses()
            sizes = {sha256: self.path_of(sha256).stat().st_size for sha256 in used_s}
            excess = sum(sizes.values()) - self._limit_bytes
            removed = []
            for sha256 in sorted(used_s, key=lambda name: used_s[name]):
                if excess <= 0 or used_s[sha256] > now_s - GRACE_S:
                    break
                if sha256 not in in_use:
                    self._remove(sha256)
                    removed.append(sha256)
                    excess -= sizes[sha256]
            return removed

    def _verify(self, sha256: str) -> Path:
        path = self.path_of(sha256)
        try:
            state = path.stat()
        except OSError as error:
            raise NotFound(kind="clip", name=sha256, known=[]) from error
        seen = (state.st_size, state.st_mtime_ns, state.st_ino)
        if self._verified.get(sha256) != seen:
            if _hash_of(path) != sha256:
                self._remove(sha256)
                raise IntegrityFailure(what="clip", where=str(path), problem="hash")
            self._verified[sha256] = seen
        return path

    def _remove(self, sha256: str) -> None:
        self._verified.pop(sha256, None)
        with suppress(OSError):
            self.path_of(sha256).unlink()

    def _drop(self, entry: Path, trouble: Exception) -> None:
        if entry.exists():
            log.warning("clip index: %s dropped: %s", entry.name, trouble)
            with suppress(OSError):
                entry.unlink()

    def _last_uses(self) -> dict[str, float]:
        """Return when each file was written or, by any entry, last used."""
        used_s = {path.stem: path.stat().st_mtime for path in self.folder.glob("*.wav")}
        for entry, kept in self._entries():
            when_s = entry.stat().st_mtime
            for file in kept.files:
                if file.sha256 in used_s:
                    used_s[file.sha256] = max(used_s[file.sha256], when_s)
        return used_s

    def _entries(self) -> Iterator[tuple[Path, Kept]]:
        for entry in self._index.glob("*.json"):
            try:
                yield entry, _read_entry(entry)
            except (NotFound, IntegrityFailure) as trouble:
                self._drop(entry, trouble)

    def _remove_leftovers(self, now_s: float) -> None:
        """Remove what a killed writer left, and entries that name files no longer there."""
        for path in (*self.folder.glob(".*"), *self._index.glob(".*")):
            with suppress(FileNotFoundError):  # it was being written and has its name now
                if path.stat().st_mtime < now_s - GRACE_S:
                    path.unlink()
        for entry, kept in self._entries():
            if not all(self.path_of(file.sha256).exists() for file in kept.files):
                entry.unlink()


def _read_entry(entry: Path) -> Kept:
    try:
        values = json.loads(entry.read_bytes())
        return Kept(files=_files_of(values["files"]), facts=dict(values["facts"]))
    except FileNotFoundError as error:
        raise NotFound(kind="clip", name=entry.stem, known=[]) from error
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise IntegrityFailure(what="clip", where=str(entry), problem=str(error)) from error


def _files_of(values: Sequence[Mapping[str, Any]]) -> tuple[SoundFile, ...]:
    files = tuple(SoundFile(sha256=v["sha256"], frames=int(v["frames"])) for v in values)
    if not files or not all(_SHA256.fullmatch(file.sha256) for file in files):
        raise ValueError("files")
    return files


def _hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK_BYTES):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()
