"""A home from a backup: checked to its last byte before anything is changed.

It is put together beside its place and takes that in one step; a home that was there is kept.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from loudspeaker.air.journal import Journal
from loudspeaker.bootstrap.key_sheet import Keys, keys_in, read_sheet
from loudspeaker.bootstrap.restored_home import ACTION, RestoredHome
from loudspeaker.errors import (
    ConfigurationRefused,
    LoudspeakerError,
    NotNow,
)
from loudspeaker.model import TimeSource
from loudspeaker.store.backup_file import Checked, read_backup
from loudspeaker.system.files import (
    reading,
    storage_errors,
    sync_directory,
    write_durable,
)
from loudspeaker.system.home import Home
from loudspeaker.system.locks import hold_lock

ROLES = ("run", "station", "air", "web", "bridge", "village")


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
        told = RestoredHome(file, Home(staging), time, boot_id).make(keys)
        if _is_stopped(home):
            write_durable(Home(staging).stop_file, b"")
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
