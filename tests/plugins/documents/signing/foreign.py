"""Papers as programs of others sign and change them, and as tamperers do."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from fpdf import FPDF
from pyhanko.pdf_utils import generic, writer
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper

from loudspeaker.plugins.documents.signing.authority import LocalStamper
from loudspeaker.plugins.documents.signing.keys import FileKey
from loudspeaker.plugins.documents.signing.opening import opened
from loudspeaker.plugins.documents.signing.sign import Asking


def sign_as(
    content: bytes,
    key: FileKey,
    *,
    digest: str = "sha256",
    subfilter: SigSeedSubFilter = SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
    field: str = "Signature1",
    strict: bool = True,
) -> bytes:
    """Sign as another program does, with the machine's clock."""
    meta = PdfSignatureMetadata(
        field_name=field, md_algorithm=digest, subfilter=subfilter, signer_key_usage=set()
    )
    with opened(key) as signer:
        made = PdfSigner(meta, signer, new_field_spec=SigFieldSpec(field))
        out: BytesIO = made.sign_pdf(_writer(content, strict=strict))
    return out.getvalue()


def stamp_alone(content: bytes, stamper: LocalStamper) -> bytes:
    """Put a time-stamp over a file that nobody signed."""
    out: BytesIO = PdfTimeStamper(Asking(stamper)).timestamp_pdf(_writer(content), "sha256")
    return out.getvalue()


def with_another_page(content: bytes) -> bytes:
    """Append a page after it was signed."""
    other = FPDF(format="A4")
    other.add_page()
    other.set_font("helvetica", "", 20)
    other.cell(0, 10, "Appended")
    update = _writer(content)
    page: Any = update.import_object(
        PdfFileReader(BytesIO(other.output())).root["/Pages"]["/Kids"][0]
    )
    page.pop("/Parent", None)
    update.insert_page(page)
    return _written(update)


def with_words_over(content: bytes) -> bytes:
    """Write over page 1 after it was signed."""
    update = _writer(content)
    words = generic.StreamObject(stream_data=b"q 1 0 0 rg 50 500 300 60 re f Q")
    update.add_stream_to_page(0, update.add_object(words))
    return _written(update)


def with_note(content: bytes) -> bytes:
    """Put a note on page 1 after it was signed."""
    update = _writer(content)
    page = update.root["/Pages"]["/Kids"][0].get_object()
    note = _table(
        {
            "/Type": pdf_name("/Annot"),
            "/Subtype": pdf_name("/FreeText"),
            "/Rect": generic.ArrayObject(map(generic.NumberObject, (50, 500, 300, 550))),
            "/Contents": generic.pdf_string("Hoãn họp"),
        }
    )
    notes = generic.ArrayObject([*page.get("/Annots", ()), update.add_object(note)])
    page[pdf_name("/Annots")] = notes
    update.update_container(page)
    return _written(update)


def with_field(content: bytes) -> bytes:
    """Give a paper a form with one field to fill in."""
    update = _writer(content)
    field = _table(
        {
            "/FT": pdf_name("/Tx"),
            "/T": generic.pdf_string("HanNop"),
            "/V": generic.pdf_string("30/11"),
        }
    )
    form = _table({"/Fields": generic.ArrayObject([update.add_object(field)])})
    update.root[pdf_name("/AcroForm")] = update.add_object(form)
    update.update_root()
    return _written(update)


def with_field_filled(content: bytes) -> bytes:
    """Fill that field in anew."""
    update = _writer(content)
    for reference in update.root["/AcroForm"]["/Fields"]:
        field = reference.get_object()
        if field.get("/T") == "HanNop":
            field[pdf_name("/V")] = generic.pdf_string("31/12")
            update.update_container(field)
    return _written(update)


def locked(content: bytes) -> bytes:
    """Lock a paper with a password."""
    copy: Any = writer.copy_into_new_writer(PdfFileReader(BytesIO(content)))
    copy.encrypt(owner_pass="chu", user_pass="doc")
    return _written(copy)


def with_signatures_claimed(content: bytes, count: int) -> bytes:
    """Give a paper fields that claim as many signatures, none of which is one."""
    update = _writer(content)
    claimed = _table(
        {
            "/Type": pdf_name("/Sig"),
            "/SubFilter": pdf_name("/ETSI.CAdES.detached"),
            "/ByteRange": generic.ArrayObject(map(generic.NumberObject, (0, 9, 9, 9))),
            "/Contents": generic.ByteStringObject(b"\x30\x00"),
        }
    )
    value = update.add_object(claimed)
    fields = []
    for number in range(count):
        field = _table(
            {
                "/FT": pdf_name("/Sig"),
                "/T": generic.pdf_string(f"S{number}"),
                "/V": value,
            }
        )
        fields.append(update.add_object(field))
    form = {"/Fields": generic.ArrayObject(fields)}
    update.root[pdf_name("/AcroForm")] = update.add_object(_table(form))
    update.update_root()
    return _written(update)


def bomb() -> bytes:
    """Return a small file whose table of objects would be 40 MB."""
    packed = zlib.compress(bytes(40 << 20), 9)
    head = b"%PDF-1.5\n"
    table = (
        b"1 0 obj\n<</Type/XRef/Size 2/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>\nstream\n"
        % len(packed)
    )
    tail = b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)
    return head + table + packed + tail


def _writer(content: bytes, *, strict: bool = True) -> Any:
    return IncrementalPdfFileWriter(BytesIO(content), strict=strict)


def _table(values: Mapping[str, Any]) -> Any:
    """Return a PDF dictionary."""
    named = {pdf_name(name): value for name, value in values.items()}
    return generic.DictionaryObject(named)  # type: ignore[no-untyped-call]


def _written(update: Any) -> bytes:
    out = BytesIO()
    update.write(out)
    return out.getvalue()
