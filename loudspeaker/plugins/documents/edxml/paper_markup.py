"""The header and the manifest of a paper's message, element by element in the rules' order."""

from __future__ import annotations

from typing import Final

from loudspeaker.plugins.documents.edxml.dates import written_day, written_moment
from loudspeaker.plugins.documents.edxml.markup import Markup
from loudspeaker.plugins.documents.edxml.values import (
    Attachment,
    Business,
    Organisation,
    OtherInfo,
    PaperMessage,
    Response,
    Staff,
)

_XLINK: Final = "http://www.w3.org/1999/xlink"


def write_header(markup: Markup, message: PaperMessage) -> None:
    """Write the MessageHeader."""
    with markup.element("MessageHeader"):
        write_organisation(markup, "From", message.sender)
        for each in message.receivers:
            write_organisation(markup, "To", each)
        with markup.element("Code"):
            markup.leaf("CodeNumber", message.code.number)
            markup.leaf("CodeNotation", message.code.notation)
        with markup.element("PromulgationInfo"):
            markup.leaf("Place", message.place)
            if message.promulgated:
                markup.leaf("PromulgationDate", written_day(message.promulgated))
        with markup.element("DocumentType"):
            markup.leaf("Type", message.type.number)
            markup.leaf("TypeName", message.type.name)
            markup.leaf("TypeDetail", message.type.detail)
        markup.leaf("Subject", message.subject)
        markup.leaf("Content", message.content)
        _write_signer(markup, message)
        markup.leaf("DueDate", written_day(message.due) if message.due else "")
        with markup.element("ToPlaces"):
            for place in message.to_places:
                markup.leaf("Place", place)
        _write_other(markup, message.other)
        for response in message.responses:
            write_response(markup, response)
        markup.leaf("SteeringType", str(message.steering))
        markup.leaf("DocumentId", message.document)


def write_organisation(markup: Markup, name: str, organisation: Organisation) -> None:
    """Write a From or To."""
    with markup.element(name):
        markup.leaf("OrganId", organisation.code)
        markup.leaf("OrganizationInCharge", organisation.in_charge)
        markup.leaf("OrganName", organisation.name)
        markup.leaf("OrganAdd", organisation.address)
        markup.leaf("Email", organisation.email)
        markup.leaf("Telephone", organisation.telephone)
        markup.leaf("Fax", organisation.fax)
        markup.leaf("Website", organisation.website)


def write_response(markup: Markup, response: Response) -> None:
    """Write a ResponseFor."""
    with markup.element("ResponseFor"):
        markup.leaf("OrganId", response.organ)
        markup.leaf("Code", response.code)
        day = response.promulgated
        markup.leaf("PromulgationDate", written_day(day) if day else "")
        markup.leaf("DocumentId", response.document)


def _write_signer(markup: Markup, message: PaperMessage) -> None:
    with markup.element("SignerInfo"):
        markup.leaf("Competence", message.signer.competence)
        markup.leaf("Position", message.signer.position)
        markup.leaf("FullName", message.signer.full_name)


def _write_other(markup: Markup, other: OtherInfo) -> None:
    with markup.element("OtherInfo"):
        markup.leaf("Priority", str(other.urgency))
        markup.leaf("SphereOfPromulgation", other.sphere)
        markup.leaf("TyperNotation", other.typist)
        markup.leaf("PromulgationAmount", "" if other.copies is None else str(other.copies))
        markup.leaf("PageAmount", "" if other.pages is None else str(other.pages))
        with markup.element("Appendixes"):
            for each in other.appendixes:
                markup.leaf("Appendix", each)


def write_traces(markup: Markup, message: PaperMessage) -> None:
    """Write the TraceHeaderList with what the message is for."""
    traces = message.traces
    given = {
        "id": traces.id,
        "version": traces.version,
        "mustUnderstand": traces.must_understand,
        "actor": traces.actor,
    }
    with markup.element("TraceHeaderList", {key: text for key, text in given.items() if text}):
        for step in traces.steps:
            with markup.element("TraceHeader"):
                markup.leaf("OrganId", step.organ)
                markup.leaf("Timestamp", written_moment(step.at) if step.at else "")
        _write_business(markup, message.business)


def _write_business(markup: Markup, business: Business) -> None:
    with markup.element("Bussiness"):
        markup.leaf("BussinessDocType", str(business.purpose.value))
        markup.leaf("BussinessDocReason", business.reason)
        _write_info(markup, business)
        markup.leaf("DocumentId", business.document)
        _write_staff(markup, business.staff)
        markup.leaf("Paper", "1" if business.on_paper_too else "0")
        if business.replacements:
            with markup.element("ReplacementInfoList"):
                for each in business.replacements:
                    with markup.element("ReplacementInfo"):
                        markup.leaf("DocumentId", each.document)
                        with markup.element("OrganIdList"):
                            for organ in each.organs:
                                markup.leaf("OrganId", organ)


def _write_info(markup: Markup, business: Business) -> None:
    info = business.info
    if not (info.document or info.receiver or info.receivers):
        return
    with markup.element("BussinessDocumentInfo"):
        markup.leaf("DocumentInfo", info.document)
        markup.leaf("DocumentReceiver", info.receiver)
        if info.receivers:
            with markup.element("ReceiverList"):
                for each in info.receivers:
                    with markup.element("Receiver"):
                        markup.leaf("ReceiverType", each.kind)
                        markup.leaf("OrganId", each.organ)


def _write_staff(markup: Markup, staff: Staff) -> None:
    with markup.element("StaffInfo"):
        markup.leaf("Department", staff.department)
        markup.leaf("DepartmentId", staff.department_id)
        markup.leaf("Staff", staff.staff)
        markup.leaf("StaffId", staff.staff_id)
        markup.leaf("Mobile", staff.mobile)
        markup.leaf("Email", staff.email)


def write_manifest(markup: Markup, attachments: tuple[Attachment, ...]) -> None:
    """Write the body: what files there are."""
    with (
        markup.element("edXMLBody"),
        markup.element("edXMLManifest", {"version": "1.0", "xmlns:xlink": _XLINK}),
    ):
        for each in attachments:
            content_id = f"cid:{each.content_id}"
            with markup.element("Reference", {"xlink:href": content_id}):
                markup.leaf("ContentId", content_id)
                markup.leaf("ContentType", each.content_type)
                markup.leaf("AttachmentName", each.name)
                markup.leaf("Description", each.description)
