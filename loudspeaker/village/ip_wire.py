"""A simulated IP point's end of the broker: a client like any other, with its own account."""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from loudspeaker.village.ip_config import IpVillage

log = logging.getLogger(__name__)
QOS = 1
KEEP_ALIVE_S = 10
_LONGEST_WAIT_S = 3
ONLINE, OFFLINE = b"online", b"offline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What came for a point: ``topic`` is ``cmd`` or ``play``, or ``link`` with why it changed."""

    point: int
    topic: str
    payload: bytes
    mono_ns: int


class Wire:
    """One connection that comes back by itself; everything that comes goes to ``take``."""

    def __init__(
        self,
        number: int,
        village: IpVillage,
        *,
        password: str | None,
        home: Path,
        take: Callable[[Message], None],
    ) -> None:
        self._number = number
        self._village = village
        self._take = take
        client = self._client = Client(
            CallbackAPIVersion.VERSION2, client_id=f"point-{number}", protocol=MQTTv5
        )
        if password is not None:
            client.username_pw_set(str(number), password)
        if village.tls:
            trusted = str(home / village.ca_file) if village.ca_file else None
            client.tls_set_context(ssl.create_default_context(cafile=trusted))
        client.will_set(self._own("link"), OFFLINE, qos=QOS)
        client.reconnect_delay_set(1, _LONGEST_WAIT_S)
        client.max_queued_messages_set(50)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message

    def start(self) -> None:
        """Begin to connect."""
        self._client.connect_async(self._village.host, self._village.port, keepalive=KEEP_ALIVE_S)
        self._client.loop_start()

    def say(self, report: bytes) -> None:
        """Send a report; without a connection it is lost."""
        if self._client.is_connected():
            self._client.publish(self._own("status"), report, qos=QOS)

    def close(self) -> None:
        """Leave the broker."""
        self._client.disconnect()
        self._client.loop_stop()

    def _own(self, name: str) -> str:
        return f"{self._village.topic}/points/{self._number}/{name}"

    def _tell(self, topic: str, payload: bytes) -> None:
        self._take(
            Message(point=self._number, topic=topic, payload=payload, mono_ns=time.monotonic_ns())
        )

    # --- called by the connection's own thread --------------------------------------------------

    def _on_connect(
        self, client: Client, _: Any, __: ConnectFlags, reason: ReasonCode, ___: Any
    ) -> None:
        if reason.is_failure:
            log.warning("point %d is not taken by the broker: %s", self._number, reason)
            return
        client.subscribe([(f"{self._village.topic}/{name}", QOS) for name in ("cmd", "play")])
        client.publish(self._own("link"), ONLINE, qos=QOS)
        self._tell("link", b"opened")

    def _on_disconnect(
        self, _: Client, __: Any, ___: DisconnectFlags, reason: ReasonCode, ____: Any
    ) -> None:
        self._tell("link", str(reason).encode())

    def _on_message(self, _: Client, __: Any, message: MQTTMessage) -> None:
        self._tell(message.topic.removeprefix(f"{self._village.topic}/"), bytes(message.payload))
