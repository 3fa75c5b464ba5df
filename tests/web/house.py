"""The whole application on a fake station, or on a real one in this very thread."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from starlette.applications import Starlette
from starlette.testclient import TestClient

from loudspeaker.devices.simulated import StandingClock
from loudspeaker.errors import LoudspeakerError, SignInRefused, from_message
from loudspeaker.store.public_reader import PublicReader
from loudspeaker.system.channel import Encoded
from loudspeaker.system.server import Request
from loudspeaker.system.sockets import Peer
from loudspeaker.web.app import application
from loudspeaker.web.calls import StationCalls, request_of
from loudspeaker.web.guarding import COOKIE, HEADER, csrf_of
from loudspeaker.web.parts import WebParts, WebSettings
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


def app_of(station: StationCalls, *, proxies: frozenset[str] = frozenset()) -> Starlette:
    """Return the application; what everybody may see is asked for nowhere here."""
    return application(
        WebParts(
            reader=cast("PublicReader", None),
            clips=Path("/nonexistent"),
            sounds=Path("/nonexistent"),
            station=station,
            settings=WebSettings(station="Xã thử", proxies=proxies),
            time=StandingClock(datetime(2026, 12, 1, 5, tzinfo=UTC)),
            templates=templates("Xã thử"),
        )
    )


def browser(
    app: Starlette,
    session: str | None = None,
    *,
    client: tuple[str, int] = LOCAL,
    base: str = HOST,
    **headers: str,
) -> TestClient:
    """Return a browser on this machine, signed in by a session, on our own pages."""
    found = TestClient(
        app,
        base_url=base,
        client=client,
        follow_redirects=False,
        raise_server_exceptions=False,
        headers={"Origin": base, **headers},
    )
    if session is not None:
        found.cookies.set(COOKIE, session)
        found.headers[HEADER] = csrf_of(session)
    return found
