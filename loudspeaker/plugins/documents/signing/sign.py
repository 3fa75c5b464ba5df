"""Papers signed as PAdES (ETSI EN 319 142-1), each signature appended to what was there before."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from asn1crypto import crl as asn1_crl
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper as PyhankoStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.signing.keys import Key
from loudspeaker.plugins.documents.signing.opening import opened
from loudspeaker.plugins.documents.signing.order import Kind, Role, next_field, next_stamp_field
from loudspeaker.plugins.documents.signing.outcome import Level, Verdict
from loudspeaker.plugins.documents.signing.places import Place
from loudspeaker.plugins.documents.signing.reading import Opened, field_names, open_paper, readable
from loudspeaker.plugins.documents.signing.time_stamper import TimeStamper
from loudspeaker.plugins.documents.signing.tokens import DIGEST, token_in
from loudspeaker.plugins.documents.signing.trust import Trust
from loudspeaker.plugins.documents.signing.verify import verify

_SIGNATURE_ROOM: Final = 3 * 1024
_STAMP_ROOM: Final = 7 * 1024
"""Bytes kept free beside the certificates; every reader has to go through all of it."""
_STAMPED: Final = frozenset({Level.B_T, Level.B_LT, Level.B_LTA})
_LASTING: Final = frozenset({Level.B_LT, Level.B_LTA})
_NO_TRUST: Final = Trust()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a signature looks like: a one-page PDF and where it goes."""

    place: Place
    look: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be signed as whom; ``trust`` with its lists is needed from B-LT on."""

    role: Role
    moment: datetime
    kind: Kind = Kind.PAPER
    level: Level = Level.B_B
    seen: Seen | None = None
    reason: str = ""
    location: str = ""
    trust: Trust = _NO_TRUST
    others: tuple[bytes, ...] = ()
    """Certificates of the issuers above the signer, DER, where the key has none beside it."""


def sign(content: bytes, key: Key, order: Order, stamper: TimeStamper | None = None) -> bytes:
    """Return the paper with one more signature; what was there stays byte for byte.

    EntryRefused where it is not this one's turn, an earlier signature is broken, the certificate
    does not hold at the time or its issuer is not trusted (from B-LT on), or the file is none that
    can be signed; and what ``opened`` and the time-stamper raise.
    """
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    if order.level in _STAMPED and stamper is None:
        raise EntryRefused(where="mức chữ ký", problem=f"{order.level} cần nơi cấp dấu thời gian")
    paper = signable(content, order.moment)
    field = next_field(field_names(paper.reader), order.role, order.kind)
    with readable("không ký được tệp này"), opened(key, order.others) as signer:
        _check_holder(signer, order.moment)
        signed = _signed(content, signer, order, field, stamper)
    _check_made(signed, content, order.moment)
    return signed


def signable(content: bytes, moment: datetime) -> Opened:
    """Return a paper open for one more signature; EntryRefused where one would be worth nothing."""
    paper = open_paper(content)
    if not paper.is_strict:
        raise EntryRefused(
            where="tệp PDF", problem="cấu trúc không đúng chuẩn; hãy xuất lại PDF rồi ký"
        )
    signed = bool(field_names(paper.reader))
    if signed and verify(content, _NO_TRUST, moment).verdict is Verdict.BROKEN:
        raise EntryRefused(
            where="chữ ký", problem="chữ ký đã có không còn hợp lệ; không ký chồng lên"
        )
    return paper


def _check_holder(signer: Signer, moment: datetime) -> None:
    certificate = signer.signing_cert
    if certificate is None:
        raise EntryRefused(where="chứng thư", problem="không có chứng thư đi với khóa ký")
    if not certificate.not_valid_before <= moment <= certificate.not_valid_after:
        until = f"{certificate.not_valid_after:%d/%m/%Y}"
        raise EntryRefused(where="chứng thư", problem=f"ngoài thời hạn (đến {until})")


def _check_made(signed: bytes, content: bytes, moment: datetime) -> None:
    """Refuse what came out broken, as where a token has the certificate of another key."""
    whole = signed.startswith(content)
    if not whole or verify(signed, _NO_TRUST, moment).verdict is Verdict.BROKEN:
        raise EntryRefused(where="chữ ký", problem="ký ra không kiểm lại được; văn bản giữ nguyên")


def _signed(
    content: bytes, signer: Signer, order: Order, field: str, stamper: TimeStamper | None
) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(content))
    asking = Asking(stamper) if stamper and order.level in _STAMPED else None
    with _style(order.seen) as style:
        made = _Signer(
            _metadata(order, field, (*field_names(writer.prev), field)),
            signer,
            timestamper=asking,
            stamp_style=style,
            new_field_spec=_field(field, order.seen),
        )
        made.moment = order.moment
        try:
            with _any_zone():
                out = made.sign_pdf(
                    writer, bytes_reserved=_room(signer, is_stamped=asking is not None)
                )
        except (SigningError, PathError, ValidationError) as error:
            raise _refusal(error, order.level) from error
    return bytes(out.getvalue())


def _room(signer: Signer, *, is_stamped: bool) -> int:
    """Return how many hexadecimal digits to keep free for a signature and its certificates."""
    certificates = sum(len(each.dump()) for each in signer.cert_registry)
    return 2 * (certificates + _SIGNATURE_ROOM + (_STAMP_ROOM if is_stamped else 0))


class _Signer(PdfSigner):
    """Signs with the time it is told."""

    moment: datetime

    def init_signing_session(self, *args: Any, **kwargs: Any) -> PdfSigningSession:
        """Begin as the library does, at the time that was told."""
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.moment
        return session


class Asking(PyhankoStamper):
    """Our time-stamper as pyHanko wants one."""

    def __init__(self, stamper: TimeStamper) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._stamper = stamper

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Ask it; EntryRefused for a refusal, or what is no answer to this."""
        request = bytes(req.dump())
        answer = self._stamper.ask(request)
        token_in(answer, request)
        return tsp.TimeStampResp.load(answer)


def _metadata(order: Order, field: str, taken: tuple[str, ...]) -> PdfSignatureMetadata:
    lasting = order.level in _LASTING
    return PdfSignatureMetadata(
        field_name=field,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        reason=order.reason or None,
        location=order.location or None,
        signer_key_usage=set(),
        embed_validation_info=lasting,
        use_pades_lta=order.level is Level.B_LTA,
        timestamp_field_name=next_stamp_field(taken),
        validation_context=_context(order) if lasting else None,
    )


def _context(order: Order) -> ValidationContext:
    roots = [*order.trust.signing, *order.trust.stamping]
    if not order.trust.lists:
        raise EntryRefused(
            where="mức chữ ký", problem=f"{order.level} cần danh sách thu hồi của nơi cấp"
        )
    return ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(der) for der in dict.fromkeys(roots)],
        other_certs=[asn1_x509.Certificate.load(der) for der in order.others],
        crls=[asn1_crl.CertificateList.load(der) for der in order.trust.lists],
        moment=order.moment,
        allow_fetching=False,
        revocation_mode="require",
        retroactive_revinfo=True,
    )


def _field(name: str, seen: Seen | None) -> SigFieldSpec:
    if seen is None:
        return SigFieldSpec(sig_field_name=name)
    return SigFieldSpec(sig_field_name=name, on_page=seen.place.page, box=seen.place.box)


@contextmanager
def _style(seen: Seen | None) -> Iterator[StaticStampStyle | None]:
    """Give the look of a signature; pyHanko reads it from a file."""
    if seen is None:
        yield None
        return
    with TemporaryDirectory(prefix="look-") as folder:
        path = Path(folder) / "look.pdf"
        path.write_bytes(seen.look)
        yield StaticStampStyle(
            border_width=0,
            background_opacity=1.0,
            background_layout=SimpleBoxLayoutRule(
                x_align=AxisAlignment.ALIGN_MID,
                y_align=AxisAlignment.ALIGN_MID,
                margins=Margins(0, 0, 0, 0),
            ),
            background=ImportedPdfPage(str(path)),  # type: ignore[no-untyped-call]
        )


def _refusal(error: Exception, level: Level) -> EntryRefused:
    """Return why it was not signed; the library says it in English, to somebody else."""
    logging.getLogger(__name__).info("signing refused: %s", error)
    problem = "không ký được bằng khóa này"
    if level in _LASTING:
        problem = "không được chấp nhận: nơi cấp chưa tin cậy, bị thu hồi, hoặc thiếu danh sách"
    return EntryRefused(where="chứng thư", problem=problem)


@contextmanager
def _any_zone() -> Iterator[None]:
    """Let the library look for the machine's zone in vain: the time is told, with its offset."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=UserWarning, module="tzlocal")
        yield
