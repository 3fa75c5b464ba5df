"""The other end of the line: keeps messages for the offices it serves and hands them out.

With it two communes send each other papers without anybody between: one keeps it, both write to it.
It believes a system's secret, takes from it only messages of its own offices, and shows it only
those that are for them.  Every message is a file with a row beside it; who sends the same bytes
again gets the name of the first.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from typing import Any, Final

from loudspeaker.errors import EntryRefused, NotFound
from loudspeaker.model import iso
from loudspeaker.plugins.documents.exchange.line import MessageKind
from loudspeaker.plugins.documents.whole_files import replacing, storage_errors, sync_file

TOKEN_S: Final = 1800
MOST_TOKENS: Final = 1000
_ENDING: Final = ".json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A system that may use the line, and the offices it speaks for."""

    system: str
    secret: str = field(repr=False)
    token_key: str = field(repr=False)
    token_secret: str = field(repr=False)
    organs: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """Whose a message is, for whom, and of which paper; ``status`` is the code of a status."""

    sender: str
    receivers: tuple[str, ...]
    document: str
    status: str = ""


Reads = Callable[[MessageKind, Path], Addressed]
"""Reads the address of a message in a file; the project's errors for what is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A row about a message that is kept."""

    id: str
    type: str
    sender: str
    receivers: tuple[str, ...]
    created: str
    updated: str
    sha256: str
    document: str
    status: str = ""

    def to_row(self) -> dict[str, Any]:
        """Return what a list shows of it."""
        return {
            "id": self.id,
            "type": self.type,
            "from": self.sender,
            "to": list(self.receivers),
            "created": self.created,
            "updated": self.updated,
            "status": self.status,
            "statusDesc": "",
        }


class NotAllowed(EntryRefused):
    """A system that is not known, or asks for what is not its own."""


class Peer:
    """Keeps the messages in a folder; for any number of threads.  StorageFailure."""

    def __init__(
        self,
        folder: Path,
        accounts: Sequence[Account],
        *,
        reads: Reads,
        now: Callable[[], datetime],
        mono_ns: Callable[[], int],
    ) -> None:
        self._folder = folder
        self._accounts = {each.system: each for each in accounts}
        self._reads = reads
        self._now = now
        self._mono_ns = mono_ns
        self._lock = Lock()
        self._tokens: dict[str, tuple[str, int]] = {}
        with storage_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
        self._kept = {each.id: each for each in _rows(folder)}

    # --- who asks -------------------------------------------------------------------------------

    def new_token(self, key: str, secret: str) -> str:
        """Return a token for a system; NotAllowed."""
        account = next(
            (
                each
                for each in self._accounts.values()
                if _same(each.token_key, key) and _same(each.token_secret, secret)
            ),
            None,
        )
        if account is None:
            raise NotAllowed(where="token", problem="không đúng khóa")
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._tokens[_hashed(token)] = (account.system, self._mono_ns() + TOKEN_S * 10**9)
            while len(self._tokens) > MOST_TOKENS:
                del self._tokens[next(iter(self._tokens))]
        return token

    def account(self, token: str, system: str, secret: str) -> Account:
        """Return whose a request is; NotAllowed."""
        owner, until_ns = self._tokens.get(_hashed(token), ("", 0))
        account = self._accounts.get(owner)
        if (
            account is None
            or self._mono_ns() >= until_ns
            or not _same(account.system, system)
            or not _same(account.secret, secret)
        ):
            raise NotAllowed(where="token", problem="hết hạn hoặc không đúng")
        return account

    def forget_tokens(self) -> None:
        """Take no token any more that was given before."""
        with self._lock:
            self._tokens.clear()

    # --- what is kept ---------------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """Where messages lie, also while they come in."""
        return self._folder

    def take(self, account: Account, kind: MessageKind, file: Path, sha256: str) -> Kept:
        """Keep a message that lies in a file; EntryRefused, NotAllowed."""
        addressed = self._reads(kind, file)
        if addressed.sender not in account.organs:
            raise NotAllowed(where="From", problem="không phải cơ quan của hệ thống gửi")
        if bool(addressed.status) != (kind is MessageKind.STATUS):
            raise EntryRefused(where="type", problem="loại thông điệp khác với nội dung")
        with self._lock:
            same = (each for each in self._kept.values() if each.sha256 == sha256)
            before = next((each for each in same if each.sender == addressed.sender), None)
            if before is not None:
                return before
            kept = self._new(kind, addressed, sha256)
            with storage_errors(file):
                sync_file(file)
                file.replace(self._file(kept.id))
            self._put(kept)
            self._tell_of(kept)
        return kept

    def _new(self, kind: MessageKind, addressed: Addressed, sha256: str) -> Kept:
        now = self._now()
        return Kept(
            id=f"{now:%Y%m%d}-{len(self._kept) + 1:06}-{secrets.token_hex(4)}",
            type=kind.value,
            sender=addressed.sender,
            receivers=addressed.receivers,
            created=iso(now),
            updated=iso(now),
            sha256=sha256,
            document=addressed.document,
            status=addressed.status,
        )

    def _tell_of(self, status: Kept) -> None:
        """Put a status into the row of the paper that it is about."""
        for each in list(self._kept.values()):
            is_paper = each.type == MessageKind.PAPER and each.document == status.document
            if status.status and is_paper and status.sender in each.receivers:
                self._put(replace(each, status=status.status, updated=status.created))

    def _put(self, kept: Kept) -> None:
        text = json.dumps(asdict(kept), ensure_ascii=False)
        with replacing(self._folder / f"{kept.id}{_ENDING}") as part:
            part.write(text.encode())
        self._kept[kept.id] = kept

    def listed(self, account: Account, kind: str, since: date, until: date) -> list[Kept]:
        """Return what is kept for a system's offices, of a kind and of these days."""
        first, last = since.isoformat(), until.isoformat()
        with self._lock:
            return [
                each
                for each in self._kept.values()
                if each.type == kind
                and account.organs & set(each.receivers)
                and first <= each.created[:10] <= last
            ]

    def file_of(self, account: Account, identifier: str) -> Path:
        """Return the file of a message for a system's offices; NotFound, also for others'."""
        kept = self._kept.get(identifier)
        if kept is None or not account.organs & {*kept.receivers, kept.sender}:
            raise NotFound(kind="message", name=identifier[:100], known=[])
        return self._file(kept.id)

    def _file(self, identifier: str) -> Path:
        return self._folder / f"{identifier}.xml"


def _rows(folder: Path) -> list[Kept]:
    """Return the rows in a folder, without those whose message is not there."""
    found = []
    for path in sorted(folder.glob(f"*{_ENDING}")):
        try:
            row: Mapping[str, Any] = json.loads(path.read_bytes())
            kept = Kept(**{**row, "receivers": tuple(row["receivers"])})
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if path.with_suffix(".xml").exists():
            found.append(kept)
    return found


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _same(known: str, given: str) -> bool:
    return hmac.compare_digest(known.encode(), given.encode("utf-8", "replace"))
