"""What all pages of the desk have in common: who is let in, the strip on top, refusals in words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from loudspeaker.errors import LoudspeakerError, ProcessUnavailable, SignInRefused
from loudspeaker.web import guarding
from loudspeaker.web.desk.plain import told
from loudspeaker.web.desk.strip import UNKNOWN, Strip, strip_of
from loudspeaker.web.desk.wording import teach
from loudspeaker.web.guarding import Person, signed_in
from loudspeaker.web.parts import WebParts
from loudspeaker.web.transport import NOT_PRIVATE, NotPrivate, check_private

LONGEST_FORM: Final = 512 * 1024
"""A text of 20,000 letters with marks, each sent as nine characters, and the rest."""
FORBIDDEN: Final = 403
FORM_TYPE: Final = "application/x-www-form-urlencoded"
_DOWN: Final = (
    "Đài (station) hiện không trả lời, thường sau vài giây là có lại. Những gì đang phát vẫn phát"
    " tiếp. Nút DỪNG PHÁT vẫn dùng được. Bản đang soạn còn trong trình duyệt này."
)

Page = Callable[[Request, Person], Awaitable[Response]]
Form = dict[str, str]


class Frame:
    """Renders pages of the desk, for who is signed in."""

    def __init__(self, parts: WebParts) -> None:
        self.parts = parts
        teach(parts.templates.env)

    async def page(
        self, request: Request, person: Person, template: str, status: int = 200, **given: Any
    ) -> Response:
        """Return a page with the strip on top; nothing keeps it, for it is nobody else's."""
        strip = given.pop("strip", None) or await self.strip(request)
        names = {"person": person, "strip": strip, "csrf": person.csrf, "error": "", "done": ""}
        done = DONE.get(request.query_params.get("xong", ""), "")
        return self.plain(request, template, status, **{**names, "done": done, **given})

    def plain(self, request: Request, template: str, status: int, **given: Any) -> Response:
        """Return a page, or a piece of one, of what is given alone."""
        return self.parts.templates.TemplateResponse(
            request,
            f"desk/{template}.html",
            given,
            status_code=status,
            headers={"Cache-Control": "no-store"},
        )

    async def strip(self, request: Request) -> Strip:
        """Return what is on air; that nobody answers is told as well."""
        try:
            return strip_of(await guarding.ask(request, "status", watching=True))
        except LoudspeakerError:
            return UNKNOWN

    # --- who is let in --------------------------------------------------------------------------

    def shown(
        self,
        endpoint: Page,
        *,
        kind: str = FORM_TYPE,
        longest: int = LONGEST_FORM,
        most_files: int = 0,
        roles: tuple[str, ...] = (),
    ) -> Callable[[Request], Awaitable[Response]]:
        """Let a page be for who is signed in, and say in words what failed.

        Its form is of this ``kind``, no longer than that, with at most so many files, and taken
        from these roles alone.
        """
        inner = signed_in(endpoint, most_files=most_files, roles=roles)

        async def answer(request: Request) -> Response:
            try:
                check_size(request, kind=kind, longest=longest)
                return await inner(request)
            except NotPrivate as error:
                return self._told(request, FORBIDDEN, NOT_PRIVATE[error.problem])
            except SignInRefused:
                return guarding.to_login(request)
            except ProcessUnavailable:
                return self._told(request, 503, _DOWN)
            except LoudspeakerError as error:
                return self._told(request, 422, told(error))
            except HTTPException as error:
                if error.status_code != FORBIDDEN:
                    raise
                return self._told(request, FORBIDDEN, guarding.FOREIGN)
            finally:
                await request.close()  # files that came with a form

        return answer

    def bare(
        self, endpoint: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Like ``shown``, for what must work without asking ``station`` who it is."""

        async def answer(request: Request) -> Response:
            try:
                check_private(request)
                check_size(request)
                return await endpoint(request)
            except NotPrivate as error:
                return self._told(request, FORBIDDEN, NOT_PRIVATE[error.problem])
            except SignInRefused:
                return guarding.to_login(request)
            except HTTPException as error:
                if error.status_code != FORBIDDEN:
                    raise
                return self._told(request, FORBIDDEN, guarding.FOREIGN)

        return answer

    def _told(self, request: Request, status: int, text: str) -> Response:
        session = guarding.session_of(request)
        csrf = guarding.csrf_of(session) if session and status != FORBIDDEN else ""
        return self.plain(
            request,
            "told",
            status,
            text=text,
            csrf=csrf,
            strip=UNKNOWN,
            person=None,
            done="",
            error="",
        )


DONE: Final = {
    "gui": "Đã gửi. Người thứ hai duyệt xong thì thông báo mới được phát.",
    "sua": "Đã lưu bản sửa. Cần được duyệt lại.",
    "duyet": "Đã duyệt.",
    "tra": "Đã trả lại cho người soạn, kèm lý do.",
    "huy": "Đã hủy.",
    "tu": "Đã ghi cách đọc.",
    "bo-tu": "Đã bỏ từ.",
    "am-luong": "Đã nhận. Âm lượng mới được gửi cùng lần phát tới.",
    "bao": "Đã ghi lại.",
    "thu": "Đang phát thử. Hãy hỏi người đứng ở loa nghe thế nào, rồi ghi lại ở điểm loa đó.",
    "biet": "Đã ghi là có người biết.",
    "xem-lai": "Đã ghi là có người thứ hai xem lại.",
    "dinh-chinh": "Đã phát đính chính.",
    "phat": "Đã phát.",
    "dien-tap": "Đã phát diễn tập.",
    "tam-dung": "Đã tạm dừng lịch này.",
    "chay-tiep": "Lịch này chạy tiếp.",
    "ban-ghi": "Đã nhận bản ghi. Cần được duyệt lại.",
    "nguoi-them": "Đã thêm người.",
    "nguoi-vai-tro": "Đã đổi vai trò.",
    "nguoi-bo": "Đã bỏ khỏi danh sách.",
    "nguoi-uy-quyen": "Đã ủy quyền.",
    "nguoi-thoi-uy-quyen": "Đã thôi ủy quyền.",
    "phat-lai": "Đài được phát lại. Tin đã bị cắt không tự phát lại.",
}
"""What is said on top of a page that a form leads to; only these words, whatever is asked."""


def check_size(request: Request, *, kind: str = FORM_TYPE, longest: int = LONGEST_FORM) -> None:
    """Refuse (413, 415) a form that is too large, or none."""
    if request.method in guarding.SAFE_METHODS:
        return
    sent = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if sent != kind:
        raise HTTPException(415)
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()) or int(length) > longest:
        raise HTTPException(413)


async def form_of(request: Request) -> Form:
    """Return the texts of a form, the last of each name; line ends as the station writes them."""
    form = await request.form()
    return {
        name: value.replace("\r\n", "\n") for name, value in form.items() if isinstance(value, str)
    }


async def chosen_of(request: Request, name: str) -> tuple[str, ...]:
    """Return every value of a field that may be there more than once; empty ones are none."""
    form = await request.form()
    return tuple(value for value in form.getlist(name) if isinstance(value, str) and value)


def attached(content: bytes, media_type: str, name: str) -> Response:
    """Return a file to take along under a name of ours."""
    told = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=told)


def go(path: str, done: str = "") -> Response:
    """Send on to a page, which says what was done."""
    return RedirectResponse(f"{path}?xong={done}" if done else path, status_code=303)
