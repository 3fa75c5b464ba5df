"""A ``Peer`` over HTTP with the standard library: the same four addresses that the client asks."""

from __future__ import annotations

import base64
import binascii
import json
import logging
import ssl
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, Final
from urllib.parse import parse_qs, unquote, urlsplit

from loudspeaker.errors import EntryRefused, LoudspeakerError, NotFound, StorageFailure
from loudspeaker.plugins.documents.exchange.line import MessageKind, told
from loudspeaker.plugins.documents.exchange.peer import TOKEN_S, Account, NotAllowed, Peer
from loudspeaker.plugins.documents.exchange.uploads import Body, received_form
from loudspeaker.plugins.documents.whole_files import new_part, storage_errors

log = logging.getLogger(__name__)
MOST_BODY_BYTES: Final = 110 << 20
_PIECE: Final = 1 << 16
_BAD_REQUEST: Final = 400
_FORBIDDEN: Final = 403
_MISSING: Final = 404
_FULL: Final = 507
_LONG: Final = 16


class PeerHandler(BaseHTTPRequestHandler):
    """Answers one connection; ``peer`` is put in by ``serving``."""

    peer: ClassVar[Peer]
    body: Body
    timeout = 30
    server_version = "loudspeaker"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer a list or a message."""
        self._answered(self._get)

    def do_POST(self) -> None:
        """Answer a token, or take a message.

        What is not wanted is read all the same: else the answer is lost with the line.
        """
        length = self._length()
        self.body = Body(self.rfile, length)
        if length > MOST_BODY_BYTES:
            self._no(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "lớn hơn mức cho phép")
        else:
            self._answered(self._post)

    def _answered(self, answer: Callable[[], None]) -> None:
        try:
            answer()
        except NotAllowed as error:
            is_token = error.where == "token"
            self._no(HTTPStatus.UNAUTHORIZED if is_token else _FORBIDDEN, told(error))
        except NotFound:
            self._no(_MISSING, "không có")
        except StorageFailure:
            self._no(_FULL, "không ghi được")
        except LoudspeakerError as error:
            self._no(_BAD_REQUEST, told(error))
        except OSError:
            raise  # the line broke; nobody is there to be told
        except Exception:
            log.exception("peer: %s", self.command)
            self._no(HTTPStatus.INTERNAL_SERVER_ERROR, "lỗi của hệ thống nhận")

    def _get(self) -> None:
        parts = urlsplit(self.path)
        account = self._account()
        if parts.path == "/messages":
            asked = {name: texts[-1] for name, texts in parse_qs(parts.query).items()}
            found = self.peer.listed(
                account, asked.get("type", ""), _day(asked, "from"), _day(asked, "to")
            )
            self._json(HTTPStatus.OK, {"error_code": 0, "data": [each.to_row() for each in found]})
            return
        _start, _slash, name = parts.path.partition("/messages/")
        self._file(self.peer.file_of(account, unquote(name)))

    def _post(self) -> None:
        path = urlsplit(self.path).path
        if path == "/token":
            token = self.peer.new_token(*self._pair())
            self._json(HTTPStatus.OK, {"access_token": token, "expires_in": TOKEN_S})
            return
        if path != "/messages":
            raise NotFound(kind="address", name=path[:100], known=[])
        account = self._account()
        part, content_type = new_part(self.peer.folder), self.headers.get("Content-Type", "")
        try:
            form = received_form(self.body, content_type, part)
            kind = MessageKind(form["type"]) if form.get("type") in set(MessageKind) else None
            if kind is None:
                self._no(_BAD_REQUEST, "type")
                return
            part.stream.flush()
            kept = self.peer.take(account, kind, part.path, part.sha256)
        finally:
            part.drop()
        self._json(HTTPStatus.OK, {"error_code": 0, "data": {"id": kept.id}})

    # --- who asks -------------------------------------------------------------------------------

    def _account(self) -> Account:
        _bearer, _space, token = self.headers.get("Authorization", "").partition(" ")
        system, secret = (
            self.headers.get("X-System-Id", ""),
            self.headers.get("X-System-Secret", ""),
        )
        return self.peer.account(token, system, secret)

    def _pair(self) -> tuple[str, str]:
        _basic, _space, text = self.headers.get("Authorization", "").partition(" ")
        try:
            key, _colon, secret = base64.b64decode(text, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise NotAllowed(where="token", problem="không đúng khóa") from None
        return key, secret

    def _length(self) -> int:
        """Return how long the body is said to be; none where that is not said."""
        text = self.headers.get("Content-Length", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < _LONG else 0

    # --- answers --------------------------------------------------------------------------------

    def _json(self, status: int, values: Mapping[str, Any]) -> None:
        data = json.dumps(values, ensure_ascii=False).encode()
        self._head(status, "application/json", len(data))
        self.wfile.write(data)

    def _no(self, status: int, words: str) -> None:
        self.close_connection = True
        if self.command == "POST":
            self.body.drain(MOST_BODY_BYTES)
        self._json(status, {"error_code": status, "error_message": words})

    def _file(self, path: Path) -> None:
        with storage_errors(path), path.open("rb") as stream:
            self._head(HTTPStatus.OK, "application/xml", path.stat().st_size)
            while piece := stream.read(_PIECE):
                self.wfile.write(piece)

    def _head(self, status: int, kind: str, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as it is called
        """Log what was asked, without what stands behind the address and without headers."""
        asked = str(args[0]).partition("?")[0] if args else format
        log.info("peer: %s %s", asked[:200], " ".join(map(str, args[1:])))


def _day(asked: Mapping[str, str], name: str) -> date:
    try:
        return datetime.strptime(asked.get(name, ""), "%Y/%m/%d").date()  # noqa: DTZ007 - a day
    except ValueError:
        raise EntryRefused(where=name, problem="ngày viết như 2026/11/23") from None


def serving(
    peer: Peer, host: str, port: int, context: ssl.SSLContext | None = None
) -> ThreadingHTTPServer:
    """Return a server that listens; ``context`` is for HTTPS.  Its owner runs and closes it."""
    handler = type("Handler", (PeerHandler,), {"peer": peer})
    server = _Server((host, port), handler)
    if context is not None:
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    return server


class _Server(ThreadingHTTPServer):
    """One that does not tell of connections that break."""

    daemon_threads = True

    def handle_error(self, _request: Any, address: Any) -> None:
        log.info("peer: the connection of %s broke: %r", address, sys.exception())
