"""What signatures come to, in the words of an office."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.documents.signing.outcome import (
    Reason,
    Result,
    Revocation,
    Signature,
    Source,
    Verdict,
    Verification,
)

NOT_YET_STAMPED: Final = "chưa có dấu thời gian"
"""The mark of a paper that is signed, and waits for the time-stamper."""
VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.UNSIGNED: "Văn bản không có chữ ký số.",
    Verdict.GOOD: "Chữ ký số hợp lệ: văn bản đúng như khi ký.",
    Verdict.UNVERIFIED: "Văn bản có chữ ký số nhưng chưa xác minh được đầy đủ.",
    Verdict.BROKEN: "Chữ ký số không hợp lệ: văn bản hoặc chữ ký đã bị thay đổi sau khi ký.",
}
RESULTS: Final[Mapping[Result, str]] = {
    Result.GOOD: "hợp lệ",
    Result.UNKNOWN_ISSUER: "chưa biết nơi cấp",
    Result.BROKEN: "không hợp lệ",
    Result.EXPIRED: "chứng thư ngoài thời hạn",
    Result.REVOKED: "chứng thư đã bị thu hồi",
    Result.NOT_CHECKED: "chưa kiểm tra được",
}
REASONS: Final[Mapping[Reason, str]] = {
    Reason.NONE: "",
    Reason.CONTENT: "nội dung đã bị sửa sau khi ký",
    Reason.SIGNATURE: "chữ ký không khớp với chứng thư",
    Reason.UPDATE: "sau khi ký, tệp đã bị thêm hoặc sửa nội dung",
    Reason.COVERAGE: "chữ ký không bao trùm toàn bộ văn bản",
    Reason.MALFORMED: "dữ liệu chữ ký bị hỏng hoặc bị cắt",
    Reason.FILLED_AFTER: "có ô biểu mẫu được điền sau chữ ký cuối cùng",
    Reason.ISSUER: "nơi cấp chứng thư chưa có trong danh sách tin cậy",
    Reason.STAMP_ISSUER: "nơi cấp dấu thời gian chưa có trong danh sách tin cậy",
    Reason.STAMP_BROKEN: "dấu thời gian đã bị thay đổi",
    Reason.STAMP_EXPIRED: "chứng thư của nơi cấp dấu thời gian ngoài thời hạn",
    Reason.EXPIRED: "chứng thư đã hết hạn, không có dấu thời gian chứng minh ký khi còn hạn",
    Reason.NOT_YET: "ký khi chứng thư chưa có hiệu lực",
    Reason.REVOKED: "chứng thư đã bị thu hồi, không có dấu thời gian chứng minh ký trước đó",
    Reason.STAMP_REVOKED: "chứng thư của nơi cấp dấu thời gian đã bị thu hồi",
    Reason.ALGORITHM: "thuật toán ký quá yếu, có thể bị làm giả",
    Reason.USAGE: "chứng thư không được cấp để ký văn bản",
    Reason.STRUCTURE: "cấu trúc tệp PDF không đúng chuẩn, mỗi máy có thể hiện một khác",
    Reason.KIND: "loại chữ ký này chưa được hỗ trợ",
    Reason.OTHER: "không kiểm tra được chữ ký này",
}
_REVOCATION: Final[Mapping[Revocation, str]] = {
    Revocation.GOOD: "chứng thư không bị thu hồi",
    Revocation.REVOKED: "chứng thư đã bị thu hồi",
    Revocation.UNKNOWN: "không có danh sách thu hồi để đối chiếu",
}
_SOURCES: Final[Mapping[Source, str]] = {
    Source.NONE: "",
    Source.PAPER: " (theo danh sách kèm trong văn bản)",
    Source.STORE: " (theo danh sách lưu tại đài)",
}


def sentence_of(verification: Verification) -> str:
    """Return what a paper comes to, with the first thing that is wrong with it."""
    said = VERDICTS[verification.verdict]
    wrong = _wrong(verification)
    return f"{said[:-1]} ({wrong})." if wrong else said


def _wrong(verification: Verification) -> str:
    """Return the reason of the worst; a broken one goes before one that is only unknown."""
    if verification.verdict not in {Verdict.UNVERIFIED, Verdict.BROKEN}:
        return ""
    found = [(each.result, each.reason) for each in verification.signatures]
    found += [(each.result, each.reason) for each in verification.stamps]
    found.sort(key=lambda each: each[0] is not Result.BROKEN)
    return next((REASONS[reason] for _, reason in found if reason is not Reason.NONE), "")


def line_of(signature: Signature) -> str:
    """Return a signature as one line: who, when, and what it comes to."""
    signer = signature.signer
    who = signer.name or "người ký không rõ"
    if signer.organisation and signer.organisation != signer.name:
        who = f"{who}, {signer.organisation}"
    why = REASONS[signature.reason]
    what = RESULTS[signature.result] + (f": {why}" if why else "")
    return f"{who} – {time_of(signature)} – {what}"


def time_of(signature: Signature) -> str:
    """Return when it was signed, and whether anybody else vouches for that."""
    if signature.time.stamped:
        return f"ký lúc {spoken_time(signature.time.stamped)} (có dấu thời gian)"
    if signature.time.claimed:
        return f"ký lúc {spoken_time(signature.time.claimed)} ({NOT_YET_STAMPED})"
    return f"không rõ giờ ký ({NOT_YET_STAMPED})"


def revocation_of(signature: Signature) -> str:
    """Return what is known of a withdrawal of the certificate, and from where."""
    return _REVOCATION[signature.revocation] + _SOURCES[signature.source]


def spoken_time(moment: datetime) -> str:
    """Return a moment as papers write it, by the station's clock."""
    return f"{moment.astimezone(STATION_ZONE):%H:%M:%S, %d/%m/%Y}"


# --- what annexes and copies say ----------------------------------------------------------------


def annex_lines(number_and_symbol: str, signed_at: datetime) -> tuple[str, ...]:
    """Return what an annex in a file of its own says: of which paper it is, and when it was signed.

    NĐ 30/2020, appendix I: number and symbol of the paper, and the time with zone +07:00.
    """
    return (number_and_symbol, moment_line(signed_at))


def copy_lines(kind: str, body: str, signed_at: datetime) -> tuple[str, ...]:
    """Return what a copy says: its kind (SAO Y, SAO LỤC, TRÍCH SAO), who made it, and when."""
    return (kind, body, moment_line(signed_at))


def moment_line(moment: datetime) -> str:
    """Return a moment as it stands in such a corner, by the clock of Việt Nam with its offset."""
    local = moment.astimezone(STATION_ZONE)
    offset = f"{local:%z}"
    return f"{local:%d/%m/%Y %H:%M:%S} {offset[:3]}:{offset[3:]}"
