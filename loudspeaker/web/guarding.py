"""Who is signed in, and whether a form is ours: asked before every page that is not for everybody.

Nothing here weakens what ``station`` decides: a page asks it with the session that came along.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from loudspeaker.errors import SignInRefused
from loudspeaker.web.calls import StationCalls
from loudspeaker.web.transport import check_private, is_secure, origin_of, visitor

COOKIE: Final = "ls_session"
FIELD: Final = "csrf"
HEADER: Final = "x-csrf-token"
LONGEST_SESSION: Final = 200
MOST_FIELDS: Final = 300
SAFE_METHODS: Final = frozenset({"GET", "HEAD"})
FOREIGN: Final = "Biểu mẫu đã quá cũ hoặc không phải của trang này. Hãy mở lại trang rồi gửi lại."
"""What is said of a form that our own page has not sent just now."""

Page = Callable[[Request, "Person"], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is signed in, as ``station`` has just said; ``csrf`` belongs into every form."""

    name: str
    roles: frozenset[str]
    acts_for: tuple[str, ...]
    has_password: bool
    has_code: bool
    ends_at: str | None
    session: str
    csrf: str

    def may(self, *roles: str) -> bool:
        """Tell whether they have one of the roles: for what a page offers, never for more."""
        return bool(self.roles & set(roles))


def station_of(request: Request) -> StationCalls:
    """Return the way to ``station`` of this application."""
    station: StationCalls = request.app.state.station
    return station


def session_of(request: Request) -> str | None:
    """Return the session that came along, whatever it is worth."""
    session = request.cookies.get(COOKIE, "")
    return session if 0 < len(session) <= LONGEST_SESSION else None


async def ask(request: Request, action: str, **arguments: Any) -> Any:
    """Ask ``station`` for an action as whoever is signed in; errors as ``StationCalls``."""
    return await station_of(request).call(
        action, session=session_of(request), address=visitor(request), **arguments
    )


async def current(request: Request) -> Person | None:
    """Return who is signed in, None for nobody; ProcessUnavailable while ``station`` is down."""
    session = session_of(request)
    if session is None:
        return None
    if not hasattr(request.state, "person"):
        request.state.person = await _asked(request, session)
    person: Person | None = request.state.person
    return person


async def _asked(request: Request, session: str) -> Person | None:
    try:
        return person_of(await ask(request, "whoami"), session)
    except SignInRefused:
        return None


def person_of(row: Mapping[str, Any], session: str) -> Person:
    """Return a person of the answer to ``whoami``."""
    return Person(
        name=str(row["person"]),
        roles=frozenset(row["roles"]),
        acts_for=tuple(row["acts_for"] or ()),
        has_password=bool(row["has_password"]),
        has_code=bool(row["has_code"]),
        ends_at=row["ends_at"],
        session=session,
        csrf=csrf_of(session),
    )


# --- forms ----------------------------------------------------------------------------------------


def csrf_of(session: str) -> str:
    """Return what a form must carry: known only to who has the session, and to nobody else's page.

    Made of the session alone, it outlives a restart of the pages' process.
    """
    key = session.encode("utf-8", "surrogateescape")
    return hmac.new(key, b"csrf of a form", "sha256").hexdigest()


def check_origin(request: Request) -> None:
    """Refuse (403) what another site's page has sent; every browser says where a form is from."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        raise HTTPException(403, "foreign form")
    if origin is None or origin.casefold() != origin_of(request):
        raise HTTPException(403, "foreign form")


async def check_form(request: Request, session: str, *, most_files: int = 0) -> None:
    """Refuse (403) a form that is not of our own page of this very session.

    It is read here, so here is said how much of it there may be (400 for more).
    """
    check_origin(request)
    form = await request.form(max_files=most_files, max_fields=MOST_FIELDS)
    given = request.headers.get(HEADER) or form.get(FIELD)
    check_csrf(given if isinstance(given, str) else "", session)


def check_csrf(given: str, session: str) -> None:
    """Refuse (403) what does not belong to this session."""
    if not hmac.compare_digest(given.encode("utf-8", "replace"), csrf_of(session).encode()):
        raise HTTPException(403, "foreign form")


def signed_in(
    endpoint: Page, *, most_files: int = 0, roles: tuple[str, ...] = ()
) -> Callable[[Request], Awaitable[Response]]:
    """Let a page be for who is signed in; others go to ``/login`` and come back.

    What changes something is taken only from a form of our own: ``csrf`` as a hidden field or in
    ``X-CSRF-Token``.  With ``roles`` nobody else's form is even read (403).
    """

    @wraps(endpoint)
    async def guarded(request: Request) -> Response:
        check_private(request)
        person = await current(request)
        if person is None:
            return to_login(request)
        if request.method not in SAFE_METHODS:
            if roles and not person.may(*roles):
                raise HTTPException(403, "not theirs")
            await check_form(request, person.session, most_files=most_files)
        return await endpoint(request, person)

    return guarded


def to_login(request: Request) -> Response:
    """Send somebody to sign in, and back to where they were."""
    if request.method not in SAFE_METHODS:  # a form's address need not be one to look at
        return RedirectResponse("/login", status_code=303)
    query = f"?{request.url.query}" if request.url.query else ""
    target = quote(request.url.path + query, safe="/")
    return RedirectResponse(f"/login?next={target}", status_code=303)


def own_path(wanted: str | None, default: str) -> str:
    """Return a path of this site to go on to; anything else is the default."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return default
    clean = all(" " < letter < "\x7f" and letter != "\\" for letter in wanted)
    return wanted if clean else default


# --- the cookie -----------------------------------------------------------------------------------


def let_in(request: Request, response: Response, session: str) -> Response:
    """Give the browser its session: for this site alone, out of reach of any script."""
    response.set_cookie(
        COOKIE,
        session,
        path="/",
        httponly=True,
        samesite="strict",
        secure=is_secure(request),
    )
    return response


def let_out(request: Request, response: Response) -> Response:
    """Take the session from the browser."""
    response.delete_cookie(
        COOKIE, path="/", httponly=True, samesite="strict", secure=is_secure(request)
    )
    return response
