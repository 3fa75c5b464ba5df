"""From the hardware file to drivers, and what the simulated sound card's configuration costs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.bootstrap.devices import make_points, make_sound
from loudspeaker.bootstrap.init import equip_village, init_home, write_alsa_config
from loudspeaker.bootstrap.settings import load_settings
from loudspeaker.bootstrap.transmitters import make_transmitter
from loudspeaker.config.hardware import DriverConfig, load_hardware
from loudspeaker.config.shipped import files, find
from loudspeaker.config.station import Profile
from loudspeaker.devices.points.ascii import AsciiLine
from loudspeaker.devices.points.line import Encoder, EncoderLine
from loudspeaker.devices.points.sender import EncoderPoints
from loudspeaker.devices.points.uecp import UecpLine
from loudspeaker.devices.sound.portaudio import PortAudioSound
from loudspeaker.devices.sound.stream import StreamSound
from loudspeaker.devices.transmitter.composite import CompositeTransmitter
from loudspeaker.devices.transmitter.limits import Limits
from loudspeaker.devices.transmitter.modbus import ModbusTransmitter
from loudspeaker.devices.transmitter.registers import ModbusMeter, Register
from loudspeaker.devices.transmitter.serial_line import (
    Action,
    LineKey,
    LineMeter,
    Question,
    State,
)
from loudspeaker.devices.transmitter.telemetry import TelemetryMeter
from loudspeaker.errors import DeviceFailure
from loudspeaker.radio.fragments import IN_HOUSE
from loudspeaker.radio.key_book import KeyBook
from loudspeaker.radio.line_template import Template
from loudspeaker.radio.on_air import StationLabel
from loudspeaker.system.home import Home
from loudspeaker.system.time import SystemTime
from loudspeaker.village.config import FILE
from loudspeaker.village.config_file import load_config
from tests.devices.disk import Disk

BOOK = KeyBook(master=bytes(32))


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("ALSA_CONFIG_PATH", "")
    home = Home(tmp_path / "đài xã: a b")
    init_home(home, Profile.SIMULATED)
    write_alsa_config(home, rate=1.0)
    return home


def test_the_limits_of_the_hardware_file_reach_the_transmitter(home: Home) -> None:
    made = make_transmitter(load_settings(home).hardware.transmitter, home, SystemTime())
    assert isinstance(made, ModbusTransmitter)
    meter: dict[str, Any] = {"table": "input", "scale": 0.1}
    assert made._settings.registers == {
        "forward_w": Register(address=0, low=20.0, **meter),
        "reflected_w": Register(address=1, high=3.0, **meter),
        "temperature_c": Register(address=2, high=70.0, signed=True, **meter),
    }
    made.close()


def test_a_transmitter_without_meters_has_no_limits(home: Home) -> None:
    config = load_settings(home).hardware.transmitter
    bare = replace(config, settings={**config.settings, "registers": None})
    made = make_transmitter(bare, home, SystemTime())
    assert isinstance(made, ModbusTransmitter)
    assert made._settings.registers == {}
    made.close()


@pytest.mark.parametrize(
    ("profile", "kind", "baud"),
    [("simulated", UecpLine, 19_200), ("ascii-encoder", AsciiLine, 9600)],
)
def test_the_encoder_of_the_hardware_file(
    home: Home, profile: str, kind: type[EncoderLine], baud: int
) -> None:
    text = home.station_file.read_text("utf-8")
    home.station_file.write_text(text.replace("hardware: simulated", f"hardware: {profile}"))
    hardware = load_settings(home).hardware
    settings = {**hardware.points.driver.settings, "ps": "XA A", "pty": 1, "tp": False, "rt": "R"}
    driver = replace(hardware.points.driver, settings=settings)
    hardware = replace(hardware, points=replace(hardware.points, driver=driver))
    made = make_points(
        hardware, home, SystemTime(), store=Disk(), keys=lambda: BOOK, trusted=lambda: None
    )
    assert isinstance(made, EncoderPoints)
    assert isinstance(made._line, kind)
    assert made._line._encoder == Encoder(  # type: ignore[attr-defined]  # both have it
        pi=0x7001,
        form=IN_HOUSE,
        baud=baud,
        label=StationLabel(name="XA A", pty=1, traffic_programme=False, text="R"),
    )
    made.close()


@pytest.mark.parametrize(("profile", "kind"), [("simulated", "uecp"), ("ascii-encoder", "ascii")])
def test_the_village_has_the_encoder_of_the_hardware_file(
    home: Home, profile: str, kind: str
) -> None:
    text = home.station_file.read_text("utf-8")
    home.station_file.write_text(text.replace("hardware: simulated", f"hardware: {profile}"))
    equip_village(home, load_settings(home))
    assert load_config(home.village / FILE).encoder.value == kind


CONVERTED = """\
name: Thử
transmitter:
  driver: composite
  key:
    driver: line
    port: a
    parity: E
    echo: true
    deadman_s: 1.5
    falls_alone: true
    on: {send: "ON\\r", expect: OK}
    off: {send: "OFF\\r", expect: OK, timeout_ms: 250}
    state: {send: "S\\r", on: UP, off: DOWN, timeout_ms: 40}
  meter: METER
points:
  driver: wired
  zones: [{number: 1, name: Thôn 1}]
  list: [{number: 1, name: Loa 1, zone: 1}]
sound: {driver: file, path: line.pcm}
"""
QUESTION = '{send: "P\\r", expect: "{number} W", scale: 0.5, high: 3, timeout_ms: 80}'


def made_with(meter: str, tmp_path: Path) -> CompositeTransmitter:
    path = tmp_path / "thu.yaml"
    path.write_text(CONVERTED.replace("METER", meter), "utf-8")
    made = make_transmitter(load_hardware(path).transmitter, Home(tmp_path), SystemTime())
    assert isinstance(made, CompositeTransmitter)
    return made


def test_a_line_is_made_as_its_file_describes_it(tmp_path: Path) -> None:
    meter = f"{{driver: line, port: b, measurements: {{reflected_w: {QUESTION}}}}}"
    made = made_with(meter, tmp_path)
    key, measured = made._key, made._meter
    assert isinstance(key, LineKey)
    assert isinstance(measured, LineMeter)
    assert (made.deadman_s, key._asker._echo, measured._asker._echo) == (1.5, True, False)
    assert key._line.port == tmp_path / "a"
    assert key._on == Action(send=b"ON\r", expect=Template("OK"), timeout_s=0.1)
    assert key._off == Action(send=b"OFF\r", expect=Template("OK"), timeout_s=0.25)
    up, down = Template("UP"), Template("DOWN")
    assert key._state == State(send=b"S\r", on=up, off=down, timeout_s=0.04)
    assert dict(measured.limits) == {
        "reflected_w": Question(
            send=b"P\r", expect=Template("{number} W"), timeout_s=0.08, scale=0.5, high=3.0
        )
    }
    made.close()


def test_telemetry_is_made_as_its_file_describes_it(tmp_path: Path) -> None:
    limits = "limits: {vswr: {high: 2}}"
    made = made_with(f"{{driver: telemetry, port: b, switched: true, {limits}}}", tmp_path)
    assert isinstance(made._meter, TelemetryMeter)
    assert made._meter.limits == {"vswr": Limits(high=2.0)}
    assert made._meter._switched
    made.close()


def test_a_meter_of_its_own_line(tmp_path: Path) -> None:
    registers = "registers: {temperature_c: {address: 4}}"
    made = made_with(f"{{driver: modbus, port: c, unit: 9, {registers}}}", tmp_path)
    assert isinstance(made._meter, ModbusMeter)
    assert made._meter._line.port == tmp_path / "c"
    assert made._meter.limits == {"temperature_c": Register(address=4, signed=True)}
    made.close()


@pytest.mark.parametrize("name", files("hardware"))
def test_every_shipped_file_makes_a_transmitter(name: str, tmp_path: Path) -> None:
    config = load_hardware(find("hardware", name)).transmitter
    made = make_transmitter(config, Home(tmp_path), SystemTime())
    assert made.deadman_s == 2.0
    made.close()


def test_a_power_meter_without_a_port_shares_the_relay_s_line(home: Home) -> None:
    relay = dict(load_settings(home).hardware.transmitter.settings)
    meter = {"driver": "modbus", "port": None, "unit": 2, "registers": relay["registers"]}
    parts = {"key": {"driver": "modbus", **relay}, "meter": meter}
    made = make_transmitter(DriverConfig(driver="composite", settings=parts), home, SystemTime())
    assert isinstance(made, CompositeTransmitter)
    assert isinstance(made._key, ModbusTransmitter)
    assert isinstance(made._meter, ModbusMeter)
    assert made._key._line is made._meter._line
    made.close()


def test_a_device_that_is_opened_over_and_over_uses_up_no_descriptors(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = load_settings(home).hardware.sound
    monkeypatch.setattr("loudspeaker.devices.sound.portaudio.load_library", lambda _: None)
    sound = make_sound(config, home, SystemTime(), simulated=True)
    assert isinstance(sound, PortAudioSound)
    assert sound._alsa_config() is not None
    before = descriptors()
    for _ in range(20):
        sound._alsa_config()
    assert descriptors() == before


def test_a_missing_configuration_is_noticed_at_each_opening(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = load_settings(home).hardware.sound
    monkeypatch.setattr("loudspeaker.devices.sound.portaudio.load_library", lambda _: None)
    sound = make_sound(config, home, SystemTime(), simulated=True)
    assert isinstance(sound, PortAudioSound)
    sound._alsa_config()
    (home.village / "asound.conf").unlink()
    with pytest.raises(DeviceFailure, match="missing"):
        sound._alsa_config()


def test_without_the_library_the_simulated_line_is_fed_directly(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_config: str | None) -> None:
        raise DeviceFailure(device="portaudio", problem="libportaudio2 is missing")

    monkeypatch.setattr("loudspeaker.devices.sound.portaudio.load_library", missing)
    config = load_settings(home).hardware.sound
    assert isinstance(make_sound(config, home, SystemTime(), simulated=True), StreamSound)
    real = make_sound(config, home, SystemTime(), simulated=False)
    assert isinstance(real, PortAudioSound), "a real station never plays elsewhere"
