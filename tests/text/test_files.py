"""Bytes of files, by way of ``prepare.decode``."""

from __future__ import annotations

import io
import unicodedata
import zipfile
import zlib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.errors import TextRefused
from loudspeaker.text.notices import Noticed
from loudspeaker.text.prepare import clean, decode, prepare
from tests.text.old_fonts import tcvn3, vni, windows_1258
from tests.text.test_sets import sentences

WRITTEN = [
    unicodedata.normalize("NFC", row.written).translate(str.maketrans("⅓⅔≥≤−", "11>< "))
    for row in sentences("seen", "[ab]")
]
TEXT = "Kính mời bà con\r\nhọp thôn lúc 19h30, “đúng giờ”."


def a_docx() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", f"<w:t>{TEXT}</w:t>")
    return file.getvalue()


def a_picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + zlib.compress(bytes(Random(1).randbytes(500)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(("order", "mark"), [("le", b"\xff\xfe"), ("be", b"\xfe\xff")])
def test_utf16_of_either_order(order: str, mark: bytes) -> None:
    assert decode(mark + TEXT.encode(f"utf-16-{order}")) == TEXT


def encodable(text: str) -> bool:
    try:
        windows_1258(text)
    except UnicodeEncodeError:
        return False
    return True


def test_every_sentence_of_windows_1258() -> None:
    texts = [text for text in WRITTEN if encodable(text)]
    assert len(texts) > 0.95 * len(WRITTEN)
    for text in texts:
        assert decode(windows_1258(text)) == text
        assert clean(decode(windows_1258(text))).notices == clean(text).notices


@pytest.mark.parametrize("old", [tcvn3, vni])
def test_every_sentence_of_an_old_font(old: object) -> None:
    assert callable(old)
    for text in WRITTEN:
        try:
            data = old(text).encode("cp1252")
        except UnicodeEncodeError:
            continue
        prepared = clean(decode(data))
        assert prepared.text.casefold() == clean(text).text.casefold()
        assert Noticed.CONVERTED in {notice.what for notice in prepared.notices}


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"a\xff\xfe", "byte 1"),
        (b"PK\x03\x04\xff\xfe", "byte 4"),
        (b"\xff\xfea", "byte 0"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "byte 0"),
        (b"GIF89a\x01\0\x01\0\x80\0\0\xff", "byte 10"),
        (b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n", "byte 0"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n\0\x01", "byte 10"),
        (rb"{\rtf1\ansi Th\'f4ng b\'e1o}", "byte 0"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20), "byte 0"),
        ("Les élèves français sont arrivés à l'école".encode("latin-1"), "byte 4"),
        ("Die Mädchen fahren über die Brücke".encode("latin-1"), "byte 5"),
        ("Привет, как дела".encode("cp1251"), "byte 0"),
        ("漢字漢字漢字漢字".encode("utf-16"), "byte 0"),
        (tcvn3("Thông báo họp thôn").encode("latin-1") + b"\x01", "byte 2"),
    ],
)
def test_what_is_not_text(data: bytes, where: str) -> None:
    with pytest.raises(TextRefused) as caught:
        decode(data)
    assert (caught.value.problem, caught.value.where) == ("not_text", where)


@pytest.mark.parametrize("data", [a_docx(), a_picture()])
def test_documents_and_pictures_are_refused(data: bytes) -> None:
    with pytest.raises(TextRefused):
        prepare(decode(data))


def test_random_bytes_are_refused() -> None:
    random = Random(5)
    for mark in (b"", b"\xff\xfe", b"\xfe\xff"):
        for _ in range(300):
            with pytest.raises(TextRefused):
                prepare(decode(mark + random.randbytes(200)))


@given(st.binary(max_size=100), st.sampled_from([b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"]))
def test_any_bytes_are_text_or_refused(data: bytes, mark: bytes) -> None:
    problem = "none"
    try:
        assert isinstance(decode(mark + data), str)
    except TextRefused as refused:
        problem = refused.problem
    assert problem in {"none", "not_text"}
