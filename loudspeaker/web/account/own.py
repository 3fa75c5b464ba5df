"""The page of the own account: password, one-time code, sessions, tokens."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from loudspeaker.errors import LoudspeakerError, ProcessUnavailable
from loudspeaker.model import from_iso
from loudspeaker.sentences.telling import sentence
from loudspeaker.web import guarding
from loudspeaker.web.account.entering import NOT_ALIKE
from loudspeaker.web.account.showing import Showing, form_of
from loudspeaker.web.guarding import Person

Form = dict[str, str]
Change = Callable[[Request, Person, Form], Awaitable[Response]]
ROLES = {
    "editor": "biên tập",
    "approver": "duyệt",
    "admin": "quản trị",
    "viewer": "xem",
}


class OwnPages:
    """What somebody sees and changes of the own account; ``station`` decides each time."""

    def __init__(self, showing: Showing) -> None:
        self._showing = showing
        self._changes: dict[str, Change] = {
            "password": self._password,
            "code": self._code_begin,
            "code-confirm": self._code_confirm,
            "code-end": self._code_end,
            "session-end": self._session_end,
            "token": self._token,
            "token-revoke": self._token_revoke,
        }

    async def shown(self, request: Request, person: Person) -> Response:
        """Show the account."""
        return await self._page(request, person)

    async def change(self, request: Request, person: Person) -> Response:
        """Change one thing of it, and show the account again; what is refused is said on top."""
        change = self._changes.get(str(request.path_params["what"]))
        if change is None:
            raise HTTPException(404)
        form = await form_of(request)
        try:
            return await change(request, person, form)
        except ProcessUnavailable:
            raise
        except LoudspeakerError as error:
            return await self._page(request, person, status=422, error=sentence(error))

    async def _page(
        self, request: Request, person: Person, *, status: int = 200, **told: Any
    ) -> Response:
        sessions = (await guarding.ask(request, "sessions"))["sessions"]
        tokens = (await guarding.ask(request, "tokens"))["tokens"]
        told = {"error": "", "secret": "", "address": "", "picture": "", "token": "", **told}
        own = {"sessions": _timed(sessions), "tokens": _timed(tokens)}
        return self._showing.page(request, "own", status, person=person, roles=ROLES, **own, **told)

    async def _password(self, request: Request, person: Person, form: Form) -> Response:
        if form.get("new", "") != form.get("again", ""):
            return await self._page(request, person, status=422, error=NOT_ALIKE)
        await guarding.ask(
            request, "password", password=form.get("password", ""), new=form.get("new", "")
        )
        return self._signed_out(request)

    async def _code_begin(self, request: Request, person: Person, form: Form) -> Response:
        begun = await guarding.ask(request, "code_begin", password=form.get("password", ""))
        picture = qr_of(str(begun["address"]))
        return await self._page(
            request, person, secret=begun["secret"], address=begun["address"], picture=picture
        )

    async def _code_confirm(self, request: Request, _person: Person, form: Form) -> Response:
        await guarding.ask(request, "code_confirm", code="".join(form.get("code", "").split()))
        return self._signed_out(request)

    async def _code_end(self, request: Request, _person: Person, form: Form) -> Response:
        await guarding.ask(request, "code_end", password=form.get("password", ""))
        return self._signed_out(request)

    async def _session_end(self, request: Request, person: Person, form: Form) -> Response:
        which: dict[str, Any] = {"all": True} if form.get("all") else {"id": form.get("id", "")}
        await guarding.ask(request, "session_end", **which)
        if form.get("all") or form.get("own"):
            return self._signed_out(request)
        del person
        return RedirectResponse("/account", status_code=303)

    async def _token(self, request: Request, person: Person, form: Form) -> Response:
        roles = [role for role in ROLES if form.get(f"role-{role}")]
        made = await guarding.ask(
            request,
            "token_add",
            label=form.get("label", ""),
            roles=roles,
            until=form.get("until", ""),
        )
        return await self._page(request, person, token=made["token"])

    async def _token_revoke(self, request: Request, _person: Person, form: Form) -> Response:
        await guarding.ask(request, "token_revoke", id=form.get("id", ""))
        return RedirectResponse("/account", status_code=303)

    def _signed_out(self, request: Request) -> Response:
        """Send to sign in again: the change has ended every session."""
        return guarding.let_out(request, RedirectResponse("/login", status_code=303))


def _timed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with moments instead of texts."""
    names = ("begun_at", "seen_at", "ends_at", "made_at", "until")
    return [
        {**row, **{name: from_iso(row[name]) for name in names if row.get(name)}} for row in rows
    ]


def qr_of(address: str) -> str:
    """Return an address as a picture for the telephone's camera, to stand in the page."""
    import segno  # noqa: PLC0415 - only for who switches a code on

    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", scale=4, border=4, xmldecl=False, svgns=False, nl=False, light="#fff"
    )
    return out.getvalue().decode()
