"""The as-run log's records: what really happened, chained and sealed.

Each record carries the hash of the one before it and is sealed by HMAC with a key that only the
process that plays out can read: an edit, deletion, insertion or re-chaining shows.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

GENESIS = "0" * 64


class Event(StrEnum):
    """What a record says."""

    START = "start"
    END = "end"
    INTERRUPTED = "interrupted"
    MISSED = "missed"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    FAILED = "failed"
    HEARD = "heard"
    """After the end: our own frequency was heard to carry it."""
    RESTORED = "restored"
    """Of no airing: the station goes on from a backup made at ``due``; the log between is lost."""


TERMINAL = frozenset({Event.END, Event.MISSED, Event.CANCELLED, Event.REFUSED, Event.FAILED})


class Reason(StrEnum):
    """Why an item did not simply air."""

    GRACE_EXCEEDED = "grace_exceeded"
    QUIET_HOURS = "quiet_hours"
    MOURNING = "mourning"
    DAY_LIMIT = "day_limit"
    TOO_LONG = "too_long"
    CRASH = "crash"
    SPEECH_FAILED = "speech_failed"
    OPERATOR = "operator"
    SUPERSEDED = "superseded"
    CLOCK = "clock"
    TRANSMITTER = "transmitter"
    POINTS = "points"
    SOUND = "sound"
    CLIP = "clip"
    UNAPPROVED = "unapproved"
    REJECTED = "rejected"
    SHUTDOWN = "shutdown"
    RESTORED = "restored"
    MICROPHONE = "microphone"


FIELDS = (
    "seq",
    "prev",
    "hash",
    "seal",
    "occurrence",
    "item",
    "event",
    "result",
    "reason",
    "due",
    "wall",
    "mono_ns",
    "boot_id",
    "attempt",
    "pos_ms",
    "len_ms",
    "points",
    "acked",
    "text_sha256",
    "audio_sha256",
    "author",
    "approver",
    "priority",
    "proof",
    "kind",
    "languages",
    "approver_for",
    "release",
    "live",
    "relay",
    "programme",
)


def canonical(record: Mapping[str, Any]) -> bytes:
    """Return the bytes that are hashed: all but ``hash`` and ``seal``, keys sorted."""
    body = {name: value for name, value in record.items() if name not in ("hash", "seal")}
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def seal_of(record_hash: str, key: bytes) -> str:
    """Return the HMAC-SHA256 of a record's hash."""
    return hmac.new(key, record_hash.encode(), hashlib.sha256).hexdigest()


def sealed(body: Mapping[str, Any], *, seq: int, prev: str, key: bytes) -> dict[str, Any]:
    """Return ``body`` as the record number ``seq`` after the one whose hash is ``prev``."""
    return chained({**dict.fromkeys(FIELDS), **body}, seq=seq, prev=prev, key=key)


def chained(body: Mapping[str, Any], *, seq: int, prev: str, key: bytes) -> dict[str, Any]:
    """Return ``body`` with number, link, hash and seal, whatever it is a record of."""
    record = {**body, "seq": seq, "prev": prev}
    record["hash"] = hashlib.sha256(canonical(record)).hexdigest()
    record["seal"] = seal_of(record["hash"], key)
    return record


def line_of(record: Mapping[str, Any]) -> str:
    """Return the record as a line of the log, without the newline."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


HEARD_SHARE = 0.8
"""Of what went out, so much must have been heard off air for ``proof: offair``."""
_TELLING_SHARE = 0.25


def is_heard(*, same_ms: int, ours_ms: int, aired_ms: int) -> bool:
    """Tell whether an airing was proved off air.

    ``same_ms`` of ``ours_ms``, the time for which the watch can tell, were ours; it must have been
    able to tell for a quarter of what aired.  The beginning and the end never tell.
    """
    telling = ours_ms > 0 and ours_ms >= aired_ms * _TELLING_SHARE
    return telling and same_ms >= HEARD_SHARE * ours_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of the log at some time, as it was published."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in the log that is not as it was written."""

    line: int
    kind: str
    detail: str


@dataclass(slots=True, kw_only=True)
class Audit:
    """The result of a verification: what is wrong, and what could not be proved."""

    records: int = 0
    head: Head | None = None
    problems: list[Problem] = field(default_factory=list)
    unproved: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.problems


def verify(lines: Iterable[str], *, key: bytes | None, heads: Sequence[Head]) -> Audit:
    """Check every line's hash, link and seal, and the published heads against the whole.

    Without a key the seals are unproved; without any head a cut-off end is unproved.  Where the
    station was restored from a backup, what the log had in between is unproved.
    """
    audit = Audit()
    hashes: dict[int, str] = {}
    restored: list[str] = []
    previous, expected_seq = GENESIS, 1
    for number, line in enumerate(lines, 1):
        record = _parse(line, number, audit)
        if record is None:
            continue
        _check_record(record, number, previous, expected_seq, key, audit)
        previous, seq = str(record.get("hash")), record.get("seq")
        expected_seq = (seq if isinstance(seq, int) else expected_seq) + 1
        hashes[expected_seq - 1] = previous
        audit.records += 1
        if record.get("event") == Event.RESTORED:
            restored.append(f"restored:{seq}:{record.get('due')}/{record.get('wall')}")
    if audit.records:
        audit.head = Head(seq=expected_seq - 1, hash=previous)
    _check_heads(hashes, heads, audit)
    audit.unproved += restored
    if key is None:
        audit.unproved.append("seals")
    newest = max((head.seq for head in heads), default=0)
    if audit.head is None or newest < audit.head.seq or not heads:
        audit.unproved.append(f"end_after:{newest}")
    return audit


def _parse(line: str, number: int, audit: Audit) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if isinstance(record, dict):
        return record
    audit.problems.append(Problem(line=number, kind="unreadable", detail=line[:80]))
    return None


def _check_record(
    record: dict[str, Any],
    number: int,
    previous: str,
    expected_seq: int,
    key: bytes | None,
    audit: Audit,
) -> None:
    def wrong(kind: str, detail: object) -> None:
        audit.problems.append(Problem(line=number, kind=kind, detail=str(detail)))

    if record.get("seq") != expected_seq:
        wrong("sequence", f"{record.get('seq')} instead of {expected_seq}")
    if record.get("prev") != previous:
        wrong("link", record.get("prev"))
    if record.get("hash") != hashlib.sha256(canonical(record)).hexdigest():
        wrong("hash", record.get("hash"))
    seal = str(record.get("seal"))
    if key is not None and not hmac.compare_digest(
        seal.encode(), seal_of(str(record.get("hash")), key).encode()
    ):
        wrong("seal", seal)


def _check_heads(hashes: Mapping[int, str], heads: Sequence[Head], audit: Audit) -> None:
    for head in heads:
        found = hashes.get(head.seq)
        if found is None:
            problem = Problem(line=0, kind="truncated", detail=f"head {head.seq} is missing")
        elif found != head.hash:
            problem = Problem(line=head.seq, kind="head", detail=f"head {head.seq} differs")
        else:
            continue
        audit.problems.append(problem)
