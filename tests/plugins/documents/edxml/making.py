"""Papers, offices and files for tests."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.documents.edxml.values import (
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
    Response,
    Signer,
    Staff,
    StatusMessage,
    Trace,
    Traces,
)

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)
OURS, PROVINCE, OTHER = "H03.12.25", "H03", "H03.12.26"
DOCUMENT = "H03,2026/11/23,15/QĐ-UBND"
NOW = datetime(2026, 11, 24, 8, 30, tzinfo=STATION_ZONE)


def zipped(**files: bytes) -> bytes:
    return zip_of({name.replace("__", "."): data for name, data in files.items()})


def zip_of(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


DOCX = zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})


def attachment(
    data: bytes, name: str = "quyet-dinh.pdf", kind: str = "application/pdf", number: int = 1
) -> Attachment:
    return Attachment(
        content_id=f"tep-{number}",
        content_type=kind,
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
    )


def put(folder: Path, *files: bytes) -> None:
    folder.mkdir(exist_ok=True)
    for data in files:
        (folder / hashlib.sha256(data).hexdigest()).write_bytes(data)


def paper(**other: Any) -> PaperMessage:
    """Return a small paper that may be sent."""
    values: dict[str, Any] = {
        "sender": Organisation(code=PROVINCE, name="UBND tỉnh"),
        "receivers": (Organisation(code=OURS, name="UBND xã"),),
        "code": Code(number="15", notation="QĐ-UBND"),
        "document": DOCUMENT,
        "subject": "Về việc tiêm phòng đợt 2",
        "type": DocumentType(number="2", name="Quyết định"),
        "promulgated": date(2026, 11, 23),
        "traces": Traces(steps=(Trace(organ=PROVINCE, at=NOW),)),
        "attachments": (attachment(PDF),),
    }
    return PaperMessage(**values | other)


def full_paper() -> PaperMessage:
    """Return a paper that says everything there is to say."""
    return paper(
        sender=Organisation(
            code=PROVINCE,
            in_charge="Chính phủ",
            name="UBND tỉnh",
            address="1 đường <Chính> & Phụ",
            email="vanthu@tinh.example",
            telephone="0200 000 000",
            fax="0200 000 001",
            website="https://tinh.example",
        ),
        receivers=(Organisation(code=OURS), Organisation(code=OTHER, name="UBND xã bên")),
        type=DocumentType(number="2", name="Quyết định", detail="cá biệt"),
        place="Tỉnh lỵ",
        content="Dòng một\nDòng “hai” có ]]> và &amp;",
        signer=Signer(competence="TM.", position="Chủ tịch", full_name="Người ký"),
        due=date(2026, 12, 1),
        to_places=("Như trên", "Lưu VT"),
        other=OtherInfo(
            urgency=3, sphere="y tế", typist="NV", copies=2, pages=10, appendixes=("I", "II")
        ),
        responses=(
            Response(
                organ=OURS,
                code="8/TTr-UBND",
                promulgated=date(2026, 11, 2),
                document=f"{OURS},2026/11/02,08/TTr-UBND",
            ),
        ),
        steering=1,
        traces=Traces(
            id="1",
            version="1.0",
            must_understand="1",
            actor="trục",
            steps=(Trace(organ=PROVINCE, at=NOW), Trace(organ="H03.12", at=NOW)),
        ),
        business=Business(
            purpose=Purpose.REPLACE,
            reason="Sửa ngày",
            info=BusinessInfo(
                document="1", receiver="1", receivers=(Receiver(kind="1", organ=OTHER),)
            ),
            document="H03,2026/11/20,14/QĐ-UBND",
            staff=Staff(
                department="Văn phòng",
                department_id="VP",
                staff="Văn thư",
                staff_id="vt",
                mobile="0900 000 000",
                email="vt@tinh.example",
            ),
            on_paper_too=True,
            replacements=(
                Replacement(document="H03,2026/11/20,14/QĐ-UBND", organs=(OURS, OTHER)),
                Replacement(document="H03,2026/11/19,13/QĐ-UBND"),
            ),
        ),
        attachments=(
            attachment(PDF),
            attachment(
                DOCX,
                "phụ lục.docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                2,
            ),
        ),
    )


def status(**other: Any) -> StatusMessage:
    values: dict[str, Any] = {
        "about": Response(
            organ=PROVINCE, code="15/QĐ-UBND", promulgated=date(2026, 11, 23), document=DOCUMENT
        ),
        "sender": Organisation(code=OURS, name="UBND xã"),
        "code": "03",
        "description": "Đã tiếp nhận",
        "at": NOW,
        "staff": Staff(department="Văn phòng", staff="Văn thư"),
    }
    return StatusMessage(**values | other)
