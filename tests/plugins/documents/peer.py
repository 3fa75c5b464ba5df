"""A peer on loopback that can be told to fail, and the line to it."""

from __future__ import annotations

import io
import ssl
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from loudspeaker.plugins.documents.edxml.addressing import address_of
from loudspeaker.plugins.documents.exchange.client import HttpLine
from loudspeaker.plugins.documents.exchange.line import MessageKind
from loudspeaker.plugins.documents.exchange.peer import Account, Addressed, Peer
from loudspeaker.plugins.documents.exchange.peer_server import PeerHandler, serving
from loudspeaker.plugins.documents.exchange.settings import ExchangeSettings, Secrets
from tests.plugins.documents.edxml.making import NOW, OTHER, OURS, PROVINCE

PATIENCE_S, LIMIT_S = 20.0, 60.0
"""What a busy machine may need; who waits for a fault takes less."""
SHORT_S = 1.0


def account(system: str, *organs: str) -> Account:
    return Account(
        system=system,
        secret=f"{system}-secret",
        token_key=f"{system}-key",
        token_secret=f"{system}-token",
        organs=frozenset(organs),
    )


COMMUNE, PROVINCIAL, NEIGHBOUR = (
    account("xa", OURS),
    account("tinh", PROVINCE),
    account("xa-ben", OTHER),
)


def addressed(_kind: MessageKind, file: Path) -> Addressed:
    """Read a message's address with the program's own reader."""
    found = address_of(file)
    return Addressed(
        sender=found.sender,
        receivers=found.receivers,
        document=found.document,
        status=found.status,
    )


@dataclass
class Clock:
    """A clock that is moved by hand."""

    now: datetime = NOW
    ns: int = 10**9

    def mono_ns(self) -> int:
        return self.ns


@dataclass
class Station:
    """A peer that runs; ``faults`` are what it does to the next requests that need a token."""

    peer: Peer
    server: ThreadingHTTPServer
    clock: Clock
    faults: deque[str] = field(default_factory=deque)
    asked: list[str] = field(default_factory=list)
    scheme: str = "http"
    ca_file: Path | None = None

    @property
    def address(self) -> str:
        return f"{self.scheme}://localhost:{self.server.server_port}"

    def line(self, who: Account, **other: Any) -> HttpLine:
        settings = ExchangeSettings(
            **{
                "address": self.address,
                "organ": next(iter(who.organs)),
                "system": who.system,
                "secrets_file": Path("unread"),
                "wait_s": PATIENCE_S,
                "limit_s": LIMIT_S,
                "ca_file": self.ca_file,
                **other,
            }
        )
        secrets = Secrets(
            system_secret=who.secret, token_key=who.token_key, token_secret=who.token_secret
        )
        return HttpLine(settings, secrets, self.clock.mono_ns)


class FaultyHandler(PeerHandler):
    """Does what it is told instead of what it was asked."""

    station: Station

    def _answered(self, answer: Any) -> None:
        self.station.asked.append(f"{self.command} {self.path.partition('?')[0]}")
        if self.path == "/token" or not self.station.faults:
            super()._answered(answer)
            return
        fault = self.station.faults.popleft()
        if fault == "unheard":
            self.wfile = io.BytesIO()
            super()._answered(answer)
            return
        if self.command == "POST" and fault != "impatient":
            self.body.drain(1 << 30)
        getattr(self, f"_fault_{fault}")()

    def _plain(self, status: int, kind: str, data: bytes, length: int | None = None) -> None:
        self._head(status, kind, len(data) if length is None else length)
        self.wfile.write(data)

    def _fault_silent(self) -> None:
        time.sleep(SHORT_S * 2)

    def _fault_gone(self) -> None:
        self.close_connection = True

    def _fault_500(self) -> None:
        self._plain(500, "text/plain", b"oops")

    def _fault_html(self) -> None:
        self._plain(200, "text/html", b"<!DOCTYPE html><html><body>Login</body></html>")

    def _fault_redirect(self) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()

    def _fault_error_code(self) -> None:
        told = '{"error_code": "17", "error_message": "Văn bản\\n đã có"}'.encode()
        self._plain(200, "application/json", told)

    def _fault_json_500(self) -> None:
        self._plain(500, "application/json", b'{"message": "quota"}')

    def _fault_list(self) -> None:
        self._plain(200, "application/json", b'{"error_code": 0, "data": 7.5}')

    def _fault_cut_json(self) -> None:
        self._plain(200, "application/json", b'{"error_code": 0, ', 500)
        self.close_connection = True

    def _fault_cut_xml(self) -> None:
        self._plain(200, "application/xml", b"<edXML>", 500)
        self.close_connection = True

    def _fault_endless(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b" ")
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def _fault_expired(self) -> None:
        self.station.peer.forget_tokens()
        self._no(HTTPStatus.UNAUTHORIZED, "token")

    def _fault_impatient(self) -> None:
        """Say no before anything was read, and close."""
        self.station.peer.forget_tokens()
        self._plain(401, "application/json", b"{}")
        self.close_connection = True

    def _fault_denied(self) -> None:
        self._plain(401, "text/html", b"<html>no</html>")


@contextmanager
def running(
    folder: Path, *more: Account, context: ssl.SSLContext | None = None, ca_file: Path | None = None
) -> Iterator[Station]:
    """Run a peer for the commune, the province and a neighbour."""
    clock = Clock()
    peer = Peer(
        folder,
        [COMMUNE, PROVINCIAL, NEIGHBOUR, *more],
        reads=addressed,
        now=lambda: clock.now,
        mono_ns=clock.mono_ns,
    )
    server = serving(peer, "127.0.0.1", 0, context)
    station = Station(peer, server, clock, scheme="https" if context else "http", ca_file=ca_file)
    handler = type("Handler", (FaultyHandler,), {"peer": peer, "station": station})
    server.RequestHandlerClass = handler
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield station
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
