"""Announcements that came while ``station`` was down: one file each, taken in when it is back."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loudspeaker.errors import LoudspeakerError, StorageFailure
from loudspeaker.system.files import write_durable

log = logging.getLogger(__name__)
LIMIT_BYTES = 4 << 20
REFUSED = ".refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spooled:
    """One request, and the account that wrote it: the file's owner, as the kernel says."""

    path: Path
    uid: int
    request: dict[str, Any]


def put(folder: Path, item_id: str, request: dict[str, Any]) -> None:
    """Keep a request durably; the same id again changes nothing.  Raises StorageFailure."""
    path = folder / f"{item_id}.json"
    if not path.exists():
        write_durable(path, json.dumps(request).encode())


def waiting(folder: Path) -> Iterator[Spooled]:
    """Yield what waits, oldest first; what is no request is put aside."""
    paths = [path for path in folder.glob("*.json") if path.is_file()]
    for path in sorted(paths, key=lambda p: p.stat().st_mtime_ns):
        try:
            data = path.read_bytes()
            request = json.loads(data) if len(data) <= LIMIT_BYTES else None
            uid = path.stat().st_uid
        except (OSError, ValueError):
            request, uid = None, 0
        if isinstance(request, dict):
            yield Spooled(path=path, uid=uid, request=request)
        else:
            _put_aside(path, "unreadable")


def take_in(folder: Path, submit: Callable[[Spooled], object]) -> int:
    """Submit everything that waits; return how many were accepted.

    What is refused for good is kept beside the others with its reason; what the disk does not
    take stays for the next time.
    """
    accepted = 0
    for spooled in waiting(folder):
        try:
            submit(spooled)
        except StorageFailure:
            log.exception("spool: not taken in yet")
            return accepted
        except LoudspeakerError as error:
            _put_aside(spooled.path, str(error))
            continue
        spooled.path.unlink(missing_ok=True)
        accepted += 1
    return accepted


def _put_aside(path: Path, reason: str) -> None:
    log.warning("spool: %s is refused: %s", path.name, reason)
    with suppress(OSError):
        path.rename(path.with_suffix(REFUSED))
