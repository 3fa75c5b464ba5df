"""Making a backup while the station works: what is copied, in which order, and why it fits.

First the databases, then files (looked for once more: what a database names lies there by then),
the heads, the log, and last the journal.  ``air`` settles what the
database has handed over, the heads are of records in the log, and the log is of records in the
journal: so each copy knows at least as much as those before it, and nothing can be aired a second
time for want of its record.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from loudspeaker import __version__
from loudspeaker.air.journal_copy import copy_of
from loudspeaker.bootstrap.backup_parts import Parts, parts_of
from loudspeaker.bootstrap.secrets import read_key
from loudspeaker.config.station import load_station
from loudspeaker.errors import (
    ConfigurationRefused,
    FileRefused,
    IntegrityFailure,
    LoudspeakerError,
    ProcessUnavailable,
    StorageFailure,
)
from loudspeaker.model import TimeSource, iso
from loudspeaker.store.backup_file import JOURNAL, BackupWriter, Manifest, seal_of_backup
from loudspeaker.store.copying import copy_database, looking_at
from loudspeaker.system.channel import Client
from loudspeaker.system.files import reading, replacing, storage_errors
from loudspeaker.system.home import Home

log = logging.getLogger(__name__)
_ROOM_BYTES = 4 << 20
_LINE_BLOCK = 1 << 16
EMPTY_COPY: dict[str, Any] = {"version": 0, "since": 0, "records": [], "tables": {}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A backup that is on its disk."""

    file: str
    size: int
    members: int
    made_at: str
    sealed: bool
    with_sound: bool
    left_out: tuple[str, ...]
    head: dict[str, Any] | None


class Playout(Protocol):
    """Who knows the journal and its key."""

    def copy(self, since: int) -> dict[str, Any]:
        """Return the journal as values."""
        ...

    def seal(self, digest: str) -> str | None:
        """Return the seal of a manifest, None if nobody can be asked for it."""
        ...


class AskedPlayout:
    """Playout through its socket; where it does not answer, its files, for who may read them."""

    def __init__(self, home: Home, client: Client, identity: dict[str, Any]) -> None:
        self._home = home
        self._client = client
        self._identity = identity

    def copy(self, since: int) -> dict[str, Any]:
        """Return the journal as values."""
        try:
            copy: dict[str, Any] = self._client.call("backup_copy", since=since, **self._identity)
        except ProcessUnavailable:
            return copy_in_files(self._home, since)
        return copy

    def seal(self, digest: str) -> str | None:
        """Return the seal."""
        try:
            answer = self._client.call("backup_seal", digest=digest, **self._identity)
            return str(answer["seal"])
        except ProcessUnavailable:
            try:
                return seal_of_backup(digest, read_key(self._home.seal_key))
            except ConfigurationRefused:
                return None


def copy_in_files(home: Home, since: int) -> dict[str, Any]:
    """Return the journal of a home whose playout is not running; StorageFailure."""
    with storage_errors(home.journal):
        there = any(each.name == home.journal.name for each in home.air.iterdir())
    if not there:
        return EMPTY_COPY
    with looking_at(home.journal) as connection:
        connection.execute("BEGIN")
        return copy_of(connection, since=since)


def make_backup(
    home: Home,
    target: Path,
    playout: Playout,
    time: TimeSource,
    *,
    with_sound: bool,
    pause: Callable[[], None] = lambda: None,
) -> Made:
    """Write a backup of a home into one file, in one step; ``pause`` is called between members.

    StorageFailure with nothing half there, IntegrityFailure for a database that is broken,
    RoleMissing for who may not.
    """
    made_at = iso(time.wall())
    parts = parts_of(home, with_sound=with_sound)
    _check_room(home, parts, target)
    with replacing(target) as stream:
        look = partial(parts_of, home, with_sound=with_sound)
        making = _Making(home, parts, BackupWriter(stream), target.parent, pause, look)
        head = making.write(playout)
        manifest = Manifest(
            made_at=made_at,
            station=_name(home),
            program=__version__,
            with_sound=with_sound,
            keys=fingerprints(home),
            left_out=making.left_out,
            facts={"head": head},
            members=making.out.members,
        )
        seal = making.out.finish(manifest, playout.seal)
        size = stream.tell()
    return Made(
        file=str(target),
        size=size,
        members=len(manifest.members),
        made_at=made_at,
        sealed=seal is not None,
        with_sound=with_sound,
        left_out=making.left_out,
        head=head,
    )


def _name(home: Home) -> str:
    try:
        return load_station(home.root).name
    except LoudspeakerError:  # a bad file is a reason more for a backup
        return ""


def fingerprints(home: Home) -> dict[str, str]:
    """Return by which a key is known again without being told; none for who may not read them."""
    found = {}
    for path in (home.seal_key, home.master_key):
        try:
            found[path.name] = fingerprint(path.read_text("ascii").split("\n")[0])
        except (OSError, ValueError):
            continue
    return found


def fingerprint(key: str) -> str:
    """Return the fingerprint of a key's first line: 32 random bytes cannot be guessed from it."""
    return hashlib.sha256(f"fingerprint {key.strip()}".encode()).hexdigest()


def _check_room(home: Home, parts: Parts, target: Path) -> None:
    """Refuse at once what cannot end well: databases lie beside the file while it is written."""
    with storage_errors(target):
        needed = sum(_size(home.root / name) for name in (*parts.files, *parts.databases))
        needed += sum(_size(home.root / name) for name in parts.databases) + _ROOM_BYTES
        free = shutil.disk_usage(target.parent).free
    if free < needed:
        problem = f"no space left: {needed >> 20} MB needed, {free >> 20} MB free"
        raise StorageFailure(path=str(target), problem=problem)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


class _Making:
    """One backup under way."""

    def __init__(
        self,
        home: Home,
        parts: Parts,
        out: BackupWriter,
        beside: Path,
        pause: Callable[[], None],
        look: Callable[[], Parts],
    ) -> None:
        self._home = home
        self._parts = parts
        self._beside = beside
        self._pause = pause
        self._look = look
        self.out = out
        self.left_out = parts.left_out

    def write(self, playout: Playout) -> dict[str, Any] | None:
        """Write every member, in the order that makes them fit; return the end of the log."""
        home, late = self._home, self._late()
        with tempfile.TemporaryDirectory(prefix=".loudspeaker-", dir=self._beside) as folder:
            for number, name in enumerate(self._parts.databases):
                copy = Path(folder) / f"{number}.db"
                if self._copied(name, copy):
                    self._file(name, copy)
                copy.unlink(missing_ok=True)
        for name in self._look().files:
            if name not in late:
                self._file(name, home.root / name)
        self._lines(home.heads_file)
        last = self._lines(home.asrun_log)
        head = _head_of(last)
        copied = playout.copy(head["seq"] if head else 0)
        self.out.add_bytes(JOURNAL, json.dumps(copied, ensure_ascii=False).encode())
        newest = copied["records"][-1] if copied["records"] else None
        return {"seq": newest["seq"], "hash": newest["hash"]} if newest else head

    def _copied(self, name: str, copy: Path) -> bool:
        """Copy a database; that of a plug-in is left out if it is broken: nothing else waits."""
        try:
            copy_database(self._home.root / name, copy)
        except IntegrityFailure:
            if not name.startswith(f"{self._home.plugins.name}/"):
                raise
            log.warning("%s is broken and in no backup", name)
            self.left_out = (*self.left_out, name)
            return False
        return True

    def _late(self) -> frozenset[str]:
        return frozenset({self._home.heads_file.name, self._home.asrun_log.name})

    def _file(self, name: str, path: Path) -> None:
        """Write a file as it is when it is opened; one that has gone meanwhile is not there."""
        self._pause()
        try:
            with reading(path) as source:
                facts = os.fstat(source.stream.fileno())
                self.out.add(name, facts.st_size, source, mtime=int(facts.st_mtime))
        except FileRefused as refused:
            if refused.problem != "missing":
                raise

    def _lines(self, path: Path) -> bytes:
        """Write the whole lines of a file that grows; return the last one."""
        self._pause()
        if not path.exists():
            return b""
        with path.open("rb") as stream:
            size, last = _whole_lines(stream)
            stream.seek(0)
            self.out.add(path.name, size, stream)
        return last


def _whole_lines(stream: BinaryIO) -> tuple[int, bytes]:
    """Return how long a file is up to its last whole line, and that line."""
    end = stream.seek(0, os.SEEK_END)
    tail, start = b"", end
    while start > 0 and tail.count(b"\n") < 2:  # noqa: PLR2004 - the end of the line, and before it
        length = min(_LINE_BLOCK, start)
        start -= length
        stream.seek(start)
        tail = stream.read(length) + tail
    whole = tail[: tail.rfind(b"\n") + 1]
    return start + len(whole), whole[whole.rfind(b"\n", 0, -1) + 1 :]


def _head_of(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
        return {"seq": int(record["seq"]), "hash": str(record["hash"])}
    except (ValueError, KeyError, TypeError):
        return None
