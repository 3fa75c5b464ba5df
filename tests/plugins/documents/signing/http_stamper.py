"""A time-stamper on this machine, and what bad ones answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answering = Callable[[bytes], tuple[int, str, bytes]]
REPLY = "application/timestamp-reply"


@contextmanager
def served(answering: Answering, *, drops: threading.Event | None = None) -> Iterator[str]:
    """Give the address of a service that answers like this; with ``drops``, byte by byte."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            wanted = (self.headers["Content-Type"], self.headers["Accept"])
            assert wanted == ("application/timestamp-query", REPLY)
            status, kind, body = answering(asked)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
            self._give(body)

        def _give(self, body: bytes) -> None:
            if drops is None:
                self.wfile.write(body)
                return
            while not drops.wait(0.05):
                self.wfile.write(b"x")
                self.wfile.flush()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/stamp?a=1"
    finally:
        if drops is not None:
            drops.set()
        server.shutdown()
        server.server_close()
        thread.join()
