"""The way to the station over real sockets: who is sent, and a stop that needs no station."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import ProcessUnavailable, SignInRefused, StopUnanswered, UsageRefused
from loudspeaker.system.home import Home
from loudspeaker.web.calls import KNOWN_FOR_S, SocketCalls, recordings_in
from tests.cli.servers import answering

HERE, WAIT = "192.168.1.9", 10.0
STOPPED = {"stopped_since": "2026-12-01T12:00:00+07:00", "silent": True}


class Watch:
    """A monotonic clock of the test's."""

    now_s = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now_s


def refuse(_arguments: dict[str, Any]) -> Any:
    raise SignInRefused(problem="session")


def test_what_is_sent_and_what_comes_back(tmp_path: Path) -> None:
    home = Home(tmp_path)
    calls = SocketCalls(home)
    with answering(home.control_socket, {"queue": lambda _: [], "login": lambda a: a}) as asked:
        assert asyncio.run(calls.call("queue", token="t", address=HERE, limit=3)) == []
        asyncio.run(calls.call("login", name="x", password="y", address=HERE))
    assert asked[0] == ("queue", {"limit": 3, "token": "t"})
    assert asked[1] == ("login", {"name": "x", "password": "y", "address": HERE})
    with pytest.raises(ProcessUnavailable):
        asyncio.run(calls.call("queue", token="t", address=HERE))
    calls.close()


def test_nothing_is_asked_for_nobody_or_as_somebody_else(tmp_path: Path) -> None:
    calls = SocketCalls(Home(tmp_path))
    with pytest.raises(SignInRefused, match="missing"):
        asyncio.run(calls.call("queue", address=HERE))
    for name in ("op", "as"):
        with pytest.raises(UsageRefused):
            asyncio.run(calls.call("queue", session="s", address=HERE, **{name: "duyet"}))
    with pytest.raises(UsageRefused):
        asyncio.run(calls.call("queue", session="s", token="t", address=HERE))
    with pytest.raises(SignInRefused, match="missing"):
        asyncio.run(calls.stop(address=HERE))
    calls.close()


def test_who_was_let_in_stops_without_the_station(tmp_path: Path) -> None:
    home, watch = Home(tmp_path), Watch()
    calls = SocketCalls(home, mono_s=watch)
    with answering(home.control_socket, {"queue": lambda _: []}):
        asyncio.run(calls.call("queue", session="s", address=HERE))
    with answering(home.air_socket, {"stop": lambda _: STOPPED}) as asked:
        assert asyncio.run(calls.stop(session="s", address=HERE)) == STOPPED
        for session in ("another", "s"):
            with pytest.raises(ProcessUnavailable):
                asyncio.run(calls.stop(session=session, address=HERE))
            watch.now_s = KNOWN_FOR_S
    assert [op for op, _ in asked] == ["stop"]
    calls.close()


def test_who_is_not_signed_in_any_more_stops_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    calls = SocketCalls(home)
    calls.known.remember("s")
    answers = {"queue": refuse, "whoami": refuse}
    with (
        answering(home.control_socket, answers),
        answering(home.air_socket, {"stop": lambda _: STOPPED}) as asked,
    ):
        with pytest.raises(SignInRefused):
            asyncio.run(calls.call("queue", session="s", address=HERE))
        with pytest.raises(SignInRefused):
            asyncio.run(calls.stop(session="s", address=HERE))
    assert asked == []
    calls.close()


def test_a_stop_that_playout_does_not_hear_is_left_for_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.run.mkdir()
    calls = SocketCalls(home)
    calls.known.remember("s")
    with pytest.raises(StopUnanswered):
        asyncio.run(calls.stop(session="s", address=HERE))
    assert home.stop_file.exists()
    calls.close()


def test_recordings_are_waited_for_as_long_as_they_take_to_be_read() -> None:
    brought = [{"recording": "abcd-0"}, {"recording": "abcd-1"}]
    assert recordings_in({"recordings": brought}) == 2
    assert recordings_in({"parts": [{"text": "Họp."}, *brought]}) == 2
    assert recordings_in({"text": "Họp.", "parts": None}) == 0


@pytest.mark.parametrize(
    ("action", "given"), [("public_lookup", {}), ("papers.list", {"session": "s"})]
)
def test_what_everybody_asks_and_what_hangs_keep_nobody_at_the_desk_waiting(
    tmp_path: Path, action: str, given: dict[str, str]
) -> None:
    home, go_on = Home(tmp_path), threading.Event()
    calls = SocketCalls(home)

    async def all_at_once() -> tuple[Any, list[Any]]:
        many = [asyncio.create_task(calls.call(action, address=HERE, **given)) for _ in range(100)]
        await asyncio.sleep(0)
        answer = await asyncio.wait_for(calls.call("queue", session="s", address=HERE), WAIT)
        go_on.set()
        return answer, await asyncio.gather(*many, return_exceptions=True)

    hanging = {action: lambda _: go_on.wait(WAIT), "queue": lambda _: []}
    with answering(home.control_socket, hanging):
        answer, others = asyncio.run(all_at_once())
    assert answer == []
    assert 0 < len([each for each in others if each is True]) < len(others)
    assert {type(each) for each in others} == {bool, ProcessUnavailable}
    calls.close()
