"""The decks of a mixed station: what each is made of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loudspeaker.bootstrap.air import build
from loudspeaker.bootstrap.decks import radio_lead_in
from loudspeaker.bootstrap.init import init_home
from loudspeaker.bootstrap.settings import LiveSettings, load_settings
from loudspeaker.config.station import Profile
from loudspeaker.devices.points.mixed import MixedPoints
from loudspeaker.devices.sound.clocked import ClockedSound
from loudspeaker.devices.transmitter.absent import NoTransmitter
from loudspeaker.devices.transmitter.modbus import ModbusTransmitter
from loudspeaker.radio.key_book import KeyBook
from loudspeaker.system.home import Home

OVER_IP = frozenset({12, 13})


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
    assert isinstance(apart.sound, ClockedSound)
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
