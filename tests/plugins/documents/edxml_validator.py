"""Tells whether bytes are a message as QCVN 102:2016 has it: from the rules' tree, not our writer.

Built on lxml and namespaces, where the program uses neither.  ``faults(data)`` lists what is wrong.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

URI = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
HREF = "{http://www.w3.org/1999/xlink}href"
ORGANISATION = "OrganId! OrganizationInCharge OrganName OrganAdd Email Telephone Fax Website"

# A line for each element: its children in their order; "!" needed, "*" any number, "+" one or more.
TREE = {
    "edXML": "edXMLEnvelope! AttachmentEncoded",
    "edXMLEnvelope": "edXMLHeader! edXMLBody",
    "edXMLHeader": "MessageHeader! TraceHeaderList! DigitalSignature!",
    "MessageHeader": "From! To+ Code! PromulgationInfo! DocumentType! Subject! Content SignerInfo"
    " DueDate ToPlaces OtherInfo ResponseFor* SteeringType DocumentId!",
    "From": ORGANISATION,
    "To": ORGANISATION,
    "Code": "CodeNumber! CodeNotation!",
    "PromulgationInfo": "Place PromulgationDate!",
    "DocumentType": "Type TypeName! TypeDetail",
    "SignerInfo": "Competence Position FullName",
    "ToPlaces": "Place*",
    "OtherInfo": "Priority SphereOfPromulgation TyperNotation PromulgationAmount PageAmount"
    " Appendixes",
    "Appendixes": "Appendix*",
    "ResponseFor": "OrganId Code PromulgationDate DocumentId",
    "TraceHeaderList": "TraceHeader+ Bussiness!",
    "TraceHeader": "OrganId! Timestamp!",
    "Bussiness": "BussinessDocType! BussinessDocReason BussinessDocumentInfo DocumentId StaffInfo"
    " Paper! ReplacementInfoList",
    "BussinessDocumentInfo": "DocumentInfo DocumentReceiver ReceiverList",
    "ReceiverList": "Receiver*",
    "Receiver": "ReceiverType! OrganId!",
    "StaffInfo": "Department DepartmentId Staff StaffId Mobile Email",
    "ReplacementInfoList": "ReplacementInfo+",
    "ReplacementInfo": "DocumentId! OrganIdList",
    "OrganIdList": "OrganId*",
    "DigitalSignature": "",
    "edXMLBody": "edXMLManifest!",
    "edXMLManifest": "Reference+",
    "Reference": "ContentId! ContentType! AttachmentName! Description",
    "AttachmentEncoded": "Attachment+",
    "Attachment": "ContentType! ContentId! Description ContentTransferEncoded! AttachmentName!",
}
STATUS_TREE = TREE | {
    "edXML": "edXMLEnvelope!",
    "edXMLEnvelope": "edXMLHeader!",
    "edXMLHeader": "Status!",
    "Status": "ResponseFor! From! StatusCode! Description Timestamp! StaffInfo",
    "ResponseFor": "OrganId! Code PromulgationDate DocumentId!",
    "StaffInfo": "Department Staff",
}
DAY = r"\d{4}/(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])"
ORGAN = r"(\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(\.\d{1,3}){0,4})"
FORMS = {
    "PromulgationDate": DAY,
    "DueDate": DAY,
    "Timestamp": DAY + r" ([01]\d|2[0-3]):[0-5]\d:[0-5]\d",
    "OrganId": ORGAN,
    "DocumentId": rf"{ORGAN},({DAY}|\d{{4}}),[^,/]+/.+",
    "MessageHeader/DocumentId": rf"{ORGAN},{DAY},[^,/]+/.+",
    "Priority": "[0-3]",
    "SteeringType": "[01]",
    "BussinessDocType": "[0-3]",
    "Paper": "[01]",
    "PromulgationAmount": r"\d+",
    "PageAmount": r"\d+",
    "ContentId": "cid:.+",
    "AttachmentName": r"[^/\\]+",
    "StatusCode": "0[1-6]|13|15|16",
}
WITHOUT_PREFIX = {"edXML", "AttachmentEncoded", "Attachment"}


@dataclass(frozen=True)
class Child:
    name: str
    needed: bool
    many: bool


def children(line: str) -> list[Child]:
    return [Child(word.rstrip("!*+"), word[-1] in "!+", word[-1] in "*+") for word in line.split()]


def faults(data: bytes) -> list[str]:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return [str(error)]
    if not data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>'):
        return ["no declaration"]
    if root.getroottree().docinfo.doctype:
        return ["a DOCTYPE"]
    is_status = next(root.iter(f"{{{URI}}}StatusCode"), None) is not None
    tree = STATUS_TREE if is_status else TREE
    found = [*below(root, tree, inherited=False), *contents(root)]
    withdraws = next(root.iter(f"{{{URI}}}BussinessDocType"), None)
    has_files = next(root.iter(f"{{{URI}}}Attachment"), None) is not None
    if not is_status and not has_files and (withdraws is None or withdraws.text != "1"):
        found.append("no attachment")
    return found


def below(node: etree._Element, tree: dict[str, str], *, inherited: bool) -> Iterator[str]:
    name = etree.QName(node)
    if name.namespace != URI:
        yield f"{node.tag}: another namespace"
    within = inherited or name.localname == "edXMLEnvelope"
    if node.prefix != ("edXML" if within else None):
        yield f"{name.localname}: prefix {node.prefix}"
    parent = node.getparent()
    is_response = parent is not None and etree.QName(parent).localname == "ResponseFor"
    if name.localname not in tree or is_response:
        yield from leaf(name.localname, node)
        return
    if (node.text or "").strip() or any((each.tail or "").strip() for each in node):
        yield f"{name.localname}: text between elements"
    yield from order(name.localname, [etree.QName(each).localname for each in node], tree)
    for each in node:
        yield from below(each, tree, inherited=within)


def leaf(name: str, node: etree._Element) -> Iterator[str]:
    if len(node):
        yield f"{name}: has elements"
    text = node.text or ""
    if not text:
        yield f"{name}: empty"
    parent = etree.QName(node.getparent()).localname
    form = FORMS.get(f"{parent}/{name}", FORMS.get(name))
    if form and not re.fullmatch(form, text, re.ASCII):
        yield f"{name}: {text!r}"


def order(name: str, found: list[str], tree: dict[str, str]) -> Iterator[str]:
    rest = list(found)
    for child in children(tree[name]):
        count = 0
        while rest and rest[0] == child.name and (child.many or count == 0):
            rest.pop(0)
            count += 1
        if child.needed and not count:
            yield f"{name}: no {child.name}"
    if rest:
        yield f"{name}: {rest[0]} out of order, twice, or not of it"


def contents(root: etree._Element) -> Iterator[str]:
    """Compare what the manifest lists with what came, and look at the base64."""
    listed = [each.findtext(f"{{{URI}}}ContentId") for each in root.iter(f"{{{URI}}}Reference")]
    came = [each.findtext(f"{{{URI}}}ContentId") for each in root.iter(f"{{{URI}}}Attachment")]
    hrefs = [each.get(HREF) for each in root.iter(f"{{{URI}}}Reference")]
    if listed != came or listed != hrefs or len(set(listed)) < len(listed):
        yield f"listed {listed} {hrefs}, came {came}"
    for each in root.iter(f"{{{URI}}}edXMLManifest"):
        if each.get("version") != "1.0":
            yield "the manifest has no version"
    for each in root.iter(f"{{{URI}}}ContentTransferEncoded"):
        try:
            base64.b64decode(each.text or "", validate=True)
        except binascii.Error as error:
            yield f"ContentTransferEncoded: {error}"
