"""What comes over the line: each message is kept as it came, read, and made a paper or a line.

A message is in the bag before anything is made of it, and marked when everything was: what a power
cut parts is done again, and nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from loudspeaker.errors import (
    EntryRefused,
    FileRefused,
    LoudspeakerError,
    PluginFailed,
    ProcessUnavailable,
)
from loudspeaker.plugins.documents.edxml.identity import is_organ, parsed_document
from loudspeaker.plugins.documents.edxml.plain import from_values
from loudspeaker.plugins.documents.edxml.values import (
    Attachment,
    PaperMessage,
    Purpose,
    StatusMessage,
)
from loudspeaker.plugins.documents.exchange.receiving import Event
from loudspeaker.plugins.documents.exchange.rounds import Fetched
from loudspeaker.plugins.documents.exchange.sending import Outcome
from loudspeaker.plugins.documents.exchange.statuses import LABELS, Status, known_status
from loudspeaker.plugins.documents.exchange.tables import MessageRow, Posted
from loudspeaker.plugins.documents.papers.urgency import is_secret
from loudspeaker.plugins.documents.post.known import Arrived
from loudspeaker.plugins.documents.post.orders import Orders
from loudspeaker.plugins.documents.post.reading import entry_from, unusual
from loudspeaker.plugins.documents.post.tools import BY, COMING, LINE, Tools
from loudspeaker.plugins.documents.register.attachments import Attached, base_name
from loudspeaker.plugins.documents.register.attachments import Purpose as FilePurpose
from loudspeaker.plugins.documents.register.writing import Brought

READING_S: Final = 60.0
RECEIVED: Final = "exchange_received"
_BUSY: Final = "busy"
_XML: Final = "application/xml"
_UNREAD: Final = "không đọc được: tệp hỏng, hoặc quá lớn"
_NOT_THIS_WAY: Final = "văn bản mật không nhận qua đường này"


class Incoming:
    """Takes messages; in the thread of the jobs alone."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._parts = tools.parts
        self._orders = Orders(tools)

    def take(self, fetched: Fetched) -> None:
        """Keep a message that was fetched, and make of it what there is to make."""
        sha256 = self._parts.folder.keep(fetched.path, ".xml")
        fetched.path.unlink(missing_ok=True)
        posted = Posted(
            kind=fetched.listed.kind, document="", organ="", sha256=sha256, size=fetched.size,
            remote=fetched.listed.id,
        )  # fmt: skip
        self._read(posted, None)

    def go_on(self) -> None:
        """Make what was not made yet of messages that are in the bag."""
        for number in self._tools.known.unhandled():
            row = self._tools.mailbag.numbered(number)
            posted = Posted(
                kind=row.kind, document=row.document, organ=row.organ, sha256=row.sha256,
                size=row.size,
            )  # fmt: skip
            self._read(posted, row)

    def _read(self, posted: Posted, row: MessageRow | None) -> None:
        path = self._parts.folder.path(posted.sha256)
        with self._tools.workplace(COMING) as place:
            asked = {"path": str(path), "folder": str(place)}
            try:
                told = self._parts.services.intake("read_message", asked, READING_S)
            except ProcessUnavailable as error:
                if error.problem == _BUSY:
                    raise
                self._refuse(posted, _UNREAD)
            except (EntryRefused, FileRefused, PluginFailed) as error:
                problem = error.problem if isinstance(error, EntryRefused) else _UNREAD
                self._refuse(posted, problem)
            else:
                self._take(posted, told, place, row)

    def _refuse(self, posted: Posted, problem: str) -> None:
        """Keep what is no message, and tell its sender where one can be made out."""
        found = self._address(posted)
        document, sender = str(found.get("document") or ""), str(found.get("sender") or "")
        known = Posted(
            kind=posted.kind, document=document, organ=sender, sha256=posted.sha256,
            size=posted.size, remote=posted.remote,
        )  # fmt: skip
        self._tools.mailbag.keep_refused(known, problem, at=self._parts.now(), by=BY)
        is_paper = parsed_document(document) is not None and not found.get("status")
        if is_paper and is_organ(sender) and self._tools.known.by_document(document) is None:
            self._tools.owe(document, sender, Event.REFUSED, reason=problem)

    def _address(self, posted: Posted) -> Mapping[str, Any]:
        asked = {"path": str(self._parts.folder.path(posted.sha256))}
        try:
            return self._parts.services.intake("read_address", asked, READING_S)
        except LoudspeakerError:
            return {}

    # --- what was read --------------------------------------------------------------------------

    def _take(
        self, posted: Posted, told: Mapping[str, Any], place: Path, row: MessageRow | None
    ) -> None:
        if told["kind"] == "status":
            self._hear(posted, from_values(StatusMessage, told["message"]), told["notices"])
            return
        message = from_values(PaperMessage, told["message"])
        files = self._files(message, place)
        text = self._parts.texts.of(files[0]) if files else {}
        if is_secret(message.subject) or (text.get("proposal") or {}).get("secrecy"):
            self._refuse_secret(posted, files)
            return
        if row is None:
            row = self._put(posted, message, told["notices"])
        if row.number in self._tools.known.unhandled():
            self._obey(message, row, files, text)
            self._tools.known.handled(row.number)

    def _refuse_secret(self, posted: Posted, files: Sequence[Attached]) -> None:
        """Tell the sender, and keep nothing of a secret paper but that it came."""
        self._refuse(posted, _NOT_THIS_WAY)
        for sha256 in (posted.sha256, *(each.sha256 for each in files)):
            if not self._parts.is_used(sha256):
                self._parts.folder.remove(sha256)

    def _put(self, posted: Posted, message: PaperMessage, notices: Any) -> MessageRow:
        business = message.business
        row, _arrival = self._tools.mailbag.take_in(
            Posted(
                kind="edoc", document=message.document, organ=message.sender.code,
                sha256=posted.sha256, size=posted.size, purpose=business.purpose,
                target=business.document, remote=posted.remote, notices=notices,
            ),
            at=self._parts.now(),
            by=BY,
        )  # fmt: skip
        return row

    def _obey(
        self,
        message: PaperMessage,
        row: MessageRow,
        files: Sequence[Attached],
        text: Mapping[str, Any],
    ) -> None:
        if message.business.purpose in (Purpose.NEW, Purpose.REPLACE):
            self._arrive(message, row, files, text)
        if message.business.purpose is Purpose.UPDATE:
            self._orders.update(message, files, self._pages(files, text))
        elif message.business.purpose is not Purpose.NEW:
            self._orders.obey(message, row)

    def _arrive(
        self,
        message: PaperMessage,
        row: MessageRow,
        files: Sequence[Attached],
        text: Mapping[str, Any],
    ) -> None:
        there = self._tools.known.by_document(message.document)
        if there is not None:
            self._again(there, message, row)
            return
        entry, told = entry_from(message, self._parts.today())
        pages = self._pages(files, text)
        brought = Brought(files=[*files, _bytes_of(row)], pages=pages, message=message.document)
        paper = self._parts.register.receive(
            entry, actor=LINE, now=self._parts.now(), brought=brought
        )
        arrived = Arrived(paper=paper.id, document=message.document, organ=message.sender.code)
        self._tools.known.put(arrived)
        notes = [*self._about_sender(message), *unusual(list(row.notices)), *told]
        self._tools.note(paper.id, RECEIVED, "; ".join(("nhận qua trục", *notes)))
        self._parts.checks.note(paper.id, self._parts.now(), by=BY, wait=True)
        self._tools.owe(message.document, message.sender.code, Event.ARRIVED)
        self._orders.waiting_for(arrived)

    def _again(self, there: Arrived, message: PaperMessage, row: MessageRow) -> None:
        """Keep another message for a paper that is here: a person looks at both."""
        if row.organ == there.organ:
            told = f"một thông điệp khác cùng mã văn bản đã đến (thông điệp {row.number})"
        else:
            told = f"{row.organ} gửi văn bản trùng mã với văn bản này, đã từ chối"
            reason = "mã văn bản trùng với văn bản đã nhận từ cơ quan khác"
            self._tools.owe(message.document, row.organ, Event.REFUSED, reason=reason)
        self._tools.note(there.paper, "exchange_again", told)

    def _about_sender(self, message: PaperMessage) -> list[str]:
        told, code, ours = [], message.sender.code, self._tools.ours().code
        if ours not in {each.code for each in message.receivers}:
            told.append(f"không ghi {ours} là nơi nhận")
        try:
            known = self._parts.organisations.at(code, self._parts.today())
        except EntryRefused:
            known = None
        if known is None:
            told.append(f"cơ quan gửi {code} chưa có trong danh mục cơ quan")
        return told

    # --- files ----------------------------------------------------------------------------------

    def _files(self, message: PaperMessage, place: Path) -> list[Attached]:
        there = [each for each in message.attachments if each.sha256]
        return [
            self._file(each, place, FilePurpose.ANNEX if number else FilePurpose.MAIN)
            for number, each in enumerate(there)
        ]

    def _file(self, given: Attachment, place: Path, purpose: FilePurpose) -> Attached:
        dot = given.name.rfind(".")
        suffix = given.name[dot:].lower() if dot > 0 else ""
        sha256 = self._parts.folder.keep(
            place / given.sha256, suffix if suffix[1:].isascii() and suffix[1:].isalnum() else ""
        )
        return Attached(
            sha256=sha256, name=base_name(given.name), size=given.size, kind=given.content_type,
            purpose=purpose,
        )  # fmt: skip

    def _pages(self, files: Sequence[Attached], text: Mapping[str, Any]) -> list[str]:
        """Return the text of the main file; of a scan it comes later."""
        if text.get("needs_ocr"):
            self._parts.texts.look_for_letters(files[0], partial(self._found, files[0]))
        return [page["text"] for page in text.get("pages", [])]

    def _found(self, file: Attached, told: Mapping[str, Any]) -> None:
        texts = [page["text"] for page in told.get("pages", [])]
        for paper in self._parts.papers_with(file.sha256):
            self._parts.register.set_pages(paper, texts)

    # --- statuses -------------------------------------------------------------------------------

    def _hear(self, posted: Posted, message: StatusMessage, notices: Any) -> None:
        sender, document, now = message.sender.code, message.about.document, self._parts.now()
        row, _arrival = self._tools.mailbag.take_in(
            Posted(
                kind="status", document=document, organ=sender, sha256=posted.sha256,
                size=posted.size, remote=posted.remote, notices=notices,
            ),
            at=now,
            by=BY,
        )  # fmt: skip
        if row.number not in self._tools.known.unhandled():
            return
        sent = [each for each in self._tools.known.sent_document(document) if each.organ == sender]
        _line, heard = self._tools.ledger.hear(
            document, sender, message.code, at=message.at or now, noted=now,
            by=message.staff.staff, description=message.description, message=row.number,
            is_ours=bool(sent),
        )  # fmt: skip
        if sent:
            self._tell(sent[0].paper, message, heard.outcome, heard.note)
        elif message.code == Status.ASKED_BACK and heard.outcome is Outcome.TAKEN:
            self._orders.asked_back(document, sender, message.description)
        self._tools.known.handled(row.number)

    def _tell(self, paper: int, message: StatusMessage, outcome: Outcome, note: str) -> None:
        status = known_status(message.code)
        label = LABELS[status] if status else "trạng thái lạ"
        told = f"{message.sender.name or message.sender.code}: {message.code} {label}"
        more = [message.description, note, "" if outcome is Outcome.TAKEN else outcome.value]
        said = "; ".join(filter(None, [told, *more]))
        self._tools.note(paper, "exchange_status", said)


def _bytes_of(row: MessageRow) -> Attached:
    return Attached(
        sha256=row.sha256, name=f"thong-diep-{row.number}.edxml.xml", size=row.size, kind=_XML,
        purpose=FilePurpose.MESSAGE,
    )  # fmt: skip
