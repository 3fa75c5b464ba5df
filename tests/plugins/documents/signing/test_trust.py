from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused, NotFound, StorageFailure
from loudspeaker.plugins.documents.signing.authority import revocation_list
from loudspeaker.plugins.documents.signing.trust import Purpose, Trust, TrustStore
from tests.plugins.documents.signing.papers import LATER, NOW, Keys


@pytest.fixture
def store(tmp_path: Path) -> TrustStore:
    return TrustStore(tmp_path / "trust")


def _weak(key_bits: int = 1024) -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=key_bits)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "CA yếu")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(5)
    builder = builder.not_valid_before(NOW - timedelta(days=1)).not_valid_after(LATER)
    basic = x509.BasicConstraints(ca=True, path_length=None)
    return (
        builder.add_extension(basic, critical=True).sign(key, SHA256()).public_bytes(Encoding.PEM)
    )


def test_an_issuer_is_added_listed_and_removed(keys: Keys, store: TrustStore) -> None:
    assert store.anchors() == []
    root, issuer = keys.authority.root, keys.authority.issuer
    added = store.add(root.pem, name="Gốc  của tỉnh", now=NOW, purposes=[Purpose.SIGNING])
    store.add(issuer.der, name="", now=NOW)
    assert [each.name for each in store.anchors()] == ["CA cấp dưới THỬ NGHIỆM", "Gốc của tỉnh"]
    assert store.trust() == Trust(signing=(issuer.der, root.der), stamping=(issuer.der,))
    shown = added.to_values()
    assert len(str(shown["fingerprint"])) == 64
    assert (shown["subject"], shown["organisation"]) == ("CA gốc THỬ NGHIỆM", "Loa xã")
    assert added.is_valid(NOW)
    assert not added.is_valid(NOW - timedelta(days=2))
    grouped = ":".join(added.fingerprint[n : n + 2] for n in range(0, 16, 2)).upper()
    assert store.remove(grouped).name == "Gốc của tỉnh"
    assert [each.der for each in store.anchors()] == [issuer.der]


def test_adding_again_changes_name_and_purposes(keys: Keys, store: TrustStore) -> None:
    store.add(keys.authority.root.pem, name="một", now=NOW)
    store.add(keys.authority.root.der, name="hai: khác", now=NOW, purposes=[Purpose.STAMPING])
    (anchor,) = store.anchors()
    assert (anchor.name, anchor.purposes) == ("hai: khác", frozenset({Purpose.STAMPING}))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_others_read_the_files_as_they_are(keys: Keys, store: TrustStore, tmp_path: Path) -> None:
    store.add(keys.authority.root.pem, name="Tên có dấu", now=NOW)
    (path,) = (tmp_path / "trust").glob("*.pem")
    command = ["openssl", "x509", "-in", str(path), "-noout", "-fingerprint", "-sha256"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    digits = said.strip().rpartition("=")[2].replace(":", "").lower()
    assert digits == store.anchors()[0].fingerprint


def test_what_is_no_issuer_to_be_trusted_is_refused(keys: Keys, store: TrustStore) -> None:
    root = keys.authority.root
    for content, now, problem in (
        (keys.authority.person.pem, NOW, "không phải chứng thư của nơi cấp"),
        (keys.authority.stamper.pem, NOW, "không phải chứng thư của nơi cấp"),
        (root.pem, NOW + timedelta(days=4000), "đã hết hạn từ 20/11/2036"),
        (root.pem, NOW - timedelta(days=9), "đến 22/11/2026 mới có hiệu lực"),
        (_weak(), NOW, "khóa quá ngắn"),
        (root.pem + keys.authority.issuer.pem, NOW, "nhiều chứng thư"),
        (root.pem[:200], NOW, "không phải tệp chứng thư"),
        (root.der[:-1], NOW, "không phải tệp chứng thư"),
        (root.key_pem(), NOW, "không phải tệp chứng thư"),
        (b"", NOW, "không phải tệp chứng thư"),
        (b"x" * 100_000, NOW, "quá lớn"),
    ):
        with pytest.raises(EntryRefused, match=problem):
            store.add(content, name="x", now=now)
    for name in ("x" * 201, "a\x00b", "-----BEGIN CERTIFICATE-----"):
        with pytest.raises(EntryRefused, match="tên"):
            store.add(root.pem, name=name, now=NOW)
    with pytest.raises(EntryRefused, match="mục đích"):
        store.add(root.pem, name="x", now=NOW, purposes=[])
    assert store.anchors() == []


@settings(max_examples=60)
@given(st.binary(max_size=300), st.booleans())
def test_bytes_are_a_certificate_or_refused(content: bytes, as_pem: bool) -> None:
    from loudspeaker.plugins.documents.signing.certificates import (  # noqa: PLC0415
        load_certificate,
        load_list,
    )

    if as_pem:
        content = b"-----BEGIN CERTIFICATE-----\n" + content + b"\n-----END CERTIFICATE-----\n"
    for load in (load_certificate, load_list):
        with pytest.raises(EntryRefused):
            load(content, most=1000, where="x")


def test_only_one_that_is_meant_is_removed(keys: Keys, store: TrustStore) -> None:
    anchor = store.add(keys.authority.root.pem, name="một", now=NOW)
    for wrong in ("", anchor.fingerprint[:7], "0" * 64, "../../x"):
        with pytest.raises(NotFound) as caught:
            store.remove(wrong)
        assert caught.value.known == [anchor.fingerprint[:16]]
    assert len(store.anchors()) == 1


def test_files_by_hand_count_and_bad_ones_are_left_out(
    keys: Keys, store: TrustStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "trust"
    folder.mkdir()
    (folder / "a.pem").write_bytes(keys.authority.root.pem)
    (folder / "twice.pem").write_bytes(keys.authority.root.pem)
    (folder / "bad.pem").write_bytes(b"Name: x\nrubbish")
    (folder / "large.pem").write_bytes(b"x" * 70_000)
    (anchor,) = store.anchors()
    assert (anchor.name, anchor.purposes) == ("CA gốc THỬ NGHIỆM", frozenset(Purpose))
    assert "bad.pem is left out" in caplog.text
    assert "large.pem is left out" in caplog.text
    store.add(keys.authority.root.pem, name="mới", now=NOW, purposes=[Purpose.SIGNING])
    (anchor,) = store.anchors()
    assert (anchor.name, anchor.purposes) == ("mới", frozenset({Purpose.SIGNING}))
    store.remove(anchor.fingerprint)
    assert store.anchors() == []


def test_lists_of_withdrawn_certificates_are_kept_by_issuer(keys: Keys, store: TrustStore) -> None:
    store.add(keys.authority.root.pem, name="gốc", now=NOW)
    of_root, of_issuer = keys.authority.lists(NOW)
    assert store.add_list(of_root) == "CA gốc THỬ NGHIỆM"
    with pytest.raises(EntryRefused, match="không phải của nơi cấp nào"):
        store.add_list(of_issuer)
    with pytest.raises(EntryRefused, match="không phải danh sách thu hồi"):
        store.add_list(b"rubbish")
    newer = revocation_list(keys.authority.root, NOW + timedelta(days=1))
    store.add_list(newer)
    assert store.trust().lists == (newer,)
    with pytest.raises(EntryRefused, match="cũ hơn"):
        store.add_list(of_root)


def test_a_folder_that_cannot_be_written_keeps_nothing(keys: Keys, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageFailure):
        TrustStore(tmp_path / "file").add(keys.authority.root.pem, name="x", now=NOW)
