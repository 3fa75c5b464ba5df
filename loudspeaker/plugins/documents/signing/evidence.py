"""What proves that certificates were not withdrawn: lists in the paper, and lists at the station.

Nothing is fetched.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import (
    MultivaluedAttributeError,
    NonexistentAttributeError,
    find_unique_cms_attribute,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.validate import async_validate_path

from loudspeaker.plugins.documents.signing.outcome import Revocation, Source
from loudspeaker.plugins.documents.signing.trust import Trust

_ADOBE: Final = "adobe_revocation_info_archival"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Certificates and answers about withdrawn ones that came with a paper."""

    certificates: tuple[asn1_x509.Certificate, ...] = ()
    lists: tuple[asn1_crl.CertificateList, ...] = ()
    answers: tuple[asn1_ocsp.OCSPResponse, ...] = ()

    def and_also(self, other: Evidence) -> Evidence:
        """Return both together."""
        return Evidence(
            certificates=self.certificates + other.certificates,
            lists=self.lists + other.lists,
            answers=self.answers + other.answers,
        )

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is said of withdrawn certificates."""
        return not self.lists and not self.answers


def in_paper(reader: PdfFileReader) -> Evidence:
    """Return what the paper's security store has (``/DSS``, ISO 32000-2, 12.8.4.3)."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return Evidence()
    return Evidence(
        certificates=tuple(store.load_certs()),
        lists=tuple(asn1_crl.CertificateList.load(_data(each)) for each in store.crls),
        answers=tuple(asn1_ocsp.OCSPResponse.load(_data(each)) for each in store.ocsps),
    )


def _data(reference: Any) -> bytes:
    data: bytes = reference.get_object().data
    return data


def in_signature(signer_info: Any) -> Evidence:
    """Return what older signatures carry in themselves, as Adobe has it."""
    try:
        archived = find_unique_cms_attribute(signer_info["signed_attrs"], _ADOBE)
    except (NonexistentAttributeError, MultivaluedAttributeError):
        return Evidence()
    return Evidence(lists=tuple(archived["crl"] or ()), answers=tuple(archived["ocsp"] or ()))


class Checking:
    """Contexts of validation for the trusted issuers and what came with the paper."""

    def __init__(self, trust: Trust, evidence: Evidence) -> None:
        self._trust = trust
        self.evidence = evidence

    @cached_property
    def kept(self) -> Evidence:
        """Return the lists that the station keeps."""
        return Evidence(lists=tuple(map(asn1_crl.CertificateList.load, self._trust.lists)))

    @cached_property
    def _signing(self) -> list[asn1_x509.Certificate]:
        return [asn1_x509.Certificate.load(der) for der in self._trust.signing]

    @cached_property
    def _stamping(self) -> list[asn1_x509.Certificate]:
        return [asn1_x509.Certificate.load(der) for der in self._trust.stamping]

    def signers(self, moment: datetime, own: Evidence) -> ValidationContext:
        """Return a context in which signers' certificates are checked for a time."""
        return self._context(self._signing, moment, self.evidence.and_also(own), with_kept=True)

    def stampers(self, moment: datetime) -> ValidationContext:
        """Return a context in which time-stampers' certificates are checked for a time."""
        return self._context(self._stamping, moment, self.evidence, with_kept=True)

    def _context(
        self,
        roots: list[asn1_x509.Certificate],
        moment: datetime,
        evidence: Evidence,
        *,
        with_kept: bool,
        mode: str = "soft-fail",
    ) -> ValidationContext:
        # Lists are made after the moment they are asked about: of a signature from last year the
        # list of today says whether it had been withdrawn by then.
        every = evidence.and_also(self.kept) if with_kept else evidence
        return ValidationContext(
            trust_roots=list(roots),
            other_certs=list(every.certificates),
            crls=list(every.lists),
            ocsps=list(every.answers),
            moment=moment,
            allow_fetching=False,
            revocation_mode=mode,
            retroactive_revinfo=True,
        )

    async def revocation(
        self, path: ValidationPath, moment: datetime, own: Evidence
    ) -> tuple[Revocation, Source]:
        """Return what the lists say of every certificate of a path that is good otherwise."""
        known = Evidence(certificates=(*path,))
        paper = self.evidence.and_also(own).and_also(known)
        for evidence, with_kept, source in (
            (paper, False, Source.PAPER),
            (paper, True, Source.STORE),
        ):
            said = evidence.and_also(self.kept) if with_kept else evidence
            if said.is_empty:
                continue
            context = self._context(
                self._signing, moment, evidence, with_kept=with_kept, mode="require"
            )
            try:
                await async_validate_path(context, path)
            except (ValidationError, PathError):
                continue
            return Revocation.GOOD, source
        return Revocation.UNKNOWN, Source.NONE

    def withdrawn(self, path: ValidationPath, moment: datetime, own: Evidence) -> Source:
        """Return which lists name a certificate of a path as withdrawn by a time, also old ones.

        A list that should have been renewed since proves no certificate good any more, but one
        that it names is withdrawn for ever (RFC 5280, 5.3.1, but for certificateHold).
        """
        for evidence, source in (
            (self.evidence.and_also(own), Source.PAPER),
            (self.kept, Source.STORE),
        ):
            if any(_names(each, path, moment) for each in evidence.lists):
                return source
        return Source.NONE


def _names(given: asn1_crl.CertificateList, path: ValidationPath, moment: datetime) -> bool:
    certificates = [*path]
    return any(
        _has(given, below.serial_number, above, moment)
        for above, below in itertools.pairwise(certificates)
        if given.issuer == above.subject
    )


def _has(
    given: asn1_crl.CertificateList, serial: int, issuer: asn1_x509.Certificate, moment: datetime
) -> bool:
    """Tell whether a list names a serial number, and is signed by the issuer it says it is of."""
    found = x509.load_der_x509_crl(given.dump())
    entry = found.get_revoked_certificate_by_serial_number(serial)
    if entry is None or entry.revocation_date_utc > moment:
        return False
    key = x509.load_der_x509_certificate(issuer.dump()).public_key()
    try:
        return found.is_signature_valid(key)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


def chain_of(path: ValidationPath | None) -> Sequence[asn1_x509.Certificate]:
    """Return the certificates of a path from the signer's upwards."""
    return [*path][::-1] if path is not None else ()


def says_of(evidence: Evidence, certificates: Iterable[asn1_x509.Certificate]) -> bool:
    """Tell whether evidence has lists, or answers, for the issuers of certificates."""
    if evidence.answers:
        return True
    issuers = {each.issuer.hashable for each in certificates}
    return any(each.issuer.hashable in issuers for each in evidence.lists)
