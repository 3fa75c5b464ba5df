"""Pages for what is not there, and for what does not work."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.templating import Jinja2Templates

from loudspeaker.errors import IntegrityFailure, StorageFailure
from loudspeaker.web.headers import HEADERS

log = logging.getLogger(__name__)
RETRY_S = 5
_TOLD = {
    404: ("Không tìm thấy trang", "Trang này không có, hoặc đã được chuyển đi nơi khác."),
    405: ("Không thực hiện được", "Trang này không nhận thao tác đó."),
    503: (
        "Đài đang khởi động",
        "Dữ liệu chưa sẵn sàng. Trang sẽ tự mở lại sau ít giây; loa không bị ảnh hưởng.",
    ),
    500: (
        "Có lỗi khi mở trang",
        "Hãy thử lại. Nếu vẫn lỗi, xin báo cho cán bộ đài; loa truyền thanh không bị ảnh hưởng.",
    ),
}
ELSEWHERE: Final[Mapping[int, tuple[str, str]]] = {
    503: (
        "Chưa có dữ liệu của đài",
        "Máy này chưa lấy được dữ liệu của đài. Khi liên lạc được, trang sẽ tự mở lại.",
    ),
}
"""What is told otherwise at another building."""
_OTHER = ("Không mở được trang", "Yêu cầu này không hợp lệ. Hãy quay về trang đầu và thử lại.")


class Failing:
    """Turns what went wrong into a page, or into JSON under ``/api/``."""

    def __init__(
        self, templates: Jinja2Templates, told: Mapping[int, tuple[str, str]] | None = None
    ) -> None:
        self._templates = templates
        self._told = {**_TOLD, **(told or {})}

    async def refused(self, request: Request, error: Exception) -> Response:
        """Answer an HTTPException."""
        assert isinstance(error, HTTPException)
        return self._page(request, error.status_code, dict(error.headers or {}))

    async def not_ready(self, request: Request, error: Exception) -> Response:
        """Answer while ``public.db`` is missing or cannot be read."""
        log.warning("%s cannot be answered: %s", request.url.path, error)
        return self._page(request, 503, {"Retry-After": str(RETRY_S)})

    async def broken(self, request: Request, error: Exception) -> Response:
        """Answer what we did not think of, outside of every middleware; it stands in the log."""
        log.error("%s failed", request.url.path, exc_info=error)
        return self._page(request, 500, {**HEADERS, "Cache-Control": "no-store"})

    def _page(self, request: Request, status: int, headers: dict[str, str]) -> Response:
        if request.url.path.startswith("/api/"):
            return JSONResponse({"error": {"status": status}}, status, headers)
        title, text = self._told.get(status, _OTHER)
        told = {"title": title, "text": text, "status": status}
        return self._templates.TemplateResponse(
            request, "failing.html", told, status_code=status, headers=headers
        )


def handlers(failing: Failing) -> dict[type[Exception] | int, object]:
    """Return who answers what."""
    return {
        HTTPException: failing.refused,
        StorageFailure: failing.not_ready,
        IntegrityFailure: failing.not_ready,
        Exception: failing.broken,
    }
