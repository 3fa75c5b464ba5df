"""The file of a backup: a tar whose last two members say what the others are, and seal that.

``_backup/manifest.json`` lists every member before it with size and SHA-256;
``_backup/manifest.seal`` is the HMAC of the manifest under the key that seals the as-run log, empty
where nobody could ask for it.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from loudspeaker.errors import FileRefused, IntegrityFailure
from loudspeaker.store.tar_file import Member, Reader, TarWriter, read_tar

OWN = "_backup/"
MANIFEST, SEAL, JOURNAL = f"{OWN}manifest.json", f"{OWN}manifest.seal", f"{OWN}journal.json"
FORM, VERSION = "loudspeaker backup", 1
MOST_BYTES = 256 << 30
_MOST_MANIFEST_BYTES = 64 << 20
_SEAL_BYTES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One member as the manifest lists it."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds.

    ``keys`` are fingerprints of the station's keys, which are not in it; ``left_out`` names other
    files that are not; ``facts`` are the head of the log and whatever else is worth knowing.
    """

    made_at: str
    station: str
    program: str
    with_sound: bool
    keys: Mapping[str, str]
    left_out: tuple[str, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    members: tuple[Entry, ...] = ()

    def to_bytes(self) -> bytes:
        """Return the member's content."""
        values = {"form": FORM, "version": VERSION, **asdict(self)}
        return json.dumps(values, ensure_ascii=False, indent=1).encode() + b"\n"


def manifest_from(data: bytes, *, path: str) -> Manifest:
    """Read what ``to_bytes`` wrote; FileRefused (``not_ours``, or ``newer``) for anything else."""
    try:
        values = json.loads(data)
        form, version = values.pop("form"), int(values.pop("version"))
        if version > VERSION:
            raise FileRefused(path=path, problem="newer")
        members = tuple(Entry(**entry) for entry in values.pop("members"))
        found = Manifest(**{**values, "left_out": tuple(values["left_out"]), "members": members})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise FileRefused(path=path, problem="not_ours") from None
    if form != FORM:
        raise FileRefused(path=path, problem="not_ours")
    return found


def digest_of(manifest: bytes) -> str:
    """Return what is sealed of a manifest."""
    return hashlib.sha256(manifest).hexdigest()


def seal_of_backup(digest: str, key: bytes) -> str:
    """Return the seal of a backup; no record and no head is sealed like this."""
    return hmac.new(key, f"backup {digest}".encode(), hashlib.sha256).hexdigest()


# --- writing ------------------------------------------------------------------------------------


class BackupWriter:
    """Writes members, and at last the manifest of them."""

    def __init__(self, out: BinaryIO) -> None:
        self._tar = TarWriter(out)
        self._entries: list[Entry] = []

    def add(self, name: str, size: int, source: Reader, *, mtime: int = 0) -> None:
        """Write a member; raises as ``TarWriter.add``."""
        sha256 = self._tar.add(name, size, source, mtime=mtime)
        self._entries.append(Entry(name=name, size=size, sha256=sha256))

    def add_bytes(self, name: str, data: bytes) -> None:
        """Write a member that is in memory."""
        self.add(name, len(data), io.BytesIO(data))

    @property
    def members(self) -> tuple[Entry, ...]:
        """Return what has been written."""
        return tuple(self._entries)

    def finish(self, manifest: Manifest, seal: Callable[[str], str | None]) -> str | None:
        """Write manifest and seal; ``seal`` is asked for it, and None is no seal."""
        data = manifest.to_bytes()
        sealed = seal(digest_of(data))
        for name, content in ((MANIFEST, data), (SEAL, (sealed or "").encode())):
            self._tar.add(name, len(content), io.BytesIO(content))
        self._tar.finish()
        return sealed


# --- reading ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A backup that was read to its end and is what its manifest says."""

    manifest: Manifest
    digest: str
    seal: str

    def is_sealed_with(self, key: bytes) -> bool:
        """Tell whether it was sealed with this key."""
        return hmac.compare_digest(self.seal.encode(), seal_of_backup(self.digest, key).encode())


Keep = Callable[[Member], Iterable[bytes]]
"""Is given each member, and gives its pieces back once it has done with them what it wants."""


def read_backup(source: Reader, *, path: Path, keep: Keep | None = None) -> Checked:
    """Read a backup to its end and compare everything with its manifest.

    FileRefused for what is no backup, IntegrityFailure (``backup``) for one that is damaged.
    """
    found: dict[str, Entry] = {}
    own: dict[str, bytes] = {}
    for member in read_tar(source, path=str(path), most_bytes=MOST_BYTES):
        if member.name in found or member.name in own or MANIFEST in own:
            _check_place(member, own, path)
        if member.name in (MANIFEST, SEAL):
            own[member.name] = _small(member, path)
            continue
        found[member.name] = _entry(member, keep)
    if set(own) != {MANIFEST, SEAL}:
        raise FileRefused(path=str(path), problem="not_ours")
    manifest = manifest_from(own[MANIFEST], path=str(path))
    _compare(manifest.members, found, path)
    return Checked(
        manifest=manifest,
        digest=digest_of(own[MANIFEST]),
        seal=own[SEAL].decode("ascii", "replace"),
    )


def _check_place(member: Member, own: Mapping[str, bytes], path: Path) -> None:
    if MANIFEST not in own or member.name != SEAL or SEAL in own:
        raise _damaged(path, f"{member.name} is there twice, or behind the end")


def _small(member: Member, path: Path) -> bytes:
    most = _SEAL_BYTES if member.name == SEAL else _MOST_MANIFEST_BYTES
    if member.size > most:
        raise FileRefused(path=str(path), problem="huge")
    return b"".join(member.pieces)


def _entry(member: Member, keep: Keep | None) -> Entry:
    digest = hashlib.sha256()
    for piece in _seen(member, keep):
        digest.update(piece)
    return Entry(name=member.name, size=member.size, sha256=digest.hexdigest())


def _seen(member: Member, keep: Keep | None) -> Iterator[bytes]:
    yield from keep(member) if keep else member.pieces


def _compare(listed: Iterable[Entry], found: Mapping[str, Entry], path: Path) -> None:
    wanted = {entry.name: entry for entry in listed}
    for name in sorted({*wanted, *found}):
        if wanted.get(name) != found.get(name):
            raise _damaged(path, f"{name} is not as it was written")


def _damaged(path: Path, problem: str) -> IntegrityFailure:
    return IntegrityFailure(what="backup", where=str(path), problem=problem)
