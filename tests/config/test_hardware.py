from __future__ import annotations

from pathlib import Path

import pytest

from loudspeaker.config import shipped
from loudspeaker.config.drivers import BUILT_IN
from loudspeaker.config.hardware import HardwareConfig, load_hardware
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.model import Point, Zone
from loudspeaker.model.settings import Setting, Table, whole
from loudspeaker.radio.tone_systems import ToneSystem

TEXT = """\
name: Đài thử
transmitter: {driver: modbus, port: ports/tx, retrigger: true, registers: {forward_w: {address: 3}}}
points:
  driver: uecp
  port: /dev/serial/by-path/usb-1
  pi: 7001
  zones:
    - {number: 1, name: Thôn 1}
    - {number: 2, name: Thôn 2}
  list:
    - {number: 1, name: Loa 1, zone: 1, volume: 60, lat: 22.29, lon: 105.83}
    - {number: 4, name: Loa 4, zone: 2}
sound: {driver: portaudio, device: loudspeaker}
"""


def load(tmp_path: Path, text: str) -> HardwareConfig:
    path = tmp_path / "thu.yaml"
    path.write_text(text, encoding="utf-8")
    return load_hardware(path)


def refusal(tmp_path: Path, old: str, new: str) -> ConfigurationRefused:
    assert old in TEXT
    with pytest.raises(ConfigurationRefused) as caught:
        load(tmp_path, TEXT.replace(old, new))
    return caught.value


def test_a_whole_file(tmp_path: Path) -> None:
    hardware = load(tmp_path, TEXT)
    assert hardware.name == "Đài thử"
    assert hardware.transmitter.driver == "modbus"
    assert hardware.transmitter.settings["deadman_s"] == 2.0
    assert hardware.transmitter.settings["retrigger"] is True
    assert dict(hardware.transmitter.settings["registers"]["forward_w"]) == {
        "address": 3,
        "table": "holding",
        "scale": 1.0,
        "low": None,
        "high": None,
    }
    assert hardware.transmitter.settings["registers"]["temperature_c"] is None
    assert hardware.points.driver.settings == {
        "port": "/dev/serial/by-path/usb-1",
        "baud": 9600,
        "site": 0,
        "encoder": 0,
        "pi": 0x7001,
        "group": "6A",
        "aid": None,
        "ps": "DAI XA",
        "pty": 3,
        "tp": True,
        "rt": "",
    }
    assert (hardware.points.copies, hardware.points.lead_in_s) == (3, 1.5)
    assert hardware.sound.settings == {
        "device": "loudspeaker",
        "latency_ms": 200,
        "alsa_config": None,
    }


def test_points_and_zones(tmp_path: Path) -> None:
    plan = load(tmp_path, TEXT).points.plan
    assert plan.zones == (Zone(number=1, name="Thôn 1"), Zone(number=2, name="Thôn 2"))
    assert plan.points == (
        Point(number=1, name="Loa 1", zone=1, volume=60, latitude=22.29, longitude=105.83),
        Point(number=4, name="Loa 4", zone=2),
    )


def test_ports_inside_the_home(tmp_path: Path) -> None:
    hardware = load(tmp_path, TEXT)
    home = Path("/srv/dai")
    assert hardware.transmitter.path("port", home) == Path("/srv/dai/ports/tx")
    assert hardware.points.driver.path("port", home) == Path("/dev/serial/by-path/usb-1")


@pytest.mark.parametrize(
    ("old", "new", "problem", "line", "nearest"),
    [
        ("driver: modbus", "driver: modbos", "unknown_name", 2, "modbus"),
        ("driver: uecp", "driver: uesp", "unknown_name", 4, "uecp"),
        ("pi: 7001", "pi: 7001\n  ps: TRUYEN THANH", "wrong_value", 7, None),
        ("pi: 7001", "pi: 7001\n  ps: ĐÀI XÃ", "wrong_value", 7, None),
        ("pi: 7001", "pi: 7001\n  ps: A$B", "wrong_value", 7, None),
        ("pi: 7001", "pi: 7001\n  ps: ' '", "wrong_value", 7, None),
        ("pi: 7001", "pi: 7001\n  pty: 31", "wrong_value", 7, None),
        ("pi: 7001", "pi: 7001\n  tp: yes", "wrong_value", 7, None),
        ("pi: 7001", "pi: 7001\n  rt: Đài xã", "wrong_value", 7, None),
        ("driver: uecp", "driver: ascii\n  baud: 38400", "wrong_value", 5, None),
        ("driver: uecp", "driver: ascii\n  site: 1", "unknown_key", 5, None),
        ("driver: uecp", "driver: ascii\n  group: 11A", "wrong_value", 5, None),
        ("driver: portaudio", "driver: pulse", "unknown_name", 13, None),
        ("retrigger: true", "retriger: true", "unknown_key", 2, "retrigger"),
        (", retrigger: true", "", "missing_key", 2, None),
        ("retrigger: true", "retrigger: false", "wrong_value", 2, None),
        ("retrigger: true", "retrigger: yes", "wrong_value", 2, None),
        ("address: 3", "address: 3, low: 20, high: 10", "wrong_value", 2, None),
        ("address: 3", "address: 3, low: 20, high: 20", "wrong_value", 2, None),
        ("address: 3", "address: 3, low: nan", "wrong_value", 2, None),
        ("ports/tx", "../tx", "wrong_value", 2, None),
        ("ports/tx", "/etc/passwd", "wrong_value", 2, None),
        ("pi: 7001", "pi: 28673", "wrong_value", 6, None),
        ("pi: 7001", "pi: 7001\n  group: 11A", "wrong_value", 7, None),
        ("zone: 2}", "zone: 3}", "unknown_name", 12, None),
        ("number: 4", "number: 1", "duplicate_name", 12, None),
        ("name: Loa 4", "name: loa 1", "duplicate_name", 12, None),
        ("number: 2, name: Thôn 2", "number: 2, name: Thôn 1", "duplicate_name", 9, None),
        ("number: 4", "number: 16384", "wrong_value", 12, None),
        ("volume: 60", "volume: 160", "wrong_value", 11, None),
        ("lat: 22.29", "lat: 222.9", "wrong_value", 11, None),
        ("address: 3", "addres: 3", "unknown_key", 2, "address"),
        ("device: loudspeaker", "latency_ms: 5, device: x", "wrong_value", 13, None),
    ],
)
def test_refusals(
    tmp_path: Path, old: str, new: str, problem: str, line: int, nearest: str | None
) -> None:
    error = refusal(tmp_path, old, new)
    assert (error.problem, error.line, error.nearest) == (problem, line, nearest)


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("low: 20", 20.0, None),
        ("high: 3", None, 3.0),
        ("low: -5.5, high: 70", -5.5, 70.0),
    ],
)
def test_limits_of_a_register(
    tmp_path: Path, written: str, low: float | None, high: float | None
) -> None:
    hardware = load(tmp_path, TEXT.replace("address: 3", f"address: 3, {written}"))
    register = hardware.transmitter.settings["registers"]["forward_w"]
    assert (register["low"], register["high"]) == (low, high)


def test_group_11a_with_its_aid(tmp_path: Path) -> None:
    text = TEXT.replace("pi: 7001", "pi: 7001\n  group: 11A\n  aid: FF01")
    assert load(tmp_path, text).points.driver.settings["aid"] == 0xFF01


def test_an_ascii_encoder(tmp_path: Path) -> None:
    text = TEXT.replace("driver: uecp", "driver: ascii")
    text = text.replace("pi: 7001", "pi: 7001\n  ps: XA A\n  pty: 1\n  tp: false\n  rt: Dai xa A")
    assert load(tmp_path, text).points.driver.settings == {
        "port": "/dev/serial/by-path/usb-1",
        "baud": 2400,
        "pi": 0x7001,
        "group": "6A",
        "aid": None,
        "ps": "XA A",
        "pty": 1,
        "tp": False,
        "rt": "Dai xa A",
    }


@pytest.mark.parametrize("driver", ["fifo", "file"])
def test_other_sound_drivers(tmp_path: Path, driver: str) -> None:
    sound = f"{{driver: {driver}, path: line.pcm}}"
    hardware = load(tmp_path, TEXT.replace("{driver: portaudio, device: loudspeaker}", sound))
    assert hardware.sound.driver == driver
    assert hardware.sound.path("path", tmp_path) == tmp_path / "line.pcm"


def test_a_driver_from_elsewhere_brings_its_keys(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(TEXT.replace("driver: portaudio, device: loudspeaker", "driver: gpio, pin: 4"))
    drivers = BUILT_IN.with_("sound", "gpio", Table((Setting("pin", whole(0, 27)),)))
    assert load_hardware(path, drivers).sound.settings == {"pin": 4}
    with pytest.raises(ConfigurationRefused):
        load_hardware(path)


@pytest.mark.parametrize("name", shipped.files("hardware"))
def test_shipped_files(name: str) -> None:
    hardware = load_hardware(shipped.find("hardware", name))
    plan = hardware.points.plan
    if not any(point.over_ip for point in plan.points):
        assert plan.numbers == tuple(range(1, 12))
        assert len(plan.zones) == 9
    assert {point.zone for point in plan.points} == {zone.number for zone in plan.zones}
    for point in plan.points:
        assert point.latitude == pytest.approx(22.29, abs=0.03)
        assert point.longitude == pytest.approx(105.83, abs=0.03)
    settings = hardware.transmitter.settings
    assert settings.get("key", settings)["deadman_s"] == 2.0


def test_bench_has_no_radio_points_to_wait_for() -> None:
    bench = load_hardware(shipped.find("hardware", "bench"))
    simulated = load_hardware(shipped.find("hardware", "simulated"))
    assert (bench.points.driver.driver, bench.points.lead_in_s) == ("wired", 0)
    assert simulated.points.lead_in_s == 1.5
    assert bench.points.plan == simulated.points.plan
    assert bench.sound == simulated.sound


def test_the_commune_s_names_are_placeholders() -> None:
    plan = load_hardware(shipped.find("hardware", "vi-huong")).points.plan
    assert all("(điền tên)" in zone.name for zone in plan.zones)


# --- points over IP -----------------------------------------------------------------------------

IP = """\
ip:
  broker: {host: mqtt.xa.vn, user: dai, password_file: bridge/broker.password}
  http: {bind: 192.168.1.10}
"""
MIXED = TEXT.replace("zone: 2}", "zone: 2, via: ip}")


def test_points_over_ip(tmp_path: Path) -> None:
    hardware = load(tmp_path, MIXED + IP)
    assert [point.over_ip for point in hardware.points.plan.points] == [False, True]
    assert hardware.points.plan.part(over_ip=True).numbers == (4,)
    assert hardware.points.plan.part(over_ip=False).numbers == (1,)
    assert hardware.ip is not None
    broker, http = hardware.ip.broker, hardware.ip.http
    assert (broker.host, broker.port, broker.topic) == ("mqtt.xa.vn", 1883, "loudspeaker")
    assert broker.password_path(Path("/srv/dai")) == Path("/srv/dai/bridge/broker.password")
    assert broker.ca_path(Path("/srv/dai")) is None
    assert (http.port, http.url) == (8089, "http://192.168.1.10:8089")


def test_without_such_points_nothing_is_to_be_started(tmp_path: Path) -> None:
    assert load(tmp_path, TEXT).ip is None
    assert load(tmp_path, TEXT + IP).ip is None


def test_tls_and_other_addresses(tmp_path: Path) -> None:
    text = IP.replace("user: dai", "tls: true, ca_file: ca.pem, topic: huyen/xa-1, user: dai")
    text = text.replace("192.168.1.10", '"::", url: "https://[fd00::1]:8443"')
    hardware = load(tmp_path, MIXED + text)
    assert hardware.ip is not None
    assert (hardware.ip.broker.port, hardware.ip.broker.topic) == (8883, "huyen/xa-1")
    assert hardware.ip.broker.ca_path(Path("/srv")) == Path("/srv/ca.pem")
    assert hardware.ip.http.url == "https://[fd00::1]:8443"
    plain = load(tmp_path, MIXED + IP.replace("192.168.1.10", '"fd00::1"'))
    assert plain.ip is not None
    assert plain.ip.http.url == "http://[fd00::1]:8089"


@pytest.mark.parametrize(
    ("old", "new", "problem", "key"),
    [
        (IP, "", "wrong_value", "via"),
        ("via: ip", "via: mqtt", "wrong_value", "via"),
        ("host: mqtt.xa.vn", "host: a b", "wrong_value", "host"),
        ("host: mqtt.xa.vn, ", "", "missing_key", "host"),
        ("user: dai, ", "", "wrong_value", "user"),
        ("user: dai", "password: bí mật, user: dai", "unknown_key", "password"),
        ("bridge/broker.password", "../broker.password", "wrong_value", "password_file"),
        ("user: dai", "ca_file: ca.pem, user: dai", "wrong_value", "ca_file"),
        ("user: dai", "topic: loa/#, user: dai", "wrong_value", "topic"),
        ("user: dai", "topic: /loa, user: dai", "wrong_value", "topic"),
        ("user: dai", "port: 0, user: dai", "wrong_value", "port"),
        ("bind: 192.168.1.10", "bind: xa.vn", "wrong_value", "bind"),
        ("bind: 192.168.1.10", "bind: 0.0.0.0", "wrong_value", "bind"),
        ("bind: 192.168.1.10", "bind: 192.168.1.10, url: http://xa.vn/a", "wrong_value", "url"),
    ],
)
def test_refusals_about_ip(tmp_path: Path, old: str, new: str, problem: str, key: str) -> None:
    assert old in MIXED + IP
    with pytest.raises(ConfigurationRefused) as caught:
        load(tmp_path, (MIXED + IP).replace(old, new))
    assert (caught.value.problem, caught.value.key) == (problem, key)


# --- receivers that open by tones -----------------------------------------------------------------

TONES = TEXT.replace(
    """  driver: uecp
  port: /dev/serial/by-path/usb-1
  pi: 7001
""",
    """  driver: tones
  system: zvei1
  open: "12345"
  close: "54321"
  codes:
    - {points: 1, open: "777", close: "888"}
""",
)


def tones_refusal(tmp_path: Path, old: str, new: str) -> ConfigurationRefused:
    assert old in TONES
    with pytest.raises(ConfigurationRefused) as caught:
        load(tmp_path, TONES.replace(old, new))
    return caught.value


def test_codes_of_tones(tmp_path: Path) -> None:
    points = load(tmp_path, TONES).points
    assert points.driver.settings["system"] is ToneSystem.ZVEI1
    assert points.driver.settings["level_db"] == -6.0
    assert dict(points.driver.settings["codes"][0]) == {
        "points": (1,),
        "open": "777",
        "close": "888",
    }


def test_points_that_open_by_tones_are_never_called_authenticated(tmp_path: Path) -> None:
    tones, signed = load(tmp_path, TONES).points, load(tmp_path, TEXT).points
    assert (tones.authenticated, signed.authenticated) == (False, True)
    assert {point.authenticated for point in tones.plan.points} == {False}


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('open: "12345"', 'open: "12#"', "open"),  # no code of this system
        ('close: "54321"', 'close: "12345"', "open"),  # opens and closes
        ('open: "777"', 'open: "234"', "codes"),  # part of another
        ('close: "888"', 'close: "7771"', "codes"),
        ('  close: "54321"\n', "", "open"),  # nothing would close it
        ('  open: "12345"\n  close: "54321"\n', "", "codes"),  # point 4 would have no code
        ("points: 1,", "points: 2,", "points"),  # no such point
        ("system: zvei1", "system: morse", "system"),
        ('"12345"', '"12345678901234567"', "open"),
    ],
)
def test_codes_that_would_not_work(tmp_path: Path, old: str, new: str, key: str) -> None:
    refused = tones_refusal(tmp_path, old, new)
    assert refused.key == key
    assert refused.line


def test_no_code_at_all(tmp_path: Path) -> None:
    without = """  open: "12345"
  close: "54321"
  codes:
    - {points: 1, open: "777", close: "888"}
"""
    assert tones_refusal(tmp_path, without, "").key == "system"


def test_points_over_ip_have_no_code_and_are_authenticated(tmp_path: Path) -> None:
    own = TONES.replace("zone: 2}", "zone: 2, via: ip}")
    own = own.replace('  open: "12345"\n  close: "54321"\n', "")
    points = load(tmp_path, own + IP).points
    told = {point.number: point.authenticated for point in points.plan.points}
    assert told == {1: False, 4: True}
    assert not points.authenticated
    with pytest.raises(ConfigurationRefused) as caught:
        load(tmp_path, own.replace("points: 1,", "points: [1, 4],") + IP)
    assert caught.value.key == "points"


# --- a receiver on our own frequency --------------------------------------------------------------


def test_a_monitor_is_optional(tmp_path: Path) -> None:
    assert load(tmp_path, TEXT).monitor is None


def test_a_command_that_receives(tmp_path: Path) -> None:
    text = TEXT + "monitor: {driver: command, command: [rtl_fm, -M, fm], rate_hz: 171000}\n"
    monitor = load(tmp_path, text).monitor
    assert monitor is not None
    assert monitor.driver == "command"
    assert monitor.settings == {"command": ("rtl_fm", "-M", "fm"), "rate_hz": 171_000}


def test_a_fifo_with_sound(tmp_path: Path) -> None:
    monitor = load(tmp_path, TEXT + "monitor: {driver: fifo, path: run/monitor}\n").monitor
    assert monitor is not None
    assert monitor.settings == {"path": "run/monitor", "rate_hz": 48_000}


@pytest.mark.parametrize(
    ("monitor", "key"),
    [
        ("{driver: command, command: []}", "command"),
        ("{driver: command, command: rtl_fm -M fm}", "command"),
        ("{driver: fifo, path: /etc/passwd}", "path"),
        ("{driver: fifo, path: a, rate_hz: 44100}", "rate_hz"),
        ("{driver: shell, command: [x]}", "driver"),
    ],
)
def test_a_monitor_that_cannot_be(tmp_path: Path, monitor: str, key: str) -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        load(tmp_path, f"{TEXT}monitor: {monitor}\n")
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("written", "languages"),
    [("[tyz, Nùng]", ("tyz", "nut")), ("[]", ()), ("[Dao (Kìm Mùn)]", ("mji",))],
)
def test_a_zone_chooses_its_languages(
    tmp_path: Path, written: str, languages: tuple[str, ...]
) -> None:
    text = TEXT.replace("name: Thôn 1}", f"name: Thôn 1, languages: {written}}}")
    one, two = load(tmp_path, text).points.plan.zones
    assert (one.languages, two.languages) == (languages, None)


@pytest.mark.parametrize("written", ["[vi]", "[English]", "tyz", "[[tyz]]"])
def test_what_is_no_list_of_other_languages(tmp_path: Path, written: str) -> None:
    error = refusal(tmp_path, "name: Thôn 1}", f"name: Thôn 1, languages: {written}}}")
    assert (error.key, error.line) == ("languages", 8)
