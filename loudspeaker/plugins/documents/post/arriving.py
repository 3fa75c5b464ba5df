"""A paper that came over the line becomes one of the register, with its files and its message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from loudspeaker.errors import (
    EntryRefused,
)
from loudspeaker.plugins.documents.edxml.values import (
    Attachment,
    PaperMessage,
)
from loudspeaker.plugins.documents.exchange.receiving import Event
from loudspeaker.plugins.documents.exchange.tables import MessageRow
from loudspeaker.plugins.documents.papers.entry import Entry
from loudspeaker.plugins.documents.papers.states import State
from loudspeaker.plugins.documents.post.known import Arrived
from loudspeaker.plugins.documents.post.orders import Orders
from loudspeaker.plugins.documents.post.reading import entry_from, unusual
from loudspeaker.plugins.documents.post.tools import BY, LINE, Tools
from loudspeaker.plugins.documents.register.attachments import (
    Attached,
    base_name,
    suffix_of,
)
from loudspeaker.plugins.documents.register.attachments import Purpose as FilePurpose
from loudspeaker.plugins.documents.register.writing import Brought

RECEIVED: Final = "exchange_received"
_GONE: Final = frozenset({State.RETURNED, State.CANCELLED})
_XML: Final = "application/xml"


class Arriving:
    """Registers papers."""

    def __init__(self, tools: Tools, orders: Orders) -> None:
        self._tools = tools
        self._parts = tools.parts
        self._orders = orders

    def arrive(
        self,
        message: PaperMessage,
        row: MessageRow,
        files: Sequence[Attached],
        text: Mapping[str, Any],
    ) -> None:
        """Keep a new paper, without a number; one that is here gets a line in its log."""
        there = self._tools.known.by_document(message.document)
        if there is not None and not self._is_gone(there, message):
            self._again(there, message, row)
            return
        if there is not None:
            self._set_aside(there, message)
        entry, told = entry_from(message, self._parts.today())
        pages = self.pages(files, text)
        brought = Brought(
            files=[*files, _bytes_of(row)], pages=pages, message=self._name(message, row)
        )
        number = self._register(entry, brought)
        arrived = Arrived(paper=number, document=message.document, organ=message.sender.code)
        self._tools.known.put(arrived)
        notes = [*self._about_sender(message), *unusual(list(row.notices)), *told]
        self._tools.note(number, RECEIVED, "; ".join(("nhận qua trục", *notes)))
        self._parts.checks.note(number, self._parts.now(), by=BY, wait=True)
        self._tools.owe(message.document, message.sender.code, Event.ARRIVED)
        if there is None:
            self._orders.waiting_for(arrived)

    def _is_gone(self, there: Arrived, message: PaperMessage) -> bool:
        """Tell whether a paper was returned, and its sender has it come again."""
        paper = self._parts.looking.known(there.paper, viewer=LINE)
        return paper.state in _GONE and there.organ == message.sender.code

    def _set_aside(self, there: Arrived, message: PaperMessage) -> None:
        now, organ = self._parts.now(), message.sender.code
        self._tools.ledger.begin_again(message.document, organ, at=now, by=BY)
        self._tools.known.set_aside(there)
        self._tools.note(there.paper, "exchange_again", "nơi gửi đã gửi lại, là văn bản khác")

    def _name(self, message: PaperMessage, row: MessageRow) -> str:
        """Return the name of a message for the register, which takes each once."""
        query = "SELECT state FROM paper WHERE message = ?"
        there = self._parts.database.row(query, [message.document])
        is_free = there is None or State(there["state"]) not in _GONE
        return message.document if is_free else f"{message.document}#{row.number}"

    def _register(self, entry: Entry, brought: Brought) -> int:
        """Return the paper of a message: one that is there was cut off before it was known."""
        query = "SELECT id FROM paper WHERE message = ?"
        row = self._parts.database.row(query, [brought.message])
        if row is not None:
            return int(row["id"])
        register, now = self._parts.register, self._parts.now()
        return register.receive(entry, actor=LINE, now=now, brought=brought).id

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

    def files(self, message: PaperMessage, place: Path) -> list[Attached]:
        """Keep the files of a message; the first is the paper itself."""
        there = [each for each in message.attachments if each.sha256]
        return [
            self._file(each, place, FilePurpose.ANNEX if number else FilePurpose.MAIN)
            for number, each in enumerate(there)
        ]

    def _file(self, given: Attachment, place: Path, purpose: FilePurpose) -> Attached:
        sha256 = self._parts.folder.keep(place / given.sha256, suffix_of(given.name))
        return Attached(
            sha256=sha256, name=base_name(given.name), size=given.size, kind=given.content_type,
            purpose=purpose,
        )  # fmt: skip

    def pages(self, files: Sequence[Attached], text: Mapping[str, Any]) -> list[str]:
        """Return the text of the main file; of a scan it comes later."""
        if text.get("needs_ocr"):
            self._parts.texts.look_for_letters(files[0], partial(self._found, files[0]))
        return [page["text"] for page in text.get("pages", [])]

    def _found(self, file: Attached, told: Mapping[str, Any]) -> None:
        texts = [page["text"] for page in told.get("pages", [])]
        for paper in self._parts.papers_with(file.sha256):
            self._parts.register.set_pages(paper, texts)


def _bytes_of(row: MessageRow) -> Attached:
    return Attached(
        sha256=row.sha256, name=f"thong-diep-{row.number}.edxml.xml", size=row.size, kind=_XML,
        purpose=FilePurpose.MESSAGE,
    )  # fmt: skip
