from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from loudspeaker.errors import DownloadFailure, EntryRefused, NotFound
from loudspeaker.plugins.documents.signing.authority import LocalStamper
from loudspeaker.plugins.documents.signing.keys import FileKey, Secret, TokenKey
from loudspeaker.plugins.documents.signing.order import Kind, Role
from loudspeaker.plugins.documents.signing.outcome import Level, Source, Verdict
from loudspeaker.plugins.documents.signing.sign import Order, sign
from loudspeaker.plugins.documents.signing.trust import Trust
from loudspeaker.plugins.documents.signing.verify import verify
from tests.plugins.documents.signing.foreign import locked, sign_as
from tests.plugins.documents.signing.papers import LATER, NOW, PASSWORD, SOON, Keys

PERSON = Order(role=Role.PERSON, moment=NOW)
BODY = Order(role=Role.BODY, moment=NOW)


def test_signing_changes_no_byte(paper: bytes, by_person: bytes, by_both: bytes) -> None:
    assert by_person.startswith(paper)
    assert by_both.startswith(by_person)


def test_every_level_comes_out_as_it_was_ordered(keys: Keys, paper: bytes) -> None:
    stamper = LocalStamper(keys.authority, NOW + timedelta(seconds=5))
    trust = keys.trust(lists=keys.authority.lists(NOW))
    for level, is_stamped, source in (
        (Level.B_B, False, Source.NONE),
        (Level.B_T, True, Source.NONE),
        (Level.B_LT, True, Source.PAPER),
        (Level.B_LTA, True, Source.PAPER),
    ):
        signed = paper
        for role, key in ((Role.PERSON, keys.person), (Role.BODY, keys.body)):
            order = Order(role=role, moment=NOW, level=level, trust=trust)
            signed = sign(signed, key, order, stamper)
        found = verify(signed, keys.trust(), SOON)
        assert found.verdict is Verdict.GOOD
        assert {each.level for each in found.signatures} == {level}
        assert {each.source for each in found.signatures} == {source}
        assert found.is_stamped == is_stamped
        assert len(found.stamps) == (2 if level is Level.B_LTA else 0)
        assert verify(signed, keys.trust(), LATER).verdict is Verdict.GOOD


def test_archived_papers_stay_provable_when_every_certificate_ran_out(
    keys: Keys, paper: bytes
) -> None:
    """Certificates of signer and issuer end in ten years; the last stamp's is checked for then."""
    trust = keys.trust(lists=keys.authority.lists(NOW))
    order = Order(role=Role.PERSON, moment=NOW, level=Level.B_LTA, trust=trust)
    signed = sign(paper, keys.person, order, LocalStamper(keys.authority, NOW))
    almost = NOW + timedelta(days=3640)
    assert verify(signed, keys.trust(), almost).verdict is Verdict.GOOD
    gone = verify(signed, keys.trust(), NOW + timedelta(days=4000))
    assert gone.verdict is Verdict.UNVERIFIED


def test_the_body_signs_after_the_person(keys: Keys, paper: bytes, by_both: bytes) -> None:
    for content, key, order, problem in (
        (paper, keys.body, BODY, "phải ký trước"),
        (by_both, keys.person, PERSON, "không ký thêm được nữa"),
        (by_both, keys.body, BODY, "đã đóng dấu"),
        (sign_as(paper, keys.person), keys.body, BODY, "phải ký trước"),
        (
            paper,
            keys.person,
            Order(role=Role.PERSON, moment=NOW, kind=Kind.ANNEX),
            "chỉ do cơ quan",
        ),
    ):
        with pytest.raises(EntryRefused, match=problem):
            sign(content, key, order)
    for kind in (Kind.ANNEX, Kind.COPY):
        signed = sign(paper, keys.body, Order(role=Role.BODY, moment=NOW, kind=kind))
        assert verify(signed, keys.trust(), SOON).verdict is Verdict.GOOD


def test_a_level_that_cannot_be_reached_is_refused(keys: Keys, paper: bytes) -> None:
    stamper = LocalStamper(keys.authority, NOW)
    lists = keys.authority.lists(NOW)
    serial = keys.authority.person.certificate.serial_number
    revoked = keys.authority.lists(NOW, revoked={serial: NOW - timedelta(hours=1)})
    for level, trust, given, problem in (
        (Level.B_T, Trust(), None, "cần nơi cấp dấu thời gian"),
        (Level.B_LT, keys.trust(), stamper, "cần danh sách thu hồi"),
        (Level.B_LT, keys.trust(lists=lists[:1]), stamper, "không được chấp nhận"),
        (Level.B_LT, keys.trust(lists=revoked), stamper, "không được chấp nhận"),
        (Level.B_LTA, Trust(lists=lists), stamper, "không được chấp nhận"),
    ):
        order = Order(role=Role.PERSON, moment=NOW, level=level, trust=trust)
        with pytest.raises(EntryRefused, match=problem):
            sign(paper, keys.person, order, given)


class _Answers:
    """A time-stamper that gives always the same, or fails."""

    def __init__(self, answer: bytes | DownloadFailure) -> None:
        self._answer = answer

    def ask(self, request: bytes) -> bytes:
        assert request
        if isinstance(self._answer, bytes):
            return self._answer
        raise self._answer


def test_a_time_stamper_that_fails_leaves_the_paper_unsigned(keys: Keys, paper: bytes) -> None:
    order = replace(PERSON, level=Level.B_T)
    away = DownloadFailure(url="http://tsa.example.vn/", problem="timeout")
    rejection = b"0\x05" + b"0\x03\x02\x01\x02"
    for answer, error, problem in (
        (away, DownloadFailure, "timeout"),
        (rejection, EntryRefused, "từ chối"),
        (b"rubbish", EntryRefused, "không đọc được"),
    ):
        with pytest.raises(error, match=problem):
            sign(paper, keys.person, order, _Answers(answer))


def test_what_cannot_be_signed_is_refused(keys: Keys, paper: bytes) -> None:
    for content, problem in (
        (b"no pdf", "không phải tệp PDF"),
        (locked(paper), "đặt mật khẩu"),
        (paper[:9000], "bị hỏng"),
    ):
        with pytest.raises(EntryRefused, match=problem):
            sign(content, keys.person, PERSON)
    late = Order(role=Role.PERSON, moment=NOW + timedelta(days=4000))
    with pytest.raises(EntryRefused, match="ngoài thời hạn"):
        sign(paper, keys.person, late)


def test_keys_in_files_are_read_or_refused(keys: Keys, paper: bytes) -> None:
    folder, person, other = keys.folder, keys.authority.person, keys.authority.body
    (folder / "key.pem").write_bytes(person.key_pem(PASSWORD.encode()))
    (folder / "key.crt").write_bytes(person.pem)
    (folder / "other.crt").write_bytes(other.pem)
    (folder / "bad.p12").write_bytes(b"rubbish")
    secret = Secret(PASSWORD)
    pem = FileKey(path=folder / "key.pem", password=secret)
    order = Order(role=Role.PERSON, moment=NOW, others=(keys.authority.issuer.der,))
    assert verify(sign(paper, pem, order), keys.trust(), SOON).verdict is Verdict.GOOD
    for key, error, problem in (
        (FileKey(path=keys.person.path, password=Secret("sai")), EntryRefused, "mật khẩu"),
        (FileKey(path=keys.person.path), EntryRefused, "mật khẩu"),
        (FileKey(path=folder / "key.pem", password=Secret("sai")), EntryRefused, "mật khẩu"),
        (FileKey(path=folder / "bad.p12", password=secret), EntryRefused, "PKCS#12"),
        (FileKey(path=folder / "none.p12", password=secret), NotFound, "none.p12"),
        (
            FileKey(path=folder / "key.pem", password=secret, certificate=folder / "other.crt"),
            EntryRefused,
            "không đi với nhau",
        ),
    ):
        with pytest.raises(error, match=problem) as caught:
            sign(paper, key, PERSON)
        assert "sai" not in str(caught.value)
        assert PASSWORD not in str(caught.value)


def test_a_secret_shows_nowhere() -> None:
    secret = Secret("135790")
    key = TokenKey(library=Path("/nowhere/lib.so"), pin=secret)
    assert secret.reveal() == "135790"
    for shown in (
        repr(secret),
        str(secret),
        f"{key}",
        repr(FileKey(path=key.library, password=secret)),
    ):
        assert "135790" not in shown
    with pytest.raises(TypeError):
        secret.__reduce__()
    assert not Secret("")
