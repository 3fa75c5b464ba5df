"""The header and the manifest of a paper's message, element by element in the rules' order."""

from __future__ import annotations

from typing import Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.edxml.dates import written_day, written_moment
from loudspeaker.plugins.documents.edxml.identity import is_organ, parsed_document
from loudspeaker.plugins.documents.edxml.kinds import claimed_kinds
from loudspeaker.plugins.documents.edxml.markup import Markup
from loudspeaker.plugins.documents.edxml.names import base_name, ending_of
from loudspeaker.plugins.documents.edxml.values import (
    MOST_URGENT,
    Attachment,
    Business,
    Organisation,
    OtherInfo,
    PaperMessage,
    Purpose,
    Response,
    Staff,
)

_XLINK: Final = "http://www.w3.org/1999/xlink"


def check_paper(message: PaperMessage) -> None:
    """Refuse what no receiver should be sent (EntryRefused)."""
    purpose = message.business.purpose
    problems = {
        "From": "mã cơ quan gửi không đúng dạng" if not is_organ(message.sender.code) else "",
        "To": _receivers_problem(message),
        "Code": "thiếu số hoặc ký hiệu"
        if not (message.code.number and message.code.notation)
        else "",
        "PromulgationDate": "chưa có ngày ban hành" if message.promulgated is None else "",
        "TypeName": "chưa có tên loại văn bản" if not message.type.name.strip() else "",
        "Subject": "chưa có trích yếu" if not message.subject.strip() else "",
        "Priority": "từ 0 đến 3" if not 0 <= message.other.urgency <= MOST_URGENT else "",
        "DocumentId": "không đúng dạng cơ quan,ngày,số/ký hiệu"
        if parsed_document(message.document) is None
        else "",
        "BussinessDocReason": "phải nói lý do"
        if purpose is not Purpose.NEW and not message.business.reason.strip()
        else "",
        "Bussiness/DocumentId": "chưa nói văn bản nào"
        if purpose in (Purpose.WITHDRAW, Purpose.UPDATE) and not message.business.document
        else "",
        "ReplacementInfoList": "chưa nói thay văn bản nào"
        if purpose is Purpose.REPLACE and not message.business.replacements
        else "",
        "Attachment": _attachments_problem(message),
    }
    for where, problem in problems.items():
        if problem:
            raise EntryRefused(where=where, problem=problem)


def _receivers_problem(message: PaperMessage) -> str:
    codes = [each.code for each in message.receivers]
    if not codes:
        return "chưa có nơi nhận"
    if len(set(codes)) < len(codes):
        return "một nơi nhận ghi hai lần"
    return "" if all(map(is_organ, codes)) else "mã cơ quan nhận không đúng dạng"


def _attachments_problem(message: PaperMessage) -> str:
    """Tell what is wrong with the files; only a withdrawal may have none."""
    found = message.attachments
    if not found and message.business.purpose is not Purpose.WITHDRAW:
        return "chưa có tệp nào"
    if len({each.content_id for each in found}) < len(found):
        return "hai tệp cùng một mã"
    for each in found:
        if not each.name or base_name(each.name, "") != each.name:
            return f"tên tệp không dùng được: {each.name[:80]}"
        if len(claimed_kinds(ending_of(each.name), each.content_type)) != 1:
            return f"loại tệp không rõ hoặc không được gửi: {each.name}"
    return ""


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
