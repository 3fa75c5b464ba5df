"""One question at the kiosk or the portal: how often, what is looked at, what is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from loudspeaker.accounts.pace import Limit, address_key, longest_wait_s, spent
from loudspeaker.errors import EntryRefused
from loudspeaker.model import iso
from loudspeaker.plugins.dossiers.cases.clock import standing
from loudspeaker.plugins.dossiers.cases.codes import LONGEST_CODE, Code, code_of
from loudspeaker.plugins.dossiers.cases.dossier import Dossier
from loudspeaker.plugins.dossiers.lookup.secret import Hashes, matches

PER_CODE: Final = Limit(burst=5, every_s=1800)
"""48 tries a day and the first five: two secrets of six digits last for 14 years on average."""
PER_ADDRESS: Final = Limit(burst=20, every_s=180)
AT_KIOSK: Final = Limit(burst=60, every_s=20)
"""One address, and everybody who comes in."""

MANY_BUCKETS: Final = 1000
MOST_BUCKETS: Final = 10_000

Tries = Mapping[str, float]
"""Bucket → when it is full again (``accounts.pace``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was typed, and from where."""

    code: str
    secret: str
    address: str
    at_kiosk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How one dossier stands: nothing of whose it is, or what it is about."""

    code: str
    procedure: str
    state: str
    standing: str
    received: datetime | None
    due: datetime | None
    ended: datetime | None
    returned: datetime | None

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        times = ("received", "due", "ended", "returned")
        words = {name: getattr(self, name) for name in ("code", "procedure", "state", "standing")}
        moments = {name: getattr(self, name) for name in times}
        return words | {name: iso(at) if at else None for name, at in moments.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is told, None for a wrong code and a wrong secret alike; ``wait_s`` is too many tries.

    ``tries`` are the buckets after it, to be passed in with the next question.
    """

    told: Told | None
    tries: Tries
    wait_s: float = 0.0


def ask(
    question: Question,
    *,
    hashes: Callable[[Code | None], Hashes | None],
    dossier: Callable[[Code], tuple[Dossier, str]],
    key: bytes,
    tries: Tries,
    now: datetime,
) -> Answer:
    """Return the answer to one question.

    ``hashes`` is asked once for whatever was typed (None for what is no code), ``dossier`` (with
    the procedure's name) only where code and secret fit.  A code that is tried too often waits
    whether there is such a dossier or not.
    """
    code = _code(question.code)
    limits = _limits(question, code)
    at = now.timestamp()
    wait_s = longest_wait_s(tries, limits, at)
    if wait_s:
        return Answer(told=None, tries=tries, wait_s=wait_s)
    name = str(code) if code else "-"
    fits = matches(key, name, hashes(code), question.secret)
    if fits and code is not None:
        return Answer(told=_told(*dossier(code), now), tries=_without_full(tries, at))
    after = {bucket: spent(tries.get(bucket), at, limit) for bucket, limit in limits.items()}
    return Answer(told=None, tries={**_without_full(tries, at), **after})


def _code(text: str) -> Code | None:
    try:
        return code_of(text)
    except EntryRefused:
        return None


def _limits(question: Question, code: Code | None) -> dict[str, Limit]:
    try:
        address = address_key(question.address)
    except ValueError:
        address = "?"
    name = str(code) if code else question.code[:LONGEST_CODE]
    here = AT_KIOSK if question.at_kiosk else PER_ADDRESS
    return {f"at {address}": here, f"for {name}": PER_CODE}


def _without_full(tries: Tries, now: float) -> Tries:
    """Leave out what has filled up again, now and then, and what will soonest if there are many."""
    if len(tries) < MANY_BUCKETS:
        return tries
    left = {bucket: full_at for bucket, full_at in tries.items() if full_at > now}
    latest = sorted(left, key=left.__getitem__, reverse=True)[: MOST_BUCKETS // 2]
    return left if len(left) < MOST_BUCKETS else {bucket: left[bucket] for bucket in latest}


def _told(dossier: Dossier, procedure: str, now: datetime) -> Told:
    return Told(
        code=str(dossier.code),
        procedure=procedure,
        state=dossier.state.label,
        standing=standing(dossier.state, dossier.due, now).value,
        received=dossier.received,
        due=dossier.told_due,
        ended=dossier.ended,
        returned=dossier.returned,
    )
