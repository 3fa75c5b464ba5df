"""Certificates and lists of withdrawn ones, read from what an admin brings."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from loudspeaker.errors import EntryRefused

if TYPE_CHECKING:
    from cryptography import x509

_FEWEST_RSA_BITS: Final = 2048
_FEWEST_CURVE_BITS: Final = 224
_PEM: Final = b"-----BEGIN"


def load_certificate(content: bytes, *, most: int, where: str) -> x509.Certificate:
    """Read one certificate, PEM or DER; EntryRefused."""
    from cryptography import x509  # noqa: PLC0415 - heavy

    if len(content) > most:
        raise EntryRefused(where=where, problem="tệp quá lớn để là một chứng thư")
    if content.count(b"-----BEGIN CERTIFICATE-----") > 1:
        raise EntryRefused(where=where, problem="tệp có nhiều chứng thư; tách ra mỗi tệp một cái")
    try:
        if _PEM in content:
            certificate = x509.load_pem_x509_certificate(content[content.index(_PEM) :])
        else:
            certificate = x509.load_der_x509_certificate(content)
        _ = certificate.extensions, certificate.subject, certificate.not_valid_after_utc
    except (ValueError, TypeError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        raise EntryRefused(where=where, problem="không phải tệp chứng thư (PEM hoặc DER)") from None
    return certificate


def load_list(content: bytes, *, most: int, where: str) -> x509.CertificateRevocationList:
    """Read one list of withdrawn certificates, PEM or DER; EntryRefused."""
    from cryptography import x509  # noqa: PLC0415 - heavy

    if len(content) > most:
        raise EntryRefused(where=where, problem="tệp quá lớn")
    try:
        if content.startswith(_PEM):
            found = x509.load_pem_x509_crl(content)
        else:
            found = x509.load_der_x509_crl(content)
        _ = found.extensions, found.issuer, found.last_update_utc
    except (ValueError, TypeError, x509.DuplicateExtension):
        raise EntryRefused(where=where, problem="không phải danh sách thu hồi (CRL)") from None
    return found


def why_no_issuer(certificate: x509.Certificate, now: datetime) -> str:
    """Return why a certificate cannot be trusted to give out others, or nothing.

    RFC 5280, 4.2.1.3 and 4.2.1.9: an issuer says so, and may sign certificates.
    """
    if not _is_issuer(certificate):
        return "không phải chứng thư của nơi cấp (CA): không được phép cấp chứng thư khác"
    if certificate.not_valid_after_utc < now:
        return f"đã hết hạn từ {certificate.not_valid_after_utc:%d/%m/%Y}"
    if certificate.not_valid_before_utc > now:
        return f"đến {certificate.not_valid_before_utc:%d/%m/%Y} mới có hiệu lực"
    if _is_weak(certificate):
        return "khóa quá ngắn, có thể bị làm giả"
    return ""


def _is_issuer(certificate: x509.Certificate) -> bool:
    from cryptography import x509  # noqa: PLC0415 - heavy

    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except x509.ExtensionNotFound:
        return False
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    except x509.ExtensionNotFound:
        return basic.value.ca
    return basic.value.ca and usage.value.key_cert_sign


def _is_weak(certificate: x509.Certificate) -> bool:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives.asymmetric import ec, rsa  # noqa: PLC0415 - heavy

    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return True
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size < _FEWEST_RSA_BITS
    return isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < _FEWEST_CURVE_BITS


def fingerprint(certificate: x509.Certificate) -> str:
    """Return its SHA-256 in hexadecimal."""
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - heavy

    return certificate.fingerprint(hashes.SHA256()).hex()


def name_in(name: x509.Name) -> str:
    """Return the common name, else the organisation, else the whole name."""
    from cryptography.x509.oid import NameOID  # noqa: PLC0415 - heavy

    for wanted in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        for attribute in name.get_attributes_for_oid(wanted):
            if text := " ".join(str(attribute.value).split()):
                return text
    return name.rfc4514_string()


def organisation_in(name: x509.Name) -> str:
    """Return the organisation, or nothing."""
    from cryptography.x509.oid import NameOID  # noqa: PLC0415 - heavy

    found = name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return " ".join(str(found[0].value).split()) if found else ""
