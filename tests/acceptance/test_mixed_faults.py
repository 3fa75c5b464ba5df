"""A mixed station when a way fails, and when somebody has stolen the broker's password."""

from __future__ import annotations

import itertools
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

from loudspeaker.radio.command_batch import signed_batch
from loudspeaker.radio.commands import KeyRing, Operation
from loudspeaker.radio.counters import counter_at
from loudspeaker.radio.play_orders import order_in, signed_order
from tests.bridge.real_broker import STATION, STATION_PASSWORD, TOPIC
from tests.devices.pty_peer import wait_until

from .mixed import MixedStation, mixed_station

pytestmark = pytest.mark.slow
LONG = "Mời bà con ra nhà văn hóa thôn họp bàn việc làm đường. " * 3
SHORT = "Mời bà con dự họp."
GATE_S = 6.5


@pytest.fixture(scope="module")
def station() -> Iterator[MixedStation]:
    with mixed_station(rate=1.0) as made:
        yield made


@pytest.fixture(autouse=True)
def _whole_again(station: MixedStation) -> Iterator[None]:
    yield
    if station.broker.process is None:
        station.broker.start()
    station.broker.go_on()
    wait_until(lambda: "ip_points" not in station.faults(), 30.0)


def begin(station: MixedStation, text: str, points: str) -> tuple[str, int]:
    """Bring an announcement on air; return its occurrence and the log's length before."""
    mark = len(station.events())
    filed = station.bench.announce(text, points=points)
    station.bench.approve(filed["id"])
    occurrence = str(filed["occurrence"])
    numbers = {int(number) for number in points.split(",")}
    wait_until(lambda: numbers <= points_heard(station, occurrence), 30.0)
    return occurrence, mark


def points_heard(station: MixedStation, occurrence: str) -> set[int]:
    return {
        event["n"]
        for event in station.events("audio")
        if event["occurrence"] == occurrence and event["n"] > 0
    }


def last_heard_ns(station: MixedStation, number: int) -> int:
    audible = [e for e in station.events("audio") if e["n"] == number and e["rms_dbfs"] > -90]
    last = audible[-1]
    return int(last["mono_ns"] + last["len_ms"] * 1e6)


def assert_radio_heard_whole(station: MixedStation, occurrence: str, number: int) -> None:
    record = station.bench.wait_until_over(occurrence)
    assert (record["result"], record["attempt"]) == ("aired", 1)
    heard = [
        e for e in station.events("audio") if e["n"] == number and e["occurrence"] == occurrence
    ]
    assert sum(e["len_ms"] for e in heard) >= 0.99 * record["len_ms"]
    gaps = itertools.pairwise(heard)
    assert all(b["pos_ms"] - a["pos_ms"] - a["len_ms"] < 1 for a, b in gaps), "without a gap"


def test_a_broker_that_dies_mutes_its_points_and_costs_the_radio_nothing(
    station: MixedStation,
) -> None:
    occurrence, _ = begin(station, LONG, "1,12")
    killed_ns = time.monotonic_ns()
    station.broker.close()
    assert_radio_heard_whole(station, occurrence, 1)
    assert last_heard_ns(station, 12) - killed_ns < GATE_S * 1e9
    shut = [e for e in station.events("point") if e["n"] == 12 and not e["open"]]
    assert shut[-1]["by"] == "hold"
    wait_until(lambda: "ip_points" in station.faults(), 10.0)
    record = station.bench.wait_until_over(occurrence)
    assert (record["acked"], record["proof"]) == ([], "commanded")


def test_a_broker_that_stands_still_delays_nothing(station: MixedStation) -> None:
    occurrence, _ = begin(station, LONG, "1,12")
    station.broker.stand_still()
    stopped_ns = time.monotonic_ns()
    assert_radio_heard_whole(station, occurrence, 1)
    assert last_heard_ns(station, 12) - stopped_ns < GATE_S * 1e9


def test_a_bridge_that_is_killed_is_back_and_the_next_is_heard(station: MixedStation) -> None:
    occurrence, _ = begin(station, LONG, "1,12")
    assert station.bench.station.kill("bridge")
    assert_radio_heard_whole(station, occurrence, 1)
    wait_until(lambda: "ip_points" not in station.faults(), 20.0)
    _, record, _ = station.air(SHORT, "12")
    assert (record["result"], record["acked"], record["proof"]) == ("aired", [12], "ack")


def test_a_bridge_that_hangs_delays_nothing_and_sends_nothing_late(station: MixedStation) -> None:
    occurrence, mark = begin(station, LONG, "1,12")
    pid = station.bench.station.pids()["bridge"]
    os.kill(pid, signal.SIGSTOP)
    assert_radio_heard_whole(station, occurrence, 1)
    shut_ns = time.monotonic_ns()
    os.kill(pid, signal.SIGCONT)
    wait_until(lambda: "ip_points" not in station.faults(), 20.0)
    time.sleep(1.0)
    opened = [
        e
        for e in station.events("point")[mark:]
        if e["n"] in (12, 13) and e["open"] and e["mono_ns"] > shut_ns
    ]
    assert opened == []


def test_stop_mutes_both_within_a_second(station: MixedStation) -> None:
    begin(station, LONG, "1,12")
    asked_ns = time.monotonic_ns()
    assert station.bench.station.command("stop", "--json").returncode == 0
    time.sleep(2.0)
    assert last_heard_ns(station, 1) - asked_ns < 1_000_000_000
    assert last_heard_ns(station, 12) - asked_ns < 1_000_000_000
    assert station.bench.station.command("resume", "--as", "duyet", "--json").returncode == 0


def test_a_point_that_is_gone_is_told(station: MixedStation) -> None:
    pid = _pid_of_points(station)
    os.kill(pid, signal.SIGSTOP)
    try:
        wait_until(lambda: "ip_silent" in station.faults(), 60.0)
    finally:
        os.kill(pid, signal.SIGCONT)
    wait_until(lambda: "ip_silent" not in station.faults(), 30.0)


def _pid_of_points(station: MixedStation) -> int:
    """Return the process with the points of this home, and of no other."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if b"loudspeaker-village-ip" in words and str(station.home).encode() in words:
                return int(folder.name)
    raise LookupError("village-ip")


# --- somebody has the station's password for the broker -------------------------------------------


class Thief:
    """Reads along, and sends what it likes as the station."""

    def __init__(self, port: int) -> None:
        self.recorded: list[tuple[str, bytes]] = []
        self._there = threading.Event()
        self.client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5)
        self.client.username_pw_set(STATION, STATION_PASSWORD)
        self.client.on_message = self._record
        self.client.on_subscribe = lambda *_: self._there.set()
        self.client.connect("127.0.0.1", port)
        self.client.subscribe(f"{TOPIC}/#", 1)
        self.client.loop_start()
        assert self._there.wait(5)

    def _record(self, _: Any, __: Any, message: MQTTMessage) -> None:
        self.recorded.append((message.topic, bytes(message.payload)))

    def send(self, topic: str, payload: bytes) -> None:
        self.client.publish(f"{TOPIC}/{topic}", payload, qos=1).wait_for_publish(5)

    def of(self, topic: str) -> list[bytes]:
        return [payload for name, payload in self.recorded if name == f"{TOPIC}/{topic}"]

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def thief(station: MixedStation) -> Iterator[Thief]:
    made = Thief(station.broker.port)
    yield made
    made.close()


def eavesdropped(station: MixedStation) -> Thief:
    """Return a thief who read along while an announcement went to both IP points.

    The account of the station may not read what it sends; a stolen point's may.
    """
    made = Thief(station.broker.port)
    reader = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5, client_id="reader")
    reader.username_pw_set("12", "point-12")
    reader.on_message = made._record
    reader.connect("127.0.0.1", station.broker.port)
    reader.subscribe([(f"{TOPIC}/cmd", 1), (f"{TOPIC}/play", 1)])
    reader.loop_start()
    _, record, _ = station.air(SHORT, "12,13")
    assert record["acked"] == [12, 13]
    reader.disconnect()
    reader.loop_stop()
    assert made.of("cmd")
    assert made.of("play")
    return made


def openings(station: MixedStation, mark: int) -> list[dict[str, Any]]:
    return [e for e in station.events()[mark:] if e["ev"] == "point" and e["open"]]


def mutated(generator: random.Random, payload: bytes) -> bytes:
    data = bytearray(payload)
    for _ in range(generator.randint(1, 4)):
        data[generator.randrange(len(data))] = generator.randrange(256)
    return (
        bytes(data[: generator.randint(1, len(data))]) if generator.random() < 0.2 else bytes(data)
    )


def test_with_the_brokers_password_alone_nothing_opens_and_nothing_is_heard(
    station: MixedStation,
) -> None:
    thief = eavesdropped(station)
    wait_until(lambda: not _open_now(station), 15.0)
    mark, sounds = len(station.events()), [len(station.sound(n)) for n in (12, 13)]
    generator = random.Random(7)
    commands, orders = thief.of("cmd"), thief.of("play")
    for payload in commands:
        thief.send("cmd", payload)
    for payload in orders:
        thief.send("play", payload)
    for _ in range(300):
        thief.send("cmd", mutated(generator, generator.choice(commands)))
        thief.send("play", mutated(generator, generator.choice(orders)))
    for sender in _forgeries(orders[-1]):
        topic, payload = sender()
        thief.send(topic, payload)
    time.sleep(1.0)
    assert openings(station, mark) == []
    assert [len(station.sound(n)) for n in (12, 13)] == sounds
    refused = {e["rejected"] for e in station.events()[mark:] if e["ev"] == "point"}
    assert {"badtag", "replay"} <= refused
    thief.close()
    _, record, _ = station.air(SHORT, "12")
    assert record["acked"] == [12], "and they are not deaf"


def _forgeries(recorded: bytes) -> list[Callable[[], tuple[str, bytes]]]:
    """Return what somebody with the protocol's page and no key would make."""
    wrong = KeyRing(bytes(32))
    counter = counter_at(_now()) + 8
    signed = order_in(recorded)
    assert signed is not None
    return [
        lambda: ("cmd", signed_batch(Operation.OPEN, [12, 13], keys=wrong, counter=counter)),
        lambda: ("cmd", signed_batch(Operation.OPEN, None, keys=wrong, counter=counter)),
        lambda: ("play", signed_order(signed.order, [12, 13], wrong)),
        lambda: ("cmd", bytes(16)),
        lambda: ("play", bytes(60)),
    ]


def _now() -> datetime:
    return datetime.now(UTC)


def _open_now(station: MixedStation) -> bool:
    state = {e["n"]: e["open"] for e in station.events("point")}
    return any(state.get(number) for number in (12, 13))


def test_reports_cannot_be_forged_by_who_has_a_points_password(station: MixedStation) -> None:
    """Record the reports of one airing, and play them back, changed or not, in another."""
    listener = Thief(station.broker.port)
    _, record, _ = station.air(SHORT, "12,13")
    assert record["acked"] == [12, 13]
    reports = [p for name, p in listener.recorded if name.endswith("points/12/status")]
    assert reports
    listener.close()
    pid = _pid_of_points(station)
    filed = station.bench.announce(SHORT + " Lần hai.", points="12")
    impostor = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5, client_id="impostor")
    impostor.username_pw_set("12", "point-12")
    impostor.connect("127.0.0.1", station.broker.port)
    impostor.loop_start()
    os.kill(pid, signal.SIGSTOP)
    try:
        station.bench.approve(filed["id"])
        generator = random.Random(3)
        deadline_s = time.monotonic() + 60
        while not _over(station, filed["occurrence"]) and time.monotonic() < deadline_s:
            for report in reports:
                impostor.publish(f"{TOPIC}/points/12/status", report, qos=1)
                changed = mutated(generator, report)
                impostor.publish(f"{TOPIC}/points/12/status", changed, qos=1)
            time.sleep(0.2)
    finally:
        os.kill(pid, signal.SIGCONT)
    record = station.bench.wait_until_over(filed["occurrence"])
    assert (record["acked"], record["proof"]) == ([], "commanded")
    impostor.disconnect()
    impostor.loop_stop()


def _over(station: MixedStation, occurrence: str) -> bool:
    return any(
        r["occurrence"] == occurrence and r["event"] == "end" for r in station.bench.records()
    )


def test_the_clip_server_gives_nothing_but_what_is_aired(station: MixedStation) -> None:
    def status(path: str) -> int:
        connection = HTTPConnection("127.0.0.1", station.http_port, timeout=5)
        connection.request("GET", path)
        answer = connection.getresponse().status
        connection.close()
        return answer

    for path in ("/", "/clips/", "/clips/../air/points.key", f"/clips/{'0' * 64}.wav"):
        assert status(path) == 404
    waiting = station.bench.announce("Bản còn chờ giờ phát.", points="12", at=_in_two_hours())
    station.bench.approve(waiting["id"])
    wait_until(lambda: station.bench.client.call("show", id=waiting["id"])["cues"], 30.0)
    assert [status(f"/clips/{sha}.wav") for sha in _hashes(station, waiting["id"])] == [404]
    filed = station.bench.announce(SHORT, points="12")
    station.bench.approve(filed["id"])
    station.bench.wait_until_over(filed["occurrence"])
    assert {status(f"/clips/{sha}.wav") for sha in _hashes(station, filed["id"])} == {200}


def _in_two_hours() -> str:
    return (_now() + timedelta(hours=2)).isoformat()


def _hashes(station: MixedStation, item: str) -> list[str]:
    cues = station.bench.client.call("show", id=item)["cues"]
    return sorted({cue["sha256"] for cue in cues if cue["sha256"]})
