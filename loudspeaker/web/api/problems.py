"""What went wrong, as ``application/problem+json`` (RFC 9457): the sentence of the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import JSONResponse

from loudspeaker.errors import LoudspeakerError, NotFound, SignInRefused
from loudspeaker.sentences.telling import sentence

MEDIA_TYPE: Final = "application/problem+json"
PREFIX: Final = "urn:loudspeaker:problem:"
STATUS_OF_EXIT: Final[Mapping[int, int]] = {
    2: 400,
    3: 403,
    4: 422,
    5: 409,
    6: 500,
    69: 503,
    70: 500,
    74: 507,
    75: 503,
    78: 500,
}
TITLES: Final[Mapping[int, str]] = {
    400: "Yêu cầu chưa đúng",
    401: "Chưa đăng nhập",
    403: "Không được phép",
    404: "Không tìm thấy",
    405: "Địa chỉ này không nhận thao tác đó",
    409: "Trạng thái hiện tại không cho phép",
    413: "Nội dung quá lớn",
    415: "Chỉ nhận application/json",
    422: "Nội dung không dùng được",
    429: "Đã thử quá nhiều lần",
    500: "Có lỗi trong chương trình hoặc dữ liệu",
    503: "Đài hiện không trả lời",
    507: "Không ghi được, chưa nhận gì",
}
UNAUTHORIZED: Final = 401
NOT_FOUND: Final = 404
TOO_MANY: Final = 429
UNAVAILABLE: Final = 503
_NOT_SIGNED_IN: Final = frozenset({"session", "token", "missing", "wrong"})
RETRY_S: Final = 5


def status_of(error: LoudspeakerError) -> int:
    """Return the status of HTTP that means what the command's exit status does."""
    if isinstance(error, NotFound):
        return NOT_FOUND
    if isinstance(error, SignInRefused) and error.problem in _NOT_SIGNED_IN:
        return UNAUTHORIZED
    if isinstance(error, SignInRefused) and error.problem == "wait":
        return TOO_MANY
    return STATUS_OF_EXIT.get(error.exit_code, 500)


def refused(error: LoudspeakerError) -> JSONResponse:
    """Return an error of ours as an answer."""
    status = status_of(error)
    headers = {}
    if status == UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if status == UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_S)
    if isinstance(error, SignInRefused) and status == TOO_MANY:
        headers["Retry-After"] = str(error.wait_s)
    return problem(
        status,
        code=error.code,
        detail=sentence(error),
        headers=headers,
        exit=error.exit_code,
        facts=error.to_message()["facts"],
    )


def problem(
    status: int,
    *,
    code: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> JSONResponse:
    """Return a problem; ``detail`` is for people."""
    body = {
        "type": PREFIX + code,
        "title": TITLES.get(status, TITLES[500]),
        "status": status,
        "detail": detail,
        "code": code,
        **more,
    }
    return JSONResponse(body, status, dict(headers or {}), media_type=MEDIA_TYPE)
