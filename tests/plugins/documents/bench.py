"""A register in a file of its own, with people and papers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.documents.papers.entry import Book, Entry, entry_of
from loudspeaker.plugins.documents.papers.states import Actor, Duty
from loudspeaker.plugins.documents.register.acting import Asked
from loudspeaker.plugins.documents.register.attachments import Attached, attached_of
from loudspeaker.plugins.documents.register.files import Files
from loudspeaker.plugins.documents.register.looking import Looking
from loudspeaker.plugins.documents.register.numbering import Scheme
from loudspeaker.plugins.documents.register.register import Register
from loudspeaker.plugins.documents.register.schema import MIGRATIONS
from loudspeaker.plugins.documents.register.search import Search
from loudspeaker.plugins.documents.register.values import Paper
from loudspeaker.store.plugin_file import open_plugin_database
from loudspeaker.system.home import Home

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=STATION_ZONE)
CLERK = Actor(name="văn thư", duties=frozenset({Duty.CLERK}))
LEADER = Actor(name="chủ tịch", duties=frozenset({Duty.LEADER}))
CHECKER = Actor(name="chánh văn phòng", duties=frozenset({Duty.CHECKER}))
STAFF = Actor(name="chuyên viên", duties=frozenset({Duty.STAFF}))
OTHER = Actor(name="chuyên viên khác", duties=frozenset({Duty.STAFF}))
OUTSIDER = Actor(name="người ngoài", duties=frozenset())


def arrived(**more: Any) -> Entry:
    values = {"type": "QĐ", "number": "5", "symbol": "QĐ-UBND", "issued_on": "2026-11-30",
              "issuer": "UBND tỉnh", "subject": "Về việc tiêm phòng đợt cuối năm"}  # fmt: skip
    return entry_of(Book.IN, values | more)


def drafted(**more: Any) -> Entry:
    values = {"type": "Thông báo", "issuer": "UBND xã", "subject": "Lịch tiêm phòng",
              "organ": "UBND", "unit": "VX"}  # fmt: skip
    return entry_of(Book.OUT, values | more)


def a_file(letter: str = "a", **more: Any) -> Attached:
    values = {"sha256": letter * 64, "name": "van-ban.pdf", "size": 100, "kind": "application/pdf"}
    return attached_of(values | more)


@dataclass(slots=True)
class Desk:
    """The register with a clock that is moved by hand."""

    register: Register
    looking: Looking
    search: Search
    files: Files
    database: Any
    now: datetime = NOW

    def later(self, **parts: float) -> None:
        self.now += timedelta(**parts)

    def enter(self, **more: Any) -> Paper:
        return self.register.enter(arrived(**more), actor=CLERK, now=self.now)

    def enter_many(self, count: int) -> list[Paper]:
        return [self.enter(number=str(n)) for n in range(1, count + 1)]

    def draft(self, actor: Actor = STAFF, **more: Any) -> Paper:
        return self.register.draft(drafted(**more), actor=actor, now=self.now)

    def act(self, paper: Paper, name: str, actor: Actor, **asked: Any) -> Paper:
        self.later(seconds=1)
        return self.register.act(paper.id, name, actor=actor, now=self.now, asked=Asked(**asked))

    def numbered(self, **more: Any) -> Paper:
        paper = self.draft(**more)
        for name, actor in (("approve", LEADER), ("check", CHECKER), ("sign", LEADER)):
            self.act(paper, name, actor)
        return self.act(paper, "number", CLERK)

    def issued(self, **more: Any) -> Paper:
        paper = self.numbered(**more)
        self.act(paper, "seal", CLERK)
        return self.act(paper, "issue", CLERK)

    def assigned(self, *whom: str, **more: Any) -> Paper:
        paper = self.enter(**more)
        self.act(paper, "present", CLERK)
        self.act(paper, "direct", LEADER, note="Giải quyết theo quy định")
        return self.act(paper, "assign", LEADER, whom=whom or (STAFF.name,))


def open_desk(folder: Path, *, scheme: Scheme = Scheme.ONE) -> Desk:
    database = open_plugin_database(Home(folder), "documents", MIGRATIONS)
    return Desk(
        register=Register(database, scheme=scheme),
        looking=Looking(database),
        search=Search(database),
        files=Files(database),
        database=database,
    )


def as_of(desk: Desk, now: datetime) -> Desk:
    return replace(desk, now=now)
