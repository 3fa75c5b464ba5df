"""A home that is put together from a backup, and brought to now: what may have aired is closed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
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
from loudspeaker.bootstrap.key_sheet import Keys
from loudspeaker.bootstrap.secrets import make_key, read_key
from loudspeaker.errors import FileRefused, IntegrityFailure, NotNow, StorageFailure
from loudspeaker.model import TimeSource, from_iso
from loudspeaker.station.after_restore import Meanwhile, close_old_occurrences
from loudspeaker.store.asrun_reading import read_lines
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

ACTION = "restore"
_MOST_JOURNAL_BYTES = 1 << 30


class RestoredHome:
    """A home that is being put together in an empty folder from a backup."""

    def __init__(self, file: Path, home: Home, time: TimeSource, boot_id: str) -> None:
        self._file = file
        self._home = home
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
        if keys.kiosks is not None:
            write_durable(self._home.kiosk_key, keys.kiosks.encode(), mode=SECRET_MODE)

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
