"""What comes over the line: each message is kept as it came, read, and made a paper or a line.

A message is in the bag before anything is made of it, and marked when everything was: what a power
cut parts is done again, and nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from loudspeaker.errors import (
    EntryRefused,
    FileRefused,
    LoudspeakerError,
    NotFound,
    PluginFailed,
    ProcessUnavailable,
    WrongState,
)
from loudspeaker.plugins.documents.edxml.identity import is_organ, parsed_document
from loudspeaker.plugins.documents.edxml.plain import from_values
from loudspeaker.plugins.documents.edxml.values import (
    PaperMessage,
    Purpose,
    StatusMessage,
)
from loudspeaker.plugins.documents.exchange.receiving import Event
from loudspeaker.plugins.documents.exchange.rounds import Fetched
from loudspeaker.plugins.documents.exchange.tables import MessageRow, Posted
from loudspeaker.plugins.documents.papers.urgency import is_secret
from loudspeaker.plugins.documents.post.arriving import Arriving
from loudspeaker.plugins.documents.post.hearing import Hearing
from loudspeaker.plugins.documents.post.orders import Orders
from loudspeaker.plugins.documents.post.tools import BY, COMING, Tools
from loudspeaker.plugins.documents.register.attachments import Attached

READING_S: Final = 60.0
_BUSY: Final = "busy"
_UNREAD: Final = "không đọc được: tệp hỏng, hoặc quá lớn"
_NOT_THIS_WAY: Final = "văn bản mật không nhận qua đường này"


class Incoming:
    """Takes messages; in the thread of the jobs alone."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._parts = tools.parts
        self._orders = Orders(tools)
        self._hearing = Hearing(tools, self._orders)
        self._arriving = Arriving(tools, self._orders)

    def take(self, fetched: Fetched) -> None:
        """Keep a message that was fetched, and make of it what there is to make."""
        sha256 = self._parts.folder.keep(fetched.path, ".xml")
        fetched.path.unlink(missing_ok=True)
        posted = Posted(
            kind=fetched.listed.kind, document="", organ="", sha256=sha256, size=fetched.size,
            remote=fetched.listed.id,
        )  # fmt: skip
        self._finish(posted, None)

    def go_on(self) -> None:
        """Make what was not made yet of messages that are in the bag."""
        for number in self._tools.known.unhandled():
            row = self._tools.mailbag.numbered(number)
            posted = Posted(
                kind=row.kind, document=row.document, organ=row.organ, sha256=row.sha256,
                size=row.size,
            )  # fmt: skip
            self._finish(posted, row)

    def _finish(self, posted: Posted, row: MessageRow | None) -> None:
        """Bring a message to its end; one that cannot be kept must not stop those behind it."""
        try:
            self._read(posted, row)
        except (EntryRefused, NotFound, WrongState) as error:
            problem = getattr(error, "problem", "") or error.code
            self._tools.mailbag.keep_refused(posted, problem, at=self._parts.now(), by=BY)
            self._tools.mailbag.spoil(posted.sha256, problem)

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
            status = from_values(StatusMessage, told["message"])
            self._hearing.hear(posted, status, told["notices"])
            return
        message = from_values(PaperMessage, told["message"])
        files = self._arriving.files(message, place)
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
            self._arriving.arrive(message, row, files, text)
        if message.business.purpose is Purpose.UPDATE:
            self._orders.update(message, files, self._arriving.pages(files, text))
        elif message.business.purpose is not Purpose.NEW:
            self._orders.obey(message, row)
