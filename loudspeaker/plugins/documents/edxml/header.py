"""The tree of a paper's message as a value; MessageRefused where it says too little."""

from __future__ import annotations

from datetime import date
from typing import Final

from loudspeaker.plugins.documents.edxml.common import (
    note_unusual_organ,
    organisation_of,
    response_of,
    staff_of,
)
from loudspeaker.plugins.documents.edxml.fields import Fields
from loudspeaker.plugins.documents.edxml.identity import document_id, parsed_document
from loudspeaker.plugins.documents.edxml.notices import Notes, Oddity
from loudspeaker.plugins.documents.edxml.refusals import Reason, refused
from loudspeaker.plugins.documents.edxml.values import (
    MOST_URGENT,
    Attachment,
    Business,
    BusinessInfo,
    Code,
    DocumentType,
    Organisation,
    OtherInfo,
    PaperMessage,
    Purpose,
    Receiver,
    Replacement,
    Signer,
    Trace,
    Traces,
)

_LONGEST_PURPOSE: Final = 2
_URGENT_WORDS: Final = {"khẩn": 1, "thượng khẩn": 2, "hỏa tốc": 3, "hoả tốc": 3}


def paper_of(
    header: Fields,
    traces: Fields,
    notes: Notes,
    *,
    has_signature: bool,
    attachments: tuple[Attachment, ...],
) -> PaperMessage:
    """Return a paper's message of its MessageHeader and TraceHeaderList."""
    sender = organisation_of(header.sub("From"))
    if not sender.code:
        raise refused(Reason.NO_SENDER)
    note_unusual_organ(sender.code, "From", notes)
    promulgation = header.sub("PromulgationInfo")
    has_day = bool(promulgation.line("PromulgationDate"))
    code, day = _code(header.sub("Code")), promulgation.day("PromulgationDate")
    document = header.line("DocumentId")
    if not document:
        if not (day and code.number and code.notation):
            raise refused(Reason.NO_DOCUMENT)
        document = document_id(sender.code, day, code.number, code.notation)
        notes.add(Oddity.NO_DOCUMENT, "DocumentId", document)
    message = PaperMessage(
        sender=sender,
        receivers=_receivers(header, notes),
        code=code,
        document=document,
        subject=header.line("Subject"),
        type=_type(header.sub("DocumentType")),
        place=promulgation.line("Place"),
        promulgated=day or (_day_in(document) if has_day else None),
        content=header.lines("Content"),
        signer=_signer(header.sub("SignerInfo")),
        due=header.day("DueDate"),
        to_places=tuple(each.own for each in header.sub("ToPlaces").all("Place") if each.own),
        other=_other(header.sub("OtherInfo"), notes),
        responses=tuple(response_of(each) for each in header.all("ResponseFor")),
        steering=header.number("SteeringType") or 0,
        traces=_traces(traces),
        business=_business(traces.sub("Bussiness"), notes),
        has_signature=has_signature,
        attachments=attachments,
    )
    _note_what_is_missing(message, notes)
    return message


def _day_in(document: str) -> date | None:
    """Return the day in a paper's own code, where the one beside it cannot be read."""
    parsed = parsed_document(document)
    return parsed.day if parsed else None


def _note_what_is_missing(message: PaperMessage, notes: Notes) -> None:
    parsed = parsed_document(message.document)
    if parsed and parsed.organ != message.sender.code and message.business.purpose is Purpose.NEW:
        notes.add(Oddity.FOREIGN_DOCUMENT, "DocumentId", message.document)
    if not message.receivers:
        notes.add(Oddity.NO_RECEIVER, "To")
    if not message.subject:
        notes.add(Oddity.NO_SUBJECT, "Subject")
    if not message.type.name:
        notes.add(Oddity.NO_TYPE_NAME, "TypeName", message.type.number)
    if not message.attachments and message.business.purpose is not Purpose.WITHDRAW:
        notes.add(Oddity.NO_ATTACHMENT)


def _receivers(header: Fields, notes: Notes) -> tuple[Organisation, ...]:
    found = tuple(organisation_of(each) for each in header.all("To"))
    for each in found:
        note_unusual_organ(each.code, "To", notes)
    return tuple(each for each in found if each != Organisation())


def _code(fields: Fields) -> Code:
    return Code(number=fields.line("CodeNumber"), notation=fields.line("CodeNotation"))


def _type(fields: Fields) -> DocumentType:
    return DocumentType(
        number=fields.line("Type"),
        name=fields.line("TypeName"),
        detail=fields.line("TypeDetail"),
    )


def _signer(fields: Fields) -> Signer:
    return Signer(
        competence=fields.line("Competence"),
        position=fields.line("Position"),
        full_name=fields.line("FullName"),
    )


def _other(fields: Fields, notes: Notes) -> OtherInfo:
    appendixes = fields.sub("Appendixes").all("Appendix")
    return OtherInfo(
        urgency=_urgency(fields, notes),
        sphere=fields.line("SphereOfPromulgation"),
        typist=fields.line("TyperNotation"),
        copies=fields.number("PromulgationAmount"),
        pages=fields.number("PageAmount"),
        appendixes=tuple(each.own for each in appendixes if each.own),
    )


def _urgency(fields: Fields, notes: Notes) -> int:
    """Return 0 to 3; what is above is taken for the most urgent, so that nobody overlooks it.

    Some senders write the word.
    """
    text = fields.line("Priority")
    if not text:
        return 0
    if word := _URGENT_WORDS.get(" ".join(text.lower().split())):
        notes.add(Oddity.URGENCY, "Priority", text)
        return word
    urgency = int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_URGENT else -1
    if not 0 <= urgency <= MOST_URGENT:
        notes.add(Oddity.URGENCY, "Priority", text)
    return max(0, min(urgency, MOST_URGENT))


def _traces(fields: Fields) -> Traces:
    return Traces(
        id=fields.attribute("id"),
        version=fields.attribute("version"),
        must_understand=fields.attribute("mustUnderstand"),
        actor=fields.attribute("actor"),
        steps=tuple(
            Trace(organ=each.line("OrganId"), at=each.moment("Timestamp"))
            for each in fields.all("TraceHeader")
        ),
    )


def _business(fields: Fields, notes: Notes) -> Business:
    return Business(
        purpose=_purpose(fields.line("BussinessDocType"), notes),
        reason=fields.lines("BussinessDocReason"),
        info=_info(fields.sub("BussinessDocumentInfo")),
        document=fields.line("DocumentId"),
        staff=staff_of(fields.sub("StaffInfo")),
        on_paper_too=fields.line("Paper").lower() in {"1", "true"},
        replacements=tuple(
            _replacement(each) for each in fields.sub("ReplacementInfoList").all("ReplacementInfo")
        ),
    )


def _purpose(text: str, notes: Notes) -> Purpose:
    """Return what the message is for; one that says something strange is not taken for new."""
    if not text:
        notes.add(Oddity.NO_PURPOSE, "BussinessDocType")
        return Purpose.NEW
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST_PURPOSE:
        number = int(text)
        if number in {each.value for each in Purpose}:
            return Purpose(number)
    raise refused(Reason.PURPOSE, "BussinessDocType", text)


def _info(fields: Fields) -> BusinessInfo:
    return BusinessInfo(
        document=fields.line("DocumentInfo"),
        receiver=fields.line("DocumentReceiver"),
        receivers=tuple(
            Receiver(kind=each.line("ReceiverType"), organ=each.line("OrganId"))
            for each in fields.sub("ReceiverList").all("Receiver")
        ),
    )


def _replacement(fields: Fields) -> Replacement:
    organs = fields.sub("OrganIdList").all("OrganId")
    return Replacement(
        document=fields.line("DocumentId"), organs=tuple(each.own for each in organs if each.own)
    )
