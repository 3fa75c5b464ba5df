"""The decks of a mixed station: what each is made of."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from loudspeaker.bootstrap.air import build
from loudspeaker.bootstrap.decks import lead_in_of, radio_lead_in
from loudspeaker.bootstrap.init import init_home
from loudspeaker.bootstrap.settings import LiveSettings, load_settings
from loudspeaker.config.hardware import load_hardware
from loudspeaker.config.station import Profile
from loudspeaker.devices.points.mixed import MixedPoints
from loudspeaker.devices.sound.clocked import ClockedSound
from loudspeaker.devices.sound.metered import Metered
from loudspeaker.devices.tones.points import TonePoints
from loudspeaker.devices.tones.sound import ToneSound
from loudspeaker.devices.transmitter.absent import NoTransmitter
from loudspeaker.devices.transmitter.modbus import ModbusTransmitter
from loudspeaker.errors import NotNow
from loudspeaker.radio.key_book import KeyBook
from loudspeaker.system.home import Home
from loudspeaker.system.server import Request
from loudspeaker.system.sockets import Peer
from loudspeaker.village.config_file import load_config

OVER_IP = frozenset({12, 13})
OURS = Peer(pid=os.getpid(), uid=os.getuid(), gid=os.getgid())


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    init_home(made, Profile.SIMULATED)
    text = made.station_file.read_text("utf-8")
    made.station_file.write_text(text.replace("hardware: simulated", "hardware: mixed"), "utf-8")
    return made


def test_a_mixed_station_has_two_decks(home: Home) -> None:
    process = build(home, LiveSettings(home))
    ways = process.playout._ways
    apart = ways._apart
    assert isinstance(process.deck.points, MixedPoints)
    assert isinstance(process.deck.transmitter, ModbusTransmitter)
    assert process.deck.players.numbers == OVER_IP
    assert apart is not None
    assert isinstance(apart.transmitter, NoTransmitter)
    assert isinstance(apart.sound, Metered)
    assert isinstance(apart.sound.inner, ClockedSound)
    assert apart.orders is process.deck.orders, "one stop for both"
    assert apart.points_state.maybe_open == OVER_IP
    process.deck.positions.close()
    for device in (process.deck.points, process.deck.sound, process.deck.transmitter):
        device.close()
    process.journal.close()


def test_points_over_ip_take_no_time_of_the_radio(home: Home) -> None:
    book = KeyBook(master=bytes(32))
    lead_in = radio_lead_in(load_settings(home).hardware.points, lambda: book)
    assert lead_in.addresses([12, 13]) == 0
    assert lead_in.addresses([1, 12]) == 1
    assert lead_in.addresses([1, 2, 3, 4]) == lead_in.addresses([1, 2, 3, 4, 12, 13]) == 1


def test_the_village_of_a_mixed_station_has_both(home: Home) -> None:
    init_home(home, Profile.SIMULATED)
    content = json.loads((home.village / "village.json").read_bytes())
    assert [point["n"] for point in content["points"]] == [1, 2, 3, 4]
    assert [point["n"] for point in content["ip"]["points"]] == sorted(OVER_IP)
    assert (content["ip"]["host"], content["ip"]["port"]) == ("127.0.0.1", 1883)


# --- receivers that open by tones -----------------------------------------------------------------

OLD = """name: test
transmitter: {driver: modbus, port: village/ports/transmitter, unit: 1, retrigger: true}
points:
  driver: tones
  system: dtmf
  open: "12#"
  close: "34#"
  zones: [{number: 1, name: Thôn 1}]
  list:
    - {number: 1, name: Nhà văn hóa, zone: 1}
    - {number: 2, name: Chợ, zone: 1}
    - {number: 12, name: Trường học, zone: 1, via: ip}
sound: {driver: fifo, path: run/sound}
ip:
  broker: {host: 127.0.0.1, user: dai, password_file: bridge/broker.password}
  http: {bind: 127.0.0.1}
"""


@pytest.fixture
def old_home(home: Home) -> Home:
    (home.hardware / "mixed.yaml").write_text(OLD, "utf-8")
    return home


def test_tones_open_the_radio_points_beside_points_over_ip(old_home: Home) -> None:
    process = build(old_home, LiveSettings(old_home))
    assert isinstance(process.deck.points, MixedPoints)
    assert isinstance(process.deck.points._driver, TonePoints)
    assert isinstance(process.deck.sound, Metered)
    assert isinstance(process.deck.sound.inner, ToneSound)
    status = process.control.handle(Request(op="status", arguments={}, peer=OURS))
    assert ("unauthenticated", "points open by dtmf tones") in [
        (fault["code"], fault["detail"]) for fault in status["faults"]
    ]
    wanted = {"point": 1, "volume": 50, "by": "soan"}
    with pytest.raises(NotNow, match="no_radio"):
        process.control.handle(Request(op="set_volume", arguments=wanted, peer=OURS))
    process.deck.positions.close()
    for device in (process.deck.points, process.deck.sound, process.deck.transmitter):
        device.close()
    process.journal.close()


def test_points_over_ip_take_no_tones(old_home: Home) -> None:
    points = load_hardware(old_home.hardware / "mixed.yaml").points
    lead_in = lead_in_of(points, lambda: KeyBook(master=bytes(32)))
    assert lead_in.addresses([12]) == 0
    assert lead_in.addresses([1, 2, 12]) == 1


def test_the_village_of_old_receivers_has_points_over_ip_too(old_home: Home) -> None:
    init_home(old_home, Profile.SIMULATED)
    config = load_config(old_home.village / "village.json")
    assert config.ip is not None
    assert (config.numbers, [point.number for point in config.ip.points]) == ([1, 2], [12])
    assert config.protocols == ["modbus-rtu", "dtmf", "line", "mqtt", "http"]
