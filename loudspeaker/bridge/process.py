"""The process ``bridge``: in which order it comes to life and goes."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from pathlib import Path

from loudspeaker.bridge.air_port import AirPort
from loudspeaker.bridge.broker import Broker
from loudspeaker.bridge.clip_server import ClipServer, listen
from loudspeaker.bridge.relay import Relay
from loudspeaker.config.ip import IpConfig

log = logging.getLogger(__name__)


class BridgeProcess:
    """Socket of playout, broker and clip server, wired.

    ``look`` is called about once a second: an address that is not there yet (a network that comes
    up later) is tried again.
    """

    def __init__(
        self,
        config: IpConfig,
        *,
        home: Path,
        clips: Path,
        air: socket.socket,
        trusted: frozenset[int],
    ) -> None:
        self._config = config
        self._clips = clips
        self._port = AirPort(air, trusted=trusted)
        self._relay = Relay(self._port.tell)
        self._broker = Broker(config.broker, self._relay.events, home=home)
        self._server: ClipServer | None = None
        self._told: str | None = None

    def start(self, *, ready: Callable[[], None]) -> None:
        """Start everything; ``ready`` is called once playout can connect."""
        self._relay.broker = self._broker
        self._port.start(self._relay)
        self._broker.start()
        self.look()
        ready()

    def look(self) -> None:
        """Open the clip server if it is not open."""
        if self._server is not None:
            return
        http = self._config.http
        try:
            listener = listen(http.bind, http.port)
        except OSError as error:
            self._cannot(f"{http.bind}:{http.port}: {error}")
            return
        self._server = ClipServer(listener, self._clips, self._relay.is_served)
        self._server.start()
        log.info("serving clips at %s", http.url)
        self._relay.clips_are(None)

    def _cannot(self, problem: str) -> None:
        if problem != self._told:
            log.warning("clips are not served: %s", problem)
            self._relay.clips_are(problem)
        self._told = problem

    def end(self) -> None:
        """Leave the broker and close everything."""
        self._broker.close()
        self._port.close()
        if self._server is not None:
            self._server.close()
