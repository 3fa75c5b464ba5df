"""What the pages of accounts have in common: forms shown again, refusals in words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from loudspeaker.errors import LoudspeakerError, ProcessUnavailable
from loudspeaker.sentences.telling import sentence
from loudspeaker.web.guarding import FOREIGN
from loudspeaker.web.transport import NOT_PRIVATE, NotPrivate, check_private

LONGEST_FORM: Final = 64 * 1024
FORBIDDEN: Final = 403
FORM_TYPES: Final = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_DOWN: Final = "Đài hiện không trả lời, thường sau vài giây là có lại. Hãy thử lại."

Page = Callable[[Request], Awaitable[Response]]


class Showing:
    """Renders; turns what a page raises into a page."""

    def __init__(self, templates: Jinja2Templates) -> None:
        self._templates = templates

    def page(self, request: Request, template: str, status: int = 200, **told: Any) -> Response:
        """Return a page; it is nobody else's, so nothing keeps it."""
        return self._templates.TemplateResponse(
            request,
            f"account/{template}.html",
            told,
            status_code=status,
            headers={"Cache-Control": "no-store"},
        )

    def private(self, page: Page) -> Page:
        """Let a page be asked for only where nobody reads along, and say in words what failed."""

        async def shown(request: Request) -> Response:
            try:
                check_private(request)
                return await page(request)
            except NotPrivate as error:
                return self._told(request, 403, NOT_PRIVATE[error.problem])
            except ProcessUnavailable:
                return self._told(request, 503, _DOWN)
            except LoudspeakerError as error:
                return self._told(request, 400, sentence(error))
            except HTTPException as error:
                if error.status_code != FORBIDDEN:
                    raise
                return self._told(request, 403, FOREIGN)

        return shown

    def _told(self, request: Request, status: int, text: str) -> Response:
        return self.page(request, "told", status, text=text)


async def form_of(request: Request) -> dict[str, str]:
    """Return the texts of a form; HTTPException (413, 415) for what is none."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind not in FORM_TYPES:
        raise HTTPException(415)
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > LONGEST_FORM:
        raise HTTPException(413)
    form = await request.form(max_files=0, max_fields=50)
    return {name: value for name, value in form.items() if isinstance(value, str)}
