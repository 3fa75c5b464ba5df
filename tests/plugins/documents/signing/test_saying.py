from __future__ import annotations

from loudspeaker.plugins.documents.signing.outcome import (
    Reason,
    Result,
    Revocation,
    Signature,
    Signer,
    SigningTime,
    Source,
    Verdict,
    Verification,
)
from loudspeaker.plugins.documents.signing.saying import (
    REASONS,
    RESULTS,
    VERDICTS,
    line_of,
    revocation_of,
    sentence_of,
)
from tests.plugins.documents.signing.papers import NOW


def _signature(result: Result, reason: Reason = Reason.NONE, **more: object) -> Signature:
    signer = Signer(name="Chủ tịch", organisation="UBND xã Thử")
    return Signature(field="a", result=result, reason=reason, signer=signer, **more)  # type: ignore[arg-type]


def test_every_outcome_has_its_words() -> None:
    assert set(VERDICTS) == set(Verdict)
    assert set(RESULTS) == set(Result)
    assert set(REASONS) == set(Reason)
    assert all(text.endswith(".") for text in VERDICTS.values())


def test_a_sentence_says_what_is_wrong_and_the_worst_first() -> None:
    unknown = _signature(Result.UNKNOWN_ISSUER, Reason.ISSUER)
    broken = _signature(Result.BROKEN, Reason.CONTENT)
    for signatures, said in (
        ((), "Văn bản không có chữ ký số."),
        ((_signature(Result.GOOD),), "Chữ ký số hợp lệ: văn bản đúng như khi ký."),
        (
            (_signature(Result.GOOD), unknown),
            (
                "Văn bản có chữ ký số nhưng chưa xác minh được đầy đủ "
                "(nơi cấp chứng thư chưa có trong danh sách tin cậy)."
            ),
        ),
        (
            (unknown, broken),
            (
                "Chữ ký số không hợp lệ: văn bản hoặc chữ ký đã bị thay đổi sau khi ký "
                "(nội dung đã bị sửa sau khi ký)."
            ),
        ),
    ):
        assert sentence_of(Verification(signatures=signatures, checked_at=NOW)) == said


def test_a_line_says_who_when_and_what() -> None:
    good = _signature(Result.GOOD, time=SigningTime(claimed=NOW))
    assert line_of(good) == (
        "Chủ tịch, UBND xã Thử – ký lúc 09:30:15, 23/11/2026 (chưa có dấu thời gian) – hợp lệ"
    )
    stamped = _signature(Result.EXPIRED, Reason.EXPIRED, time=SigningTime(stamped=NOW))
    assert "(có dấu thời gian) – chứng thư ngoài thời hạn: chứng thư đã hết hạn" in line_of(stamped)
    nobody = Signature(field="a", result=Result.BROKEN, reason=Reason.MALFORMED)
    assert line_of(nobody).startswith("người ký không rõ – không rõ giờ ký")


def test_revocation_says_from_where_it_is_known() -> None:
    known = _signature(Result.GOOD, revocation=Revocation.GOOD, source=Source.PAPER)
    assert revocation_of(known) == ("chứng thư không bị thu hồi (theo danh sách kèm trong văn bản)")
    assert revocation_of(_signature(Result.GOOD)) == "không có danh sách thu hồi để đối chiếu"
