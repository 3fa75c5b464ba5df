"""A real PKCS#11 token in software: what a USB token does, with the PIN and all."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pkcs11
import pytest
from pkcs11 import Attribute, CertificateType, ObjectClass, Session

from loudspeaker.errors import DeviceFailure, EntryRefused, NotFound
from loudspeaker.plugins.documents.signing.authority import Holder
from loudspeaker.plugins.documents.signing.keys import Secret, TokenKey
from loudspeaker.plugins.documents.signing.order import Role
from loudspeaker.plugins.documents.signing.outcome import Verdict
from loudspeaker.plugins.documents.signing.sign import Order, sign
from loudspeaker.plugins.documents.signing.verify import verify
from tests.plugins.documents.signing.papers import NOW, SOON, Keys

LIBRARY: Final = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN: Final = "246813"
pytestmark = pytest.mark.skipif(
    shutil.which("softhsm2-util") is None or not LIBRARY.exists(),
    reason="softhsm2 is not installed",
)
ORDER: Final = Order(role=Role.PERSON, moment=NOW)


@dataclass(frozen=True, slots=True)
class Token:
    key: TokenKey
    folder: Path

    def put(self, holder: Holder, label: str, number: str) -> None:
        """Put a key and its certificate into the token."""
        pem = self.folder / f"{label}.pem"
        pem.write_bytes(holder.key_pem())
        self._run("--import", str(pem), "--id", number, "--label", label)
        pem.unlink()
        with self._writable() as session:
            session.create_object(
                {
                    Attribute.CLASS: ObjectClass.CERTIFICATE,
                    Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                    Attribute.TOKEN: True,
                    Attribute.ID: bytes.fromhex(number),
                    Attribute.LABEL: label,
                    Attribute.SUBJECT: holder.certificate.subject.public_bytes(),
                    Attribute.VALUE: holder.der,
                }
            )

    def _writable(self) -> Session:
        token = pkcs11.lib(str(LIBRARY)).get_token(token_label=self.key.token)
        return token.open(rw=True, user_pin=PIN)

    def _run(self, *options: str) -> None:
        command = ["softhsm2-util", *options, "--token", self.key.token, "--pin", PIN]
        subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Token]:
    """A token of these tests' own; the driver reads its settings once in a process."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    label = "Ký thử"
    command = ["softhsm2-util", "--init-token", "--free", "--label", label]
    subprocess.run([*command, "--pin", PIN, "--so-pin", PIN], check=True, capture_output=True)
    yield Token(key=TokenKey(library=LIBRARY, pin=Secret(PIN), token=label), folder=folder)
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


def test_a_token_signs_and_says_what_is_wrong(
    token: Token, keys: Keys, paper: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(NotFound, match="key"):
        sign(paper, token.key, ORDER)
    curve = keys.authority.person
    rsa = keys.authority.issue(
        "Người ký RSA", "Xã", begin=NOW, end=SOON.replace(year=2027), with_rsa=True
    )
    token.put(curve, "duong-cong", "01")
    order = replace(ORDER, others=(keys.authority.issuer.der,))
    only = sign(paper, token.key, order)
    token.put(rsa, "rsa", "02")
    for content, name in (
        (only, "Chủ tịch (chữ ký thử nghiệm)"),
        (sign(paper, replace(token.key, label="rsa"), order), "Người ký RSA"),
    ):
        found = verify(content, keys.trust(), SOON)
        assert (found.verdict, found.signatures[0].signer.name) == (Verdict.GOOD, name)
    with pytest.raises(EntryRefused, match="nhiều khóa, chọn một"):
        sign(paper, token.key, order)
    for key, error, problem in (
        (replace(token.key, label="khác"), NotFound, "khác"),
        (replace(token.key, pin=Secret("999999")), EntryRefused, "mã PIN.*không đúng"),
        (replace(token.key, pin=Secret("1")), EntryRefused, "mã PIN"),
        (replace(token.key, token="không có"), DeviceFailure, "thiết bị ký"),
        (replace(token.key, library=Path("/nowhere/x.so")), DeviceFailure, "trình điều khiển"),
        (replace(token.key, library=Path(__file__)), DeviceFailure, "thiết bị ký"),
    ):
        with pytest.raises(error, match=problem) as caught:
            sign(paper, key, order)
        assert f"{key.pin.reveal()}" not in str(caught.value) or key.pin.reveal() == "1"
    assert PIN not in caplog.text
    assert "999999" not in caplog.text
