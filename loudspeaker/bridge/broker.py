"""The station's end of the MQTT broker.

Nothing waits here to be sent later: what cannot go out now is refused, and a connection that is
lost, or that does not acknowledge for 3 s, is thrown away with all that was under way in it.  An
``open`` that arrives late would open at a time nobody meant.
"""

from __future__ import annotations

import logging
import re
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from loudspeaker.bridge.password import read_password
from loudspeaker.config.ip import BrokerConfig
from loudspeaker.errors import LoudspeakerError

log = logging.getLogger(__name__)
QOS: Final = 1
KEEP_ALIVE_S = 10
CONNECT_LIMIT_S = 5.0
ACKNOWLEDGE_LIMIT_S = 3.0
EXPIRY_S = 6  # a point that was away for longer is muted by its missing holds
LARGEST_BYTES = 4096
FIRST_WAIT_S, LONGEST_WAIT_S = 0.25, 4.0
_LOOK_S = 0.25
_POINT_TOPIC = re.compile(r"points/([1-9][0-9]{0,4})/(status|link)")
ONLINE, OFFLINE = b"online", b"offline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came in a point's name: ``kind`` is ``status`` or ``link``."""

    point: int
    kind: str
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerEvents:
    """Who is told; each is called from the connection's own thread."""

    heard: Callable[[Heard], None]
    acknowledged: Callable[[int], None]
    """A token of ``publish``: the broker has its message."""
    changed: Callable[[str | None], None]
    """The broker's state: what is wrong, or None."""


class Broker:
    """Keeps a connection to the broker; ``publish`` and ``problem`` from any thread."""

    def __init__(self, config: BrokerConfig, events: BrokerEvents, *, home: Path) -> None:
        self._config = config
        self._events = events
        self._home = home
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._waiting: dict[int, tuple[float, int]] = {}
        self._early: set[int] = set()  # acknowledged before we knew their number
        self._gone = threading.Event()
        self._closing = threading.Event()
        self.problem: str | None = "not connected yet"
        self._thread = threading.Thread(target=self._run, name="broker", daemon=True)

    def start(self) -> None:
        """Begin to connect."""
        self._thread.start()

    def close(self) -> None:
        """Leave the broker."""
        self._closing.set()
        self._gone.set()
        if self._thread.is_alive():
            self._thread.join(CONNECT_LIMIT_S)

    def publish(self, name: str, payload: bytes, token: int) -> bool:
        """Send a message now; its ``token`` is acknowledged later.  False: not possible now."""
        client = self._client
        if client is None or self.problem is not None:
            return False
        expiry = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        expiry.MessageExpiryInterval = EXPIRY_S
        # Not under our lock: the library tells of acknowledgements under one of its own.
        info = client.publish(self._topic(name), payload, qos=QOS, properties=expiry)
        if info.rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
            return False
        with self._lock:
            early = info.mid in self._early
            self._early.discard(info.mid)
            if not early:
                self._waiting[info.mid] = (time.monotonic(), token)
        if early:
            self._events.acknowledged(token)
        return True

    def _topic(self, name: str) -> str:
        return f"{self._config.topic}/{name}"

    # --- one connection after the other ---------------------------------------------------------

    def _run(self) -> None:
        wait_s = FIRST_WAIT_S
        while not self._closing.is_set():
            if self._connection():
                wait_s = FIRST_WAIT_S
            self._closing.wait(wait_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)

    def _connection(self) -> bool:
        """Live through one connection; tell whether the broker took us."""
        self._gone.clear()
        try:
            client = self._make_client()
            client.connect(
                self._config.host,
                self._config.port,
                keepalive=KEEP_ALIVE_S,
                clean_start=True,
                properties=_limits(),
            )
        except (OSError, ValueError, LoudspeakerError) as error:  # also ssl.SSLError
            self._change(str(error) or type(error).__name__)
            return False
        client.loop_start()
        try:
            return self._watch(client)
        finally:
            with self._lock:
                self._client = None
                self._waiting.clear()
                self._early.clear()
            client.disconnect()
            client.loop_stop()

    def _watch(self, client: Client) -> bool:
        begin_s, taken = time.monotonic(), False
        while not self._gone.wait(_LOOK_S):
            taken = taken or self._client is client
            if not taken and time.monotonic() - begin_s > CONNECT_LIMIT_S:
                self._change("the broker does not answer")
                break
            if self._is_overdue():
                self._change("the broker does not acknowledge")
                break
        if self._closing.is_set() and self._client is client:
            client.publish(self._topic("station"), OFFLINE, qos=QOS)
        return taken

    def _is_overdue(self) -> bool:
        with self._lock:
            times_s = [sent_s for sent_s, _ in self._waiting.values()]
        return bool(times_s) and time.monotonic() - min(times_s) > ACKNOWLEDGE_LIMIT_S

    def _make_client(self) -> Client:
        client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5, reconnect_on_failure=False)
        client.connect_timeout = CONNECT_LIMIT_S
        if self._config.user is not None:
            path = self._config.password_path(self._home)
            client.username_pw_set(self._config.user, read_password(path) if path else None)
        if self._config.tls:
            trusted = self._config.ca_path(self._home)
            client.tls_set_context(ssl.create_default_context(cafile=trusted))
        client.will_set(self._topic("station"), OFFLINE, qos=QOS)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        return client

    def _change(self, problem: str | None) -> None:
        if problem != self.problem:
            log.log(logging.WARNING if problem else logging.INFO, "broker: %s", problem or "taken")
        self.problem = problem
        self._events.changed(problem)

    # --- called by the connection's own thread --------------------------------------------------

    def _on_connect(
        self, client: Client, _: Any, __: ConnectFlags, reason: ReasonCode, ___: Any
    ) -> None:
        if reason.is_failure:
            self._change(str(reason))
            self._gone.set()
            return
        client.subscribe([(self._topic(f"points/+/{kind}"), QOS) for kind in ("status", "link")])
        client.publish(self._topic("station"), ONLINE, qos=QOS)
        with self._lock:
            self._client = client
        self._change(None)

    def _on_disconnect(
        self, client: Client, _: Any, __: DisconnectFlags, reason: ReasonCode, ___: Any
    ) -> None:
        if self._client is client:
            self._change(f"connection lost: {reason}")
        self._gone.set()

    def _on_message(self, _: Client, __: Any, message: MQTTMessage) -> None:
        name = message.topic.removeprefix(f"{self._config.topic}/")
        match = _POINT_TOPIC.fullmatch(name)
        if match is not None and not message.retain:
            number, kind = int(match[1]), match[2]
            self._events.heard(Heard(point=number, kind=kind, payload=bytes(message.payload)))

    def _on_publish(self, _: Client, __: Any, number: int, ___: ReasonCode, ____: Any) -> None:
        with self._lock:
            sent = self._waiting.pop(number, None)
            if sent is None:
                self._early.add(number)
        if sent is not None:
            self._events.acknowledged(sent[1])


def _limits() -> Properties:
    """Have the broker keep large messages from us, whoever sends them."""
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.MaximumPacketSize = LARGEST_BYTES
    return properties
