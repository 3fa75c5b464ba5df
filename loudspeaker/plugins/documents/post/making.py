"""Messages of ours as values: a paper on its way out, its withdrawal, and a status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.edxml.identity import document_id, parsed_document
from loudspeaker.plugins.documents.edxml.kinds import BY_ENDING
from loudspeaker.plugins.documents.edxml.names import base_name, ending_of
from loudspeaker.plugins.documents.edxml.values import (
    Attachment,
    Business,
    Code,
    DocumentType,
    Organisation,
    OtherInfo,
    PaperMessage,
    Response,
    Signer,
    Staff,
    StatusMessage,
    Trace,
    Traces,
)
from loudspeaker.plugins.documents.exchange.statuses import StatusLine
from loudspeaker.plugins.documents.register.attachments import Attached
from loudspeaker.plugins.documents.register.values import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """From whom a message goes, to whom, and when."""

    sender: Organisation
    receivers: tuple[Organisation, ...]
    at: datetime


def document_of(paper: Paper, organ: str) -> str:
    """Return the code of a paper of ours on the line; EntryRefused before it has a number."""
    entry = paper.entry
    if not entry.number or not entry.symbol or entry.issued_on is None:
        raise EntryRefused(where="văn bản", problem="chưa có số, ký hiệu và ngày")
    return document_id(organ, entry.issued_on, entry.number, entry.symbol)


def paper_message(
    paper: Paper, way: Way, files: Sequence[Attached], business: Business
) -> PaperMessage:
    """Return a paper of ours as a message; EntryRefused."""
    entry = paper.entry
    return PaperMessage(
        sender=way.sender,
        receivers=way.receivers,
        code=Code(number=entry.number, notation=entry.symbol),
        document=document_of(paper, way.sender.code),
        subject=entry.subject,
        type=DocumentType(name=entry.type),
        promulgated=entry.issued_on,
        signer=Signer(position=entry.signer_post, full_name=entry.signer),
        due=entry.due_on,
        to_places=(entry.recipients,) if entry.recipients else (),
        other=OtherInfo(
            urgency=int(entry.urgency), pages=entry.pages or None, copies=entry.copies or None
        ),
        traces=Traces(steps=(Trace(organ=way.sender.code, at=way.at),)),
        business=business,
        attachments=attachments_of(files),
    )


def attachments_of(files: Sequence[Attached]) -> tuple[Attachment, ...]:
    """Return files as they go; EntryRefused for a kind that nobody takes."""
    return tuple(_attachment(each, number) for number, each in enumerate(files, 1))


def _attachment(file: Attached, number: int) -> Attachment:
    name = base_name(file.name, f"tep-{number}")
    kind = BY_ENDING.get(ending_of(name))
    if kind is None:
        raise EntryRefused(where="tệp đính kèm", problem=f"loại tệp không được gửi: {name}")
    return Attachment(
        content_id=f"tep-{number}", content_type=kind.types[0], name=name, sha256=file.sha256,
        size=file.size,
    )  # fmt: skip


def status_message(line: StatusLine, sender: Organisation, staff: str) -> StatusMessage:
    """Return what tells a sender what has become of a paper."""
    known = parsed_document(line.document)
    about = Response(organ=line.organ, document=line.document)
    if known is not None:
        code = f"{known.number}/{known.notation}"
        about = replace(about, code=code, promulgated=known.day)
    return StatusMessage(
        about=about, sender=sender, code=line.code, description=line.description, at=line.at,
        staff=Staff(staff=staff),
    )  # fmt: skip
