from __future__ import annotations

import socket
from datetime import datetime, timedelta

import pytest
from pyhanko.sign.fields import SigSeedSubFilter

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.signing.authority import LocalStamper, make_authority
from loudspeaker.plugins.documents.signing.order import Role
from loudspeaker.plugins.documents.signing.outcome import (
    Coverage,
    Level,
    Modification,
    Reason,
    Result,
    Revocation,
    Source,
    Verdict,
)
from loudspeaker.plugins.documents.signing.sign import Order, sign
from loudspeaker.plugins.documents.signing.trust import Trust
from loudspeaker.plugins.documents.signing.verify import verify
from tests.plugins.documents.signing.foreign import (
    sign_as,
    stamp_alone,
    with_field,
    with_field_filled,
)
from tests.plugins.documents.signing.papers import LATER, NOW, SOON, Keys

DAY = timedelta(days=1)


def test_a_paper_without_signatures_is_unsigned(keys: Keys, paper: bytes) -> None:
    found = verify(paper, keys.trust(), SOON)
    assert (found.verdict, found.signatures, found.checked_at) == (Verdict.UNSIGNED, (), SOON)


def test_a_good_paper_shows_everything_about_its_signatures(keys: Keys, by_both: bytes) -> None:
    found = verify(by_both, keys.trust(lists=keys.authority.lists(NOW)), SOON)
    assert found.verdict is Verdict.GOOD
    person, body = found.signatures
    assert (person.field, body.field) == ("NguoiKy", "CoQuan")
    assert (person.coverage, person.modification) == (
        Coverage.REVISION,
        Modification.FORM_FILLING,
    ), "the body signed after it, which is still good"
    assert (body.coverage, body.modification) == (Coverage.FILE, Modification.NONE)
    assert person.signer.name == "Chủ tịch (chữ ký thử nghiệm)"
    assert person.signer.organisation == "Ủy ban nhân dân xã Thử Nghiệm"
    assert person.signer.issuer == "CA cấp dưới THỬ NGHIỆM"
    assert person.signer.serial == f"{keys.authority.person.certificate.serial_number:x}"
    assert person.chain == (person.signer.name, "CA cấp dưới THỬ NGHIỆM", "CA gốc THỬ NGHIỆM")
    assert (person.time.claimed, person.time.stamped) == (NOW, None)
    assert (person.revocation, person.source) == (Revocation.GOOD, Source.STORE)
    assert person.level is Level.B_B
    assert all(each.is_good for each in found.signatures)
    assert not found.is_stamped


def test_without_lists_revocation_is_unknown_and_that_is_said(keys: Keys, by_both: bytes) -> None:
    found = verify(by_both, keys.trust(), SOON)
    assert found.verdict is Verdict.GOOD
    said = {(each.revocation, each.source) for each in found.signatures}
    assert said == {(Revocation.UNKNOWN, Source.NONE)}


def test_nothing_is_fetched(by_both: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert verify(by_both, Trust(), SOON).verdict is Verdict.UNVERIFIED


def test_an_unknown_issuer_is_not_a_broken_signature(keys: Keys, by_both: bytes) -> None:
    stranger = make_authority(NOW).root.der
    for trust in (Trust(), Trust(stamping=(keys.authority.root.der,)), Trust(signing=(stranger,))):
        found = verify(by_both, trust, SOON)
        assert found.verdict is Verdict.UNVERIFIED
        judged = {(each.result, each.reason) for each in found.signatures}
        assert judged == {(Result.UNKNOWN_ISSUER, Reason.ISSUER)}
        assert found.signatures[0].signer.organisation == "Ủy ban nhân dân xã Thử Nghiệm"


def test_an_issuer_below_the_root_may_be_trusted_alone(keys: Keys, by_both: bytes) -> None:
    trust = Trust(signing=(keys.authority.issuer.der,))
    assert verify(by_both, trust, SOON).verdict is Verdict.GOOD


@pytest.fixture(scope="module")
def short(keys: Keys) -> Keys:
    """Keys whose person's certificate holds for a month only."""
    holder = keys.authority.issue("Ngắn hạn", "Xã", begin=NOW - DAY, end=NOW + 30 * DAY)
    key = keys.key_of(holder, "short")
    return Keys(authority=keys.authority, folder=keys.folder, person=key, body=keys.body)


def test_a_certificate_that_ran_out_needs_a_time_stamp(short: Keys, paper: bytes) -> None:
    stamper = LocalStamper(short.authority, NOW)
    plain = sign(paper, short.person, Order(role=Role.PERSON, moment=NOW))
    stamped = sign(
        paper, short.person, Order(role=Role.PERSON, moment=NOW, level=Level.B_T), stamper
    )
    for content, moment, result, reason in (
        (plain, SOON, Result.GOOD, Reason.NONE),
        (plain, LATER, Result.EXPIRED, Reason.EXPIRED),
        (plain, NOW - 9 * DAY, Result.EXPIRED, Reason.NOT_YET),
        (stamped, LATER, Result.GOOD, Reason.NONE),
    ):
        (found,) = verify(content, short.trust(), moment).signatures
        assert (found.result, found.reason) == (result, reason), moment


def test_a_time_stamp_counts_only_from_whom_is_trusted_for_it(keys: Keys, paper: bytes) -> None:
    stamper = LocalStamper(keys.authority, NOW)
    order = Order(role=Role.PERSON, moment=NOW, level=Level.B_T)
    stamped = sign(paper, keys.person, order, stamper)
    (good,) = verify(stamped, keys.trust(), SOON).signatures
    assert (good.result, good.level) == (Result.GOOD, Level.B_T)
    assert (good.time.stamped, good.time.stamper) == (NOW, "Dấu thời gian THỬ NGHIỆM")
    (unknown,) = verify(stamped, Trust(signing=(keys.authority.root.der,)), SOON).signatures
    assert (unknown.result, unknown.reason) == (Result.UNKNOWN_ISSUER, Reason.STAMP_ISSUER)
    assert unknown.time.stamped is None
    (late,) = verify(stamped, keys.trust(), NOW + 4000 * DAY).signatures
    assert (late.result, late.reason) == (Result.EXPIRED, Reason.EXPIRED)


def _revoking(keys: Keys, since: datetime, listed_at: datetime) -> Trust:
    serial = keys.authority.person.certificate.serial_number
    return keys.trust(lists=keys.authority.lists(listed_at, revoked={serial: since}))


def test_a_withdrawn_certificate_is_no_good(keys: Keys, by_person: bytes, paper: bytes) -> None:
    order = Order(role=Role.PERSON, moment=NOW, level=Level.B_T)
    stamped = sign(paper, keys.person, order, LocalStamper(keys.authority, NOW))
    before, after = NOW - timedelta(hours=2), NOW + timedelta(hours=2)
    tomorrow, next_year = NOW + DAY, LATER
    for content, trust, moment, result, revocation in (
        (by_person, _revoking(keys, before, NOW), SOON, Result.REVOKED, Revocation.REVOKED),
        (by_person, _revoking(keys, after, tomorrow), tomorrow, Result.REVOKED, Revocation.REVOKED),
        (stamped, _revoking(keys, after, tomorrow), tomorrow, Result.GOOD, Revocation.GOOD),
        (stamped, _revoking(keys, before, NOW), tomorrow, Result.REVOKED, Revocation.REVOKED),
        # A list that should long have been renewed still says who was withdrawn by then.
        (by_person, _revoking(keys, before, NOW), next_year, Result.REVOKED, Revocation.REVOKED),
    ):
        found = verify(content, trust, moment)
        (signature,) = found.signatures
        assert (signature.result, signature.revocation) == (result, revocation)
        assert found.verdict is (Verdict.GOOD if result is Result.GOOD else Verdict.UNVERIFIED)


def test_a_list_signed_by_somebody_else_withdraws_nothing(keys: Keys, by_person: bytes) -> None:
    stranger = make_authority(NOW)
    serial = keys.authority.person.certificate.serial_number
    forged = stranger.lists(NOW, revoked={serial: NOW - DAY})
    (found,) = verify(by_person, keys.trust(lists=forged), SOON).signatures
    assert (found.result, found.revocation) == (Result.GOOD, Revocation.UNKNOWN)


def test_other_programs_and_their_weaknesses(keys: Keys, paper: bytes) -> None:
    issuer = keys.key_of(keys.authority.issuer, "issuer")
    trust = keys.trust()
    adobe = sign_as(paper, keys.person)
    kind = adobe.replace(b"/adbe.pkcs7.detached", b"/XXXX.pkcs7.detached")
    pades = SigSeedSubFilter.PADES
    for content, result, reason, level in (
        (adobe, Result.GOOD, Reason.NONE, Level.CMS),
        (sign_as(paper, keys.person, subfilter=pades), Result.GOOD, Reason.NONE, Level.B_B),
        (
            sign_as(paper, keys.person, digest="sha1"),
            Result.NOT_CHECKED,
            Reason.ALGORITHM,
            Level.CMS,
        ),
        (sign_as(paper, issuer), Result.NOT_CHECKED, Reason.USAGE, Level.CMS),
        (kind, Result.NOT_CHECKED, Reason.KIND, Level.CMS),
    ):
        found = verify(content, trust, SOON)
        (signature,) = found.signatures
        assert (signature.result, signature.reason, signature.level) == (result, reason, level)
        assert found.verdict is (Verdict.GOOD if result is Result.GOOD else Verdict.UNVERIFIED)


def test_a_time_stamp_alone_signs_nothing(keys: Keys, paper: bytes) -> None:
    found = verify(stamp_alone(paper, LocalStamper(keys.authority, NOW)), keys.trust(), SOON)
    assert (found.verdict, len(found.stamps)) == (Verdict.UNSIGNED, 1)
    assert found.stamps[0].result is Result.GOOD


def test_fields_filled_after_the_last_signature_are_nobodys(keys: Keys, paper: bytes) -> None:
    form = with_field(paper)
    signed = sign(form, keys.person, Order(role=Role.PERSON, moment=NOW))
    assert verify(signed, keys.trust(), SOON).verdict is Verdict.GOOD
    filled = with_field_filled(signed)
    (found,) = verify(filled, keys.trust(), SOON).signatures
    assert (found.result, found.reason) == (Result.NOT_CHECKED, Reason.FILLED_AFTER)
    both = sign(filled, keys.body, Order(role=Role.BODY, moment=NOW))
    assert verify(both, keys.trust(), SOON).verdict is Verdict.GOOD, "the body signed for it"


def test_a_bent_file_is_never_good(keys: Keys, paper: bytes) -> None:
    """Most readers mend such files, each in its own way."""
    bent = paper.replace(b"/Size 14", b"/Size 13")
    assert bent != paper
    with pytest.raises(EntryRefused, match="đúng chuẩn"):
        sign(bent, keys.person, Order(role=Role.PERSON, moment=NOW))
    signed = sign_as(bent, keys.person, strict=False)
    found = verify(signed, keys.trust(), SOON)
    judged = [(each.result, each.reason) for each in found.signatures]
    assert judged == [(Result.NOT_CHECKED, Reason.STRUCTURE)]
    assert found.verdict is Verdict.UNVERIFIED
