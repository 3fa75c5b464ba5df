"""Whom certificates name."""

from __future__ import annotations

from asn1crypto import x509 as asn1_x509

from loudspeaker.plugins.documents.signing.outcome import Signer


def signer_of(certificate: asn1_x509.Certificate) -> Signer:
    """Return whom a certificate names."""
    return Signer(
        name=name_of(certificate),
        organisation=_part(certificate.subject, "organization_name"),
        serial=f"{certificate.serial_number:x}",
        issuer=_part(certificate.issuer, "common_name") or _readable(certificate.issuer),
    )


def name_of(certificate: asn1_x509.Certificate) -> str:
    """Return the common name of a certificate's holder, else all that names it."""
    subject = certificate.subject
    return _part(subject, "common_name") or _readable(subject)


def _part(name: asn1_x509.Name, wanted: str) -> str:
    found = name.native.get(wanted, "")
    text = found[0] if isinstance(found, list) else found
    return " ".join(str(text).split())


def _readable(name: asn1_x509.Name) -> str:
    return " ".join(str(name.human_friendly).split())
