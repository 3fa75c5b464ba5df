"""Two offices and a peer between them: a paper goes, its statuses come back, it is withdrawn."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.edxml.outgoing import write_file
from loudspeaker.plugins.documents.edxml.reader import Received, read_file
from loudspeaker.plugins.documents.edxml.values import (
    Business,
    Message,
    Organisation,
    PaperMessage,
    Purpose,
    Response,
    StatusMessage,
)
from loudspeaker.plugins.documents.exchange import changing
from loudspeaker.plugins.documents.exchange.ledger import Ledger
from loudspeaker.plugins.documents.exchange.line import Line, LineDown, MessageKind
from loudspeaker.plugins.documents.exchange.mailbag import Mailbag
from loudspeaker.plugins.documents.exchange.peer import Account
from loudspeaker.plugins.documents.exchange.receiving import Event
from loudspeaker.plugins.documents.exchange.rounds import Fetched, fetch_new, send_due
from loudspeaker.plugins.documents.exchange.sending import Outcome
from loudspeaker.plugins.documents.exchange.statuses import Status
from loudspeaker.plugins.documents.exchange.tables import MIGRATIONS, MessageRow, Posted
from loudspeaker.store.plugin_file import open_plugin_database
from loudspeaker.system.home import Home
from tests.plugins.documents.edxml.making import DOCUMENT, OURS, PDF, PROVINCE, paper, put
from tests.plugins.documents.peer import COMMUNE, PROVINCIAL, Station, running


@dataclass
class Office:
    """An office as the plug-in will be: its messages, statuses, papers and the line."""

    account: Account
    folder: Path
    station: Station
    papers: dict[str, changing.Paper] = field(default_factory=dict)
    heard: list[tuple[str, Outcome]] = field(default_factory=list)
    corrections: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.folder / "out").mkdir(parents=True)
        self.database = open_plugin_database(Home(self.folder), "documents", MIGRATIONS)
        self.mailbag, self.ledger = Mailbag(self.database), Ledger(self.database)
        self.line: Line = self.station.line(self.account)
        put(self.folder / "files", PDF)

    @property
    def organ(self) -> str:
        return next(iter(self.account.organs))

    def now(self) -> datetime:
        return self.station.clock.now

    # --- sending --------------------------------------------------------------------------------

    def post(self, message: Message, organ: str, *statuses: int) -> MessageRow:
        path = self.folder / "out" / f"{len(list((self.folder / 'out').iterdir()))}.xml"
        written = write_file(message, path, lambda each: self.folder / "files" / each.sha256)
        path.replace(self.folder / "out" / written.sha256)
        is_paper = isinstance(message, PaperMessage)
        document = message.document if isinstance(message, PaperMessage) else message.about.document
        posted = Posted(
            kind="edoc" if is_paper else "status",
            document=document,
            organ=organ,
            sha256=written.sha256,
            size=written.size,
        )
        return self.mailbag.put_out(posted, at=self.now(), by="Văn thư", statuses=statuses)

    def post_statuses(self) -> None:
        for line in self.ledger.unsent():
            message = StatusMessage(
                about=Response(organ=line.organ, document=line.document),
                sender=Organisation(code=self.organ),
                code=line.code,
                description=line.description,
                at=line.at,
            )
            self.post(message, line.organ, line.number)

    def send(self) -> list[MessageRow]:
        self.post_statuses()
        return send_due(
            self.mailbag,
            self.line,
            file_of=lambda row: self.folder / "out" / row.sha256,
            now=self.now,
            jitter=lambda: 0.0,
        )

    # --- receiving ------------------------------------------------------------------------------

    def fetch(self, kind: MessageKind) -> list[Fetched]:
        today = self.now().date()
        found = []
        for each in fetch_new(
            self.mailbag, self.line, kind, self.folder / "in", since=today, until=today
        ):
            found.append(each)
            if not each.problem:
                self.take(each)
        return found

    def take(self, fetched: Fetched) -> None:
        posted = Posted(
            kind=fetched.listed.kind,
            document="",
            organ="",
            sha256=fetched.sha256,
            size=fetched.size,
            remote=fetched.listed.id,
        )
        try:
            received = read_file(fetched.path, self.folder / "attachments")
        except EntryRefused as error:
            self.mailbag.keep_refused(posted, error.problem, at=self.now(), by="trục")
            return
        assert received.sha256 == fetched.sha256
        self.take_message(received, fetched)

    def take_message(self, received: Received, fetched: Fetched) -> None:
        message = received.message
        is_paper = isinstance(message, PaperMessage)
        document = message.document if isinstance(message, PaperMessage) else message.about.document
        business = message.business if isinstance(message, PaperMessage) else Business()
        row, _arrival = self.mailbag.take_in(
            Posted(
                kind="edoc" if is_paper else "status",
                document=document,
                organ=message.sender.code,
                sha256=received.sha256,
                size=received.size,
                purpose=business.purpose,
                target=business.document,
                remote=fetched.listed.id,
                notices=[each.to_values() for each in received.notices],
            ),
            at=self.now(),
            by="trục",
        )
        if isinstance(message, PaperMessage):
            self.obey(message, row.number)
            return
        _line, heard = self.ledger.hear(
            document,
            message.sender.code,
            message.code,
            at=message.at or self.now(),
            noted=self.now(),
            by=message.staff.staff,
            description=message.description,
            message=row.number,
            is_ours=message.about.organ == self.organ,
        )
        self.heard.append((message.code, heard.outcome))

    def obey(self, message: PaperMessage, row: int) -> None:
        if message.business.purpose in (Purpose.NEW, Purpose.REPLACE):
            self.papers[message.document] = changing.Paper(
                document=message.document, organ=message.sender.code
            )
            self.event(message.document, Event.ARRIVED)
        if message.business.purpose is Purpose.WITHDRAW:
            self.ledger.hear(
                message.business.document,
                message.sender.code,
                "13",
                at=self.now(),
                noted=self.now(),
                by="",
                description=message.business.reason,
                message=row,
                is_ours=False,
            )
        order = changing.Order(
            purpose=changing.Purpose(message.business.purpose),
            sender=message.sender.code,
            document=message.document,
            target=message.business.document,
            reason=message.business.reason,
            replaced=tuple((each.document, each.organs) for each in message.business.replacements),
        )
        for change in changing.changes(order, self.papers, self.organ):
            if change.after is not None:
                self.papers[change.document] = change.after
            if change.correction:
                self.corrections.append(change.note)
            if change.answer is not None:
                self.ledger.owe(
                    change.document,
                    message.sender.code,
                    Event(change.answer),
                    at=self.now(),
                    by="",
                    reason=change.note,
                )

    def event(self, document: str, event: Event, reason: str = "") -> None:
        organ = self.papers[document].organ
        self.ledger.owe(document, organ, event, at=self.now(), by="Cán bộ", reason=reason)


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    with running(tmp_path / "peer") as station:
        province = Office(PROVINCIAL, tmp_path / "province", station)
        commune = Office(COMMUNE, tmp_path / "commune", station)
        yield province, commune
        for each in (province, commune):
            each.database.close()


def test_a_paper_goes_and_its_sender_has_01_03_05_06(offices: tuple[Office, Office]) -> None:
    province, commune = offices
    province.post(paper(), OURS)
    (sent,) = province.send()
    assert sent.state == "sent"
    (fetched,) = commune.fetch(MessageKind.PAPER)
    assert fetched.path.name == f"{fetched.sha256}.xml"
    assert fetched.path.read_bytes() == (province.folder / "out" / sent.sha256).read_bytes()
    kept = commune.folder / "attachments" / hashlib.sha256(PDF).hexdigest()
    assert kept.read_bytes() == PDF
    assert commune.fetch(MessageKind.PAPER) == []

    commune.event(DOCUMENT, Event.REGISTERED)
    commune.event(DOCUMENT, Event.CLOSED)
    commune.send()
    province.fetch(MessageKind.STATUS)
    assert province.heard == [(code, Outcome.TAKEN) for code in ("01", "03", "05", "06")]
    assert [each.code for each in province.ledger.lines(DOCUMENT, OURS)] == ["01", "03", "05", "06"]
    assert commune.ledger.unsent() == []


def test_a_line_that_breaks_neither_loses_nor_doubles(offices: tuple[Office, Office]) -> None:
    province, commune = offices
    province.station.faults += ["gone", "html", "unheard"]
    province.post(paper(), OURS)
    for _ in range(3):
        (row,) = province.send()
        assert row.state == "waiting"
        assert province.send() == []  # not before its time
        province.station.clock.now += timedelta(minutes=5)
    assert [each.state for each in province.send()] == ["sent"]
    assert len(commune.fetch(MessageKind.PAPER)) == 1

    commune.event(DOCUMENT, Event.CLOSED)
    commune.station.faults += ["500"]
    assert [each.state for each in commune.send()] == ["waiting"]
    assert commune.send() == []  # the others wait with the first
    commune.station.clock.now += timedelta(minutes=5)
    assert [each.state for each in commune.send()] == ["sent"] * 4
    province.fetch(MessageKind.STATUS)
    assert province.heard == [(code, Outcome.TAKEN) for code in ("01", "03", "05", "06")]


def test_a_refusal_comes_back_with_its_reason(offices: tuple[Office, Office]) -> None:
    province, commune = offices
    province.post(paper(), OURS)
    province.send()
    commune.fetch(MessageKind.PAPER)
    commune.event(DOCUMENT, Event.REFUSED, "Chữ ký không còn đúng")
    commune.send()
    province.fetch(MessageKind.STATUS)
    last = province.ledger.lines(DOCUMENT, OURS)[-1]
    assert (last.code, last.description) == ("02", "Chữ ký không còn đúng")


def test_a_withdrawal_after_airing_asks_for_a_correction(offices: tuple[Office, Office]) -> None:
    province, commune = offices
    province.post(paper(), OURS)
    province.send()
    commune.fetch(MessageKind.PAPER)
    commune.papers[DOCUMENT] = changing.Paper(document=DOCUMENT, organ=PROVINCE, aired=True)
    withdrawal = paper(
        document="H03,2026/11/24,16/TB-UBND",
        business=Business(purpose=Purpose.WITHDRAW, reason="Sai ngày", document=DOCUMENT),
        attachments=(),
    )
    row = province.post(withdrawal, OURS)
    province.ledger.ask_back(
        DOCUMENT, OURS, at=province.now(), by="Văn thư", reason="Sai ngày", message=row.number
    )
    assert [each.kind for each in province.send()] == ["edoc"]  # and no status beside it
    commune.fetch(MessageKind.PAPER)
    assert commune.papers[DOCUMENT].state is changing.State.WITHDRAWN
    assert commune.corrections == ["thu hồi: Sai ngày"]
    assert [each.purpose for each in commune.mailbag.orders_for(DOCUMENT)] == [1]
    commune.send()
    province.fetch(MessageKind.STATUS)
    assert province.heard == [("01", Outcome.TAKEN), ("15", Outcome.TAKEN)]
    assert province.ledger.state(DOCUMENT, OURS) is Status.GIVEN_BACK


def test_nobody_withdraws_what_is_not_theirs(offices: tuple[Office, Office]) -> None:
    province, commune = offices
    theirs = "H04,2026/11/24,9/QĐ-UBND"
    commune.papers[theirs] = changing.Paper(document=theirs, organ="H04")
    withdrawal = paper(
        document="H03,2026/11/24,16/TB-UBND",
        business=Business(purpose=Purpose.WITHDRAW, reason="Sai ngày", document=theirs),
        attachments=(),
    )
    row = province.post(withdrawal, OURS)
    province.ledger.ask_back(
        theirs, OURS, at=province.now(), by="Văn thư", reason="Sai ngày", message=row.number
    )
    province.send()
    commune.fetch(MessageKind.PAPER)
    assert commune.papers[theirs].state is changing.State.OPEN
    commune.send()
    province.fetch(MessageKind.STATUS)
    assert province.heard == [("16", Outcome.TAKEN)]
    assert "H03 không phải cơ quan ban hành" in province.ledger.lines(theirs)[-1].description


def test_a_tampered_message_is_kept_and_refused(offices: tuple[Office, Office]) -> None:
    province, commune = offices
    province.post(paper(), OURS)
    province.send()
    (stored,) = commune.station.peer.folder.glob("*.xml")
    stored.write_bytes(stored.read_bytes().replace(b"JVBERi", b"TVqQAA"))
    (fetched,) = commune.fetch(MessageKind.PAPER)
    assert fetched.path.exists()
    assert commune.papers == {}
    (row,) = commune.mailbag.about("")
    assert row.state == "refused"
    assert "không đúng với loại tệp" in row.tries.problem
    assert commune.fetch(MessageKind.PAPER) == []


def test_what_cannot_be_fetched_holds_nothing_up(offices: tuple[Office, Office]) -> None:
    province, commune = offices
    other = paper(document="H03,2026/11/24,16/QĐ-UBND", subject="Khác")
    for message in (paper(), other):
        province.post(message, OURS)
    province.send()
    (first, _second) = sorted(commune.station.peer.folder.glob("*.xml"))
    first.rename(first.with_suffix(".away"))
    problems = [bool(each.problem) for each in commune.fetch(MessageKind.PAPER)]
    assert problems == [True, False]
    first.with_suffix(".away").rename(first)
    assert len(commune.fetch(MessageKind.PAPER)) == 1
    assert len(commune.papers) == 2


def test_a_file_of_ours_that_is_gone_is_seen(offices: tuple[Office, Office]) -> None:
    province, _commune = offices
    row = province.post(paper(), OURS)
    (province.folder / "out" / row.sha256).unlink()
    assert [each.state for each in province.send()] == ["refused"]
    assert len(province.mailbag.dead()) == 1


def test_a_line_that_is_down_is_told_of(offices: tuple[Office, Office]) -> None:
    _province, commune = offices
    commune.station.faults.append("html")
    with pytest.raises(LineDown):
        commune.fetch(MessageKind.PAPER)
