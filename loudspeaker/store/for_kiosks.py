"""The folder that kiosks pull from: a signed manifest, and parts named by their hash.

All of it is made from ``public.db``.  Nothing waits for the disk, so what stands here after a power
cut is looked at and not believed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from loudspeaker.public.manifest import HASH, Part, part_of
from loudspeaker.public.signing import MOST_SIGNED_BYTES
from loudspeaker.system.files import make_directory, storage_errors, write_whole

MANIFEST: Final = "manifest"
PARTS: Final = "parts"
KEPT_FOR_NS: Final = 3600 * 1_000_000_000
"""A part that nothing names any more may still be asked for by who has the manifest before."""
CROWDED_BYTES: Final = 64 << 20
CROWDED_FOR_NS: Final = 300 * 1_000_000_000
"""So long where such parts come to more than that: a kiosk asks every minute."""


def manifest_in(folder: Path) -> bytes | None:
    """Return the signed manifest as it stands there, None where there is none.  StorageFailure."""
    path = folder / MANIFEST
    with storage_errors(path):
        try:
            with path.open("rb") as stream:
                return stream.read(MOST_SIGNED_BYTES + 1)
        except FileNotFoundError:
            return None


def part_in(folder: Path, sha256: str) -> Path | None:
    """Return the file of a part, None for what is no hash or not there."""
    path = folder / PARTS / sha256
    return path if HASH.fullmatch(sha256) and path.is_file() else None


class ForKiosks:
    """The folder's only writer; for one thread.  StorageFailure."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._unnamed_since_ns: dict[str, int] = {}

    def put(self, content: bytes) -> Part:
        """Keep a part; one that stands there as it is to be is left alone."""
        part = part_of(content)
        path = self._parts / part.sha256
        make_directory(self._parts)
        if not _holds(path, content):
            write_whole(path, content)
        return part

    def give(self, manifest: bytes) -> None:
        """Put a manifest in place of the one before: all that it names is there."""
        make_directory(self._folder)
        write_whole(self._folder / MANIFEST, manifest)

    def manifest(self) -> bytes | None:
        """Return the manifest that was given last."""
        return manifest_in(self._folder)

    def prune(self, named: Collection[str], *, now_ns: int) -> None:
        """Take away what nothing has named for an hour, sooner if it is much; also no parts."""
        with storage_errors(self._parts):
            there = {path.name: path for path in self._parts.iterdir()}
            for name in self._unnamed_since_ns.keys() - (there.keys() - set(named)):
                del self._unnamed_since_ns[name]
            unnamed = {name: path for name, path in there.items() if name not in named}
            crowded = _size(unnamed.values()) > CROWDED_BYTES
            kept_for_ns = CROWDED_FOR_NS if crowded else KEPT_FOR_NS
            for name, path in unnamed.items():
                since_ns = self._unnamed_since_ns.setdefault(name, now_ns)
                if now_ns - since_ns >= kept_for_ns:
                    path.unlink(missing_ok=True)

    @property
    def _parts(self) -> Path:
        return self._folder / PARTS


def _size(paths: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in paths)


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False
