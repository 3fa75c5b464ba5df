"""One question at the kiosk or the portal: what is looked at, what is told.

How often may be asked is the station's: each lookup of a plug-in is paid for there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loudspeaker.errors import EntryRefused
from loudspeaker.model import iso
from loudspeaker.plugins.dossiers.cases.clock import standing
from loudspeaker.plugins.dossiers.cases.codes import Code, code_of
from loudspeaker.plugins.dossiers.cases.dossier import Dossier
from loudspeaker.plugins.dossiers.lookup.secret import Hashes, matches


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


def ask(
    typed_code: str,
    secret: str,
    *,
    hashes: Callable[[Code | None], Hashes | None],
    dossier: Callable[[Code], tuple[Dossier, str]],
    key: bytes,
    now: datetime,
) -> Told | None:
    """Return the answer to one question, None for a wrong code and a wrong secret alike.

    ``hashes`` is asked once for whatever was typed (None for what is no code), ``dossier`` (with
    the procedure's name) only where code and secret fit.
    """
    code = _code(typed_code)
    fits = matches(key, str(code) if code else "-", hashes(code), secret)
    return _told(*dossier(code), now) if fits and code is not None else None


def _code(text: str) -> Code | None:
    try:
        return code_of(text)
    except EntryRefused:
        return None


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
