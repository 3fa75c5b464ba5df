"""The whole application on a fake station, or on a real one in this very thread."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import httpx
from starlette.applications import Starlette

from loudspeaker.bootstrap.web_plugins import described
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.errors import LoudspeakerError, SignInRefused, from_message
from loudspeaker.plugins.documents import DocumentsPlugin
from loudspeaker.plugins.dossiers import DossiersPlugin
from loudspeaker.plugins.office import OfficePlugin
from loudspeaker.station.plugins import Source
from loudspeaker.store.public_reader import PublicReader
from loudspeaker.system.channel import Encoded
from loudspeaker.system.server import Request
from loudspeaker.system.sockets import Peer
from loudspeaker.web.app import application
from loudspeaker.web.calls import StationCalls, request_of
from loudspeaker.web.guarding import COOKIE, HEADER, csrf_of
from loudspeaker.web.parts import WebParts, WebSettings
from loudspeaker.web.plugins import WebPlugin
from loudspeaker.web.templating import templates
from tests.station.bench import Bench

HOST = "http://localhost"
LOCAL = ("127.0.0.1", 50000)


@dataclass(kw_only=True)
class BenchCalls:
    """``StationCalls`` to a real station's control, over JSON as on the wire."""

    bench: Bench
    stopped: list[str] = field(default_factory=list)

    async def call(
        self,
        action: str,
        *,
        session: str | None = None,
        token: str | None = None,
        address: str,
        **arguments: Any,
    ) -> Any:
        """Ask as the account of the pages."""
        request = json.loads(json.dumps(request_of(action, session, token, address, arguments)))
        peer = Peer(pid=1, uid=os.geteuid(), gid=0)
        try:
            answer = self.bench.parts.control.handle(
                Request(op=action, arguments=request, peer=peer)
            )
        except LoudspeakerError as error:
            raise from_message(json.loads(json.dumps(error.to_message()))) from error
        return json.loads(
            answer.text if isinstance(answer, Encoded) else json.dumps(answer, allow_nan=False)
        )

    async def stop(
        self, *, session: str | None = None, token: str | None = None, address: str
    ) -> dict[str, Any]:
        """Stop for who is signed in."""
        if session is None and token is None:
            raise SignInRefused(problem="missing")
        who = await self.call("whoami", session=session, token=token, address=address)
        self.stopped.append(who["person"])
        return {"stopped_since": "2026-12-01T12:00:00+07:00", "silent": True}


@cache
def our_plugins() -> tuple[WebPlugin, ...]:
    """Return the plug-ins with pages that come with the program, as the pages know them."""
    ours = {"office": OfficePlugin, "documents": DocumentsPlugin, "dossiers": DossiersPlugin}
    return described({name: Source(load=load) for name, load in ours.items()})


def app_of(
    station: StationCalls,
    *,
    proxies: frozenset[str] = frozenset(),
    plugins: tuple[WebPlugin, ...] | None = None,
) -> Starlette:
    """Return the application; what everybody may see is asked for nowhere here."""
    return application(
        WebParts(
            reader=cast("PublicReader", None),
            clips=Path("/nonexistent"),
            sounds=Path("/nonexistent"),
            incoming=Path("/nonexistent"),
            station=station,
            settings=WebSettings(station="Xã thử", proxies=proxies),
            time=StandingClock(datetime(2026, 12, 1, 5, tzinfo=UTC)),
            templates=templates("Xã thử"),
            plugins=our_plugins() if plugins is None else plugins,
        )
    )


class Browser:
    """A browser that keeps cookies, on our own pages; ``client`` is its address and port."""

    def __init__(self, app: Starlette, *, client: tuple[str, int], base: str) -> None:
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=client)
        self._base = base
        self.headers: dict[str, str] = {"Origin": base}
        self.cookies = httpx.Cookies()

    def request(self, method: str, url: str, **more: Any) -> httpx.Response:
        """Ask once; where it leads is not followed."""
        return asyncio.run(self._ask(method, url, **more))

    async def _ask(self, method: str, url: str, **more: Any) -> httpx.Response:
        async with httpx.AsyncClient(
            transport=self._transport,
            base_url=self._base,
            headers=self.headers,
            cookies=self.cookies,
        ) as client:
            answer = await client.request(method, url, **more)
            self.cookies = client.cookies
            return answer

    def get(self, url: str, **more: Any) -> httpx.Response:
        """Look."""
        return self.request("GET", url, **more)

    def post(self, url: str, **more: Any) -> httpx.Response:
        """Send."""
        return self.request("POST", url, **more)

    def delete(self, url: str, **more: Any) -> httpx.Response:
        """Take away."""
        return self.request("DELETE", url, **more)


def browser(
    app: Starlette,
    session: str | None = None,
    *,
    client: tuple[str, int] = LOCAL,
    base: str = HOST,
    **headers: str,
) -> Browser:
    """Return a browser on this machine, signed in by a session, on our own pages."""
    found = Browser(app, client=client, base=base)
    found.headers |= headers
    if session is not None:
        found.cookies.set(COOKIE, session, domain="localhost.local")
        found.headers[HEADER] = csrf_of(session)
    return found
