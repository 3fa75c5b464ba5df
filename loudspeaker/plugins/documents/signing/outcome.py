"""What is known of the signatures in a paper, as values; nothing here reads a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What a whole paper comes to."""

    UNSIGNED = "unsigned"
    GOOD = "good"
    UNVERIFIED = "unverified"
    BROKEN = "broken"


class Result(StrEnum):
    """What one signature comes to; only GOOD vouches for anything."""

    GOOD = "good"
    UNKNOWN_ISSUER = "unknown_issuer"
    BROKEN = "broken"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NOT_CHECKED = "not_checked"


class Reason(StrEnum):
    """Why a signature is not good."""

    NONE = ""
    CONTENT = "content"
    """What was signed is not what is there."""
    SIGNATURE = "signature"
    """The signature does not belong to the certificate, or was altered itself."""
    UPDATE = "update"
    """Something was appended that no signing or archiving explains."""
    COVERAGE = "coverage"
    """The signature leaves out parts of the file that were there when it was made."""
    MALFORMED = "malformed"
    FILLED_AFTER = "filled_after"
    """Form fields were filled after the last signature, so that nobody signed for them."""
    ISSUER = "issuer"
    STAMP_ISSUER = "stamp_issuer"
    STAMP_BROKEN = "stamp_broken"
    STAMP_EXPIRED = "stamp_expired"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    REVOKED = "revoked"
    STAMP_REVOKED = "stamp_revoked"
    ALGORITHM = "algorithm"
    """MD5, SHA-1 or the like, which can be forged."""
    USAGE = "usage"
    """The certificate, or one above it, was not given out for signing papers."""
    STRUCTURE = "structure"
    """The file bends the rules of PDF, so that readers may disagree on what it shows."""
    KIND = "kind"
    """A kind of signature that is not known here."""
    OTHER = "other"


class Coverage(StrEnum):
    """How much of the file a signature covers."""

    FILE = "file"
    REVISION = "revision"
    """All that was there when it was signed; something came after it."""
    PART = "part"
    UNCLEAR = "unclear"


class Modification(StrEnum):
    """What was appended after a signature, the worst of it."""

    NONE = "none"
    ARCHIVING = "archiving"
    FORM_FILLING = "form_filling"
    """Another signature, or filled form fields."""
    ANNOTATIONS = "annotations"
    OTHER = "other"
    UNKNOWN = "unknown"


class Revocation(StrEnum):
    """Whether the issuers' lists of withdrawn certificates say anything about the chain."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    """No list that holds for the time of signing: neither good nor bad."""


class Source(StrEnum):
    """Where the list of withdrawn certificates comes from; nothing is fetched."""

    NONE = "none"
    PAPER = "paper"
    STORE = "store"


class Level(StrEnum):
    """The level of PAdES (ETSI EN 319 142-1, clause 6) that a signature has in this file."""

    CMS = "CMS"
    """An older form, ``adbe.pkcs7.detached``: as safe, but not PAdES."""
    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Whom the certificate names; ``serial`` in hexadecimal, as issuers print it."""

    name: str = ""
    organisation: str = ""
    serial: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningTime:
    """When it was signed: what the signer's own clock said, and what a time-stamper vouches for."""

    claimed: datetime | None = None
    stamped: datetime | None = None
    stamper: str = ""

    @property
    def best(self) -> datetime | None:
        """Return the time that a third party vouches for, else the signer's own."""
        return self.stamped or self.claimed


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature as it was found; ``chain`` names the certificates from the signer upwards."""

    field: str
    result: Result
    reason: Reason = Reason.NONE
    signer: Signer = Signer()
    time: SigningTime = SigningTime()
    coverage: Coverage = Coverage.UNCLEAR
    modification: Modification = Modification.UNKNOWN
    chain: tuple[str, ...] = ()
    revocation: Revocation = Revocation.UNKNOWN
    source: Source = Source.NONE
    level: Level = Level.CMS

    @property
    def is_good(self) -> bool:
        """Tell whether it vouches for the paper."""
        return self.result is Result.GOOD


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStamp:
    """A time-stamp over the whole file, with which archives keep signatures provable."""

    field: str
    result: Result
    reason: Reason = Reason.NONE
    time: datetime | None = None
    stamper: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """All signatures of a paper in the order in which they were made, and what they come to."""

    signatures: tuple[Signature, ...]
    stamps: tuple[DocumentStamp, ...] = ()
    checked_at: datetime

    @property
    def verdict(self) -> Verdict:
        """Return what the paper comes to: as bad as its worst signature."""
        return verdict_of(
            (*(each.result for each in self.signatures),), (*(each.result for each in self.stamps),)
        )

    @property
    def is_stamped(self) -> bool:
        """Tell whether a time-stamper vouches for the time of each signature."""
        return bool(self.signatures) and all(each.time.stamped for each in self.signatures)


def verdict_of(signatures: Iterable[Result], stamps: Iterable[Result] = ()) -> Verdict:
    """Return what results come to; a time-stamp without a signature signs nothing.

    A time-stamp from an unknown issuer, or one that has run out, proves no time and harms no
    signature; a broken one is a sign of tampering.
    """
    found = tuple(signatures)
    if Result.BROKEN in found or Result.BROKEN in tuple(stamps):
        return Verdict.BROKEN
    if not found:
        return Verdict.UNSIGNED
    good = all(result is Result.GOOD for result in found)
    return Verdict.GOOD if good else Verdict.UNVERIFIED
