"""From what pyHanko found of a signature to what it comes to.

Only its ``bottom_line`` makes a signature good: ``intact`` alone stays true when a page is added.
"""

from __future__ import annotations

from typing import Final

from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESSubIndic
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation.status import (
    DocumentTimestampStatus,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    SignatureStatus,
    TimestampSignatureStatus,
)

from loudspeaker.plugins.documents.signing.outcome import Coverage, Modification, Reason, Result

Judgement = tuple[Result, Reason]
GOOD: Final = (Result.GOOD, Reason.NONE)

COVERAGES: Final = {
    SignatureCoverageLevel.ENTIRE_FILE: Coverage.FILE,
    SignatureCoverageLevel.ENTIRE_REVISION: Coverage.REVISION,
    SignatureCoverageLevel.CONTIGUOUS_BLOCK_FROM_START: Coverage.PART,
    SignatureCoverageLevel.UNCLEAR: Coverage.UNCLEAR,
}
MODIFICATIONS: Final = {
    ModificationLevel.NONE: Modification.NONE,
    ModificationLevel.LTA_UPDATES: Modification.ARCHIVING,
    ModificationLevel.FORM_FILLING: Modification.FORM_FILLING,
    ModificationLevel.ANNOTATIONS: Modification.ANNOTATIONS,
    ModificationLevel.OTHER: Modification.OTHER,
}
_TRUST: Final[dict[AdESSubIndic, Judgement]] = {
    AdESFailure.REVOKED: (Result.REVOKED, Reason.REVOKED),
    AdESIndeterminate.REVOKED_NO_POE: (Result.REVOKED, Reason.REVOKED),
    AdESIndeterminate.REVOKED_CA_NO_POE: (Result.REVOKED, Reason.REVOKED),
    AdESIndeterminate.EXPIRED: (Result.EXPIRED, Reason.EXPIRED),
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: (Result.EXPIRED, Reason.EXPIRED),
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: (Result.EXPIRED, Reason.EXPIRED),
    AdESFailure.NOT_YET_VALID: (Result.EXPIRED, Reason.NOT_YET),
    AdESIndeterminate.NOT_YET_VALID: (Result.EXPIRED, Reason.NOT_YET),
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: (Result.UNKNOWN_ISSUER, Reason.ISSUER),
    AdESIndeterminate.NO_SIGNING_CERTIFICATE_FOUND: (Result.UNKNOWN_ISSUER, Reason.ISSUER),
    AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE: (Result.UNKNOWN_ISSUER, Reason.ISSUER),
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: (Result.NOT_CHECKED, Reason.USAGE),
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: (Result.NOT_CHECKED, Reason.ALGORITHM),
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: (Result.NOT_CHECKED, Reason.ALGORITHM),
}
_OF_A_STAMP: Final = {
    Reason.REVOKED: Reason.STAMP_REVOKED,
    Reason.EXPIRED: Reason.STAMP_EXPIRED,
    Reason.NOT_YET: Reason.STAMP_EXPIRED,
    Reason.ISSUER: Reason.STAMP_ISSUER,
}


def judge_signature(status: PdfSignatureStatus) -> Judgement:
    """Return what a signature comes to; what cannot be explained away is never good."""
    if broken := _broken(status):
        return broken
    stamps = (status.timestamp_validity, status.content_timestamp_validity)
    wrong = [it for each in stamps if each is not None and (it := judge_stamp(each)) != GOOD]
    if status.trust_problem_indic is not None or status.validation_path is None:
        wrong.insert(0, _trust(status))
    wrong.sort(key=lambda judgement: judgement[0] is not Result.BROKEN)
    if wrong:
        return wrong[0]
    return GOOD if status.bottom_line else (Result.NOT_CHECKED, Reason.OTHER)


def _broken(status: PdfSignatureStatus) -> Judgement | None:
    if not status.intact:
        return Result.BROKEN, Reason.CONTENT
    if not status.valid:
        return Result.BROKEN, Reason.SIGNATURE
    return _altered(status.coverage, status.modification_level, is_allowed=bool(status.docmdp_ok))


def _altered(
    coverage: SignatureCoverageLevel | None, level: ModificationLevel | None, *, is_allowed: bool
) -> Judgement | None:
    if coverage is None or coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return Result.BROKEN, Reason.COVERAGE
    if level is None or level == ModificationLevel.OTHER or not is_allowed:
        return Result.BROKEN, Reason.UPDATE
    return None


def _trust(status: SignatureStatus) -> Judgement:
    problem = status.trust_problem_indic
    if problem is None:
        return Result.UNKNOWN_ISSUER, Reason.ISSUER
    if problem == AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE:
        return _out_of_time(status) or _TRUST[problem]
    return _TRUST.get(problem, (Result.NOT_CHECKED, Reason.OTHER))


def _out_of_time(status: SignatureStatus) -> Judgement | None:
    """Return whether a certificate of the chain, not only the signer's, did not hold then."""
    moment = status.validation_time
    for certificate in status.validation_path or () if moment else ():
        if certificate.not_valid_after < moment:
            return Result.EXPIRED, Reason.EXPIRED
        if certificate.not_valid_before > moment:
            return Result.EXPIRED, Reason.NOT_YET
    return None


def judge_stamp(status: TimestampSignatureStatus) -> Judgement:
    """Return what a time-stamp comes to."""
    if not (status.intact and status.valid):
        return Result.BROKEN, Reason.STAMP_BROKEN
    if status.trusted:
        return GOOD
    result, reason = _trust(status)
    return result, _OF_A_STAMP.get(reason, reason)


def judge_document_stamp(status: DocumentTimestampStatus) -> Judgement:
    """Return what a time-stamp over the whole file comes to."""
    found = judge_stamp(status)
    if found[0] is Result.BROKEN:
        return found
    return _altered(status.coverage, status.modification_level, is_allowed=True) or found
