"""Messages as others send them: each is read, or refused with the reason, and nothing is left."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused, FileRefused, StorageFailure, from_message
from loudspeaker.plugins.documents.edxml import dates, identity, names
from loudspeaker.plugins.documents.edxml.addressing import Address, address_of
from loudspeaker.plugins.documents.edxml.base64_text import Base64Text
from loudspeaker.plugins.documents.edxml.intake_jobs import read_address
from loudspeaker.plugins.documents.edxml.intake_jobs import read_message as read_job
from loudspeaker.plugins.documents.edxml.notices import MOST_NOTICES, SENTENCES, Notes, Oddity
from loudspeaker.plugins.documents.edxml.reader import Received, read_message
from loudspeaker.plugins.documents.edxml.refusals import Limits, MessageRefused, Reason
from loudspeaker.plugins.documents.edxml.values import PaperMessage
from tests.plugins.documents.edxml.making import DOCX, PDF, zip_of
from tests.plugins.documents.edxml.variants import (
    HANDMADE,
    PDF_BASE64,
    TOLD,
    VARIANTS,
    Variant,
    changed,
    with_content,
)
from tests.plugins.documents.edxml_validator import faults


def read(data: bytes, folder: Path, limits: Limits | None = None) -> Received:
    return read_message(io.BytesIO(data), folder, limits or Limits())


def address_in(data: bytes, folder: Path) -> Address:
    path = folder / "m.xml"
    path.write_bytes(data)
    address = address_of(path)
    path.unlink()
    return address


def reason_of(data: bytes, folder: Path, limits: Limits | None = None) -> Reason:
    with pytest.raises(MessageRefused) as caught:
        read(data, folder, limits)
    return caught.value.reason


def test_there_are_enough_variants_and_each_is_one_of_its_own() -> None:
    assert len(VARIANTS) >= 40
    assert len({each.name for each in VARIANTS}) == len(VARIANTS)
    assert len({each.data for each in VARIANTS}) == len(VARIANTS)


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda each: each.name)
def test_a_variant(variant: Variant, tmp_path: Path) -> None:
    if variant.refused:
        assert reason_of(variant.data, tmp_path) is variant.refused
        assert list(tmp_path.iterdir()) == []
        return
    received = read(variant.data, tmp_path)
    assert {each.oddity for each in received.notices} == variant.odd
    assert variant.holds(received.message)
    address = address_in(variant.data, tmp_path)
    assert address.sender == received.message.sender.code
    assert bool(address.status) == (not isinstance(received.message, PaperMessage))
    assert received.sha256 == hashlib.sha256(variant.data).hexdigest()
    message = received.message
    wanted = (
        {each.sha256 for each in message.attachments} if hasattr(message, "attachments") else set()
    )
    kept = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    assert set(kept) == wanted - {""}
    assert all(hashlib.sha256(data).hexdigest() == name for name, data in kept.items())


def test_what_the_rules_have_passes_the_validator_too() -> None:
    assert faults(TOLD.encode()) == []
    found = faults(HANDMADE.replace("<Description/>", "").encode())
    assert found == []


def test_every_limit_has_its_reason(tmp_path: Path) -> None:
    plain = HANDMADE.encode()
    deep = changed(("<edXML:Subject>", "<a>" * 40 + "</a>" * 40 + "<edXML:Subject>"))
    wide = changed(("<edXML:Subject>", "<a/>" * 21_000 + "<edXML:Subject>"))
    long = changed(("Tiêm phòng", "x" * (5 << 20)))
    tag = changed(("<edXML:Subject>", f'<a b="{"x" * (2 << 20)}"/><edXML:Subject>'))
    comment = changed(("<edXML:Subject>", f"<!--{'x' * (2 << 20)}--><edXML:Subject>"))
    prolog = b"<!--" + b"x" * (1 << 17) + b"-->" + plain[39:]
    assert reason_of(deep, tmp_path) is Reason.DEPTH
    assert reason_of(wide, tmp_path) is Reason.ELEMENTS
    assert reason_of(long, tmp_path) is Reason.TEXT
    assert reason_of(tag, tmp_path) is Reason.TAG
    assert reason_of(comment, tmp_path) is Reason.TAG
    assert reason_of(prolog, tmp_path) is Reason.NOT_XML
    assert reason_of(plain, tmp_path, Limits(message_bytes=len(plain) - 1)) is Reason.TOO_LARGE
    assert reason_of(plain, tmp_path, Limits(attachments=0)) is Reason.ATTACHMENTS
    read(plain, tmp_path, Limits(message_bytes=len(plain), attachments=1))


@pytest.mark.parametrize("beginning", [b"", b"\xef\xbb\xbf"], ids=["plain", "mark"])
def test_a_doctype_is_refused_before_anything_of_it_is_done(
    beginning: bytes, tmp_path: Path
) -> None:
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 9) for n in range(1, 40))
    laughs = b'<!DOCTYPE x [<!ENTITY e0 "ha">' + entities + b"]><edXML>&e39;</edXML>"
    assert reason_of(beginning + laughs, tmp_path) is Reason.DOCTYPE


def test_a_lying_zip_is_not_believed(tmp_path: Path) -> None:
    packed = bytearray(zip_of({"a.pdf": PDF + bytes(3 << 20)}))
    at = packed.rfind(b"PK\x01\x02") + 24
    packed[at : at + 4] = len(PDF).to_bytes(4, "little")
    assert reason_of(with_content(bytes(packed), "a.pdf", "pdf"), tmp_path) is Reason.ZIP
    small = Limits(unpacked_bytes=1 << 20)
    honest = zip_of({"a.pdf": PDF + bytes(3 << 20)})
    assert reason_of(with_content(honest, "a.pdf", "pdf"), tmp_path, small) is Reason.BOMB
    many = zip_of({f"{n}": b"" for n in range(300)})
    few = Limits(zip_entries=2)
    assert reason_of(with_content(many, "a.docx", "docx"), tmp_path, few) is Reason.BOMB
    three = zip_of({f"{n}": b"" for n in range(3)})
    assert reason_of(with_content(three, "a.docx", "docx"), tmp_path, few) is Reason.BOMB


def test_a_zip_with_a_password_or_an_unusual_way_of_packing(tmp_path: Path) -> None:
    locked = bytearray(zip_of({"a.pdf": PDF}))
    for at in (6, locked.rfind(b"PK\x01\x02") + 8):
        locked[at] |= 1
    assert reason_of(with_content(bytes(locked), "a.pdf", "pdf"), tmp_path) is Reason.ZIP
    unusual = zip_of({"a.pdf": PDF}, method=14)  # LZMA
    assert reason_of(with_content(unusual, "a.pdf", "pdf"), tmp_path) is Reason.ZIP


def test_a_zip_with_a_file_of_no_name(tmp_path: Path) -> None:
    nameless = zip_of({"x": PDF}).replace(b"\1\0\0\0x", b"\0\0\1\0x")
    listed = nameless.rfind(b"PK\x01\x02")
    nameless = nameless[: listed + 28] + b"\0\0\1\0" + nameless[listed + 32 :]
    assert reason_of(with_content(nameless, "a.docx", "docx"), tmp_path) is Reason.FILE_BYTES
    message = read(with_content(nameless, "a.pdf", "pdf"), tmp_path).message
    assert isinstance(message, PaperMessage)
    assert message.attachments[0].size == len(PDF)


def with_second(content: str) -> bytes:
    return changed((" <AttachmentEncoded>", f""" <AttachmentEncoded><Attachment>
        <ContentType>application/pdf</ContentType><ContentId>cid:a2</ContentId>
        <ContentTransferEncoded>{content}</ContentTransferEncoded>
        <AttachmentName>b.pdf</AttachmentName></Attachment>"""))  # fmt: skip


def test_what_is_packed_counts_together(tmp_path: Path) -> None:
    packed = base64.b64encode(zip_of({"a.pdf": PDF + bytes(700_000)})).decode()
    both = with_second(packed).replace(PDF_BASE64.encode(), packed.encode())
    assert len(read(both, tmp_path / "a", Limits(unpacked_bytes=1_500_000)).notices) > 1
    assert reason_of(both, tmp_path, Limits(unpacked_bytes=1_300_000)) is Reason.BOMB


def test_a_listed_file_without_a_name_gets_one(tmp_path: Path) -> None:
    name = "<edXML:AttachmentName>thong-bao.pdf</edXML:AttachmentName>"
    message = read(changed((name, ""), ("<ContentId>cid:a1", "<ContentId>cid:b")), tmp_path).message
    assert isinstance(message, PaperMessage)
    assert [each.name for each in message.attachments] == ["a1", "thong-bao.pdf"]


def test_a_file_that_comes_twice_is_kept_once_and_one_that_is_there_stays(tmp_path: Path) -> None:
    first = read(HANDMADE.encode(), tmp_path)
    assert read(HANDMADE.encode(), tmp_path) == first
    assert [each.name for each in tmp_path.iterdir()] == [hashlib.sha256(PDF).hexdigest()]
    two = with_second(PDF_BASE64)
    message = read(two, tmp_path).message
    assert isinstance(message, PaperMessage)
    assert [each.name for each in message.attachments] == ["thong-bao.pdf", "b.pdf"]
    assert len(list(tmp_path.iterdir())) == 1


def test_of_a_message_that_is_refused_at_its_end_no_file_stays(tmp_path: Path) -> None:
    bad = changed(
        ("</AttachmentEncoded>", "<Attachment><ContentTransferEncoded>*</ContentTransferEncoded>")
    )
    assert reason_of(bad, tmp_path) is Reason.BASE64
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_travels_and_tells_what(tmp_path: Path) -> None:
    program = with_content(b"MZ" * 20, "thong-bao.pdf", "application/pdf")
    with pytest.raises(MessageRefused) as caught:
        read(program, tmp_path)
    told = from_message(caught.value.to_message())
    assert isinstance(told, EntryRefused)
    assert told.where == "thong-bao.pdf"
    assert "không đúng với loại tệp" in told.problem


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageFailure):
        read(HANDMADE.encode(), tmp_path / "file")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileRefused):
        read_job({"path": str(tmp_path / "no.xml"), "folder": str(tmp_path)})
    with pytest.raises(FileRefused):
        read_address({"path": str(tmp_path)})


def test_what_is_as_long_as_it_may_be_fits_into_an_answer(tmp_path: Path) -> None:
    (tmp_path / "m.xml").write_bytes(changed(("Tiêm phòng", "ạ" * 500_000)))
    answer = read_job({"path": str(tmp_path / "m.xml"), "folder": str(tmp_path)})
    assert len(json.dumps(answer)) < 4 << 20


def test_every_oddity_has_its_sentence_and_there_is_an_end_to_them() -> None:
    assert set(SENTENCES) == set(Oddity)
    notes = Notes()
    for n in range(300):
        notes.add(Oddity.DATE, f"Ngày {n % 150}", "x" * 500)
    assert len(notes.all()) == MOST_NOTICES
    assert notes.all()[0].sentence == f"Ngày không đọc được, để trống. Ngày 0: “{'x' * 100}”"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026/11/23", date(2026, 11, 23)),
        ("2026/1/3", date(2026, 1, 3)),
        ("23/11/2026", date(2026, 11, 23)),
        ("23-11-2026", date(2026, 11, 23)),
        ("2026-11-23", date(2026, 11, 23)),
        ("2026-11-22T20:00:00+00:00", date(2026, 11, 23)),
        ("23/11/2026 07:05:00", date(2026, 11, 23)),
        ("2026/13/01", None),
        ("31/02/2026", None),
        ("٢٠٢٦/11/23", None),
        ("2026/11/23 25:00:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("0001-01-01T00:00:00", None),
        ("01/01/1900", None),
        ("hôm nay", None),
        ("", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert dates.day_of(text) == day


def test_moments_are_those_of_vietnam() -> None:
    told = datetime(2026, 11, 23, 1, 2, 3, tzinfo=timezone(timedelta(hours=0)))
    assert dates.written_moment(told) == "2026/11/23 08:02:03"
    assert dates.moment_of("2026-11-23T01:02:03Z") == told
    assert dates.moment_of("2026-11-23 08:02") == told.replace(second=0)


def test_codes_of_papers() -> None:
    made = identity.document_id("H03.12.25", date(2026, 11, 23), "15", "QĐ-UBND")
    assert made == "H03.12.25,2026/11/23,15/QĐ-UBND"
    read_back = identity.parsed_document(made)
    assert read_back is not None
    assert (read_back.year, read_back.number, read_back.notation) == (2026, "15", "QĐ-UBND")
    only_year = identity.parsed_document("000.17.22.H56,2021,30/2020/NĐ-CP")
    assert only_year is not None
    assert (only_year.day, only_year.year, only_year.notation) == (None, 2021, "2020/NĐ-CP")
    for text in ("", "H03", "H03,2026/11/23", "H03,2026/11/23,15", "x,2026,1/A", "H03,mai,1/A"):
        assert identity.parsed_document(text) is None


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("a/b\\c.pdf", "c.pdf"),
        ("../../x", "x"),
        ("..", "?"),
        ("", "?"),
        ("\0\u202e\u200b", "?"),
        (".htaccess", "htaccess"),
        ('a<b>:"c|?*.pdf', "a b c.pdf"),
        ("C:quyết định.pdf ", "C quyết định.pdf"),
        ("ạ" * 200 + ".pdf", "ạ" * 58 + ".pdf"),
        ("x" * 300, "x" * 180),
    ],
)
def test_names_of_files_are_never_paths(written: str, name: str) -> None:
    assert names.base_name(written, "?") == name


@settings(max_examples=100)
@given(st.text(st.sampled_from("a. /\\:\u202e\u0300ạ𠮷") | st.characters(), max_size=300))
def test_a_name_is_one_however_often_it_is_made(text: str) -> None:
    name = names.base_name(text, "?")
    assert names.base_name(name, "?") == name
    assert not set(name) & {"/", "\\", "\0"}
    assert len(name.encode()) <= 255


def test_base64_in_any_pieces() -> None:
    text = base64.b64encode(DOCX).decode()
    for step in (1, 3, 4, 7, 1000):
        decoder = Base64Text("x")
        pieces = [decoder.decoded(f" {text[n : n + step]}\n") for n in range(0, len(text), step)]
        assert b"".join(pieces) + decoder.last()[0] == DOCX
    with pytest.raises(MessageRefused):
        Base64Text("x").decoded("Đ")
    decoder = Base64Text("x")
    decoder.decoded("A")
    with pytest.raises(MessageRefused):
        decoder.last()
