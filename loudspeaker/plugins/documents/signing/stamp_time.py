"""A time-stamp added to a paper that is signed already, as the time-stamper answers later.

In two steps, so that what reads the paper needs no network: ``prepare`` makes the paper with room
for the stamp, and the request; ``finish`` puts the answer in.  The stamp is one over the whole file
(``/DocTimeStamp``, ISO 32000-2, 12.8.5), so that what was signed stays byte for byte.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Final

from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp, PreparedByteRangeDigest
from pyhanko.sign.validation.dss import DocumentSecurityStore

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.signing.order import next_stamp_field
from loudspeaker.plugins.documents.signing.outcome import Result, Verification
from loudspeaker.plugins.documents.signing.reading import field_names, readable
from loudspeaker.plugins.documents.signing.sign import signable
from loudspeaker.plugins.documents.signing.tokens import DIGEST, request_for, token_in
from loudspeaker.plugins.documents.signing.trust import Trust
from loudspeaker.plugins.documents.signing.verify import verify

_WHERE: Final = "dấu thời gian"
_ROOM: Final = 16 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A paper with room for a time-stamp between two offsets, and the request for it (DER)."""

    content: bytes = field(repr=False)
    start: int
    end: int
    request: bytes


def prepare(content: bytes, moment: datetime, proofs: Trust | None = None) -> Prepared:
    """Return a signed paper with room for a time-stamp over all of it.

    With ``proofs`` (trusted issuers and their lists) these are put in first, so that the stamp
    covers them and signatures stay provable when certificates have run out.  EntryRefused for an
    unsigned paper, or what ``signable`` refuses.
    """
    paper = signable(content, moment)
    names = field_names(paper.reader)
    if not names:
        raise EntryRefused(where=_WHERE, problem="văn bản chưa được ký")
    with readable("không đóng được dấu thời gian vào tệp này"):
        writer = IncrementalPdfFileWriter(BytesIO(content))
        if proofs and proofs.lists:
            _add_proofs(writer, proofs)
        embedding = PdfCMSEmbedder().write_cms(next_stamp_field(names), writer)
        next(embedding)
        embedding.send(SigObjSetup(sig_placeholder=_placeholder()))
        digest, out = embedding.send(SigIOSetup(md_algorithm=DIGEST, output=BytesIO()))
    return Prepared(
        content=out.getvalue(),
        start=digest.reserved_region_start,
        end=digest.reserved_region_end,
        request=request_for(digest.document_digest),
    )


def _placeholder() -> DocumentTimestamp:
    return DocumentTimestamp(bytes_reserved=_ROOM)  # type: ignore[no-untyped-call]


def _add_proofs(writer: IncrementalPdfFileWriter, proofs: Trust) -> None:
    issuers = dict.fromkeys((*proofs.signing, *proofs.stamping))
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        None,
        certs=[asn1_x509.Certificate.load(der) for der in issuers],
        crls=[asn1_crl.CertificateList.load(der) for der in proofs.lists],
    )


def finish(prepared: Prepared, answer: bytes, trust: Trust, moment: datetime) -> Finished:
    """Put a time-stamper's answer in; EntryRefused for a refusal or what is no answer to this."""
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    token = token_in(answer, prepared.request)
    if 2 * len(token) > prepared.end - prepared.start - 2:
        raise EntryRefused(where=_WHERE, problem="câu trả lời lớn hơn chỗ dành sẵn")
    out = BytesIO(prepared.content)
    digest = PreparedByteRangeDigest(
        document_digest=b"",
        reserved_region_start=prepared.start,
        reserved_region_end=prepared.end,
    )
    with readable("không phải tệp đã dành chỗ cho dấu thời gian"):
        digest.fill_with_cms(out, token)
        content = out.getvalue()
    checked = verify(content, trust, moment)
    if not checked.stamps or checked.stamps[-1].result is Result.BROKEN:
        raise EntryRefused(where=_WHERE, problem="dấu thời gian nhận về không khớp với văn bản")
    return Finished(content=content, verification=checked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The stamped paper and what its signatures come to now."""

    content: bytes = field(repr=False)
    verification: Verification
