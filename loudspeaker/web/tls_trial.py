"""``python -m loudspeaker.web.tls_trial CERTIFICATE KEY``: whether a browser could be served by it.

Ends with status 0 only after a whole handshake over the loopback.
"""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import sys
from pathlib import Path
from typing import Any

from starlette.applications import Starlette

from loudspeaker.web.serving import OwnSocket
from loudspeaker.web.tls import Tls

PATIENCE_S = 10.0
_AGAIN_S = 0.05


async def tried(tls: Tls) -> bool:
    """Serve for a moment, and tell whether somebody was let in."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setblocking(False)  # noqa: FBT003 - the library's own signature
    server = OwnSocket(Starlette(), listening, tls)
    serving = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not serving.done():
                if await _shaken(listening.getsockname()):
                    return True
                await asyncio.sleep(_AGAIN_S)
    except TimeoutError:
        pass
    return False


async def _shaken(place: tuple[Any, ...]) -> bool:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        _reader, writer = await asyncio.open_connection(*place[:2], ssl=context)
    except (OSError, ssl.SSLError):
        return False
    writer.close()
    return True


if __name__ == "__main__":
    good = asyncio.run(tried(Tls(certificate=Path(sys.argv[1]), key=Path(sys.argv[2]))))
    os._exit(0 if good else 1)  # the server's threads still run
