"""The pages' server: Granian inside of our own process, on a socket that we have bound."""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import os
import signal
import socket
from collections.abc import Callable, Sequence
from typing import Any, Final

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.server.embed import Server
from starlette.types import ASGIApp

from loudspeaker.errors import DeviceFailure
from loudspeaker.web.tls import Tls

log = logging.getLogger(__name__)
BACKLOG: Final = 256
PORTS_TRIED: Final = 100
STOP_LIMIT_S: Final = 1.0
_TAKEN: Final = frozenset({errno.EADDRINUSE, errno.EACCES, errno.EPERM})


def listen(address: str, port: int, *, others: bool) -> socket.socket:
    """Return a listening socket; with ``others`` the next free port where this one is taken.

    Raises DeviceFailure.  A port is never shared with another process.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    last = min(port + PORTS_TRIED, 65_535) if others else port
    for each in [*range(port, last + 1), *([0] if others else [])]:
        made = socket.socket(family, socket.SOCK_STREAM)
        try:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind((address, each))
            made.listen(BACKLOG)
        except OSError as error:
            made.close()
            if error.errno not in _TAKEN or (each == last and not others):
                raise _refused(address, each, error) from error
        else:
            made.setblocking(False)  # noqa: FBT003 - the library's own signature
            return made
    raise DeviceFailure(device=f"{address}:{port}", problem="no free port")


def _refused(address: str, port: int, error: OSError) -> DeviceFailure:
    return DeviceFailure(device=f"{address}:{port}", problem=error.strerror or str(error))


def address_of(listening: socket.socket, *, secure: bool = False) -> str:
    """Return where a person at this machine finds the pages."""
    host, port = listening.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - shown, not bound
        host = "127.0.0.1"
    scheme = "https" if secure else "http"
    return f"{scheme}://[{host}]:{port}/" if ":" in host else f"{scheme}://{host}:{port}/"


class OwnSocket(Server):
    """Granian on a socket of ours, so that two stations never share a port by SO_REUSEPORT."""

    def __init__(self, app: ASGIApp, listening: socket.socket, tls: Tls | None = None) -> None:
        host, port = listening.getsockname()[:2]
        super().__init__(
            app,
            address=host,
            port=port,
            interface=Interfaces.ASGINL,
            http=HTTPModes.http1,
            websockets=False,
            log_enabled=False,
            ssl_cert=tls.certificate if tls else None,
            ssl_key=tls.key if tls else None,
            ssl_protocol_min=SSLProtocols.tls12,
        )
        self._listening = listening

    def _init_shared_socket(self) -> None:
        descriptor = os.dup(self._listening.fileno())
        make: Any = SocketHolder  # its stub lacks the arguments
        self._shd: Any = make(descriptor, False, BACKLOG)  # noqa: FBT003 - not a Unix socket


Places = Sequence[tuple[socket.socket, Tls | None]]
"""Where the same pages are served: each plain or encrypted."""


def serve(app: ASGIApp, places: Places, *, reload: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; ``reload`` on SIGHUP.  Requests in hand have a second.

    What is there by now stays: to look through it for garbage again and again would keep visitors
    waiting for tens of milliseconds each time.
    """
    gc.collect()
    gc.freeze()
    asyncio.run(_serve(app, places, reload))


async def _serve(app: ASGIApp, places: Places, reload: Callable[[], None]) -> None:
    loop, ending = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    loop.add_signal_handler(signal.SIGHUP, reload)
    servers = [OwnSocket(app, listening, tls) for listening, tls in places]
    serving = {asyncio.create_task(server.serve()) for server in servers}
    told = asyncio.create_task(ending.wait())
    await asyncio.wait({*serving, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    for server in servers:
        server.stop()  # type: ignore[no-untyped-call]
    done, _ = await asyncio.wait(serving, timeout=STOP_LIMIT_S)
    for task in done:
        task.result()
