"""The stream of the status: what is told, when it is quiet, how it ends, how many there may be."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request

from loudspeaker.errors import ProcessUnavailable, SignInRefused
from loudspeaker.web.api.events import HEARTBEAT_S, MOST_EACH, Events
from loudspeaker.web.guarding import COOKIE
from tests.station.bench import Bench
from tests.station.test_sign_in import enter, refusal, web
from tests.web.fakes import FakeStation
from tests.web.house import app_of


def request(station: FakeStation) -> Request:
    cookie = f"{COOKIE}=session-of-xem".encode()
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/api/v1/events",
        "query_string": b"",
        "headers": [(b"cookie", cookie), (b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        "app": app_of(station),
    }
    return Request(scope)


async def no_wait(_seconds: float) -> None:
    await asyncio.sleep(0)


async def read(station: FakeStation) -> str:
    answer: Any = await Events(sleep=no_wait).answer(request(station))
    return "".join([piece.decode() async for piece in answer.body_iterator])


def test_it_tells_what_changed_and_ends_with_the_session() -> None:
    quiet = int(HEARTBEAT_S / 2)
    looks: list[Any] = [{"now": n, "on_air": None} for n in range(quiet + 1)]
    looks += [{"now": 99, "on_air": "x\n\nevent: end"}]
    looks += [ProcessUnavailable(process="station"), SignInRefused(problem="session")]
    rest = iter(looks)

    def status(_request: dict[str, Any]) -> Any:
        found = next(rest)
        if isinstance(found, Exception):
            raise found
        return found

    station = FakeStation(answers={"status": status})
    told = asyncio.run(read(station))
    events = [line for line in told.splitlines() if line.startswith(("event", ":"))]
    assert events == [
        "event: status",
        ": still here",
        "event: status",
        "event: away",
        "event: end",
    ]
    assert all(asked["watching"] is True for _action, asked in station.asked)


def test_one_session_has_only_so_many() -> None:
    station, events = FakeStation(answers={"status": {}}), Events(sleep=no_wait)

    async def open_all() -> list[int]:
        found = []
        for _ in range(MOST_EACH + 1):
            answer: Any = await events.answer(request(station))
            found.append(answer.status_code)
            if answer.status_code == 200:
                await anext(answer.body_iterator)
        return found

    assert asyncio.run(open_all()) == [200] * MOST_EACH + [429]


def test_who_only_watches_is_signed_out_as_if_nobody_were_there(tmp_path: Any) -> None:
    bench = Bench(tmp_path / "home")
    session = enter(bench)
    for _ in range(4):
        bench.clock.advance_s(899)
        web(bench, "status", session=session, watching=True)
    bench.clock.advance_s(5)
    assert refusal(bench, "status", session=session, watching=True) == "session"
    bench.kill()
