"""The process that makes the nightly backup: last in line for processor and disk."""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import platform
import re
import subprocess
import time as clock_module
from contextlib import suppress
from pathlib import Path

from loudspeaker.bootstrap.backup import AskedPlayout, make_backup
from loudspeaker.config.backup import BackupConfig
from loudspeaker.errors import InternalError, LoudspeakerError, StorageFailure, from_message
from loudspeaker.system.channel import Client
from loudspeaker.system.files import storage_errors
from loudspeaker.system.home import Home
from loudspeaker.system.processes import die_with_parent, spawn
from loudspeaker.system.time import SystemTime

ROLE = "backup"
PATIENCE_S = 3600.0
_NAME = re.compile(r"loudspeaker-[0-9]{8}-[0-9]{6}\.tar")
_LEFTOVERS = ".loudspeaker-*"
_OLD_S = 24 * 3600.0
_LOWEST = 19
_IOPRIO_SET = {"x86_64": 251, "aarch64": 30}
_IDLE_CLASS = 3 << 13
_REST_S = 0.002


def make_aside(home: Home, config: BackupConfig) -> None:
    """Have a backup made by a child; raise what it was refused with."""
    options = [f"--folder={config.folder}", f"--keep={config.keep}"]
    options += ["--with-sound"] * config.with_sound + ["--other-disk"] * config.other_disk
    child = spawn(ROLE, home.root, options, stderr=subprocess.PIPE)
    try:
        _out, said = child.communicate(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        raise StorageFailure(path=config.folder, problem="takes longer than an hour") from None
    if child.returncode:
        raise _error_in(said.decode("utf-8", "replace"))


def _error_in(said: str) -> LoudspeakerError:
    """Return the error that a role writes as its last line."""
    last = said.strip().rpartition("\n")[2]
    try:
        return from_message(json.loads(last))
    except (ValueError, AttributeError):
        return InternalError(what=last[:200] or "the backup ended without a word")


# --- the child ----------------------------------------------------------------------------------


def run_nightly(home: Home, arguments: list[str]) -> int:
    """Make one backup into a folder and clear out the oldest; raises as ``make_backup``."""
    options = argparse.ArgumentParser()
    options.add_argument("--folder", type=Path, required=True)
    options.add_argument("--keep", type=int, required=True)
    options.add_argument("--with-sound", action="store_true")
    options.add_argument("--other-disk", action="store_true")
    chosen = options.parse_args(arguments)
    die_with_parent()
    _stand_back()
    check_folder(home, chosen.folder, other_disk=chosen.other_disk)
    _clear_leftovers(chosen.folder)
    time = SystemTime()
    target = chosen.folder / f"loudspeaker-{time.wall():%Y%m%d-%H%M%S}.tar"
    playout = AskedPlayout(home, Client(home.air_socket, "air"), {})
    make_backup(home, target, playout, time, with_sound=chosen.with_sound, pause=_rest)
    keep_newest(chosen.folder, chosen.keep)
    return 0


def _stand_back() -> None:
    """Let everything else go first: the sound must never wait for a backup."""
    os.nice(_LOWEST)
    number = _IOPRIO_SET.get(platform.machine())
    if number is not None:
        ctypes.CDLL(None).syscall(number, 1, 0, _IDLE_CLASS)


def _rest() -> None:
    clock_module.sleep(_REST_S)


def check_folder(home: Home, folder: Path, *, other_disk: bool) -> None:
    """Refuse a folder that is not there, or where a stick should be and is not."""
    if not folder.is_dir():
        raise StorageFailure(path=str(folder), problem="not there")
    with storage_errors(folder):
        if other_disk and folder.stat().st_dev == home.root.stat().st_dev:
            raise StorageFailure(path=str(folder), problem="same disk")


def keep_newest(folder: Path, keep: int) -> None:
    """Remove nightly backups beyond the newest; other files are somebody else's."""
    with storage_errors(folder):
        made = sorted(each for each in folder.iterdir() if _NAME.fullmatch(each.name))
        for old in made[:-keep]:
            old.unlink()


def _clear_leftovers(folder: Path) -> None:
    """Take away what backups that were killed have left."""
    now = clock_module.time()
    for left in folder.glob(_LEFTOVERS):
        with suppress(OSError):
            if now - left.stat().st_mtime < _OLD_S:
                continue
            if left.is_dir():
                for inside in left.iterdir():
                    inside.unlink()
                left.rmdir()
            else:
                left.unlink()
