"""The way from the pages to ``station``: one action, asked as whoever is signed in."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Final, Protocol, TypeVar

from loudspeaker.errors import ProcessUnavailable, SignInRefused, UsageRefused
from loudspeaker.system.channel import Client
from loudspeaker.system.hashing import digest_of
from loudspeaker.system.home import Home
from loudspeaker.system.red_button import press

FOR_NOBODY: Final = frozenset({"login", "link_shown", "redeem", "public_lookup"})
"""What is asked for somebody who is not known yet, or never."""
WITH_ADDRESS: Final = frozenset({"login", "redeem", "public_lookup"})
"""What is told from where the visitor comes."""
OURS: Final = frozenset({"op", "as", "session", "token"})
AT_ONCE: Final = 16
"""Calls under way; ``station`` takes 64 connections, and the command line must find one."""
WAITING: Final = 64
LOOKUPS_AT_ONCE: Final = 4
LOOKUPS_WAITING: Final = 16
PLUGINS_AT_ONCE: Final = 8
"""Beside these: neither everybody's questions nor a plug-in that hangs keep the desk waiting."""
LOOKUP: Final = "public_lookup"
PATIENCE_S: Final = 30.0
RECORDING_S: Final = 60.0
"""For each recording that is to be read and measured."""
SLOWER_S: Final[Mapping[str, float]] = {"points_test": 60.0}
"""What a voice may have to say first."""
CHECK_PATIENCE_S: Final = 2.0
KNOWN_FOR_S: Final = 3600.0
MOST_KNOWN: Final = 1000

Answer = TypeVar("Answer")


class StationCalls(Protocol):
    """``station``, asked as somebody.  Raises the project's own errors, with their facts."""

    async def call(
        self,
        action: str,
        *,
        session: str | None = None,
        token: str | None = None,
        address: str,
        **arguments: Any,
    ) -> Any:
        """Return the answer of an action; ``address`` is the visitor's."""
        ...

    async def stop(
        self, *, session: str | None = None, token: str | None = None, address: str
    ) -> dict[str, Any]:
        """Stop all sound at once, for anybody of the station, whatever their roles.

        Raises SignInRefused for nobody of the station, StopUnanswered while ``air`` is silent.
        """
        ...


class SocketCalls:
    """``StationCalls`` over the control socket, in threads of which there are only so many."""

    def __init__(
        self,
        home: Home,
        *,
        patience_s: float = PATIENCE_S,
        mono_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._home = home
        self._patience_s = patience_s
        self._station = Client(home.control_socket, "station", timeout_s=patience_s)
        self._air = Client(home.air_socket, "air")
        self._people = _Lane("station-call", at_once=AT_ONCE, waiting=WAITING)
        self._lookups = _Lane("lookup", at_once=LOOKUPS_AT_ONCE, waiting=LOOKUPS_WAITING)
        self._plugins = _Lane("plugin-call", at_once=PLUGINS_AT_ONCE, waiting=WAITING)
        self._stop_threads = ThreadPoolExecutor(2, thread_name_prefix="stop")
        self.known = KnownDoors(mono_s)

    def close(self) -> None:
        """Take no more calls; those under way end by themselves."""
        for lane in (self._people, self._lookups, self._plugins):
            lane.threads.shutdown(wait=False, cancel_futures=True)
        self._stop_threads.shutdown(wait=False)

    async def call(
        self,
        action: str,
        *,
        session: str | None = None,
        token: str | None = None,
        address: str,
        **arguments: Any,
    ) -> Any:
        """Return the answer of an action."""
        request = request_of(action, session, token, address, arguments)
        door = session or token
        patience_s = self._patience_s + RECORDING_S * recordings_in(arguments)
        patience_s += SLOWER_S.get(action, 0.0)
        lane = self._lane(action)
        try:
            with lane.place():
                answer = await self._in_thread(
                    lane.threads,
                    lambda: self._station.call(action, timeout_s=patience_s, **request),
                )
        except SignInRefused as error:
            if door and error.problem in {"session", "token"}:
                self.known.forget(door)
            raise
        if door:
            self.known.remember(door)
        return answer

    def _lane(self, action: str) -> _Lane:
        if "." in action:
            return self._plugins
        return self._lookups if action == LOOKUP else self._people

    async def stop(
        self, *, session: str | None = None, token: str | None = None, address: str
    ) -> dict[str, Any]:
        """Stop at once; who was known a while ago needs no other process than ``air``."""
        del address
        door = session or token
        if door is None:
            raise SignInRefused(problem="missing")
        if not self.known.knows(door):
            named = {"session": session} if session else {"token": token}
            check = self._in_thread(
                self._stop_threads,
                lambda: self._station.call("whoami", timeout_s=CHECK_PATIENCE_S, **named),
            )
            await check
            self.known.remember(door)
        return await self._in_thread(
            self._stop_threads, lambda: press(self._air, self._home.stop_file)
        )

    async def _in_thread(self, threads: ThreadPoolExecutor, ask: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(threads, ask)


class _Lane:
    """Threads for one kind of calls, and so many of them as may be under way or wait."""

    def __init__(self, name: str, *, at_once: int, waiting: int) -> None:
        self.threads = ThreadPoolExecutor(at_once, thread_name_prefix=name)
        self._most = at_once + waiting
        self._under_way = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """Let the block run as one of them, in the loop's thread alone; ProcessUnavailable."""
        if self._under_way >= self._most:
            raise ProcessUnavailable(process="station", problem="busy")
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1


class KnownDoors:
    """The sessions and tokens that ``station`` has just let in, as hashes, for a stop alone.

    ``station`` may be dead when something must be stopped.  Who was let in within the last hour is
    of the station's group for that, though the session may have been ended since.
    """

    def __init__(self, mono_s: Callable[[], float]) -> None:
        self._mono_s = mono_s
        self._seen: dict[str, float] = {}
        self._turn = threading.Lock()

    def remember(self, door: str) -> None:
        """Note that a session or token has just counted."""
        with self._turn:
            self._seen.pop(digest_of(door), None)
            self._seen[digest_of(door)] = self._mono_s()
            while len(self._seen) > MOST_KNOWN:
                del self._seen[next(iter(self._seen))]

    def forget(self, door: str) -> None:
        """Note that it counts no more."""
        with self._turn:
            self._seen.pop(digest_of(door), None)

    def knows(self, door: str) -> bool:
        """Tell whether it counted within the last hour."""
        with self._turn:
            seen = self._seen.get(digest_of(door))
        return seen is not None and self._mono_s() - seen < KNOWN_FOR_S


def recordings_in(arguments: Mapping[str, Any]) -> int:
    """Return how many recordings come with a request."""
    brought = [*(arguments.get("recordings") or ()), *(arguments.get("parts") or ())]
    return sum(1 for each in brought if isinstance(each, dict) and "recording" in each)


def request_of(
    action: str, session: str | None, token: str | None, address: str, arguments: dict[str, Any]
) -> dict[str, Any]:
    """Return what is sent.

    A request of ours never goes out for nobody: in the simulated profile ``station`` would take it
    for its own account's.
    """
    for name in OURS & arguments.keys():
        raise UsageRefused(option=name, problem="not yours to say")
    if action in FOR_NOBODY:
        return {**arguments, **({"address": address} if action in WITH_ADDRESS else {})}
    if session is not None and token is not None:
        raise UsageRefused(option="session", problem="only one identity")
    if session:
        return {**arguments, "session": session}
    if token:
        return {**arguments, "token": token}
    raise SignInRefused(problem="missing")
