"""Readiness and liveness messages, as systemd defines them: sd_notify(3)."""

from __future__ import annotations

import os
import socket
from contextlib import suppress


def notify(**values: str | int) -> None:
    """Send ``NAME=value`` lines to NOTIFY_SOCKET; without one, or nobody there, do nothing.

    Never waits: who does not listen must not hold up the process that keeps the carrier.
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    text = "\n".join(f"{name}={value}" for name, value in values.items())
    target = "\0" + address[1:] if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender, suppress(OSError):
        sender.setblocking(False)  # noqa: FBT003 - the library's own signature
        sender.connect(target)
        sender.send(text.encode())
