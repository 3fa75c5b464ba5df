"""The pages to sign in: by password and one-time code, or by a link that sets a password."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from loudspeaker.errors import LoudspeakerError, PasswordRefused, ProcessUnavailable, SignInRefused
from loudspeaker.sentences.telling import sentence
from loudspeaker.web import guarding
from loudspeaker.web.account.showing import Showing, form_of
from loudspeaker.web.guarding import Person
from loudspeaker.web.transport import visitor

AFTER: Final = "/account"
WRONG_LINK: Final = (
    "Liên kết này không còn dùng được: mỗi liên kết dùng một lần, trong 24 giờ. Hãy nhờ người quản"
    " trị máy tạo liên kết mới."
)
NOT_ALIKE: Final = "Hai lần gõ mật khẩu không giống nhau. Hãy gõ lại."


class Entering:
    """Gives sessions to browsers, and takes them."""

    def __init__(self, showing: Showing) -> None:
        self._showing = showing

    # --- by password ----------------------------------------------------------------------------

    async def login(self, request: Request) -> Response:
        """Show the form, or try what was typed in; the password is never shown again."""
        if request.method != "POST":
            after = guarding.own_path(request.query_params.get("next"), "")
            return self._form(request, next=after)
        guarding.check_origin(request)
        form = await form_of(request)
        name, after = form.get("name", ""), guarding.own_path(form.get("next"), "")
        code = "".join(form.get("code", "").split())
        try:
            opened = await guarding.station_of(request).call(
                "login",
                name=name,
                password=form.get("password", ""),
                address=visitor(request),
                **({"code": code} if code else {}),
            )
        except ProcessUnavailable:
            raise
        except LoudspeakerError as error:
            return self._again(request, error, name=name, next=after)
        response = RedirectResponse(after or AFTER, status_code=303)
        return guarding.let_in(request, response, str(opened["session"]))

    def _again(self, request: Request, error: LoudspeakerError, **typed: str) -> Response:
        problem = error.problem if isinstance(error, SignInRefused) else ""
        status = 429 if problem == "wait" else 401
        asks_code = problem == "code"
        return self._form(request, status, error=sentence(error), asks_code=asks_code, **typed)

    def _form(self, request: Request, status: int = 200, **told: object) -> Response:
        told = {"name": "", "next": "", "error": "", "asks_code": False, **told}
        return self._showing.page(request, "login", status, **told)

    async def logout(self, request: Request, _person: Person) -> Response:
        """End the session, here and at the station."""
        await guarding.ask(request, "session_end")
        return guarding.let_out(request, RedirectResponse("/login", status_code=303))

    # --- by a link ------------------------------------------------------------------------------

    async def link(self, request: Request) -> Response:
        """Show for whom a link is; only the form uses it up, so that no preview of it does."""
        link, station = str(request.path_params["link"]), guarding.station_of(request)
        posted = request.method == "POST"
        if posted:
            guarding.check_origin(request)
        try:
            shown = await station.call("link_shown", link=link, address=visitor(request))
        except SignInRefused:
            return self._showing.page(request, "told", 404, text=WRONG_LINK)
        if not posted:
            return self._showing.page(request, "link", shown=shown, error="")
        form = await form_of(request)
        password = form.get("password", "")
        if password != form.get("again", ""):
            return self._showing.page(request, "link", 422, shown=shown, error=NOT_ALIKE)
        try:
            opened = await station.call(
                "redeem", link=link, password=password, address=visitor(request)
            )
        except PasswordRefused as error:
            return self._showing.page(request, "link", 422, shown=shown, error=sentence(error))
        response = RedirectResponse(AFTER, status_code=303)
        return guarding.let_in(request, response, str(opened["session"]))
