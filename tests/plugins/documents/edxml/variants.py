"""Messages as other systems may send them, made by hand: each with what is to become of it.

None is made by our writer.  ``HANDMADE`` is one paper and ``TOLD`` one status as the rules have
them; a variant is one of them with something else in it, or a text of its own.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from loudspeaker.plugins.documents.edxml.notices import Oddity
from loudspeaker.plugins.documents.edxml.refusals import Reason
from loudspeaker.plugins.documents.edxml.values import Message, PaperMessage, StatusMessage
from tests.plugins.documents.edxml.making import DOCX, PDF, PNG, zip_of

PDF_BASE64 = base64.b64encode(PDF).decode()

HANDMADE = f"""<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016" xmlns:xlink="http://www.w3.org/1999/xlink">
 <edXML:edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">
  <edXML:edXMLHeader>
   <edXML:MessageHeader>
    <edXML:From><edXML:OrganId>000.00.10.H56</edXML:OrganId>
     <edXML:OrganName>Sở Y tế</edXML:OrganName></edXML:From>
    <edXML:To><edXML:OrganId>000.17.22.H56</edXML:OrganId></edXML:To>
    <edXML:Code><edXML:CodeNumber>08</edXML:CodeNumber>
     <edXML:CodeNotation>TB-SYT</edXML:CodeNotation></edXML:Code>
    <edXML:PromulgationInfo><edXML:Place>Tỉnh lỵ</edXML:Place>
     <edXML:PromulgationDate>2026/11/20</edXML:PromulgationDate></edXML:PromulgationInfo>
    <edXML:DocumentType><edXML:Type>2</edXML:Type>
     <edXML:TypeName>Thông báo</edXML:TypeName></edXML:DocumentType>
    <edXML:Subject>Tiêm phòng dại cho chó, mèo</edXML:Subject>
    <edXML:DueDate>2026/11/30</edXML:DueDate>
    <edXML:OtherInfo><edXML:Priority>1</edXML:Priority>
     <edXML:PageAmount>2</edXML:PageAmount></edXML:OtherInfo>
    <edXML:DocumentId>000.00.10.H56,2026/11/20,08/TB-SYT</edXML:DocumentId>
   </edXML:MessageHeader>
   <edXML:TraceHeaderList id="1" version="1.0" mustUnderstand="1" actor="trục">
    <edXML:TraceHeader><edXML:OrganId>000.00.10.H56</edXML:OrganId>
     <edXML:Timestamp>2026/11/20 09:15:00</edXML:Timestamp></edXML:TraceHeader>
    <edXML:Bussiness><edXML:BussinessDocType>0</edXML:BussinessDocType>
     <edXML:BussinessDocReason>Mới</edXML:BussinessDocReason>
     <edXML:Paper>0</edXML:Paper></edXML:Bussiness>
   </edXML:TraceHeaderList>
   <edXML:DigitalSignature/>
  </edXML:edXMLHeader>
  <edXML:edXMLBody><edXML:edXMLManifest version="1.0">
   <edXML:Reference xlink:href="cid:a1"><edXML:ContentId>cid:a1</edXML:ContentId>
    <edXML:ContentType>application/pdf</edXML:ContentType>
    <edXML:AttachmentName>thong-bao.pdf</edXML:AttachmentName></edXML:Reference>
  </edXML:edXMLManifest></edXML:edXMLBody>
 </edXML:edXMLEnvelope>
 <AttachmentEncoded><Attachment><ContentType>application/pdf</ContentType>
  <ContentId>cid:a1</ContentId><Description/>
  <ContentTransferEncoded>{PDF_BASE64}</ContentTransferEncoded>
  <AttachmentName>thong-bao.pdf</AttachmentName></Attachment></AttachmentEncoded>
</edXML>
"""

TOLD = """<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">
 <edXML:edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">
  <edXML:edXMLHeader><edXML:Status>
   <edXML:ResponseFor><edXML:OrganId>000.00.10.H56</edXML:OrganId>
    <edXML:Code>08/TB-SYT</edXML:Code>
    <edXML:PromulgationDate>2026/11/20</edXML:PromulgationDate>
    <edXML:DocumentId>000.00.10.H56,2026/11/20,08/TB-SYT</edXML:DocumentId></edXML:ResponseFor>
   <edXML:From><edXML:OrganId>000.17.22.H56</edXML:OrganId></edXML:From>
   <edXML:StatusCode>03</edXML:StatusCode>
   <edXML:Description>Đã tiếp nhận</edXML:Description>
   <edXML:Timestamp>2026/11/20 14:00:05</edXML:Timestamp>
   <edXML:StaffInfo><edXML:Staff>Văn thư</edXML:Staff></edXML:StaffInfo>
  </edXML:Status></edXML:edXMLHeader>
 </edXML:edXMLEnvelope>
</edXML>
"""

Check = Callable[[Any], bool]


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A message, and its outcome: a refusal, or notices and something that must hold."""

    name: str
    data: bytes
    refused: Reason | None = None
    odd: frozenset[Oddity] = frozenset()
    holds: Check = lambda _message: True


def changed(*pairs: tuple[str, str], base: str = HANDMADE) -> bytes:
    text = base
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text.encode()


def with_content(data: bytes, name: str, kind: str) -> bytes:
    return changed(
        (PDF_BASE64, base64.b64encode(data).decode()),
        ("thong-bao.pdf", name),
        ("application/pdf", kind),
    )


def taken(name: str, data: bytes, *odd: Oddity, holds: Check = lambda _message: True) -> Variant:
    return Variant(name=name, data=data, odd=frozenset(odd), holds=holds)


def refusal(name: str, data: bytes, reason: Reason) -> Variant:
    return Variant(name=name, data=data, refused=reason)


def is_whole(message: Message) -> bool:
    """Tell whether a message says what HANDMADE says, with its file."""
    return (
        isinstance(message, PaperMessage)
        and message.sender.code == "000.00.10.H56"
        and message.document == "000.00.10.H56,2026/11/20,08/TB-SYT"
        and message.promulgated == date(2026, 11, 20)
        and message.type.name == "Thông báo"
        and message.attachments[0].size == len(PDF)
    )


def is_told(message: Message) -> bool:
    return (
        isinstance(message, StatusMessage)
        and message.code == "03"
        and message.about.document == "000.00.10.H56,2026/11/20,08/TB-SYT"
        and message.sender.code == "000.17.22.H56"
        and message.staff.staff == "Văn thư"
    )


BARE = changed(("edXML:", ""), (' xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"', ""))
SIGNATURE = (
    '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><Reference URI="">'
    "<DigestValue>x</DigestValue></Reference><Manifest><Reference/></Manifest></SignedInfo>"
    "</Signature>"
)
BOMB = zip_of({"thong-bao.pdf": PDF + bytes(30_000_000)})
LAUGHS = (
    '<!DOCTYPE edXML [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<edXML><Subject>&b;</Subject></edXML>"
)
OUTSIDE = '<!DOCTYPE edXML [<!ENTITY a SYSTEM "file:///etc/passwd">]><edXML>&a;</edXML>'
REFERENCE_END = "<edXML:AttachmentName>thong-bao.pdf</edXML:AttachmentName></edXML:Reference>"
SECOND = (
    '<edXML:Reference xlink:href="cid:b"><edXML:ContentId>cid:b</edXML:ContentId>'
    "<edXML:ContentType>application/pdf</edXML:ContentType>"
    "<edXML:AttachmentName>b.pdf</edXML:AttachmentName></edXML:Reference>"
)

VARIANTS = [
    # --- taken ----------------------------------------------------------------------------------
    taken("as the rules have it", HANDMADE.encode(), holds=is_whole),
    taken("a status as the rules have it", TOLD.encode(), holds=is_told),
    taken("no prefixes", BARE, Oddity.PREFIX, holds=is_whole),
    taken(
        "prefixes that nobody declared",
        changed((' xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"', "")),
        holds=is_whole,
    ),
    taken(
        "another prefix and another namespace",
        changed(("edXML:", "ns2:"), (":edXML=", ":ns2="), ("mic.gov.vn/TBT/QCVN_102_2016", "x.vn")),
        Oddity.PREFIX,
        Oddity.NAMESPACE,
        holds=is_whole,
    ),
    taken(
        "no namespace at all",
        BARE.replace(b' xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"', b""),
        Oddity.PREFIX,
        Oddity.NAMESPACE,
        holds=is_whole,
    ),
    taken(
        "Business with one s",
        changed(("Bussiness", "Business")),
        Oddity.SPELLING,
        holds=lambda m: is_whole(m) and m.business.reason == "Mới",
    ),
    taken(
        "the envelope is the root",
        changed(
            ("<edXML xmlns=", "<EdXMLEnvelope xmlns="),
            ("</edXML>", "</EdXMLEnvelope>"),
            (' <edXML:edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">', ""),
            (" </edXML:edXMLEnvelope>\n", ""),
        ),
        Oddity.ROOT,
        Oddity.PREFIX,
        holds=is_whole,
    ),
    taken("content without cid:", changed(("cid:a1", "a1")), Oddity.CID, holds=is_whole),
    taken(
        "cid: in the manifest alone",
        changed(("<ContentId>cid:a1", "<ContentId>a1")),
        Oddity.CID,
        holds=is_whole,
    ),
    taken(
        "a zip of the one file",
        with_content(zip_of({"x.pdf": PDF}), "thong-bao.pdf", "application/pdf"),
        Oddity.ZIPPED,
        holds=is_whole,
    ),
    taken(
        "a zip of a DOCX, which is a zip itself",
        with_content(zip_of({"a/": b"", "a/x.docx": DOCX}), "x.docx", "application/octet-stream"),
        Oddity.ZIPPED,
        Oddity.FILE_TYPE,
        holds=lambda m: m.attachments[0].size == len(DOCX),
    ),
    taken(
        "a DOCX that is not unpacked",
        with_content(DOCX, "x.docx", "docx"),
        Oddity.FILE_TYPE,
        holds=lambda m: m.attachments[0].size == len(DOCX),
    ),
    taken(
        "dates with the day first",
        changed(("2026/11/20<", "20/11/2026<"), ("2026/11/30", "30-11-2026")),
        Oddity.DATE_FORM,
        holds=lambda m: is_whole(m) and m.due == date(2026, 11, 30),
    ),
    taken(
        "ISO dates",
        changed(
            ("2026/11/20<", "2026-11-20T00:00:00<"),
            ("2026/11/20 09:15:00", "2026-11-20T02:15:00.000Z"),
        ),
        Oddity.DATE_FORM,
        holds=lambda m: is_whole(m) and m.traces.steps[0].at.hour == 9,
    ),
    taken(
        "a due date that is none",
        changed(("2026/11/30", "31/11/2026")),
        Oddity.DATE,
        holds=lambda m: is_whole(m) and m.due is None,
    ),
    taken(
        "a number of a type that is another's",
        changed(("<edXML:Type>2<", "<edXML:Type>17<")),
        holds=lambda m: is_whole(m) and m.type.number == "17",
    ),
    taken(
        "a type without a name",
        changed(("<edXML:TypeName>Thông báo</edXML:TypeName>", "")),
        Oddity.NO_TYPE_NAME,
        holds=lambda m: m.type.number == "2",
    ),
    taken("a status without its 0", changed((">03<", ">3<"), base=TOLD), Oddity.STATUS_FORM,
          holds=is_told),
    taken("a status nobody knows", changed((">03<", ">07<"), base=TOLD), Oddity.STATUS,
          holds=lambda m: m.code == "07"),
    taken(
        "a status in another wrapper",
        changed(("edXML:Status>", "edXML:StatusInfo>"), base=TOLD),
        holds=is_told,
    ),
    taken(
        "a status inside a MessageHeader, parts beside it",
        changed(
            ("<edXML:Status>", "<edXML:MessageHeader>"),
            ("</edXML:Status>", "</edXML:MessageHeader>"),
            ("<edXML:StatusCode>", "<edXML:TraceHeader><edXML:StatusCode>"),
            ("</edXML:Timestamp>", "</edXML:Timestamp></edXML:TraceHeader>"),
            base=TOLD,
        ),
        holds=is_told,
    ),
    taken(
        "no code of the paper",
        changed(
            ("<edXML:DocumentId>000.00.10.H56,2026/11/20,08/TB-SYT</edXML:DocumentId>", "")
        ),
        Oddity.NO_DOCUMENT,
        holds=is_whole,
    ),
    taken(
        "the paper of somebody else",
        changed(("H56,2026/11/20,08/", "H57,2026,08/")),
        Oddity.FOREIGN_DOCUMENT,
        holds=lambda m: m.document == "000.00.10.H57,2026,08/TB-SYT",
    ),
    taken(
        "a path for a name",
        changed(("thong-bao.pdf", "..\\..\\/etc/cron.d/thong-bao.pdf")),
        Oddity.NAME,
        holds=lambda m: is_whole(m) and m.attachments[0].name == "thong-bao.pdf",
    ),
    taken(
        "a name that reads backwards",
        changed(("thong-bao.pdf", "thong\u202efdp.exe.pdf")),
        Oddity.NAME,
        holds=lambda m: m.attachments[0].name == "thong fdp.exe.pdf",
    ),
    taken(
        "a name without an ending",
        changed(("thong-bao.pdf", "Thông báo số 8")),
        Oddity.FILE_TYPE,
        holds=lambda m: m.attachments[0].name == "Thông báo số 8.pdf",
    ),
    taken(
        "a PDF that is called a DOCX",
        changed(("thong-bao.pdf", "thong-bao.docx")),
        Oddity.FILE_TYPE,
        holds=lambda m: m.attachments[0].name == "thong-bao.docx.pdf",
    ),
    taken(
        "a picture with an unknown type",
        with_content(PNG, "ban-do.PNG", "binary"),
        Oddity.FILE_TYPE,
        holds=lambda m: m.attachments[0].content_type == "image/png",
    ),
    taken(
        "base64 in lines, and without its padding",
        with_content(PDF + b"x" * (-len(PDF) % 3 + 1), "a.pdf", "application/pdf")
        .replace(b"==</Content", b"\n </Content")
        .replace(b"JVBERi0", b" JVB\r\nERi0\t"),
        Oddity.UNPADDED,
        holds=lambda m: m.attachments[0].size % 3 == 1,
    ),
    taken(
        "a file that is listed and did not come",
        changed((REFERENCE_END, REFERENCE_END + SECOND)),
        Oddity.NO_CONTENT,
        holds=lambda m: is_whole(m) and m.attachments[1].sha256 == "",
    ),
    taken(
        "a file that is not listed",
        changed(("<edXML:Reference", "<edXML:Ref"), ("</edXML:Reference", "</edXML:Ref")),
        Oddity.NOT_REFERENCED,
        holds=is_whole,
    ),
    taken(
        "an urgency beyond all",
        changed(("<edXML:Priority>1", "<edXML:Priority>9")),
        Oddity.URGENCY,
        holds=lambda m: m.other.urgency == 3,
    ),
    taken(
        "a day that only the paper's code tells",
        changed(("Date>2026/11/20</edXML:PromulgationDate></edXML:PromulgationInfo>",
                 "Date>20.2026</edXML:PromulgationDate></edXML:PromulgationInfo>")),
        Oddity.DATE,
        holds=lambda m: is_whole(m) and m.promulgated == date(2026, 11, 20),
    ),
    taken(
        "an urgency in words",
        changed(("<edXML:Priority>1", "<edXML:Priority>Hỏa tốc")),
        Oddity.URGENCY,
        holds=lambda m: m.other.urgency == 3,
    ),
    taken(
        "no business",
        changed(("<edXML:BussinessDocType>0</edXML:BussinessDocType>", "")),
        Oddity.NO_PURPOSE,
        holds=is_whole,
    ),
    taken(
        "a signature with elements that have our names",
        changed(("<edXML:DigitalSignature/>", f"<DigitalSignature>{SIGNATURE}</DigitalSignature>")),
        holds=lambda m: is_whole(m) and m.has_signature and len(m.attachments) == 1,
    ),
    taken(
        "UTF-16",
        HANDMADE.replace('"UTF-8"', '"UTF-16"').encode("utf-16"),
        holds=lambda m: is_whole(m) and m.subject == "Tiêm phòng dại cho chó, mèo",
    ),
    taken(
        "letters that are put together, and a text in CDATA",
        changed(("Tiêm phòng dại cho chó, mèo", "<![CDATA[Ti\u00eam & <ph\u006f\u0300ng>]]>")),
        holds=lambda m: m.subject == "Tiêm & <phòng>",
    ),
    taken(
        "an office without a code of the rules",
        changed(("000.17.22.H56", "UBNDXA01")),
        Oddity.ORGAN,
        holds=is_whole,
    ),
    taken(
        "the parts in another order",
        changed(
            ("<edXML:Subject>Tiêm phòng dại cho chó, mèo</edXML:Subject>", ""),
            ("</edXML:MessageHeader>", "<edXML:Subject>Sau</edXML:Subject></edXML:MessageHeader>"),
        ),
        holds=lambda m: is_whole(m) and m.subject == "Sau",
    ),
    # --- refused --------------------------------------------------------------------------------
    refusal("an entity bomb", LAUGHS.encode(), Reason.DOCTYPE),
    refusal("an entity from outside", OUTSIDE.encode(), Reason.DOCTYPE),
    refusal("a plain DOCTYPE", changed(("<edXML xmlns=", "<!DOCTYPE edXML><edXML xmlns=")),
            Reason.DOCTYPE),
    refusal("another encoding", changed(("UTF-8", "windows-1258")), Reason.ENCODING),
    refusal("no message at all", b"<html><body>404</body></html>", Reason.NOT_EDXML),
    refusal("cut off", HANDMADE[:900].encode(), Reason.NOT_XML),
    refusal("nothing", b"", Reason.NOT_XML),
    refusal("no sender", changed(("<edXML:OrganId>000.00.10.H56</edXML:OrganId>", "")),
            Reason.NO_SENDER),
    refusal(
        "no paper",
        changed(
            ("<edXML:DocumentId>000.00.10.H56,2026/11/20,08/TB-SYT</edXML:DocumentId>", ""),
            ("2026/11/20<", "hôm qua<"),
        ),
        Reason.NO_DOCUMENT,
    ),
    refusal("a paper and a status", changed(("</edXML:MessageHeader>",
            "</edXML:MessageHeader><edXML:StatusCode>03</edXML:StatusCode>")), Reason.BOTH_KINDS),
    refusal("a status in words", changed((">03<", ">xong<"), base=TOLD), Reason.STATUS),
    refusal("a purpose nobody knows", changed(("DocType>0", "DocType>5")), Reason.PURPOSE),
    refusal("a program", with_content(b"MZ\x90\0", "thong-bao.exe", "application/x-msdownload"),
            Reason.FILE_TYPE),
    refusal("a program that is called a PDF",
            with_content(b"MZ\x90\0" * 20, "thong-bao.pdf", "application/pdf"), Reason.FILE_BYTES),
    refusal("a web page that is called a PDF",
            with_content(b"<html><script>", "a.pdf", "application/pdf"), Reason.FILE_BYTES),
    refusal("base64 that is none", changed((PDF_BASE64, PDF_BASE64[:40] + "*" + PDF_BASE64[40:])),
            Reason.BASE64),
    refusal("base64 that goes on behind its end", changed((PDF_BASE64, "JVBERi0=" + PDF_BASE64)),
            Reason.BASE64),
    refusal("an element inside base64", changed((PDF_BASE64, PDF_BASE64 + "<b/>")), Reason.BASE64),
    refusal("a zip of two", with_content(zip_of({"a.pdf": PDF, "b.pdf": PDF}), "a.pdf", "pdf"),
            Reason.ZIP),
    refusal("a zip that is cut off",
            with_content(zip_of({"a.pdf": PDF})[:-30], "a.pdf", "pdf"), Reason.ZIP),
    refusal("a zip bomb", with_content(BOMB, "thong-bao.pdf", "application/pdf"), Reason.BOMB),
]  # fmt: skip
