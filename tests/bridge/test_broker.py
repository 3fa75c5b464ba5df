"""The connection to a real broker: what goes out, what never goes out late, what comes in."""

from __future__ import annotations

import queue
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

from loudspeaker.bridge import broker as broker_module
from loudspeaker.bridge.broker import Broker, BrokerEvents, Heard
from loudspeaker.config.ip import BrokerConfig
from tests.devices.pty_peer import wait_until

from .real_broker import POINT_PASSWORD, STATION, STATION_PASSWORD, TOPIC, RealBroker

pytestmark = pytest.mark.slow


@dataclass
class Told:
    """What a broker told."""

    heard: list[Heard] = field(default_factory=list)
    out: list[int] = field(default_factory=list)
    changes: list[str | None] = field(default_factory=list)

    @property
    def events(self) -> BrokerEvents:
        return BrokerEvents(
            heard=self.heard.append, acknowledged=self.out.append, changed=self.changes.append
        )


def as_point(port: int, number: int, *, password: str | None = None) -> tuple[Client, Any]:
    """Return a connected client with a point's account, and the queue of what it hears."""
    messages: queue.Queue[MQTTMessage] = queue.Queue()
    there = threading.Event()
    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5)
    client.username_pw_set(str(number), password or POINT_PASSWORD.format(number))
    client.on_message = lambda _, __, message: messages.put(message)
    client.on_subscribe = lambda *_: there.set()
    client.connect("127.0.0.1", port)
    client.subscribe(f"{TOPIC}/#", 1)
    client.loop_start()
    assert there.wait(5)
    return client, messages


def leave(client: Client) -> None:
    client.disconnect()
    client.loop_stop()


def config(home: Path, port: int, **changes: Any) -> BrokerConfig:
    secret = home / "broker.password"
    if not secret.exists():
        secret.write_text(STATION_PASSWORD, "utf-8")
        secret.chmod(0o600)
    values: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": port,
        "user": STATION,
        "password_file": "broker.password",
        "tls": False,
        "ca_file": None,
        "topic": TOPIC,
    }
    return BrokerConfig(**{**values, **changes})


@pytest.fixture
def real(tmp_path: Path) -> Iterator[RealBroker]:
    made = RealBroker(tmp_path / "mosquitto", 12, 13)
    made.start()
    yield made
    made.close()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def broker(real: RealBroker, told: Told, tmp_path: Path) -> Iterator[Broker]:
    made = Broker(config(tmp_path, real.port), told.events, home=tmp_path)
    made.start()
    wait_until(lambda: made.problem is None)
    yield made
    made.close()


def test_a_message_reaches_points_and_is_acknowledged(
    broker: Broker, told: Told, real: RealBroker
) -> None:
    client, messages = as_point(real.port, 12)
    assert broker.publish("cmd", b"\x01\xff", 7)
    wait_until(lambda: told.out == [7])
    message = messages.get(timeout=5)
    assert (message.topic, message.payload, message.retain) == (f"{TOPIC}/cmd", b"\x01\xff", False)
    leave(client)
    again, nothing = as_point(real.port, 12)
    assert nothing.empty(), "nothing is retained"
    leave(again)


def test_reports_come_in_and_nothing_else(broker: Broker, told: Told, real: RealBroker) -> None:
    client, _ = as_point(real.port, 12)
    for name, payload in (
        ("points/13/status", b"not mine"),
        ("cmd", b"not mine"),
        ("points/12/other", b"unknown"),
        ("points/12/status", bytes(5000)),
        ("points/12/link", b"online"),
        ("points/12/status", b"report"),
    ):
        client.publish(f"{TOPIC}/{name}", payload, qos=1)
    wait_until(lambda: len(told.heard) >= 2)
    assert told.heard == [
        Heard(point=12, kind="link", payload=b"online"),
        Heard(point=12, kind="status", payload=b"report"),
    ]
    assert broker.problem is None
    leave(client)


def test_what_cannot_go_now_never_goes(
    broker: Broker, told: Told, real: RealBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    real.close()
    wait_until(lambda: broker.problem is not None, 15.0)
    assert not broker.publish("cmd", b"late", 1)
    monkeypatch.setattr(broker_module, "LONGEST_WAIT_S", 0.3)
    real.start()
    client, messages = as_point(real.port, 12)
    wait_until(lambda: broker.problem is None, 15.0)
    assert broker.publish("cmd", b"now", 2)
    names = [messages.get(timeout=5).payload for _ in range(2)]
    assert names == [b"online", b"now"]
    wait_until(lambda: told.out == [2])
    leave(client)


def test_a_broker_that_stands_still_is_left_with_all_that_was_under_way(
    broker: Broker, told: Told, real: RealBroker
) -> None:
    client, messages = as_point(real.port, 12)
    real.stand_still()
    assert broker.publish("cmd", b"under way", 1)
    begin_s = time.monotonic()
    wait_until(lambda: broker.problem is not None, 10.0)
    assert broker.problem == "the broker does not acknowledge"
    assert time.monotonic() - begin_s < broker_module.ACKNOWLEDGE_LIMIT_S + 1
    assert not broker.publish("cmd", b"late", 2)
    real.go_on()
    wait_until(lambda: broker.problem is None, 15.0)
    assert told.out == []
    assert broker.publish("cmd", b"now", 3)
    wait_until(lambda: told.out == [3])
    payloads = []
    while (message := messages.get(timeout=5)).payload != b"now":
        payloads.append(message.payload)
    assert b"late" not in payloads
    assert payloads.count(b"under way") <= 1, "what the kernel had already sent"
    leave(client)


def test_its_leaving_is_told_to_the_points(real: RealBroker, told: Told, tmp_path: Path) -> None:
    client, messages = as_point(real.port, 12)
    made = Broker(config(tmp_path, real.port), told.events, home=tmp_path)
    made.start()
    wait_until(lambda: made.problem is None)
    made.close()
    assert [messages.get(timeout=5).payload for _ in range(2)] == [b"online", b"offline"]
    leave(client)


@pytest.mark.filterwarnings("ignore:Exception ignored in. <ssl")  # paho leaves it to the collector
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"user": "nobody"}, "Not authorized"),
        ({"password_file": "missing"}, "missing_file"),
        ({"tls": True}, "reset"),
        ({"tls": True, "ca_file": "missing.pem"}, "No such file"),
        ({"host": "broker.invalid"}, "known"),
    ],
)
def test_what_keeps_it_out_is_told(
    real: RealBroker, told: Told, tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    made = Broker(config(tmp_path, real.port, **changes), told.events, home=tmp_path)
    made.start()
    wait_until(lambda: any(told.changes), 10.0)
    assert words in str(told.changes[0])
    assert STATION_PASSWORD not in str(told.changes)
    assert not made.publish("cmd", b"x", 1)
    made.close()


@pytest.mark.filterwarnings("ignore:Exception ignored in. <ssl")
def test_certificates_are_checked(told: Told, tmp_path: Path) -> None:
    real = RealBroker(tmp_path / "mosquitto", 12, tls=True)
    real.start()
    shutil.copy(real.certificate, tmp_path / "ca.pem")
    for ca_file, host, words in (
        (None, "127.0.0.1", "CERTIFICATE_VERIFY_FAILED"),
        ("ca.pem", "localhost", "Hostname mismatch"),
        ("ca.pem", "127.0.0.1", None),
    ):
        told.changes.clear()
        wanted = config(tmp_path, real.port, tls=True, ca_file=ca_file, host=host)
        made = Broker(wanted, told.events, home=tmp_path)
        made.start()
        wait_until(lambda: bool(told.changes), 10.0)
        assert told.changes[0] is None if words is None else words in str(told.changes[0])
        made.close()
    real.close()


def test_many_messages_from_several_threads(broker: Broker, told: Told) -> None:
    def send(first: int) -> None:
        for number in range(first, first + 50):
            assert broker.publish("cmd", number.to_bytes(2, "big"), number)

    threads = [threading.Thread(target=send, args=(first,)) for first in (0, 50, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wait_until(lambda: sorted(told.out) == list(range(150)))
