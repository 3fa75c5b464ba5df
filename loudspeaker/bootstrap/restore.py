"""A home from a backup: checked to its last byte before anything is changed.

It is put together beside its place and takes that in one step; a home that was there is kept.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from loudspeaker.air.accepted import Accepted
from loudspeaker.air.journal import Journal
from loudspeaker.air.ledger import Ledger
from loudspeaker.air.records import Stamp
from loudspeaker.air.restoring import (
    close_what_may_have_aired,
    move_counters_ahead,
    note_restore,
)
from loudspeaker.asrun import verify
from loudspeaker.bootstrap.backup_parts import belongs
from loudspeaker.bootstrap.init import make_folders
from loudspeaker.bootstrap.key_sheet import Keys, keys_in, read_sheet
from loudspeaker.bootstrap.secrets import make_key, read_key
from loudspeaker.errors import (
    ConfigurationRefused,
    FileRefused,
    IntegrityFailure,
    LoudspeakerError,
    NotNow,
    StorageFailure,
)
from loudspeaker.model import TimeSource, from_iso
from loudspeaker.station.after_restore import Meanwhile, close_old_occurrences
from loudspeaker.store.asrun_file import read_lines
from loudspeaker.store.backup_file import JOURNAL, OWN, Checked, Manifest, read_backup
from loudspeaker.store.schema import open_database
from loudspeaker.store.tar_file import Member
from loudspeaker.system.faults import Faults
from loudspeaker.system.files import (
    FILE_MODE,
    SECRET_MODE,
    make_directory,
    reading,
    storage_errors,
    sync_directory,
    write_durable,
)
from loudspeaker.system.home import Home
from loudspeaker.system.locks import hold_lock

ROLES = ("run", "station", "air", "web", "bridge", "village")
ACTION = "restore"
_MOST_JOURNAL_BYTES = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore has done; ``closed``, ``drafts`` and ``planned`` as in ``Meanwhile``."""

    home: str
    kept_aside: str | None
    made_at: str
    restored_at: str
    members: int
    sealed: bool
    new_keys: bool
    closed: tuple[str, ...]
    drafts: int
    planned: int
    log_passed: bool
    records: int
    left_out: tuple[str, ...]


def check_backup(file: Path) -> Checked:
    """Read a backup to its end; FileRefused, IntegrityFailure."""
    with reading(file) as source:
        return read_backup(source, path=file)


def restore(
    file: Path,
    home: Home,
    time: TimeSource,
    boot_id: str,
    *,
    keys_file: Path | None,
    new_keys: bool,
    replace: bool,
) -> Restored:
    """Make a home of a backup, with the keys of a sheet, of the home before, or with new ones.

    Raises HomeBusy, NotNow (``home_not_empty``, ``clock``, ``no_keys``, ``other_keys``),
    FileRefused, IntegrityFailure, StorageFailure; then everything is as it was.
    """
    home = Home(home.root.resolve())
    with ExitStack() as stack:
        for lock in _locks(home):
            stack.callback(lock.release)
        if _is_taken(home.root) and not replace:
            raise NotNow(action=ACTION, problem="home_not_empty", detail=str(home.root))
        keys = None if new_keys else _keys(keys_file, home)
        with storage_errors(home.root):
            home.root.parent.mkdir(parents=True, exist_ok=True)
            folder = tempfile.mkdtemp(prefix=f".{home.root.name[:40]}.", dir=home.root.parent)
        staging = Path(folder)
        stack.callback(shutil.rmtree, staging, ignore_errors=True)
        making = _Making(file, Home(staging), time, boot_id)
        told = making.make(keys)
        if _is_stopped(home):
            write_durable(making.home.stop_file, b"")
        aside = _take_place(staging, home.root, time.wall())
    return Restored(home=str(home.root), kept_aside=aside, **told)


def _keys(file: Path | None, home: Home) -> Keys:
    if file is not None:
        return read_sheet(file)
    try:
        return keys_in(home)
    except ConfigurationRefused:
        raise NotNow(action=ACTION, problem="no_keys") from None


def _locks(home: Home) -> Iterator[Any]:
    """Hold what every process of a home holds; HomeBusy. A folder without locks is nobody's."""
    if home.run.is_dir():
        for role in ROLES:
            yield hold_lock(home.lock(role), role=role, home=home.root)


def _is_stopped(home: Home) -> bool:
    """Tell whether the home that is replaced was stopped: that is not undone by the way."""
    if home.stop_file.exists() or not home.journal.exists():
        return home.stop_file.exists()
    try:
        journal = Journal(home.journal, b"")
    except LoudspeakerError:
        return False
    try:
        return journal.stopped_since() is not None
    finally:
        journal.close()


def _is_taken(folder: Path) -> bool:
    with storage_errors(folder):
        if not folder.is_dir():
            return folder.exists() or folder.is_symlink()
        return any(folder.iterdir())


def _take_place(staging: Path, place: Path, now: datetime) -> str | None:
    """Put the new home where it belongs; return where the old one is kept."""
    aside = place.with_name(f"{place.name}.before-{now:%Y%m%d-%H%M%S}")
    taken = _is_taken(place)
    with storage_errors(place):
        if os.geteuid() == 0 and place.is_dir():
            _give_to_owners(staging, place)
        staging.chmod(place.stat().st_mode & 0o7777 if place.is_dir() else 0o750)
        if taken:
            place.rename(aside)
        try:
            staging.rename(place)
        except OSError:
            if taken:
                aside.rename(place)
            raise
        sync_directory(place.parent)
    return str(aside) if taken else None


def _give_to_owners(new: Path, old: Path) -> None:
    """Give every file to who owned its like, else its folder's like, in the home before."""
    for path in (new, *new.rglob("*")):
        like = old / path.relative_to(new)
        while not like.exists():
            like = like.parent
        owner = like.stat()
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


class _Making:
    """A home that is being put together."""

    def __init__(self, file: Path, home: Home, time: TimeSource, boot_id: str) -> None:
        self._file = file
        self.home = self._home = home
        self._time = time
        self._boot_id = boot_id

    def make(self, keys: Keys | None) -> dict[str, Any]:
        """Unpack, check, and bring everything to now; return what was done."""
        checked = self._unpack()
        manifest = checked.manifest
        self._check_clock(manifest)
        self._check_keys(manifest, keys)
        sealed = keys is not None and self._check_seal(checked, keys)
        make_folders(self._home)
        self._write_keys(keys)
        told = self._bring_to_now(manifest)
        for folder in (self._home.air, self._home.root):
            sync_directory(folder)
        return {
            **told,
            "made_at": manifest.made_at,
            "restored_at": self._time.wall().isoformat(timespec="seconds"),
            "members": len(manifest.members),
            "sealed": sealed,
            "new_keys": keys is None,
            "left_out": manifest.left_out,
        }

    # --- unpacking ------------------------------------------------------------------------------

    def _unpack(self) -> Checked:
        with reading(self._file) as source:
            free = shutil.disk_usage(self._home.root).free
            if free < source.size_bytes:
                problem = (
                    f"no space left: {source.size_bytes >> 20} MB needed, {free >> 20} MB free"
                )
                raise StorageFailure(path=str(self._home.root), problem=problem)
            checked = read_backup(source, path=self._file, keep=self._keep)
        if not (self._home.root / JOURNAL).exists():
            raise FileRefused(path=str(self._file), problem="not_ours")
        return checked

    def _keep(self, member: Member) -> Iterator[bytes]:
        """Write a member to where it belongs, durably, and hand its pieces on to be checked."""
        if member.name != JOURNAL and (member.name.startswith(OWN) or not belongs(member.name)):
            raise FileRefused(path=str(self._file), problem="name")
        path = self._home.root / member.name
        make_directory(path.parent)
        with storage_errors(path):
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            with os.fdopen(os.open(path, flags, FILE_MODE), "wb") as stream:
                for piece in member.pieces:
                    stream.write(piece)
                    yield piece
                stream.flush()
                os.fsync(stream.fileno())

    # --- what must fit --------------------------------------------------------------------------

    def _check_clock(self, manifest: Manifest) -> None:
        """Refuse a clock that is behind the backup: counters and times would go backwards."""
        try:
            made_at = from_iso(manifest.made_at)
        except ValueError:
            raise FileRefused(path=str(self._file), problem="not_ours") from None
        if self._time.wall() < made_at:
            raise NotNow(action=ACTION, problem="clock", detail=manifest.made_at)

    def _check_keys(self, manifest: Manifest, keys: Keys | None) -> None:
        if keys is None:
            return
        given = keys.fingerprints(self._home)
        if any(given.get(name) != known for name, known in manifest.keys.items() if name in given):
            raise NotNow(action=ACTION, problem="other_keys", detail=str(self._file))

    def _check_seal(self, checked: Checked, keys: Keys) -> bool:
        """Tell whether the backup was sealed; one that somebody else sealed is refused."""
        if not checked.seal:
            return False
        if not checked.is_sealed_with(bytes.fromhex(keys.seal)):
            raise IntegrityFailure(
                what="backup", where=str(self._file), problem="not sealed by this station"
            )
        return True

    def _write_keys(self, keys: Keys | None) -> None:
        if keys is None:
            for path in (self._home.seal_key, self._home.master_key):
                make_key(path)
            return
        write_durable(self._home.seal_key, keys.seal.encode(), mode=SECRET_MODE)
        write_durable(self._home.master_key, keys.points.encode(), mode=SECRET_MODE)

    # --- journal and database -------------------------------------------------------------------

    def _bring_to_now(self, manifest: Manifest) -> dict[str, Any]:
        now, key = self._time.wall(), read_key(self._home.seal_key)
        copy = self._journal_copy()
        lines = list(read_lines(self._home.asrun_log))
        records = [record for record in _readable(lines) if record["seq"] <= copy["since"]]
        chain = [*lines, *(json.dumps(record) for record in copy["records"])]
        passed = verify(chain, key=None, heads=[]).passed
        journal = Journal(self._home.journal, key)
        try:
            journal.fill([*records, *copy["records"]], copy)
            settled = self._settle(journal, manifest, now)
        finally:
            journal.close()
        shutil.rmtree(self._home.root / OWN)
        return {**settled, "log_passed": passed, "records": len(records) + len(copy["records"])}

    def _settle(self, journal: Journal, manifest: Manifest, now: datetime) -> dict[str, Any]:
        stamp = Stamp(time=self._time, boot_id=self._boot_id)
        note_restore(journal, made_at=manifest.made_at, time=self._time, boot_id=self._boot_id)
        ledger = Ledger(journal, Accepted(journal, self._time), stamp, Faults(self._time))
        closed = close_what_may_have_aired(journal, ledger, now)
        move_counters_ahead(journal, (now, from_iso(manifest.made_at)))
        if not self._home.database.exists():
            return {**asdict(Meanwhile()), "closed": tuple(closed)}
        database = open_database(self._home.database)
        try:
            others = close_old_occurrences(database, journal.is_settled, now)
        finally:
            database.close()
        every = tuple(dict.fromkeys((*closed, *others.closed)))
        return {**asdict(others), "closed": every}

    def _journal_copy(self) -> dict[str, Any]:
        path = self._home.root / JOURNAL
        if path.stat().st_size > _MOST_JOURNAL_BYTES:
            raise FileRefused(path=str(self._file), problem="huge")
        try:
            copy: dict[str, Any] = json.loads(path.read_bytes())
            int(copy["version"]), int(copy["since"]), dict(copy["tables"]), list(copy["records"])
        except (ValueError, KeyError, TypeError, RecursionError):
            raise FileRefused(path=str(self._file), problem="not_ours") from None
        return copy


def _readable(lines: list[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        with suppress(ValueError, RecursionError):
            record = json.loads(line)
            if isinstance(record, dict) and isinstance(record.get("seq"), int):
                yield record
