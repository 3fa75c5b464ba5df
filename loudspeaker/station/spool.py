"""Announcements that came while ``station`` was down: one file each, taken in when it is back."""

from __future__ import annotations

import json
import logging
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loudspeaker.errors import (
    IntegrityFailure,
    LoudspeakerError,
    ProcessUnavailable,
    StorageFailure,
)
from loudspeaker.system.files import write_durable

log = logging.getLogger(__name__)
LIMIT_BYTES = 4 << 20
REFUSED = ".refused"
_LATER = (StorageFailure, IntegrityFailure, ProcessUnavailable)


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
    for path in sorted(folder.glob("*.json"), key=_age):
        try:
            yield _read(path)
        except FileNotFoundError:
            continue
        except (OSError, ValueError, RecursionError) as error:
            _put_aside(path, f"unreadable: {error}")


def _age(path: Path) -> int:
    try:
        return path.lstat().st_mtime_ns
    except OSError:
        return 0


def _read(path: Path) -> Spooled:
    """Return the request of a file, and whose it is; a link would show another's name."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags), "rb") as stream:
        state = os.fstat(stream.fileno())
        if not stat.S_ISREG(state.st_mode) or state.st_nlink > 1:
            raise ValueError("not a plain file")
        data = stream.read(LIMIT_BYTES + 1)
    request = json.loads(data) if len(data) <= LIMIT_BYTES else None
    if not isinstance(request, dict):
        raise ValueError("not a request")  # noqa: TRY004 - what the file holds, not a type of ours
    return Spooled(path=path, uid=state.st_uid, request=request)


def take_in(folder: Path, submit: Callable[[Spooled], object]) -> int:
    """Submit everything that waits; return how many were accepted.

    What is refused for good is kept beside the others; what cannot be taken now stays for the
    next time.
    """
    accepted = 0
    for spooled in waiting(folder):
        try:
            submit(spooled)
        except _LATER:
            log.exception("spool: not taken in yet")
            return accepted
        except LoudspeakerError as error:
            _put_aside(spooled.path, str(error))
            continue
        except Exception as error:  # one bad file must not keep the station from starting
            log.exception("spool: %s", spooled.path.name)
            _put_aside(spooled.path, str(error))
            continue
        spooled.path.unlink(missing_ok=True)
        accepted += 1
    return accepted


def refused(folder: Path) -> list[str]:
    """Return the names of the announcements that were put aside."""
    return sorted(path.stem for path in folder.glob(f"*{REFUSED}"))


def _put_aside(path: Path, reason: str) -> None:
    log.warning("spool: %s is refused: %s", path.name, reason)
    with suppress(OSError):
        path.rename(path.with_suffix(REFUSED))
