"""A small HTTP server on this machine that can be told to misbehave."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Shop:
    """What is served, how, and what was asked for."""

    files: dict[str, bytes] = field(default_factory=dict)
    etag: str | None = '"1"'
    last_modified: str | None = None
    ranges: bool = True
    length: bool = True
    cut_after: list[int] = field(default_factory=list)  # bytes of each answer, then no cut
    shift: int = 0  # bytes by which answers to ranges are off
    chunked: bool = False
    status: int = 200
    redirect: str | None = None
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    sent_bytes: int = 0
    address: str = ""

    def url(self, name: str) -> str:
        return f"{self.address}/{name}"


@contextmanager
def serving(shop: Shop) -> Iterator[Shop]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            _answer(self, shop)

        def log_message(self, *_args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        shop.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(
            target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.01}
        )
        thread.start()
        try:
            yield shop
        finally:
            server.shutdown()
            thread.join()


def _answer(handler: BaseHTTPRequestHandler, shop: Shop) -> None:
    handler.close_connection = True
    asked_range = handler.headers.get("Range")
    shop.asked.append((handler.path, asked_range))
    if shop.redirect is not None:
        handler.send_response(302)
        handler.send_header("Location", shop.redirect)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return
    data = shop.files.get(handler.path.lstrip("/"))
    if data is None or shop.status != 200:
        handler.send_error(404 if data is None else shop.status)
        return
    _send(handler, shop, data, _start_of(handler, shop, asked_range))


def _start_of(handler: BaseHTTPRequestHandler, shop: Shop, asked_range: str | None) -> int | None:
    """Return from where to send, None for everything."""
    unchanged = handler.headers.get("If-Range") in (shop.etag, shop.last_modified)
    if not (shop.ranges and asked_range and unchanged):
        return None
    return int(asked_range.removeprefix("bytes=").removesuffix("-")) + shop.shift


def _send(handler: BaseHTTPRequestHandler, shop: Shop, data: bytes, start: int | None) -> None:
    if start is not None and start >= len(data):
        handler.send_response(416)
        handler.send_header("Content-Range", f"bytes */{len(data)}")
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return
    body = data[start or 0 :]
    handler.send_response(200 if start is None else 206)
    if start is not None:
        handler.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
    if shop.chunked:
        handler.send_header("Transfer-Encoding", "chunked")
    elif shop.length:
        handler.send_header("Content-Length", str(len(body)))
    for name, value in (("ETag", shop.etag), ("Last-Modified", shop.last_modified)):
        if value:
            handler.send_header(name, value)
    handler.end_headers()
    sent = body[: shop.cut_after.pop(0)] if shop.cut_after else body
    shop.sent_bytes += len(sent)
    if not shop.chunked:
        handler.wfile.write(sent)
        return
    end = b"0\r\n\r\n" if len(sent) == len(body) else b""
    handler.wfile.write(b"%x\r\n%b\r\n%b" % (len(sent), sent, end))
