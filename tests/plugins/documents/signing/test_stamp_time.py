from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from asn1crypto import core, tsp
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.signing.authority import LocalStamper, make_authority
from loudspeaker.plugins.documents.signing.order import Role
from loudspeaker.plugins.documents.signing.outcome import Level, Result, Source, Verdict
from loudspeaker.plugins.documents.signing.saying import line_of
from loudspeaker.plugins.documents.signing.sign import Order, sign
from loudspeaker.plugins.documents.signing.stamp_time import Prepared, finish, prepare
from loudspeaker.plugins.documents.signing.time_stamper import HttpTimeStamper
from loudspeaker.plugins.documents.signing.tokens import token_in
from loudspeaker.plugins.documents.signing.trust import Trust
from loudspeaker.plugins.documents.signing.verify import verify
from tests.plugins.documents.signing.foreign import with_words_over
from tests.plugins.documents.signing.http_stamper import REPLY, served
from tests.plugins.documents.signing.papers import LATER, NOW, SOON, Keys

LATE = NOW + timedelta(minutes=40)


@pytest.fixture(scope="module")
def prepared(by_both: bytes) -> Prepared:
    return prepare(by_both, SOON)


def test_a_paper_gets_its_time_later_over_the_network(
    keys: Keys, by_both: bytes, prepared: Prepared
) -> None:
    before = verify(by_both, keys.trust(), SOON)
    assert all("chưa có dấu thời gian" in line_of(each) for each in before.signatures)
    stamper = LocalStamper(keys.authority, LATE)
    with served(lambda asked: (200, REPLY, stamper.ask(asked))) as address:
        answer = HttpTimeStamper(address).ask(prepared.request)
    done = finish(prepared, answer, keys.trust(), LATE)
    assert done.content.startswith(by_both), "what was signed stays as it was"
    found = verify(done.content, keys.trust(), LATER)
    assert (found.verdict, found.is_stamped) == (Verdict.GOOD, True)
    assert {(each.level, each.time.stamped) for each in found.signatures} == {(Level.B_T, LATE)}
    assert all("(có dấu thời gian)" in line_of(each) for each in found.signatures)
    assert stamper.asked == 1


def test_with_proofs_it_lasts(keys: Keys, by_both: bytes) -> None:
    proofs = keys.trust(lists=keys.authority.lists(NOW))
    ready = prepare(by_both, SOON, proofs)
    answer = LocalStamper(keys.authority, LATE).ask(ready.request)
    found = finish(ready, answer, keys.trust(), LATE).verification
    assert {(each.level, each.source) for each in found.signatures} == {(Level.B_LTA, Source.PAPER)}


def test_a_stamp_of_an_unknown_time_stamper_is_kept_and_proves_nothing(
    keys: Keys, prepared: Prepared
) -> None:
    answer = LocalStamper(make_authority(NOW), LATE).ask(prepared.request)
    done = finish(prepared, answer, keys.trust(), LATE)
    assert done.verification.stamps[0].result is Result.UNKNOWN_ISSUER
    assert (done.verification.verdict, done.verification.is_stamped) == (Verdict.GOOD, False)


def test_only_a_signed_and_unbroken_paper_is_stamped(paper: bytes, by_both: bytes) -> None:
    with pytest.raises(EntryRefused, match="chưa được ký"):
        prepare(paper, SOON)
    with pytest.raises(EntryRefused, match="không còn hợp lệ"):
        prepare(with_words_over(by_both), SOON)


def _answer(status: str, text: str = "") -> bytes:
    info = {"status": status, "status_string": [text]} if text else {"status": status}
    return bytes(core.SequenceOf([tsp.PKIStatusInfo(info)], spec=tsp.PKIStatusInfo).dump())


def test_other_answers_than_to_this_question_are_refused(
    keys: Keys, by_person: bytes, prepared: Prepared
) -> None:
    stamper = LocalStamper(keys.authority, LATE)
    for answer, problem in (
        (_answer("rejection", "quá tải"), "từ chối .rejection.: quá tải"),
        (_answer("waiting"), "từ chối .waiting."),
        (b"", "không đọc được"),
        (b"<html>", "không đọc được"),
        (stamper.ask(prepared.request)[:-4], "không đọc được"),
        (stamper.ask(prepare(by_person, SOON).request), "không phải cho văn bản này"),
    ):
        with pytest.raises(EntryRefused, match=problem):
            finish(prepared, answer, keys.trust(), LATE)
    answer = stamper.ask(prepared.request)
    for wrong, problem in (
        (replace(prepared, end=prepared.start + 100), "lớn hơn chỗ dành sẵn"),
        (replace(prepared, content=_changed(prepared)), "không khớp"),
        (replace(prepared, content=by_person), "tệp PDF"),
        (replace(prepared, start=10**9, end=10**9 + 20_000), "tệp PDF"),
    ):
        with pytest.raises(EntryRefused, match=problem):
            finish(wrong, answer, keys.trust(), LATE)


def _changed(prepared: Prepared) -> bytes:
    at = prepared.content.index(b"stream") + 40
    flipped = bytes([prepared.content[at] ^ 1])
    return prepared.content[:at] + flipped + prepared.content[at + 1 :]


@pytest.fixture(scope="module")
def answer(keys: Keys, prepared: Prepared) -> bytes:
    return LocalStamper(keys.authority, LATE).ask(prepared.request)


@settings(max_examples=80)
@given(st.floats(0, 1), st.integers(0, 7))
def test_a_damaged_answer_is_refused_or_left_to_whoever_verifies(
    answer: bytes, prepared: Prepared, at: float, bit: int
) -> None:
    place = int(at * (len(answer) - 1))
    damaged = answer[:place] + bytes([answer[place] ^ 1 << bit]) + answer[place + 1 :]
    try:
        token = token_in(damaged, prepared.request)
    except EntryRefused:
        return
    assert len(token) < len(answer)


def test_a_body_may_sign_after_a_time_stamp(keys: Keys, by_person: bytes) -> None:
    ready = prepare(by_person, SOON)
    answer = LocalStamper(keys.authority, SOON).ask(ready.request)
    stamped = finish(ready, answer, keys.trust(), SOON).content
    both = sign(stamped, keys.body, Order(role=Role.BODY, moment=LATE))
    found = verify(both, keys.trust(), LATE)
    assert found.verdict is Verdict.GOOD
    assert [each.level for each in found.signatures] == [Level.B_T, Level.B_B]
    assert verify(both, Trust(), LATE).verdict is Verdict.UNVERIFIED
