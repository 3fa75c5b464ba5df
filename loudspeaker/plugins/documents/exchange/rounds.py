"""One round on the line: what is due goes out, what is new comes in."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from loudspeaker.errors import StorageFailure
from loudspeaker.plugins.documents.exchange.line import (
    Line,
    LineDown,
    LineRefused,
    Listed,
    MessageKind,
)
from loudspeaker.plugins.documents.exchange.mailbag import Mailbag
from loudspeaker.plugins.documents.exchange.tables import MessageRow
from loudspeaker.plugins.documents.whole_files import storage_errors, sync_folder

_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A message that came: its bytes as they were lie at ``path``, which is named by the hash.

    ``problem`` says why it did not come; it is asked for again in the next round.
    """

    listed: Listed
    path: Path
    sha256: str = ""
    size: int = 0
    problem: str = ""


def send_due(
    mailbag: Mailbag,
    line: Line,
    *,
    file_of: Callable[[MessageRow], Path],
    now: Callable[[], datetime],
    jitter: Callable[[], float],
) -> list[MessageRow]:
    """Send what is due; return the rows as they are then.

    A line that is down is tried with one message; the others wait for the next round.  A file of
    our own that cannot be read is a dead end for its message alone.
    """
    done = []
    for row in mailbag.due(now()):
        try:
            remote = line.send(MessageKind(row.kind), file_of(row))
        except LineRefused as error:
            done.append(mailbag.refused(row.number, error.problem, at=now()))
        except StorageFailure as error:
            done.append(mailbag.refused(row.number, f"{error.path}: {error.problem}", at=now()))
        except LineDown as error:
            done.append(mailbag.failed(row.number, error.problem, at=now(), jitter=jitter()))
            break
        else:
            done.append(mailbag.went(row.number, remote, at=now()))
    return done


def fetch_new(
    mailbag: Mailbag, line: Line, kind: MessageKind, folder: Path, *, since: date, until: date
) -> Iterator[Fetched]:
    """Yield what the other side keeps for us and is not here, each when its bytes are durable.

    Whoever gets one puts it into the mailbag with its ``listed.id`` before asking for the next.
    LineDown, StorageFailure.
    """
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for listed in line.listed(kind, since, until):
        if not mailbag.is_here(listed.id):
            yield _fetched(line, listed, folder)


def _fetched(line: Line, listed: Listed, folder: Path) -> Fetched:
    coming = folder / f".coming-{secrets.token_hex(8)}"
    try:
        line.fetch(listed.id, coming)
        sha256, size = _hash_of(coming)
        path = folder / f"{sha256}.xml"
        with storage_errors(path):
            coming.replace(path)
            sync_folder(folder)
    except LineRefused as error:
        return Fetched(listed=listed, path=folder, problem=error.problem)
    finally:
        with suppress(OSError):
            coming.unlink(missing_ok=True)
    return Fetched(listed=listed, path=path, sha256=sha256, size=size)


def _hash_of(path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with storage_errors(path), path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size
