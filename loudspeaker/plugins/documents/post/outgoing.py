"""What goes over the line: papers that are issued, their withdrawal, and what senders are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.edxml.identity import is_organ
from loudspeaker.plugins.documents.edxml.plain import as_values
from loudspeaker.plugins.documents.edxml.values import (
    Business,
    Message,
    Organisation,
    PaperMessage,
    Purpose,
    Replacement,
)
from loudspeaker.plugins.documents.exchange.receiving import Event
from loudspeaker.plugins.documents.exchange.statuses import StatusLine
from loudspeaker.plugins.documents.exchange.tables import MessageRow, Posted
from loudspeaker.plugins.documents.papers.entry import Book
from loudspeaker.plugins.documents.papers.states import State
from loudspeaker.plugins.documents.post.known import Sent
from loudspeaker.plugins.documents.post.making import (
    Way,
    document_of,
    paper_message,
    status_message,
)
from loudspeaker.plugins.documents.post.tools import GOING, LINE, Tools
from loudspeaker.plugins.documents.register.attachments import Attached, Kept
from loudspeaker.plugins.documents.register.attachments import Purpose as FilePurpose
from loudspeaker.plugins.documents.register.values import Logged, Paper

WRITING_S: Final = 12.0
MOST_RECEIVERS: Final = 100
SENT: Final = "exchange_sent"
_PDF: Final = "application/pdf"
EVENTS: Final[Mapping[str, Event]] = {
    "register": Event.REGISTERED,
    "return": Event.REFUSED,
    "assign": Event.ASSIGNED,
    "start": Event.STARTED,
    "progress": Event.STARTED,
    "finish": Event.CLOSED,
    "take_note": Event.CLOSED,
    "file": Event.CLOSED,
}
"""The acts on a paper that came, and what its sender is told of them."""


class Outgoing:
    """Puts messages into the bag."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._parts = tools.parts

    # --- papers ---------------------------------------------------------------------------------

    def send(self, paper: Paper, receivers: Sequence[str], *, by: str, reason: str) -> list[str]:
        """Have an issued paper sent, each receiver once; return to whom it goes; EntryRefused.

        With a ``reason`` it is an update for offices that have it already.  A paper that stands in
        the place of others tells so to those that have them.
        """
        _refuse_unissued(paper)
        wanted = list(dict.fromkeys(each.strip().upper() for each in receivers if each.strip()))
        there = set(self._tools.known.receivers(paper.id))
        if reason:
            wanted = [each for each in wanted if each in there] if wanted else sorted(there)
        new = wanted if reason else [each for each in wanted if each not in there]
        self._refuse_receivers(new)
        files = self._files(paper.id)
        for each in new:
            self._post(paper, (each,), files, self._business(paper, each, reason), by=by)
        note = f"cập nhật ({reason}): " if reason else ""
        self._tools.note(paper.id, SENT, f"{note}gửi {', '.join(new)}", by=by)
        return new

    def _refuse_receivers(self, receivers: Sequence[str]) -> None:
        where = "nơi nhận"
        if not receivers:
            raise EntryRefused(where=where, problem="chưa có ai, hoặc đã gửi cho tất cả rồi")
        if len(receivers) > MOST_RECEIVERS:
            raise EntryRefused(where=where, problem=f"nhiều nhất {MOST_RECEIVERS} nơi một lần")
        for each in receivers:
            if not is_organ(each):
                raise EntryRefused(where=where, problem=f"mã cơ quan không đúng dạng: {each[:40]}")
            if each == self._tools.ours().code:
                raise EntryRefused(where=where, problem="không gửi cho chính mình")

    def _business(self, paper: Paper, receiver: str, reason: str) -> Business:
        if reason:
            document = document_of(paper, self._tools.ours().code)
            return Business(purpose=Purpose.UPDATE, reason=reason, document=document)
        query = "SELECT id FROM paper WHERE successor = ? AND state = ? ORDER BY id"
        rows = self._parts.database.rows(query, [paper.id, State.REPLACED.value])
        replaced = [
            Replacement(document=sent.document, organs=(receiver,))
            for row in rows
            for sent in self._tools.known.sent(row["id"])
            if sent.organ == receiver and sent.purpose != Purpose.WITHDRAW
        ]
        if not replaced:
            return Business()
        once = {each.document: each for each in replaced}
        told = f"thay thế {', '.join(once)}"
        return Business(purpose=Purpose.REPLACE, reason=told, replacements=tuple(once.values()))

    def _files(self, paper: int) -> list[Kept]:
        """Return the signed file, else the paper itself, and its annexes; EntryRefused."""
        files = self._parts.looking.files(paper)
        pdfs = [each for each in files if each.kind == _PDF]
        for purpose in (FilePurpose.SIGNED, FilePurpose.MAIN):
            if found := [each for each in pdfs if each.purpose is purpose]:
                annexes = [each for each in files if each.purpose is FilePurpose.ANNEX]
                return [found[-1], *annexes]
        raise EntryRefused(where="văn bản", problem="chưa có tệp PDF để gửi")

    def _post(
        self,
        paper: Paper,
        receivers: tuple[str, ...],
        files: Sequence[Attached],
        business: Business,
        *,
        by: str,
    ) -> MessageRow:
        way = Way(
            sender=self._tools.ours(),
            receivers=tuple(self._organisation(each) for each in receivers),
            at=self._parts.now(),
        )
        message = paper_message(paper, way, files, business)
        posted = self._written(message, files, organ=",".join(receivers))
        row = self._tools.mailbag.put_out(posted, at=self._parts.now(), by=by)
        for each in receivers:
            sent = Sent(
                paper=paper.id, organ=each, document=message.document,
                purpose=business.purpose.value,
            )  # fmt: skip
            self._tools.known.put_sent(row.number, sent)
        return row

    def _organisation(self, code: str) -> Organisation:
        known = self._parts.organisations.at(code, self._parts.today())
        return Organisation(code=code, name=known.name if known else "")

    def _written(self, message: Message, files: Iterable[Attached], *, organ: str) -> Posted:
        """Write a message and keep its bytes; EntryRefused for one that says too little."""
        is_paper = isinstance(message, PaperMessage)
        with self._tools.workplace(GOING) as place:
            for each in files:
                _lay(self._parts.folder.path(each.sha256), place / each.sha256)
            path = place / "message.xml"
            asked: dict[str, Any] = {
                "kind": "edoc" if is_paper else "status", "message": as_values(message),
                "path": str(path), "folder": str(place),
            }  # fmt: skip
            written = self._parts.services.intake("write_message", asked, WRITING_S)
            sha256 = self._parts.folder.keep(path, ".xml")
        business = message.business if isinstance(message, PaperMessage) else Business()
        document = message.document if isinstance(message, PaperMessage) else message.about.document
        return Posted(
            kind=asked["kind"], document=document, organ=organ, sha256=sha256,
            size=int(written["size"]), purpose=business.purpose.value, target=business.document,
        )  # fmt: skip

    # --- what acts say --------------------------------------------------------------------------

    def follow(self) -> None:
        """Put down what senders are to be told of the acts since the last time."""
        known = self._tools.known
        while acts := self._parts.looking.changes(known.followed()):
            for act in acts:
                self._follow(act)
            known.set_followed(acts[-1].number)

    def _follow(self, act: Logged) -> None:
        event, arrived = EVENTS.get(act.name), self._tools.known.arrived(act.paper)
        if arrived is not None and event is not None:
            reason = act.note if event is Event.REFUSED else ""
            problem = self._tools.owe(
                arrived.document, arrived.organ, event, by=act.by, reason=reason
            )
            if problem:
                self._tools.note(act.paper, "exchange_status", f"không báo nơi gửi được: {problem}")
        elif act.name == "withdraw":
            self._take_back(act)

    def _take_back(self, act: Logged) -> None:
        """Withdraw a paper of ours from those that have it."""
        paper = self._parts.looking.known(act.paper, viewer=LINE)
        receivers = self._tools.known.receivers(act.paper)
        if paper.book is not Book.OUT or not receivers:
            return
        document = document_of(paper, self._tools.ours().code)
        business = Business(purpose=Purpose.WITHDRAW, reason=act.note, document=document)
        for each in receivers:
            row = self._post(paper, (each,), (), business, by=act.by)
            try:
                self._tools.ledger.ask_back(
                    document, each, at=self._parts.now(), by=act.by, reason=act.note,
                    message=row.number,
                )  # fmt: skip
            except EntryRefused as error:
                self._tools.note(act.paper, "exchange_status", f"{each}: {error.problem}")
        self._tools.note(act.paper, SENT, f"thu hồi: báo {', '.join(receivers)}", by=act.by)

    # --- statuses -------------------------------------------------------------------------------

    def post_statuses(self) -> None:
        """Put a message into the bag for each status that none tells yet."""
        for line in self._tools.ledger.unsent():
            try:
                self._post_status(line)
            except EntryRefused:
                self._tools.ledger.unsayable(line.number)

    def _post_status(self, line: StatusLine) -> None:
        message = status_message(line, self._tools.ours(), line.by)
        posted = self._written(message, (), organ=line.organ)
        self._tools.mailbag.put_out(
            posted, at=self._parts.now(), by=line.by, statuses=[line.number]
        )


def _refuse_unissued(paper: Paper) -> None:
    if paper.book is not Book.OUT or paper.state is not State.ISSUED:
        problem = (
            f"văn bản đang ở trạng thái “{paper.state.label}”; chỉ gửi văn bản đi đã phát hành"
        )
        raise EntryRefused(where="văn bản", problem=problem)


def _lay(source: Path, target: Path) -> None:
    if not target.exists():
        target.symlink_to(source)
