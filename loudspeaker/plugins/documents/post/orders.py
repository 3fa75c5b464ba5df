"""What the sender of a paper asks for later: it back, in another form, or another in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from loudspeaker.errors import EntryRefused, LoudspeakerError
from loudspeaker.hookspecs import DraftOffered
from loudspeaker.model import Caller, Role
from loudspeaker.plugins.documents.edxml.values import PaperMessage, Purpose
from loudspeaker.plugins.documents.exchange import changing
from loudspeaker.plugins.documents.exchange.changing import Change, Effect, Order
from loudspeaker.plugins.documents.exchange.receiving import Event
from loudspeaker.plugins.documents.exchange.statuses import Status
from loudspeaker.plugins.documents.exchange.tables import MessageRow
from loudspeaker.plugins.documents.papers.states import OPEN, State
from loudspeaker.plugins.documents.post.correcting import correction
from loudspeaker.plugins.documents.post.known import Arrived
from loudspeaker.plugins.documents.post.reading import entry_from
from loudspeaker.plugins.documents.post.tools import BY, LINE, Tools
from loudspeaker.plugins.documents.register.acting import Asked
from loudspeaker.plugins.documents.register.attachments import Attached
from loudspeaker.plugins.documents.register.values import Paper

_WRITER: Final = Caller(name=BY, roles=frozenset({Role.EDITOR}))
_NAMES: Final[Mapping[Effect, str]] = {
    Effect.WITHDRAWN: "exchange_withdrawn",
    Effect.UPDATED: "exchange_updated",
    Effect.REPLACED: "exchange_replaced",
    Effect.ASKED: "exchange_asked_back",
    Effect.NOTHING: "exchange_order",
}


class Orders:
    """Obeys them where they come from the office whose paper it is."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._parts = tools.parts

    def obey(self, message: PaperMessage, row: MessageRow) -> None:
        """Apply a message that withdraws or replaces; one whose paper is not here waits for it."""
        if message.business.purpose is Purpose.WITHDRAW:
            self._hear_withdrawal(row.target or row.document, row, message.business.reason)
        order = Order(
            purpose=changing.Purpose(message.business.purpose),
            sender=message.sender.code,
            document=message.document,
            target=message.business.document,
            reason=message.business.reason,
            replaced=tuple((each.document, each.organs) for each in message.business.replacements),
        )
        self._apply_all(order)

    def update(
        self,
        message: PaperMessage,
        files: Sequence[Attached],
        pages: Sequence[str],
    ) -> None:
        """Apply a message that brings a paper in another form."""
        target = message.business.document or message.document
        order = Order(
            purpose=changing.Purpose.UPDATE, sender=message.sender.code, document=message.document,
            target=target, reason=message.business.reason,
        )  # fmt: skip
        for change in self._apply_all(order):
            known = self._tools.known.by_document(change.document)
            if change.effect is Effect.UPDATED and known is not None:
                self._renew(known.paper, message, files, pages)

    def waiting_for(self, arrived: Arrived) -> None:
        """Apply withdrawals that came before their paper."""
        for row in self._tools.mailbag.orders_for(arrived.document):
            if row.purpose == changing.Purpose.WITHDRAW:
                self._hear_withdrawal(arrived.document, row, "")
                order = Order(
                    purpose=changing.Purpose.WITHDRAW, sender=row.organ, document=row.document,
                    target=row.target, reason="lệnh thu hồi đã đến trước văn bản",
                )  # fmt: skip
                self._apply_all(order)
            else:
                told = f"thông điệp cập nhật đã đến trước văn bản (thông điệp {row.number})"
                self._tools.note(arrived.paper, "exchange_order", told)

    def asked_back(self, document: str, sender: str, reason: str) -> None:
        """Take a status 13: a person decides."""
        change = changing.asked_back(document, sender, self._papers([document]))
        note = f"{change.note}: {reason}" if reason else change.note
        self._apply(replace(change, note=note), sender)

    def answer(self, paper: Paper, *, agreed: bool, reason: str, by: str) -> None:
        """Answer who asks for a paper back with 15 or 16; EntryRefused."""
        known = self._tools.known.arrived(paper.id)
        if known is None:
            raise EntryRefused(where="văn bản", problem="không đến qua trục")
        change = changing.answered(self._as_order_sees(known), agreed=agreed, reason=reason)
        assert change.answer is not None
        self._tools.ledger.owe(
            known.document, known.organ, Event(change.answer), at=self._parts.now(), by=by,
            reason=reason,
        )  # fmt: skip
        self._apply(replace(change, answer=None), known.organ)

    # --- applying -------------------------------------------------------------------------------

    def _apply_all(self, order: Order) -> tuple[Change, ...]:
        wanted = [order.target or order.document, *(each for each, _organs in order.replaced)]
        found = changing.changes(order, self._papers(wanted), self._tools.ours().code)
        for change in found:
            self._apply(change, order.sender)
        return found

    def _apply(self, change: Change, sender: str) -> None:
        if change.answer is not None:
            event = Event(change.answer)
            reason = change.note if change.answer is Status.KEPT else ""
            self._tools.owe(change.document, sender, event, reason=reason)
        known = self._tools.known.by_document(change.document)
        if known is None or change.after is None:
            return
        after, note = change.after, change.note
        if change.effect in (Effect.WITHDRAWN, Effect.REPLACED):
            note += self._freeze(known.paper, change.note)
        self._tools.known.put(
            replace(known, state=after.state, version=after.version, replaced_by=after.replaced_by)
        )
        self._tools.note(known.paper, _NAMES[change.effect], note)
        if change.effect in (Effect.WITHDRAWN, Effect.REPLACED, Effect.UPDATED):
            self._tell_people(known.paper, change)

    def _freeze(self, paper: int, reason: str) -> str:
        """Withdraw a paper in the register; return what to add to the note where it cannot be."""
        asked = Asked(note=reason)
        try:
            self._parts.register.act(
                paper, "withdraw", actor=LINE, now=self._parts.now(), asked=asked
            )
        except LoudspeakerError as error:
            return f"; sổ giữ nguyên: {getattr(error, 'problem', '')}"
        return ""

    def _renew(
        self, paper: int, message: PaperMessage, files: Sequence[Attached], pages: Sequence[str]
    ) -> None:
        """Put the description and files of a newer message beside what was there."""
        register, now = self._parts.register, self._parts.now()
        entry, _told = entry_from(message, self._parts.today())
        try:
            register.edit(paper, entry, actor=LINE, now=now, duplicate_seen=True)
            if files:
                register.attach(paper, files, actor=LINE, now=now)
                register.set_pages(paper, pages)
                self._parts.checks.note(paper, now, by=BY, wait=True)
        except EntryRefused as error:
            self._tools.note(paper, "exchange_order", f"không cập nhật được: {error.problem}")

    def _hear_withdrawal(self, document: str, row: MessageRow, reason: str) -> None:
        """Put a withdrawal down as a 13, so that 15 or 16 answers it."""
        now = self._parts.now()
        self._tools.ledger.hear(
            document, row.organ, Status.ASKED_BACK.value, at=row.at, noted=now, by="",
            description=reason, message=row.number, is_ours=False,
        )  # fmt: skip

    # --- what people have heard -----------------------------------------------------------------

    def _tell_people(self, paper: int, change: Change) -> None:
        """Put a correction in front of the official; say which announcement is still to come."""
        links = self._parts.links
        heard = set(links.aired(paper))
        for each in links.of_paper(paper):
            if each["announcement"] not in heard and not each["state"].startswith("đã hủy"):
                told = f"thông báo {each['announcement']} ({each['state']}) còn dùng văn bản này"
                self._tools.note(paper, "exchange_announcement", f"{told}: xem lại, hủy nếu cần")
        if change.correction and heard:
            self._correct(paper, links.aired(paper)[0], change)

    def _correct(self, paper: int, announcement: str, change: Change) -> None:
        found = self._parts.looking.known(paper, viewer=LINE)
        heard = self._parts.services.announcement(announcement)
        title = heard.title if heard else found.entry.subject
        words = correction(found, change, heard=title, at=self._when(announcement))
        version = change.after.version if change.after else 0
        key = f"{change.effect.value}-{paper}-{version}"
        offered = DraftOffered(title=words.title, text=words.text, key=key)
        try:
            draft = self._parts.services.submit(offered, by=_WRITER)
        except LoudspeakerError as error:
            told = f"{error.code} {getattr(error, 'problem', '')}".strip()
            self._tools.note(
                paper, "correction", f"chưa soạn được bản đính chính ({told}): tự soạn"
            )
            return
        self._parts.links.add(paper, draft, by=BY, at=self._parts.now())
        self._tools.note(paper, "correction", f"bản đính chính {draft} đang chờ duyệt")

    def _when(self, announcement: str) -> datetime | None:
        seen = self._parts.services.announcement(announcement)
        times = [each.aired_at for each in seen.airings if each.aired_at] if seen else []
        return max(times, default=None)

    # --- papers as orders see them --------------------------------------------------------------

    def _papers(self, documents: Sequence[str]) -> dict[str, changing.Paper]:
        found = [self._tools.known.by_document(each) for each in dict.fromkeys(documents) if each]
        return {each.document: self._as_order_sees(each) for each in found if each is not None}

    def _as_order_sees(self, known: Arrived) -> changing.Paper:
        paper = self._parts.looking.known(known.paper, viewer=LINE)
        state = known.state
        if state is changing.State.OPEN and paper.state is State.WITHDRAWN:
            state = changing.State.WITHDRAWN
        elif state is changing.State.OPEN and paper.state not in OPEN:
            state = changing.State.CLOSED
        return changing.Paper(
            document=known.document,
            organ=known.organ,
            state=state,
            version=known.version,
            aired=bool(self._parts.links.aired(paper.id)),
            replaced_by=known.replaced_by,
        )
