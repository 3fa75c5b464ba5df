from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.plugins.documents.signing.outcome import (
    Coverage,
    DocumentStamp,
    Level,
    Modification,
    Reason,
    Result,
    Revocation,
    Signature,
    Signer,
    SigningTime,
    Source,
    Verdict,
    Verification,
    verdict_of,
)
from loudspeaker.plugins.documents.signing.values import from_values, to_values

AT = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
_MOMENTS = st.datetimes(timezones=st.just(UTC))
_TEXTS = st.text(max_size=20)
_SIGNATURES = st.builds(
    Signature,
    field=_TEXTS,
    result=st.sampled_from(Result),
    reason=st.sampled_from(Reason),
    signer=st.builds(Signer, name=_TEXTS, organisation=_TEXTS, serial=_TEXTS, issuer=_TEXTS),
    time=st.builds(
        SigningTime,
        claimed=st.none() | _MOMENTS,
        stamped=st.none() | _MOMENTS,
        stamper=_TEXTS,
    ),
    coverage=st.sampled_from(Coverage),
    modification=st.sampled_from(Modification),
    chain=st.lists(_TEXTS, max_size=3).map(tuple),
    revocation=st.sampled_from(Revocation),
    source=st.sampled_from(Source),
    level=st.sampled_from(Level),
)
_STAMPS = st.builds(
    DocumentStamp,
    field=_TEXTS,
    result=st.sampled_from(Result),
    reason=st.sampled_from(Reason),
    time=st.none() | _MOMENTS,
    stamper=_TEXTS,
)


def test_a_paper_is_as_good_as_its_worst_signature() -> None:
    for results, stamps, verdict in (
        ((), (), Verdict.UNSIGNED),
        ((), (Result.GOOD,), Verdict.UNSIGNED),
        ((Result.GOOD,), (), Verdict.GOOD),
        ((Result.GOOD, Result.GOOD), (Result.GOOD,), Verdict.GOOD),
        ((Result.GOOD,), (Result.UNKNOWN_ISSUER,), Verdict.GOOD),
        ((Result.GOOD,), (Result.BROKEN,), Verdict.BROKEN),
        ((Result.GOOD, Result.UNKNOWN_ISSUER), (), Verdict.UNVERIFIED),
        ((Result.EXPIRED,), (), Verdict.UNVERIFIED),
        ((Result.REVOKED,), (), Verdict.UNVERIFIED),
        ((Result.NOT_CHECKED, Result.GOOD), (), Verdict.UNVERIFIED),
        ((Result.GOOD, Result.BROKEN), (), Verdict.BROKEN),
        ((Result.UNKNOWN_ISSUER, Result.BROKEN), (), Verdict.BROKEN),
    ):
        assert verdict_of(results, stamps) is verdict, (results, stamps)


@given(st.lists(_SIGNATURES, max_size=3), st.lists(_STAMPS, max_size=2))
def test_values_survive_the_way_through_json(
    signatures: list[Signature], stamps: list[DocumentStamp]
) -> None:
    found = Verification(signatures=(*signatures,), stamps=(*stamps,), checked_at=AT)
    values = json.loads(json.dumps(to_values(found)))
    assert from_values(values) == found
    assert values["verdict"] == found.verdict


def test_what_is_no_verification_is_refused() -> None:
    good = to_values(Verification(signatures=(), checked_at=AT))
    for wrong in ({}, {**good, "checked_at": "hôm qua"}, {**good, "signatures": [{}]}):
        with pytest.raises((ValueError, KeyError, TypeError)):
            from_values(wrong)


def test_a_paper_is_stamped_when_all_its_signatures_are() -> None:
    def paper(*times: SigningTime) -> Verification:
        signatures = (Signature(field="a", result=Result.GOOD, time=time) for time in times)
        return Verification(signatures=(*signatures,), checked_at=AT)

    stamped, claimed = SigningTime(stamped=AT), SigningTime(claimed=AT)
    assert paper(stamped, stamped).is_stamped
    assert not paper(stamped, claimed).is_stamped
    assert not paper().is_stamped
    assert (stamped.best, claimed.best, SigningTime().best) == (AT, AT, None)
