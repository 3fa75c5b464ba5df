"""Keys opened for pyHanko; what a driver or a file raises becomes an error that says what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pkcs11
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from pkcs11 import Attribute, ObjectClass
from pkcs11 import exceptions as token_errors
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers import Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from loudspeaker.errors import DeviceFailure, EntryRefused, LoudspeakerError, NotFound
from loudspeaker.plugins.documents.signing.certificates import load_certificate
from loudspeaker.plugins.documents.signing.files import read_file
from loudspeaker.plugins.documents.signing.keys import FileKey, Key, TokenKey

_MOST_BYTES: Final = 1 << 20
_DEVICE: Final = "thiết bị ký"
_PKCS12: Final = frozenset({".p12", ".pfx"})
_ABSENT: Final = (
    token_errors.TokenNotPresent,
    token_errors.NoSuchToken,
    token_errors.DeviceRemoved,
)
_PIN_PROBLEMS: Final[dict[type[Exception], str]] = {
    token_errors.PinIncorrect: "không đúng; nhập sai nhiều lần thì thiết bị tự khóa",
    token_errors.PinLenRange: "không đúng độ dài",
    token_errors.PinInvalid: "không đúng; nhập sai nhiều lần thì thiết bị tự khóa",
    token_errors.PinLocked: "đã bị khóa vì nhập sai nhiều lần; liên hệ nơi cấp thiết bị",
    token_errors.PinExpired: "đã hết hạn; đổi bằng phần mềm của thiết bị",
    token_errors.UserPinNotInitialized: "chưa được đặt trên thiết bị",
}


@contextmanager
def opened(key: Key, others: Iterable[bytes] = ()) -> Iterator[Signer]:
    """Give pyHanko's signer for a key, with more certificates (DER) to put beside its own.

    EntryRefused for a wrong PIN or password, or a file that holds no key; DeviceFailure for a token
    that is not there or fails; NotFound for a key that is not there.
    """
    more = [asn1_x509.Certificate.load(der) for der in others]
    if isinstance(key, FileKey):
        yield _from_file(key, more)
        return
    with _session(key) as session:
        yield _from_token(key, session, more)


# --- files --------------------------------------------------------------------------------------


def _from_file(key: FileKey, more: list[asn1_x509.Certificate]) -> SimpleSigner:
    content = read_file(key.path, most=_MOST_BYTES, where="tệp khóa")
    if key.path.suffix.lower() in _PKCS12:
        private, certificate, chain = _in_pkcs12(key, content)
    else:
        private, certificate, chain = _in_pem(key, content)
    if private.public_key() != certificate.public_key():
        raise EntryRefused(where="tệp khóa", problem="khóa và chứng thư không đi với nhau")
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([*map(_asn1, chain), *more])
    der = private.private_bytes(
        Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SimpleSigner(
        signing_cert=_asn1(certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(der),
        cert_registry=store,
        embed_roots=False,
    )


_Held = tuple[Any, x509.Certificate, list[x509.Certificate]]


def _in_pkcs12(key: FileKey, content: bytes) -> _Held:
    password = key.password.reveal().encode() or None
    try:
        private, certificate, chain = pkcs12.load_key_and_certificates(content, password)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise EntryRefused(
            where="mật khẩu tệp khóa", problem="không đúng, hoặc tệp không phải PKCS#12"
        ) from None
    if private is None or certificate is None:
        raise EntryRefused(where="tệp khóa", problem="không có khóa, hoặc không có chứng thư")
    return private, certificate, list(chain)


def _in_pem(key: FileKey, content: bytes) -> _Held:
    password = key.password.reveal().encode() or None
    try:
        private = serialization.load_pem_private_key(content, password)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise EntryRefused(
            where="mật khẩu tệp khóa", problem="không đúng, hoặc tệp không phải khóa PEM"
        ) from None
    beside = key.certificate or Path(key.path).with_suffix(".crt")
    found = read_file(beside, most=_MOST_BYTES, where="chứng thư")
    return private, load_certificate(found, most=_MOST_BYTES, where="chứng thư"), []


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


# --- tokens -------------------------------------------------------------------------------------


@contextmanager
def _session(key: TokenKey) -> Iterator[pkcs11.Session]:
    try:
        with _open(key) as session:
            yield session
    except token_errors.PKCS11Error as error:
        raise _refusal(error) from None


def _open(key: TokenKey) -> pkcs11.Session:
    if not key.library.is_file():
        problem = f"không thấy trình điều khiển {key.library.name}; cài phần mềm của thiết bị"
        raise DeviceFailure(device=_DEVICE, problem=problem)
    criteria = TokenCriteria(label=key.token) if key.token else None
    return open_pkcs11_session(str(key.library), token_criteria=criteria, user_pin=key.pin.reveal())


def _refusal(error: token_errors.PKCS11Error) -> LoudspeakerError:
    """Return what a driver means by its error."""
    if problem := _PIN_PROBLEMS.get(type(error)):
        return EntryRefused(where="mã PIN", problem=problem)
    if isinstance(error, _ABSENT):
        return DeviceFailure(device=_DEVICE, problem="chưa cắm, hoặc vừa bị rút ra")
    return DeviceFailure(device=_DEVICE, problem=str(error) or type(error).__name__)


def _from_token(
    key: TokenKey, session: pkcs11.Session, more: list[asn1_x509.Certificate]
) -> PKCS11Signer:
    held = {
        bytes(each[Attribute.ID]): asn1_x509.Certificate.load(each[Attribute.VALUE])
        for each in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
    }
    number = _chosen(key, session, held)
    certificate = held.pop(number)
    return PKCS11Signer(
        session,
        signing_cert=certificate,
        key_id=number,
        ca_chain=[*held.values(), *more],
        embed_roots=False,
        # Not every token can hash for elliptic curves itself.
        use_raw_mechanism=certificate.public_key.algorithm == "ec",
    )


def _chosen(
    key: TokenKey, session: pkcs11.Session, held: dict[bytes, asn1_x509.Certificate]
) -> bytes:
    """Return the number of the key that is meant."""
    found = [
        (bytes(each[Attribute.ID]), str(each[Attribute.LABEL]))
        for each in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})
    ]
    usable = [each for each in found if each[0] in held]
    meant = [each for each in usable if key.label in {"", each[1]}]
    if not meant:
        raise NotFound(kind="key", name=key.label, known=[label for _, label in usable])
    if len(meant) > 1:
        labels = ", ".join(label for _, label in meant)
        raise EntryRefused(where="khóa ký", problem=f"thiết bị có nhiều khóa, chọn một: {labels}")
    return meant[0][0]
