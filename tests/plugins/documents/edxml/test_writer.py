"""What is written is as the rules have it, by a validator of their own, and reads back the same."""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused, IntegrityFailure, StorageFailure
from loudspeaker.plugins.documents.edxml.intake_jobs import read_address
from loudspeaker.plugins.documents.edxml.intake_jobs import read_message as read_job
from loudspeaker.plugins.documents.edxml.intake_jobs import write_message as write_job
from loudspeaker.plugins.documents.edxml.outgoing import write_file
from loudspeaker.plugins.documents.edxml.plain import as_values, from_values
from loudspeaker.plugins.documents.edxml.reader import read_message
from loudspeaker.plugins.documents.edxml.values import (
    Business,
    BusinessInfo,
    Code,
    DocumentType,
    Message,
    Organisation,
    OtherInfo,
    PaperMessage,
    Purpose,
    Receiver,
    Replacement,
    Response,
    Signer,
    Staff,
    Trace,
    Traces,
)
from loudspeaker.plugins.documents.edxml.writer import write_message
from tests.plugins.documents.edxml.making import (
    DOCUMENT,
    DOCX,
    NOW,
    OTHER,
    OURS,
    PDF,
    attachment,
    full_paper,
    paper,
    put,
    status,
)
from tests.plugins.documents.edxml_validator import faults

WITHDRAWAL = paper(
    business=Business(purpose=Purpose.WITHDRAW, reason="Ban hành nhầm", document="H03,2026,1/QĐ"),
    attachments=(),
)


def written(message: Message, folder: Path) -> bytes:
    put(folder, PDF, DOCX)
    stream = io.BytesIO()
    write_message(message, stream, lambda each: folder / each.sha256)
    return stream.getvalue()


@pytest.mark.parametrize(
    "message",
    [paper(), full_paper(), status(), status(code="02", description="Sai nơi nhận")],
    ids=["small", "full", "status", "refusal"],
)
def test_the_validator_finds_nothing_and_it_reads_back_the_same(
    message: Message, tmp_path: Path
) -> None:
    data = written(message, tmp_path / "ours")
    assert faults(data) == []
    received = read_message(io.BytesIO(data), tmp_path / "theirs")
    assert received.message == message
    assert received.notices == ()
    assert (received.sha256, received.size) == (hashlib.sha256(data).hexdigest(), len(data))
    if isinstance(message, PaperMessage):
        for each in message.attachments:
            kept = (tmp_path / "theirs" / each.sha256).read_bytes()
            assert hashlib.sha256(kept).hexdigest() == each.sha256


def test_a_withdrawal_may_have_no_file(tmp_path: Path) -> None:
    message = replace(WITHDRAWAL, business=replace(WITHDRAWAL.business, document=paper().document))
    data = written(message, tmp_path)
    assert faults(data) == []
    assert read_message(io.BytesIO(data), tmp_path).message == message


def test_the_validator_is_no_rubber_stamp(tmp_path: Path) -> None:
    data = written(full_paper(), tmp_path)
    for old, new in (
        (b"edXML:Subject>", b"Subject>"),
        (b"2026/11/23</edXML:P", b"2026-11-23</edXML:P"),
        (b"<AttachmentEncoded>", b"<edXML:AttachmentEncoded xmlns:edXML='x'>"),
        (b"<edXML:Paper>1", b"<edXML:Paper>2"),
        (b"cid:tep-2</edXML", b"cid:tep-3</edXML"),
        (b"QCVN_102_2016", b"QCVN_102_2017"),
        (b"<edXML:OrganId>H03</edXML:OrganId>", b""),
        (b"<ContentTransferEncoded>", b"<ContentTransferEncoded>*"),
    ):
        assert old in data
        assert faults(data.replace(old, new)), old
    for name in ("Code", "PromulgationInfo", "Bussiness", "edXMLBody"):
        tag = f"edXML:{name}".encode()
        moved = data.replace(b"<" + tag + b">", b"<edXML:Other>")
        assert faults(moved.replace(b"</" + tag + b">", b"</edXML:Other>")), name


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"sender": Organisation(code="UBND")}, "From"),
        ({"receivers": ()}, "To"),
        ({"receivers": (Organisation(code=OURS),) * 2}, "To"),
        ({"receivers": (Organisation(),)}, "To"),
        ({"code": Code(number="15")}, "Code"),
        ({"promulgated": None}, "PromulgationDate"),
        ({"type": DocumentType(number="1")}, "TypeName"),
        ({"subject": " "}, "Subject"),
        ({"subject": "a\x0bb"}, "Subject"),
        ({"document": "15/QĐ-UBND"}, "DocumentId"),
        ({"document": "H03,2026,15/QĐ-UBND"}, "DocumentId"),
        ({"steering": 2}, "SteeringType"),
        ({"other": OtherInfo(urgency=4)}, "Priority"),
        ({"other": OtherInfo(pages=-1)}, "OtherInfo"),
        ({"traces": Traces()}, "TraceHeader"),
        ({"traces": Traces(steps=(Trace(organ="H03"),))}, "TraceHeader"),
        ({"responses": (Response(organ="x"),)}, "ResponseFor"),
        ({"responses": (Response(document="x"),)}, "ResponseFor"),
        ({"attachments": ()}, "Attachment"),
        ({"attachments": (attachment(PDF), attachment(DOCX))}, "Attachment"),
        ({"attachments": (attachment(PDF, "../x.pdf"),)}, "Attachment"),
        ({"attachments": (attachment(PDF, "x.exe", "application/exe"),)}, "Attachment"),
        ({"attachments": (attachment(PDF, "x.pdf", "image/png"),)}, "Attachment"),
        ({"business": Business(purpose=Purpose.UPDATE, document="x")}, "BussinessDocReason"),
        ({"business": Business(purpose=Purpose.WITHDRAW, reason="x")}, "Bussiness/DocumentId"),
        ({"business": Business(purpose=Purpose.REPLACE, reason="x")}, "ReplacementInfoList"),
        ({"business": Business(document="x")}, "Bussiness/DocumentId"),
        ({"business": Business(replacements=(Replacement(document="x"),))}, "ReplacementInfo"),
        ({"business": Business(info=BusinessInfo(receivers=(Receiver(),)))}, "ReceiverType"),
    ],
)
def test_what_no_receiver_should_be_sent_is_refused(
    change: dict[str, Any], where: str, tmp_path: Path
) -> None:
    with pytest.raises(EntryRefused) as caught:
        written(paper(**change), tmp_path)
    assert caught.value.where == where


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"code": "07"}, "StatusCode"),
        ({"code": "1"}, "StatusCode"),
        ({"code": "02", "description": " "}, "Description"),
        ({"code": "16", "description": ""}, "Description"),
        ({"at": None}, "Timestamp"),
        ({"about": Response(organ="H03")}, "DocumentId"),
        ({"sender": Organisation()}, "From"),
    ],
)
def test_a_status_that_says_too_little_is_refused(
    change: dict[str, Any], where: str, tmp_path: Path
) -> None:
    with pytest.raises(EntryRefused) as caught:
        written(status(**change), tmp_path)
    assert caught.value.where == where


def test_a_file_that_is_missing_or_another_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "ra.xml"
    with pytest.raises(StorageFailure):
        write_file(paper(), out, lambda each: tmp_path / each.sha256)
    (tmp_path / paper().attachments[0].sha256).write_bytes(PDF + b"x")
    with pytest.raises(IntegrityFailure):
        write_file(paper(), out, lambda each: tmp_path / each.sha256)
    assert [each.name for each in tmp_path.iterdir()] == [paper().attachments[0].sha256]


@pytest.mark.parametrize("message", [full_paper(), status()], ids=["edoc", "status"])
def test_the_jobs_of_the_intake_process(message: Message, tmp_path: Path) -> None:
    put(tmp_path / "files", PDF, DOCX)
    kind = "edoc" if isinstance(message, PaperMessage) else "status"
    path = str(tmp_path / "m.xml")
    given = {"kind": kind, "message": as_values(message), "folder": str(tmp_path / "files")}
    done = write_job({**given, "path": path})
    answer = read_job({"path": path, "folder": str(tmp_path / "in")})
    assert answer["kind"] == kind
    assert answer["message"] == as_values(message)
    assert (answer["sha256"], answer["size"], answer["notices"]) == (*done.values(), [])
    assert from_values(type(message), answer["message"]) == message
    assert len(json.dumps(answer)) < 4 << 20
    address = read_address({"path": path})
    assert (address["sender"], address["document"], address["status"]) == (
        message.sender.code,
        DOCUMENT,
        "" if isinstance(message, PaperMessage) else message.code,
    )
    assert address["receivers"] == ([OURS, OTHER] if kind == "edoc" else ["H03"])


# Texts as fields have them: one line, composed, no space at the ends.
LINES = st.text("aZ09ạĐ&<>'\"]]>-./,—“𠮷\ufffd", min_size=1, max_size=20)
MOMENTS = st.integers(-(10**9), 10**9).map(lambda seconds: NOW + timedelta(seconds=seconds))


@settings(max_examples=40)
@given(LINES, LINES, LINES, MOMENTS, st.sampled_from(["01", "02", "06", "13", "16"]))
def test_any_text_of_a_status_comes_back(
    name: str, why: str, who: str, at: datetime, code: str
) -> None:
    message = status(
        sender=Organisation(code=OURS, name=name),
        description=why,
        staff=Staff(staff=who),
        at=at,
        code=code,
    )
    stream = io.BytesIO()
    write_message(message, stream, lambda _each: Path())
    assert faults(stream.getvalue()) == []
    assert read_message(io.BytesIO(stream.getvalue()), Path("unused")).message == message


TEXTS = st.just("") | LINES
ORGANS = st.sampled_from(["H03", "H03.12.25", "000.17.22.H56", "G22", "H03.1.2.3.4"])
DOCUMENTS = st.sampled_from(["H03,2026/11/20,14/QĐ-UBND", "000.17.22.H56,2021,30/2020/NĐ-CP"])
PAPER_DAYS = st.dates(min_value=date(1945, 1, 1))
DAYS = st.none() | PAPER_DAYS
OFFICES = st.builds(
    Organisation,
    code=ORGANS,
    in_charge=TEXTS,
    name=TEXTS,
    address=TEXTS,
    email=TEXTS,
    telephone=TEXTS,
    fax=TEXTS,
    website=TEXTS,
)
PEOPLE = st.builds(
    Staff,
    department=TEXTS,
    department_id=TEXTS,
    staff=TEXTS,
    staff_id=TEXTS,
    mobile=TEXTS,
    email=TEXTS,
)


def many(items: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, max_size=2).map(tuple)


PAPERS = st.builds(
    PaperMessage,
    sender=OFFICES,
    receivers=st.lists(OFFICES, min_size=1, max_size=3, unique_by=lambda each: each.code).map(
        tuple
    ),
    code=st.builds(Code, number=LINES, notation=LINES),
    document=st.just(DOCUMENT),
    subject=LINES,
    type=st.builds(DocumentType, number=TEXTS, name=LINES, detail=TEXTS),
    place=TEXTS,
    promulgated=PAPER_DAYS,
    content=TEXTS,
    signer=st.builds(Signer, competence=TEXTS, position=TEXTS, full_name=TEXTS),
    due=DAYS,
    to_places=many(LINES),
    other=st.builds(
        OtherInfo,
        urgency=st.integers(0, 3),
        sphere=TEXTS,
        typist=TEXTS,
        copies=st.none() | st.integers(0, 9999),
        pages=st.none() | st.integers(0, 9999),
        appendixes=many(LINES),
    ),
    responses=many(
        st.builds(Response, organ=ORGANS, code=TEXTS, promulgated=DAYS, document=DOCUMENTS)
    ),
    steering=st.integers(0, 1),
    traces=st.builds(
        Traces,
        id=TEXTS,
        version=TEXTS,
        must_understand=TEXTS,
        actor=TEXTS,
        steps=st.lists(st.builds(Trace, organ=ORGANS, at=MOMENTS), min_size=1, max_size=3).map(
            tuple
        ),
    ),
    business=st.builds(
        Business,
        purpose=st.sampled_from(Purpose),
        reason=LINES,
        info=st.builds(
            BusinessInfo,
            document=TEXTS,
            receiver=TEXTS,
            receivers=many(st.builds(Receiver, kind=LINES, organ=ORGANS)),
        ),
        document=DOCUMENTS,
        staff=PEOPLE,
        on_paper_too=st.booleans(),
        replacements=st.lists(
            st.builds(Replacement, document=DOCUMENTS, organs=many(ORGANS)), min_size=1, max_size=2
        ).map(tuple),
    ),
    attachments=st.just(full_paper().attachments),
)


@settings(max_examples=20)
@given(PAPERS)
def test_any_paper_is_as_the_rules_have_it_and_comes_back(message: PaperMessage) -> None:
    with tempfile.TemporaryDirectory() as name:
        data = written(message, Path(name) / "ours")
        assert faults(data) == []
        assert read_message(io.BytesIO(data), Path(name) / "theirs").message == message
