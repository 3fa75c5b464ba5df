"""One request of the API: who asks, what for, and the answer of ``station``."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from loudspeaker.errors import LoudspeakerError, SignInRefused, UsageRefused
from loudspeaker.hookspecs.files import HANDED_OUT
from loudspeaker.model.fields import Field, Kind, is_clean
from loudspeaker.web import guarding
from loudspeaker.web.api.files import BODY_LIMIT as FILES_LIMIT
from loudspeaker.web.api.files import checked, with_files
from loudspeaker.web.api.problems import problem, refused
from loudspeaker.web.api.table import STOP, Endpoint
from loudspeaker.web.handed import given
from loudspeaker.web.left import leaving
from loudspeaker.web.transport import NOT_PRIVATE, NotPrivate, check_private, visitor

BODY_LIMIT: Final = 512 * 1024
PAGE: Final = 100
LONGEST_PAGE: Final = 1000
MOST_SKIPPED: Final = 10_000
LONGEST_CREDENTIAL: Final = 200
KEY_HEADER: Final = "idempotency-key"
PAGE_FIELDS: Final = ("limit", "offset")
_FOREIGN: Final = "Yêu cầu không đến từ trang của đài, hoặc thiếu mã X-CSRF-Token."


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """By what somebody asks: a token, or the session of a browser."""

    session: str | None = None
    token: str | None = None

    def named(self) -> dict[str, str | None]:
        """Return them as ``StationCalls`` takes them."""
        return {"session": self.session, "token": self.token}


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Where files are left for ``station``, and where it lays them ready."""

    incoming: Path | None = None
    handed_out: Path | None = None


NO_FOLDERS: Final = Folders()
Answering = Callable[[Request], Awaitable[Response]]


def with_problems(answer: Answering) -> Answering:
    """Turn what an endpoint raises into a problem."""

    async def answered(request: Request) -> Response:
        try:
            check_private(request)
            return await answer(request)
        except NotPrivate as error:
            return problem(403, code="not_private", detail=NOT_PRIVATE[error.problem])
        except LoudspeakerError as error:
            return refused(error)
        except HTTPException as error:
            return problem(error.status_code, code="http", detail=str(error.detail))

    return answered


def endpoint(row: Endpoint, *, folders: Folders = NO_FOLDERS) -> Answering:
    """Return what answers at one address."""

    async def answer(request: Request) -> Response:
        credentials = credentials_of(request)
        station, address = guarding.station_of(request), visitor(request)
        if row.takes_files:  # nobody unknown has a large body read
            await station.call("whoami", **credentials.named(), address=address)
        arguments = await arguments_of(row, request)
        if row.action == STOP:
            return JSONResponse(await station.stop(**credentials.named(), address=address))
        page = _page(row, arguments)
        with leaving(folders.incoming) as left:
            if row.takes_files:
                arguments = await with_files(row, arguments, left)
            found = await station.call(
                row.action, **credentials.named(), address=address, **arguments, **row.always
            )
        if "." in row.action and isinstance(found, dict) and HANDED_OUT in found:
            return given(folders.handed_out, found[HANDED_OUT])
        return JSONResponse(_paged(found, *page) if page else _whole(found))

    return with_problems(answer)


# --- who asks -------------------------------------------------------------------------------------


def credentials_of(request: Request) -> Credentials:
    """Return by what somebody asks; SignInRefused without, HTTPException for another site's page.

    A browser sends a session by itself, whoever's page asks it to; so what changes something needs
    the token of a form as well.  A bearer token no page of another site can send.
    """
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind:
        token = token.strip()
        if kind.casefold() != "bearer" or not 0 < len(token) <= LONGEST_CREDENTIAL:
            raise SignInRefused(problem="token")
        return Credentials(token=token)
    session = guarding.session_of(request)
    if session is None:
        raise SignInRefused(problem="missing")
    if request.method not in guarding.SAFE_METHODS:
        given = request.headers.get(guarding.HEADER, "")
        try:
            guarding.check_origin(request)
            guarding.check_csrf(given, session)
        except HTTPException as error:
            raise HTTPException(403, _FOREIGN) from error
    return Credentials(session=session)


# --- what for -------------------------------------------------------------------------------------


async def arguments_of(row: Endpoint, request: Request) -> dict[str, Any]:
    """Return the arguments, each of its kind; UsageRefused, HTTPException (413, 415)."""
    given = {each.name: each.typed(request.path_params[each.name]) for each in row.in_path}
    others = await _body(row, request) if row.has_body else _query(row, request)
    known = {each.name: each for each in (*row.fields, *page_fields(row))}
    found = {known[name].argument: value for name, value in (given | others).items()}
    if row.keyed and (key := request.headers.get(KEY_HEADER)) is not None:
        found["key"] = key
    return found


def _query(row: Endpoint, request: Request) -> dict[str, Any]:
    known = {each.name: each for each in (*row.others, *page_fields(row))}
    found = {}
    for name, text in request.query_params.multi_items():
        if name not in known or name in found:
            raise UsageRefused(option=_shown(name), problem="unknown")
        found[name] = known[name].typed(text)
    _check_all_there(row, found)
    return found


async def _body(row: Endpoint, request: Request) -> dict[str, Any]:
    if request.query_params:
        raise UsageRefused(option=_shown(next(iter(request.query_params))), problem="unknown")
    raw = await _read(request, FILES_LIMIT if row.takes_files else BODY_LIMIT)
    values = _parsed(request, raw) if raw else {}
    known = {each.name: each for each in row.others}
    for name in values:
        if name not in known:
            raise UsageRefused(option=_shown(name), problem="unknown")
    found = {name: checked(known[name], each) for name, each in values.items() if each is not None}
    _check_all_there(row, found)
    return found


def _check_all_there(row: Endpoint, found: dict[str, Any]) -> None:
    for each in row.others:
        if each.required and each.name not in found:
            raise UsageRefused(option=each.name, problem="missing")


async def _read(request: Request, limit: int) -> bytes:
    raw = bytearray()
    async for piece in request.stream():
        raw += piece
        if len(raw) > limit:
            raise HTTPException(413, f"Nhiều nhất {limit} byte.")
    return bytes(raw)


def _parsed(request: Request, raw: bytes) -> dict[str, Any]:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if media_type != "application/json":
        raise HTTPException(415, "Content-Type phải là application/json.")
    try:
        values = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise UsageRefused(option="body", problem="not JSON") from None
    if not isinstance(values, dict):
        raise UsageRefused(option="body", problem="not an object")
    return values


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _shown(name: str) -> str:
    return name[:60] if is_clean(name) else "?"


# --- lists ----------------------------------------------------------------------------------------


def page_fields(row: Endpoint) -> tuple[Field, ...]:
    """Return the fields of a page."""
    return tuple(Field(name=each, kind=Kind.WHOLE) for each in PAGE_FIELDS) if row.paged else ()


def _page(row: Endpoint, arguments: dict[str, Any]) -> tuple[int, int] | None:
    """Return limit and offset, and ask for one row more, which tells whether there are more."""
    if not row.paged:
        return None
    limit, offset = arguments.pop("limit", PAGE), arguments.pop("offset", 0)
    if not 1 <= limit <= LONGEST_PAGE:
        raise UsageRefused(option="limit", problem=f"1 to {LONGEST_PAGE}")
    if offset > MOST_SKIPPED:
        raise UsageRefused(option="offset", problem=f"0 to {MOST_SKIPPED}")
    arguments["limit"] = offset + limit + 1
    return limit, offset


def _paged(rows: list[Any], limit: int, offset: int) -> dict[str, Any]:
    more = len(rows) > offset + limit
    return {"items": rows[offset : offset + limit], "next": offset + limit if more else None}


def _whole(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {"items": found}
