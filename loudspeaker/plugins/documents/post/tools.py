"""What both ways of the line work with."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.edxml.values import Organisation
from loudspeaker.plugins.documents.exchange.ledger import Ledger
from loudspeaker.plugins.documents.exchange.mailbag import Mailbag
from loudspeaker.plugins.documents.exchange.receiving import Event
from loudspeaker.plugins.documents.papers.states import Actor, Duty
from loudspeaker.plugins.documents.post.known import KnownPapers
from loudspeaker.plugins.documents.register.beside import note_beside

if TYPE_CHECKING:
    from loudspeaker.plugins.documents.parts import Parts

BY: Final = "trục liên thông"
LINE: Final = Actor(name="", duties=frozenset({Duty.CLERK}), marked=BY)
"""Who acts where the line brings something.

Without a name of its own, as the drafter of a paper that came, it sees also those that only some
people may.
"""
COMING, GOING = "coming", "going"
_WORKPLACES: Final = (COMING, GOING, "signing", "stamping")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """The bag of messages, the list of statuses, and which paper is which."""

    parts: Parts
    mailbag: Mailbag
    ledger: Ledger
    known: KnownPapers

    def ours(self) -> Organisation:
        """Return who we are on the line; EntryRefused where nobody has said."""
        settings = self.parts.services.settings()
        line, body = settings.get("exchange") or {}, self.parts.organisation()
        code = str(line.get("organ") or body.code)
        if not code:
            raise EntryRefused(where="documents.exchange: organ", problem="chưa có mã cơ quan")
        return Organisation(code=code, name=body.name, in_charge=body.above)

    def note(self, paper: int, name: str, note: str, *, by: str = BY) -> None:
        """Write a line into the log of a paper."""
        database, now = self.parts.database, self.parts.now()
        note_beside(database, paper, name, by=by, now=now, note=note)

    def owe(
        self, document: str, organ: str, event: Event, *, by: str = BY, reason: str = ""
    ) -> str:
        """Put down what is to be said for an event; return why it cannot be, else nothing."""
        now = self.parts.now()
        try:
            self.ledger.owe(document, organ, event, at=now, by=by, reason=reason)
        except EntryRefused as error:
            return f"{error.where}: {error.problem}"
        return ""

    def clear(self) -> None:
        """Throw away what work in progress left behind when the station ended."""
        for name in _WORKPLACES:
            for left in self.parts.folder.own(name).iterdir():
                if left.is_dir():
                    shutil.rmtree(left, ignore_errors=True)
                else:
                    left.unlink(missing_ok=True)

    @contextmanager
    def workplace(self, name: str) -> Iterator[Path]:
        """Give a folder that is gone afterwards."""
        place = self.parts.folder.own(name) / f"work-{secrets.token_hex(8)}"
        place.mkdir()
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)
