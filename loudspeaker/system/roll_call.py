"""Hearing from our own processes that they are ready: the other end of sd_notify(3)."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterator, Mapping

_LONGEST_MESSAGE = 4096


class RollCall:
    """A datagram socket in the abstract namespace; its address is short whatever the home's."""

    def __init__(self) -> None:
        self._name = f"loudspeaker-{secrets.token_hex(8)}"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(f"\0{self._name}")

    @property
    def address(self) -> str:
        """The value of NOTIFY_SOCKET for children."""
        return f"@{self._name}"

    def messages(self, *, wait_s: float) -> Iterator[Mapping[str, str]]:
        """Yield what came, waiting for the first message at most so long."""
        self._socket.settimeout(wait_s)
        try:
            while True:
                yield _fields(self._socket.recv(_LONGEST_MESSAGE))
                self._socket.settimeout(0)
        except (TimeoutError, BlockingIOError, InterruptedError):
            return

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()


def _fields(message: bytes) -> Mapping[str, str]:
    lines = message.decode("utf-8", "replace").split("\n")
    return dict(line.split("=", 1) for line in lines if "=" in line)
