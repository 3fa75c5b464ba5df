"""The line as the plug-in runs it: two periodic rounds, and how they went."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from loudspeaker.errors import EntryRefused, ProcessUnavailable
from loudspeaker.hookspecs import Health, Job, Line
from loudspeaker.plugins.documents.exchange.client import HttpLine
from loudspeaker.plugins.documents.exchange.ledger import Ledger
from loudspeaker.plugins.documents.exchange.line import LineDown, LineRefused, MessageKind
from loudspeaker.plugins.documents.exchange.mailbag import Mailbag
from loudspeaker.plugins.documents.exchange.rounds import fetch_new, send_due
from loudspeaker.plugins.documents.exchange.settings import (
    ExchangeSettings,
    read_secrets,
    settings_of,
)
from loudspeaker.plugins.documents.post.incoming import Incoming
from loudspeaker.plugins.documents.post.known import KnownPapers
from loudspeaker.plugins.documents.post.orders import Orders
from loudspeaker.plugins.documents.post.outgoing import Outgoing
from loudspeaker.plugins.documents.post.tools import COMING, Tools

if TYPE_CHECKING:
    from loudspeaker.plugins.documents.parts import Parts

_EVERY_S: Final = 300.0
_CHANCE: Final = random.Random()  # noqa: S311 - a wait; its own, for it is used in a second thread
_LONGEST_S: Final = 240.0
_FIRST_DAYS, _OVERLAP_DAYS = 30, 1


@dataclass(frozen=True, slots=True)
class _Open:
    """A line that is open, and the settings that it was opened with."""

    table: Mapping[str, Any]
    settings: ExchangeSettings
    line: HttpLine


class PostOffice:
    """Sends and receives; each round in the thread of the jobs."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.tools = Tools(
            parts=parts,
            mailbag=Mailbag(parts.database),
            ledger=Ledger(parts.database),
            known=KnownPapers(parts.database),
        )
        self.outgoing = Outgoing(self.tools)
        self.orders = Orders(self.tools)
        self._incoming = Incoming(self.tools)
        self._open: _Open | None = None
        self.problem = ""
        self.tools.clear()

    @property
    def is_on(self) -> bool:
        """Tell whether papers are exchanged here."""
        return bool(self._parts.services.settings().get("exchange"))

    def require_on(self) -> None:
        """Refuse what needs a line where there is none (EntryRefused)."""
        if not self.is_on:
            problem = "trạm chưa nối trục liên thông (documents: exchange: trong station.yaml)"
            raise EntryRefused(where="liên thông", problem=problem)

    def jobs(self) -> list[Job]:
        """Return the two rounds."""
        table = self._parts.services.settings().get("exchange") or {}
        every_s = float(table.get("every_minutes") or 0) * 60 or _EVERY_S
        return [
            Job(name="exchange_send", every_s=min(60.0, every_s), run=self.send),
            Job(name="exchange_receive", every_s=every_s, run=self.receive),
        ]

    def send(self) -> None:
        """Put down what is to be said, and send what is due."""
        if not self.is_on:
            return
        try:
            self.outgoing.follow()
            self.outgoing.post_statuses()
        except ProcessUnavailable as error:
            self.problem = f"chưa soạn được thông điệp: {error.problem}"
        if line := self._line():
            send_due(
                self.tools.mailbag,
                line,
                file_of=lambda row: self._parts.folder.path(row.sha256),
                now=self._parts.now,
                jitter=_CHANCE.random,
            )

    def receive(self) -> None:
        """Fetch what is new, and make of it what there is to make."""
        if not self.is_on:
            return
        if line := self._line():
            try:
                self._incoming.go_on()
                is_all = self._fetch(line)
            except (LineDown, LineRefused) as error:
                self.problem = error.problem or "không kết nối được"
            except ProcessUnavailable as error:
                self.problem = f"chưa đọc được thông điệp: {error.problem}"
            else:
                if is_all:
                    self.tools.known.set_fetched(self._parts.now())

    def _fetch(self, line: HttpLine) -> bool:
        """Fetch what there is and tell whether that is all; the next round goes on with the rest.

        One round ends after some minutes, so that nobody takes it for one that hangs.
        """
        self.problem, end_s = "", time.monotonic() + _LONGEST_S
        today, last = self._parts.today(), self.tools.known.fetched()
        days = timedelta(days=_OVERLAP_DAYS)
        since = last.date() - days if last else today - timedelta(days=_FIRST_DAYS)
        place = self._parts.folder.own(COMING)
        for kind in (MessageKind.PAPER, MessageKind.STATUS):
            for fetched in fetch_new(
                self.tools.mailbag, line, kind, place, since=since, until=today + days
            ):
                if fetched.problem:
                    told = f"{fetched.listed.id}: {fetched.problem}"
                    self.problem = f"chưa lấy được thông điệp {told}"
                else:
                    self._incoming.take(fetched)
                if time.monotonic() > end_s:
                    return False
        return not self.problem

    def _line(self) -> HttpLine | None:
        """Return the line of the settings as they are now, None where they are none."""
        table = self._parts.services.settings().get("exchange") or {}
        if self._open is not None and self._open.table == table:
            return self._open.line
        try:
            told = {name: value for name, value in table.items() if value not in (None, "")}
            settings = settings_of({**told, "organ": self.tools.ours().code})
            assert settings is not None
            secrets = read_secrets(settings.secrets_file)
        except EntryRefused as error:
            self.problem = f"{error.where}: {error.problem}"
            return None
        line = HttpLine(settings, secrets, time.monotonic_ns)
        self._open = _Open(dict(table), settings, line)
        return line

    def health(self) -> list[Line]:
        """Return how the line is; nothing where there is none."""
        if not self.is_on:
            return []
        dead = len(self.tools.mailbag.dead())
        lines = []
        if self.problem:
            lines.append(Line(text=f"Trục liên thông: {self.problem}.", health=Health.WARN))
        if dead:
            told = f"{dead} thông điệp không gửi đi được, cần người xem."
            lines.append(Line(text=told, health=Health.WARN))
        return lines or [Line(text="Trục liên thông văn bản hoạt động.")]
