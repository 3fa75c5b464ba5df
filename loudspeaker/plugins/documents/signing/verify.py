"""Every signature of a paper checked, without a network.

From the newest to the oldest: a time-stamp over the file that is good itself moves the time for
which everything below it is checked back to when it was given (ETSI EN 319 102-1, 5.6.3).
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.pdf_utils.misc import PdfStrictReadError
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import generic_cms
from pyhanko.sign.validation.errors import DisallowedAlgorithmError
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, TimestampSignatureStatus

from loudspeaker.plugins.documents.signing.evidence import (
    Checking,
    Evidence,
    chain_of,
    in_paper,
    in_signature,
    says_of,
)
from loudspeaker.plugins.documents.signing.gap import ends_plainly, fills_its_gap
from loudspeaker.plugins.documents.signing.judging import (
    COVERAGES,
    GOOD,
    MODIFICATIONS,
    judge_document_stamp,
    judge_signature,
    judge_stamp,
)
from loudspeaker.plugins.documents.signing.naming import name_of, signer_of
from loudspeaker.plugins.documents.signing.outcome import (
    DocumentStamp,
    Level,
    Modification,
    Reason,
    Result,
    Revocation,
    Signature,
    Signer,
    SigningTime,
    Source,
    Verification,
)
from loudspeaker.plugins.documents.signing.reading import (
    Opened,
    open_paper,
    readable,
    signed_fields,
)
from loudspeaker.plugins.documents.signing.trust import Trust

_SIGNED_WITH: Final = frozenset(
    {
        SigSeedSubFilter.ADOBE_PKCS7_DETACHED.value,
        SigSeedSubFilter.PADES.value,
        SigSeedSubFilter.PBAD_PADES.value,
    }
)
_TRACE: Final = b"/ByteRange"
"""What stays in a file whose signature was cut out of its form."""
_STAMPED_WITH: Final = SigSeedSubFilter.ETSI_RFC3161.value
# Issuers give out certificates with either; ISO 32000 asks for neither.
_USAGE: Final = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)


def verify(content: bytes, trust: Trust, moment: datetime) -> Verification:
    """Return what the signatures of a PDF come to at a time; nothing of it is ever fetched.

    EntryRefused for what cannot be opened: no PDF, locked, damaged, or too much in it.  Whatever is
    wrong with a signature is a result, not an error.
    """
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    with readable("bị hỏng, không kiểm tra được chữ ký"):
        return asyncio.run(_Walk(open_paper(content), trust, moment).verification())


class _Walk:
    """One paper on its way from the newest signature to the oldest."""

    def __init__(self, opened: Opened, trust: Trust, moment: datetime) -> None:
        self._opened = opened
        self._asked_at = moment
        self._moment = moment
        """The time for which is checked; it only moves back."""
        self._newest_stamp: EmbeddedPdfSignature | None = None
        self._proved: datetime | None = None
        self._stamper = ""
        self._later_signature = False
        self._ends_plainly = False
        try:
            evidence = in_paper(opened.reader)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - a security store that cannot be read proves nothing
            evidence = Evidence()
        self._checking = Checking(trust, evidence)

    async def verification(self) -> Verification:
        """Check everything."""
        signatures: list[Signature] = []
        stamps: list[DocumentStamp] = []
        embedded, unread = self._embedded()
        with suppress(ValueError, TypeError, IndexError):
            self._ends_plainly = bool(embedded) and ends_plainly(embedded[-1], self._opened.content)
        for each in reversed(embedded):
            if each.sig_object_type == "/DocTimeStamp":
                stamps.insert(0, await self._stamp(each))
            else:
                signatures.insert(0, await self._signature(each))
                self._later_signature = True
        if not embedded and not unread and _TRACE in self._opened.content:
            unread.append(_unread("", (Result.BROKEN, Reason.MALFORMED)))
        return Verification(
            signatures=(*signatures, *unread), stamps=(*stamps,), checked_at=self._asked_at
        )

    def _embedded(self) -> tuple[list[EmbeddedPdfSignature], list[Signature]]:
        """Return signatures in the order of their making, and what is no signature to speak of."""
        found, unread = [], []
        for field in signed_fields(self._opened.reader):
            if field.kind not in {*_SIGNED_WITH, _STAMPED_WITH}:
                result = (Result.NOT_CHECKED, Reason.KIND)
                unread.append(_unread(field.name, result))
                continue
            try:
                found.append(EmbeddedPdfSignature(self._opened.reader, field.field, field.name))  # type: ignore[arg-type]
            except MemoryError:
                raise
            except Exception:  # noqa: BLE001 - what the library's parts raise on a cut signature
                unread.append(_unread(field.name, (Result.BROKEN, Reason.MALFORMED)))
        return sorted(found, key=lambda each: each.signed_revision), unread

    # --- time-stamps over the file --------------------------------------------------------------

    async def _stamp(self, embedded: EmbeddedPdfSignature) -> DocumentStamp:
        name, context = embedded.field_name, self._checking.stampers(self._moment)
        try:
            status = await async_validate_pdf_timestamp(embedded, context)
            result, reason = self._capped(judge_document_stamp(status), embedded)
        except Exception as error:  # noqa: BLE001 - see ``_why``
            result, reason = _why(error)
            return DocumentStamp(field=name, result=result, reason=reason)
        stamper = name_of(status.signing_cert)
        if result is Result.GOOD:
            self._moment = min(self._moment, status.timestamp)
            self._proved, self._stamper = self._moment, stamper
            self._newest_stamp = self._newest_stamp or embedded
        return DocumentStamp(
            field=name, result=result, reason=reason, time=status.timestamp, stamper=stamper
        )

    # --- signatures -----------------------------------------------------------------------------

    async def _signature(self, embedded: EmbeddedPdfSignature) -> Signature:
        try:
            return await self._checked(embedded)
        except Exception as error:  # noqa: BLE001 - see ``_why``
            return replace(_unread(embedded.field_name, _why(error)), signer=_signer_in(embedded))

    async def _checked(self, embedded: EmbeddedPdfSignature) -> Signature:
        own = in_signature(embedded.signer_info)
        stampers = self._checking.stampers(self._moment)
        stamp = await _own_stamp(embedded, stampers)
        moment = self._moment
        if stamp is not None and judge_stamp(stamp) == GOOD:
            moment = min(moment, stamp.timestamp)
        status = await async_validate_pdf_signature(
            embedded,
            signer_validation_context=self._checking.signers(moment, own),
            ts_validation_context=stampers,
            key_usage_settings=_USAGE,
        )
        judged = self._capped(judge_signature(status), embedded)
        judged = self._not_filled_after(judged, status)
        found = self._as_value(embedded, status, judged)
        return await self._with_revocation(found, status, moment, own)

    def _capped(
        self, judged: tuple[Result, Reason], embedded: EmbeddedPdfSignature
    ) -> tuple[Result, Reason]:
        """Return a judgement, worse where the file allows no good one."""
        if judged[0] is not Result.BROKEN and not fills_its_gap(embedded, self._opened.content):
            return Result.BROKEN, Reason.MALFORMED
        if judged == GOOD and not (self._opened.is_strict and self._ends_plainly):
            return Result.NOT_CHECKED, Reason.STRUCTURE
        return judged

    def _not_filled_after(
        self, judged: tuple[Result, Reason], status: PdfSignatureStatus
    ) -> tuple[Result, Reason]:
        """Return a judgement, worse where fields were filled for which nobody signed."""
        level = _modification(status)
        filled = level in {Modification.FORM_FILLING, Modification.ANNOTATIONS}
        if judged == GOOD and filled and not self._later_signature:
            return Result.NOT_CHECKED, Reason.FILLED_AFTER
        return judged

    def _as_value(
        self,
        embedded: EmbeddedPdfSignature,
        status: PdfSignatureStatus,
        judged: tuple[Result, Reason],
    ) -> Signature:
        chain = chain_of(status.validation_path)
        time = self._time(status)
        return Signature(
            field=embedded.field_name,
            result=judged[0],
            reason=judged[1],
            signer=signer_of(status.signing_cert),
            time=time,
            coverage=COVERAGES[status.coverage] if status.coverage else _UNCLEAR,
            modification=_modification(status),
            chain=tuple(map(name_of, chain)) or (name_of(status.signing_cert),),
            level=self._level(embedded, status, chain, is_stamped=time.stamped is not None),
        )

    def _time(self, status: PdfSignatureStatus) -> SigningTime:
        claimed, stamp = status.signer_reported_dt, status.timestamp_validity
        if stamp is not None and judge_stamp(stamp) == GOOD:
            return SigningTime(
                claimed=claimed, stamped=stamp.timestamp, stamper=name_of(stamp.signing_cert)
            )
        return SigningTime(claimed=claimed, stamped=self._proved, stamper=self._stamper)

    def _level(
        self,
        embedded: EmbeddedPdfSignature,
        status: PdfSignatureStatus,
        chain: Any,
        *,
        is_stamped: bool,
    ) -> Level:
        """Return the level by what is there: a time, lists for the signer, a time over those."""
        if embedded.sig_object.get("/SubFilter") != SigSeedSubFilter.PADES.value:
            return Level.CMS
        if not is_stamped:
            return Level.B_B
        if not says_of(self._checking.evidence, chain or [status.signing_cert]):
            return Level.B_T
        return Level.B_LTA if self._lists_are_stamped() else Level.B_LT

    def _lists_are_stamped(self) -> bool:
        stamp = self._newest_stamp
        if stamp is None:
            return False
        root = self._opened.reader.get_historical_root(stamp.signed_revision)
        return "/DSS" in root

    async def _with_revocation(
        self, found: Signature, status: PdfSignatureStatus, moment: datetime, own: Evidence
    ) -> Signature:
        path = status.validation_path
        if path is None or found.result is Result.BROKEN:
            return found
        source = self._checking.withdrawn(path, moment, own)
        if source is not Source.NONE or found.result is Result.REVOKED:
            worse = found.result in {Result.GOOD, Result.NOT_CHECKED}
            judged = (Result.REVOKED, Reason.REVOKED) if worse else (found.result, found.reason)
            return replace(
                found,
                result=judged[0],
                reason=judged[1],
                revocation=Revocation.REVOKED,
                source=source,
            )
        if found.result is not Result.GOOD:
            return found
        state, source = await self._checking.revocation(path, moment, own)
        return replace(found, revocation=state, source=source)


_UNCLEAR: Final = Signature(field="", result=Result.NOT_CHECKED).coverage


def _unread(name: str, judged: tuple[Result, Reason]) -> Signature:
    return Signature(field=name, result=judged[0], reason=judged[1])


def _why(error: Exception) -> tuple[Result, Reason]:
    """Return what an error of the library says of a signature.

    It lets through whatever its parts raise on bad bytes; what is not known to be merely
    unsupported is taken for damage, which is never good.
    """
    if isinstance(error, MemoryError):
        raise error
    if isinstance(error, PdfStrictReadError):
        return Result.NOT_CHECKED, Reason.STRUCTURE
    if isinstance(error, DisallowedAlgorithmError):
        return Result.NOT_CHECKED, Reason.ALGORITHM
    if isinstance(error, (NotImplementedError, UnsupportedAlgorithm)):
        return Result.NOT_CHECKED, Reason.KIND
    return Result.BROKEN, Reason.MALFORMED


def _modification(status: PdfSignatureStatus) -> Modification:
    level = status.modification_level
    return MODIFICATIONS[level] if level is not None else Modification.UNKNOWN


async def _own_stamp(
    embedded: EmbeddedPdfSignature, context: Any
) -> TimestampSignatureStatus | None:
    timing = await generic_cms.collect_timing_info(
        embedded.signer_info, context, raw_digest=embedded.compute_digest
    )
    stamp: TimestampSignatureStatus | None = timing.get("timestamp_validity")
    return stamp


def _signer_in(embedded: EmbeddedPdfSignature) -> Signer:
    with suppress(Exception):
        return signer_of(embedded.signer_cert)
    return Signer()
