"""The issuers that this station trusts: plain PEM files in a folder, which an admin manages.

Each file is one certificate, below two lines of text as RFC 7468 (clause 2) allows them: what the
admin calls it, and what it is trusted for.  ``openssl x509 -in FILE`` reads them as they are.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from loudspeaker.errors import EntryRefused, LoudspeakerError, NotFound, StorageFailure
from loudspeaker.plugins.documents.signing.certificates import (
    fingerprint,
    load_certificate,
    load_list,
    name_in,
    organisation_in,
    why_no_issuer,
)
from loudspeaker.plugins.documents.signing.files import read_file, write_file

if TYPE_CHECKING:
    from cryptography import x509

log = logging.getLogger(__name__)

MOST_BYTES: Final = 64 * 1024
MOST_LIST_BYTES: Final = 20 << 20
"""Lists of large issuers have a line for each certificate ever withdrawn."""
LONGEST_NAME: Final = 200
_WHERE: Final = "chứng thư"
_NAME: Final = "Name: "
_PURPOSES: Final = "Purposes: "
_FEWEST_DIGITS: Final = 8


class Purpose(StrEnum):
    """What an issuer is trusted for."""

    SIGNING = "signing"
    """The certificates of persons and bodies."""
    STAMPING = "stamping"
    """The certificates of time-stampers."""


EVERY_PURPOSE: Final = frozenset(Purpose)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A trusted issuer; ``fingerprint`` is SHA-256 in hexadecimal."""

    fingerprint: str
    name: str
    subject: str
    organisation: str
    valid_from: datetime
    valid_to: datetime
    purposes: frozenset[Purpose]
    der: bytes = field(repr=False)

    def is_valid(self, moment: datetime) -> bool:
        """Tell whether the certificate holds at a time."""
        return self.valid_from <= moment <= self.valid_to

    def to_values(self) -> dict[str, Any]:
        """Return what an admin is shown."""
        return {
            "fingerprint": self.fingerprint,
            "name": self.name,
            "subject": self.subject,
            "organisation": self.organisation,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": self.valid_to.isoformat(),
            "purposes": sorted(self.purposes),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What signatures are checked against: certificates and lists, DER."""

    signing: tuple[bytes, ...] = ()
    stamping: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()


class TrustStore:
    """The folder of trusted issuers; ``lists`` in it has their lists of withdrawn certificates."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lists = folder / "lists"

    def anchors(self) -> list[Anchor]:
        """Return the trusted issuers by name; a file that cannot be read is left out and logged."""
        return sorted(self._read(), key=lambda anchor: (anchor.name, anchor.fingerprint))

    def trust(self) -> Trust:
        """Return what signatures are checked against."""
        anchors = self.anchors()
        return Trust(
            signing=_for(Purpose.SIGNING, anchors),
            stamping=_for(Purpose.STAMPING, anchors),
            lists=tuple(self._read_lists()),
        )

    def add(
        self,
        content: bytes,
        *,
        name: str,
        now: datetime,
        purposes: Iterable[Purpose] = EVERY_PURPOSE,
    ) -> Anchor:
        """Trust an issuer (PEM or DER); one that is there gets the new name and purposes.

        EntryRefused for what is no certificate of an issuer, has run out, begins later, or has a
        key that can be broken; StorageFailure.
        """
        called, wanted = _checked_name(name), frozenset(purposes)
        if not wanted:
            raise EntryRefused(where="mục đích", problem="chọn ít nhất một mục đích tin cậy")
        certificate = load_certificate(content, most=MOST_BYTES, where=_WHERE)
        if problem := why_no_issuer(certificate, now):
            raise EntryRefused(where=_WHERE, problem=problem)
        anchor = _anchor(certificate, called or name_in(certificate.subject), wanted)
        own = self._path(anchor.fingerprint)
        write_file(own, _written(anchor, certificate))
        self._delete_all(anchor.fingerprint, but=own)
        return anchor

    def remove(self, fingerprint_start: str) -> Anchor:
        """Trust an issuer no longer, named by at least 8 digits of its fingerprint; NotFound."""
        wanted = fingerprint_start.strip().lower().replace(":", "")
        found = [each for each in self._read() if each.fingerprint.startswith(wanted)]
        if len(wanted) < _FEWEST_DIGITS or len(found) != 1:
            known = [each.fingerprint[:16] for each in self.anchors()]
            raise NotFound(kind="anchor", name=fingerprint_start[:80], known=known)
        self._delete_all(found[0].fingerprint)
        return found[0]

    def add_list(self, content: bytes) -> str:
        """Keep an issuer's list of withdrawn certificates (CRL, PEM or DER); return the issuer.

        It replaces an older one of the same issuer.  EntryRefused for what is no such list, is of
        none of the trusted issuers, or is older than the one that is here.
        """
        given = load_list(content, most=MOST_LIST_BYTES, where="danh sách thu hồi")
        if not any(_signed_by(given, anchor) for anchor in self.anchors()):
            raise EntryRefused(
                where="danh sách thu hồi", problem="không phải của nơi cấp nào đang được tin cậy"
            )
        path = self._lists / f"{_issuer_key(given)}.crl"
        if path.exists():
            kept = load_list(
                read_file(path, most=MOST_LIST_BYTES, where=path.name),
                most=MOST_LIST_BYTES,
                where=path.name,
            )
            if kept.last_update_utc > given.last_update_utc:
                raise EntryRefused(
                    where="danh sách thu hồi", problem="cũ hơn danh sách đang lưu của nơi cấp này"
                )
        write_file(path, _der_of_list(given))
        return name_in(given.issuer)

    def _delete_all(self, fingerprint: str, *, but: Path | None = None) -> None:
        """Delete every file of a certificate, also such as somebody put there by hand."""
        for path in self._files():
            try:
                found = self._anchor_in(path).fingerprint
            except (EntryRefused, NotFound):
                continue
            if found == fingerprint and path != but:
                _delete(path)

    def _path(self, digits: str) -> Path:
        return self._folder / f"{digits[:32]}.pem"

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.pem")) if self._folder.is_dir() else []

    def _read(self) -> Iterator[Anchor]:
        seen: set[str] = set()
        for path in self._files():
            try:
                anchor = self._anchor_in(path)
            except LoudspeakerError as error:
                log.warning("trust store: %s is left out: %s", path.name, error)
                continue
            if anchor.fingerprint not in seen:
                seen.add(anchor.fingerprint)
                yield anchor

    def _anchor_in(self, path: Path) -> Anchor:
        content = read_file(path, most=MOST_BYTES, where=path.name)
        certificate = load_certificate(content, most=MOST_BYTES, where=path.name)
        name, purposes = _header(content)
        return _anchor(certificate, name or name_in(certificate.subject), purposes)

    def _read_lists(self) -> Iterator[bytes]:
        paths = sorted(self._lists.glob("*.crl")) if self._lists.is_dir() else []
        for path in paths:
            try:
                content = read_file(path, most=MOST_LIST_BYTES, where=path.name)
                yield _der_of_list(load_list(content, most=MOST_LIST_BYTES, where=path.name))
            except LoudspeakerError as error:
                log.warning("trust store: %s is left out: %s", path.name, error)


def _for(purpose: Purpose, anchors: Iterable[Anchor]) -> tuple[bytes, ...]:
    return tuple(anchor.der for anchor in anchors if purpose in anchor.purposes)


def _checked_name(name: str) -> str:
    called = " ".join(name.split())
    if len(called) > LONGEST_NAME or not called.isprintable() or "-----" in called:
        raise EntryRefused(where="tên", problem=f"một dòng chữ, nhiều nhất {LONGEST_NAME} ký tự")
    return called


def _anchor(certificate: x509.Certificate, name: str, purposes: frozenset[Purpose]) -> Anchor:
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - heavy

    return Anchor(
        fingerprint=fingerprint(certificate),
        name=name,
        subject=name_in(certificate.subject),
        organisation=organisation_in(certificate.subject),
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        purposes=purposes,
        der=certificate.public_bytes(Encoding.DER),
    )


def _written(anchor: Anchor, certificate: x509.Certificate) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - heavy

    lines = (f"{_NAME}{anchor.name}", f"{_PURPOSES}{', '.join(sorted(anchor.purposes))}", "")
    return "\n".join(lines).encode() + certificate.public_bytes(Encoding.PEM)


def _header(content: bytes) -> tuple[str, frozenset[Purpose]]:
    """Return name and purposes; a file that somebody put there by hand serves every purpose."""
    name, purposes = "", EVERY_PURPOSE
    for line in content.partition(b"-----BEGIN")[0].decode("utf-8", "replace").splitlines():
        if line.startswith(_NAME):
            name = " ".join(line.removeprefix(_NAME).split())[:LONGEST_NAME]
        elif line.startswith(_PURPOSES):
            words = {word.strip() for word in line.removeprefix(_PURPOSES).split(",")}
            purposes = frozenset(purpose for purpose in Purpose if purpose in words)
    return name, purposes


def _signed_by(given: x509.CertificateRevocationList, anchor: Anchor) -> bool:
    from cryptography import x509  # noqa: PLC0415 - heavy

    issuer = x509.load_der_x509_certificate(anchor.der)
    if issuer.subject != given.issuer:
        return False
    try:
        return given.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


def _issuer_key(given: x509.CertificateRevocationList) -> str:
    import hashlib  # noqa: PLC0415

    return hashlib.sha256(given.issuer.public_bytes()).hexdigest()[:32]


def _der_of_list(given: x509.CertificateRevocationList) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - heavy

    return given.public_bytes(Encoding.DER)


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StorageFailure(path=path.name, problem=error.strerror or str(error)) from error
