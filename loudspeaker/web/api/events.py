"""``/events``: the status whenever it has changed, as server-sent events, until a session ends."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from loudspeaker.errors import LoudspeakerError, SignInRefused
from loudspeaker.sentences.telling import sentence
from loudspeaker.system.hashing import digest_of
from loudspeaker.web import guarding
from loudspeaker.web.api.answering import Credentials, credentials_of
from loudspeaker.web.api.problems import problem
from loudspeaker.web.transport import visitor

EVERY_S: Final = 2.0
HEARTBEAT_S: Final = 14.0
MOST_EACH: Final = 4
MOST: Final = 40
TOO_MANY: Final = "Đang mở quá nhiều trang theo dõi. Hãy đóng bớt rồi thử lại."
_MOVING: Final = frozenset({"now"})
"""What of the status is another at every look and alone tells nothing."""

Sleep = Callable[[float], Awaitable[None]]


class Events:
    """Streams of the status, of which there are only so many.

    To watch is no use of a session: it ends as if nobody were there.
    """

    def __init__(self, *, sleep: Sleep = asyncio.sleep, every_s: float = EVERY_S) -> None:
        self._sleep = sleep
        self._every_s = every_s
        self._open: Counter[str] = Counter()

    async def answer(self, request: Request) -> Response:
        """Open a stream; 401 for nobody, 429 for too many."""
        credentials = credentials_of(request)
        door = digest_of(credentials.session or credentials.token or "")
        ask = self._asking(request, credentials)
        first = await ask()
        if self._open[door] >= MOST_EACH or self._open.total() >= MOST:
            headers = {"Retry-After": "10"}
            return problem(429, code="too_many", detail=TOO_MANY, headers=headers)
        return StreamingResponse(
            self._counted(door, first, ask),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    def _asking(
        self, request: Request, credentials: Credentials
    ) -> Callable[[], Awaitable[dict[str, Any]]]:
        station, address = guarding.station_of(request), visitor(request)

        async def ask() -> dict[str, Any]:
            status: dict[str, Any] = await station.call(
                "status", **credentials.named(), address=address, watching=True
            )
            return status

        return ask

    async def _counted(
        self, door: str, first: dict[str, Any], ask: Callable[[], Awaitable[dict[str, Any]]]
    ) -> AsyncGenerator[bytes, None]:
        self._open[door] += 1
        try:
            async with aclosing(self._stream(first, ask)) as stream:
                async for piece in stream:
                    yield piece
        finally:
            self._open[door] -= 1
            if not self._open[door]:
                del self._open[door]

    async def _stream(
        self, first: dict[str, Any], ask: Callable[[], Awaitable[dict[str, Any]]]
    ) -> AsyncGenerator[bytes, None]:
        told, quiet_s = _core(first), 0.0
        yield b"retry: 5000\n\n" + _event("status", first)
        while True:
            await self._sleep(self._every_s)
            quiet_s += self._every_s
            try:
                status = await ask()
                name, core = "status", _core(status)
            except SignInRefused as error:
                yield _event("end", {"message": sentence(error)})
                return
            except LoudspeakerError as error:  # it will be back; that it is away is news
                status = {"code": error.code, "message": sentence(error)}
                name, core = "away", error.code
            if core != told:
                told, quiet_s = core, 0.0
                yield _event(name, status)
            elif quiet_s >= HEARTBEAT_S:
                quiet_s = 0.0
                yield b": still here\n\n"


def _core(status: dict[str, Any]) -> str:
    return json.dumps({name: status[name] for name in status if name not in _MOVING})


def _event(name: str, values: dict[str, Any]) -> bytes:
    """Return one event; JSON in one line has no line break that could end it early."""
    return f"event: {name}\ndata: {json.dumps(values)}\n\n".encode()
