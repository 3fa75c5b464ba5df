"""Files that would unpack to more than this machine has: refused before they are opened."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.reading.intake_jobs import read_file
from loudspeaker.plugins.documents.reading.values import LIMITS, Limits, NoticeCode
from tests.plugins.documents.reading.papers import make_docx, make_pdf

SMALL = replace(
    LIMITS, picture_bytes=3 << 20, stream_bytes=1 << 20, streams_bytes=3 << 20, pdf_objects=500,
    zip_entries=20, zip_bytes=8 << 20, xml_bytes=2 << 20, xml_elements=20_000,
)  # fmt: skip


def pdf_with(*streams: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    """Return a PDF whose page has these streams, each with its filters."""
    out = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    out += b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    names = b" ".join(b"%d 0 R" % (n + 4) for n in range(len(streams)))
    out += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents[%s]>>endobj\n" % names
    for n, data in enumerate(streams):
        head = b"%d 0 obj<</Length %d/Filter[%s]>>" % (n + 4, len(data), filters)
        out += head + b"stream\n" + data + b"\nendstream endobj\n"
    return out + b"trailer<</Root 1 0 R>>\n"


def docx_with(change: Callable[[zipfile.ZipFile], None]) -> bytes:
    out = BytesIO(make_docx("Thông báo"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        change(archive)
    return out.getvalue()


def entity(encoding: str) -> bytes:
    text = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
    return docx_with(lambda archive: archive.writestr("word/x.xml", text.encode(encoding)))


def many_entries(archive: zipfile.ZipFile) -> None:
    for n in range(25):
        archive.writestr(f"word/media/{n}.png", b"x")


BLANKS = zlib.compress(b" " * (2 << 20), 9)
TWICE = zlib.compress(zlib.compress(b" " * (64 << 20), 9), 9)
BOMBS = {
    "one stream": (pdf_with(BLANKS), "bung ra quá lớn"),
    "a stream in a stream": (pdf_with(TWICE, filters=b"/FlateDecode/FlateDecode"), "bung ra"),
    "many streams": (pdf_with(*[zlib.compress(b" " * 900_000)] * 4), "bung ra quá lớn"),
    "layers": (pdf_with(b"x", filters=b"/FlateDecode/ASCII85Decode" * 3), "lồng nhau"),
    "objects": (b"%PDF-1.7\n" + b"".join(b"%d 0 obj 1 endobj\n" % n for n in range(600)), "đối"),
    "entries": (docx_with(many_entries), "20 mục"),
    "a dense entry": (docx_with(lambda a: a.writestr("word/b.bin", b"\0" * (5 << 20))), "bung ra"),
    "large XML": (docx_with(lambda a: a.writestr("word/b.xml", b" " * (3 << 20))), "bung ra"),
    "elements": (docx_with(lambda a: a.writestr("word/b.xml", b"<a/>" * 30_000)), "phần tử"),
    "entities": (entity("utf-8"), "thực thể"),
    "entities in UTF-16": (entity("utf-16"), "thực thể"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused(tmp_path: Path, name: str) -> None:
    data, says = BOMBS[name]
    (tmp_path / "bomb").write_bytes(data)
    with pytest.raises(EntryRefused) as refused:
        read_file(tmp_path / "bomb", limits=SMALL)
    assert says in refused.value.problem


def test_a_picture_may_be_larger_than_a_text(tmp_path: Path) -> None:
    data = pdf_with(BLANKS, filters=b"/FlateDecode]/Subtype/Image/Decode[")
    (tmp_path / "a.pdf").write_bytes(data)
    assert len(read_file(tmp_path / "a.pdf", limits=SMALL).pages) == 1


def test_an_archive_that_lies_about_its_sizes_or_names_is_refused(tmp_path: Path) -> None:
    data = bytearray(docx_with(lambda a: a.writestr("word/b.bin", b"\0" * (5 << 20))))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/b.bin"))
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = docx_with(lambda a: a.writestr("word/document.xml", "<a/>"))
    for each in (bytes(data), twice):
        (tmp_path / "bomb").write_bytes(each)
        with pytest.raises(EntryRefused):
            read_file(tmp_path / "bomb", limits=SMALL)


def test_what_is_only_long_is_read_as_far_as_the_limits_go(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([f"Trang số {n} của kế hoạch" for n in range(1, 5)]))
    few = replace(LIMITS, pages=2)
    paper = read_file(path, limits=few)
    assert len(paper.pages) == 2
    assert [notice.code for notice in paper.notices] == [NoticeCode.PAGES_LEFT]
    cut = read_file(path, limits=replace(LIMITS, page_chars=10))
    assert {notice.code for notice in cut.notices} == {NoticeCode.CUT}
    assert all(len(page.text) <= 10 for page in cut.pages)


def test_a_spent_processor_time_ends_the_reading_with_what_there_is(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf(["một", "hai"]))
    none_left: Limits = replace(LIMITS, cpu_seconds=-1.0)
    with pytest.raises(EntryRefused):
        read_file(path, limits=none_left)
