"""A self-made authority for tests and the demonstration; nobody outside may trust what it gives.

Its keys are made when it is made, and are kept nowhere by it.  Importing this brings what is heavy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, TypedDict

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

_BITS: Final = 2048
_LIST_DAYS: Final = 30
_YEARS: Final = timedelta(days=3650)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A certificate with its key; ``repr`` shows no key."""

    certificate: x509.Certificate
    key: Key = field(repr=False)

    @property
    def der(self) -> bytes:
        """Return the certificate."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        """Return the certificate as text."""
        return self.certificate.public_bytes(Encoding.PEM)

    def to_pkcs12(self, password: bytes, *, others: tuple[Holder, ...] = ()) -> bytes:
        """Return certificate, key and other certificates as a PKCS#12 file."""
        return pkcs12.serialize_key_and_certificates(
            b"key",
            self.key,
            self.certificate,
            [each.certificate for each in others],
            serialization.BestAvailableEncryption(password),
        )

    def key_pem(self, password: bytes | None = None) -> bytes:
        """Return the key as PKCS#8 text."""
        locked: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if password:
            locked = serialization.BestAvailableEncryption(password)
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked
        )


class Times(TypedDict):
    """From when and until when a certificate holds."""

    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A root, an issuer below it, and whom they gave certificates to."""

    root: Holder
    issuer: Holder
    person: Holder
    body: Holder
    stamper: Holder
    made_at: datetime

    @property
    def chain(self) -> tuple[Holder, ...]:
        """Return the issuers, the nearest first."""
        return (self.issuer, self.root)

    def lists(
        self, at: datetime, *, revoked: Mapping[int, datetime] | None = None
    ) -> tuple[bytes, ...]:
        """Return the issuers' lists of withdrawn certificates of a day, DER.

        ``revoked`` has serial numbers of the issuer below the root, and since when they are.
        """
        return (revocation_list(self.root, at), revocation_list(self.issuer, at, revoked or {}))

    def issue(
        self, name: str, organisation: str, *, begin: datetime, end: datetime, **more: Any
    ) -> Holder:
        """Give out one more certificate for signing papers."""
        return _issue(self.issuer, name, organisation, begin=begin, end=end, **more)


def make_authority(now: datetime) -> Authority:
    """Make a whole authority whose certificates hold from a day before ``now`` on."""
    begin, end = now - timedelta(days=1), now + _YEARS
    root = _root("CA gốc THỬ NGHIỆM", begin, end)
    issuer = _issue(root, "CA cấp dưới THỬ NGHIỆM", "Loa xã", begin=begin, end=end, path_length=0)
    times = Times(begin=begin, end=end)
    commune = "Ủy ban nhân dân xã Thử Nghiệm"
    return Authority(
        root=root,
        issuer=issuer,
        person=_issue(issuer, "Chủ tịch (chữ ký thử nghiệm)", commune, **times),
        body=_issue(issuer, commune, commune, **times),
        # The stamper of pyHanko that is used with it knows RSA only.
        stamper=_issue(
            root, "Dấu thời gian THỬ NGHIỆM", "Loa xã", stamping=True, with_rsa=True, **times
        ),
        made_at=now,
    )


def _new_key(*, with_rsa: bool) -> Key:

    if with_rsa:
        return rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    return ec.generate_private_key(ec.SECP256R1())


def _named(name: str, organisation: str) -> x509.Name:

    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _root(name: str, begin: datetime, end: datetime) -> Holder:
    key = _new_key(with_rsa=False)
    subject = _named(name, "Loa xã")
    builder = _builder(subject, subject, key, begin, end)
    for extension, critical in _issuer_extensions(None):
        builder = builder.add_extension(extension, critical=critical)
    return _signed(builder, key, key)


def _issue(
    issuer: Holder,
    name: str,
    organisation: str,
    *,
    begin: datetime,
    end: datetime,
    path_length: int | None = None,
    stamping: bool = False,
    with_rsa: bool = False,
    key: Key | None = None,
) -> Holder:
    """Give out a certificate: an issuer's where it has a path length, else one for signing."""
    own = key or _new_key(with_rsa=with_rsa)
    builder = _builder(_named(name, organisation), issuer.certificate.subject, own, begin, end)
    issuing = path_length is not None
    extensions = _issuer_extensions(path_length) if issuing else _holder_extensions(stamping)
    for extension, critical in (*extensions, (_issuer_key(issuer), False)):
        builder = builder.add_extension(extension, critical=critical)
    return _signed(builder, own, issuer.key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: Key, begin: datetime, end: datetime
) -> x509.CertificateBuilder:

    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _signed(builder: x509.CertificateBuilder, key: Key, issuer_key: Key) -> Holder:

    return Holder(certificate=builder.sign(issuer_key, SHA256()), key=key)


def _issuer_key(issuer: Holder) -> x509.ExtensionType:

    return x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())


def _issuer_extensions(path_length: int | None) -> list[tuple[x509.ExtensionType, bool]]:

    return [
        (x509.BasicConstraints(ca=True, path_length=path_length), True),
        (_usage(key_cert_sign=True, crl_sign=True), True),
    ]


def _holder_extensions(stamping: bool) -> list[tuple[x509.ExtensionType, bool]]:  # noqa: FBT001

    basic = (x509.BasicConstraints(ca=False, path_length=None), True)
    usage = (_usage(digital_signature=True, content_commitment=True), True)
    if not stamping:
        return [basic, usage]
    stamps = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return [basic, usage, (stamps, True)]


def _usage(**given: bool) -> x509.KeyUsage:

    none = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return x509.KeyUsage(**{**none, **given})


def revocation_list(
    issuer: Holder, at: datetime, revoked: Mapping[int, datetime] | None = None
) -> bytes:
    """Return an issuer's list of withdrawn certificates of a day, which holds for 30 days; DER."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(at)
        .next_update(at + timedelta(days=_LIST_DAYS))
        .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
        .add_extension(_issuer_key(issuer), critical=False)
    )
    for serial, since in (revoked or {}).items():
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, SHA256()).public_bytes(Encoding.DER)


class LocalStamper:
    """A time-stamper of the self-made authority: answers RFC 3161 requests without a network."""

    def __init__(self, authority: Authority, now: datetime) -> None:
        self._authority = authority
        self.now = now
        self.asked = 0

    def ask(self, request: bytes) -> bytes:
        """Return the answer to a request, both DER."""
        self.asked += 1
        others = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        others.register(asn1_x509.Certificate.load(self._authority.root.der))
        stamper = DummyTimeStamper(
            asn1_x509.Certificate.load(self._authority.stamper.der),
            asn1_keys.PrivateKeyInfo.load(_pkcs8(self._authority.stamper.key)),
            certs_to_embed=others,
            fixed_dt=self.now,
        )
        answer = stamper.request_tsa_response(tsp.TimeStampReq.load(request))
        return bytes(answer.dump())


def _pkcs8(key: Key) -> bytes:

    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
