"""Transmitters of the hardware file: nothing keys without a dead-man."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.config.hardware import HardwareConfig, load_hardware
from loudspeaker.config.line_kinds import line_bytes, template
from loudspeaker.config.transmitters import MEASURED
from loudspeaker.devices.transmitter import base
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.radio.line_template import Template

SWITCHED_ON_ONLY = (
    "{driver: line, port: b, on: {send: a, expect: a},"
    " measurements: {vswr: {send: a, expect: '{number} '}}}"
)
TELEMETRY_KEY = "transmitter:\n  driver: telemetry\n  port: b\n"
REST = """
points:
  driver: wired
  zones: [{number: 1, name: Thôn 1}]
  list: [{number: 1, name: Loa 1, zone: 1}]
sound: {driver: file, path: line.pcm}
"""
RELAY = "{driver: modbus, port: a, retrigger: true}"
REPORTS = "{driver: telemetry, port: b}"
KEYED_LINE = """\
transmitter:
  driver: line
  port: b
  deadman_s: 2.0
  falls_alone: true
  on: {send: RF ON\\r, expect: OK}
  off: {send: "RF OFF\\r", expect: OK}
  state: {send: "hex: 52 46 3F 0D", on: RF IS ON, off: RF IS OFF, timeout_ms: 50}
  measurements:
    forward_w: {send: FP?\\r, expect: "{number}W", low: 20}
"""


def load(tmp_path: Path, transmitter: str) -> HardwareConfig:
    path = tmp_path / "thu.yaml"
    path.write_text("name: Thử\n" + transmitter + REST, encoding="utf-8")
    return load_hardware(path)


def composite(key: str = RELAY, meter: str = REPORTS) -> str:
    return f"transmitter:\n  driver: composite\n  key: {key}\n  meter: {meter}\n"


def limited(limits: str) -> str:
    return f"{{driver: telemetry, port: b, limits: {limits}}}"


def refusal(tmp_path: Path, transmitter: str) -> ConfigurationRefused:
    with pytest.raises(ConfigurationRefused) as caught:
        load(tmp_path, transmitter)
    return caught.value


def test_the_names_of_measurements_are_those_of_the_drivers() -> None:
    assert MEASURED == base.MEASURED


def test_a_relay_and_an_exciter_beside_it(tmp_path: Path) -> None:
    settings = load(tmp_path, composite()).transmitter.settings
    assert settings["key"]["deadman_s"] == 2.0
    assert dict(settings["meter"]) == {
        "driver": "telemetry",
        "port": "b",
        "baud": 9600,
        "parity": "N",
        "limits": None,
        "switched": False,
        "asked": True,
    }


def test_ports_of_both_parts_are_known(tmp_path: Path) -> None:
    transmitter = load(tmp_path, composite()).transmitter
    assert transmitter.ports(Path("/srv")) == (Path("/srv/a"), Path("/srv/b"))


def test_a_line_described_whole(tmp_path: Path) -> None:
    settings = load(tmp_path, KEYED_LINE).transmitter.settings
    assert settings["on"]["send"] == b"RF ON\r"
    assert settings["off"]["send"] == b"RF OFF\r"
    assert settings["state"]["send"] == b"RF?\r"
    assert settings["state"]["on"] == Template("RF IS ON")
    assert settings["measurements"]["forward_w"]["expect"] == Template("{number}W")
    assert settings["measurements"]["forward_w"]["timeout_ms"] == 100
    assert settings["measurements"]["vswr"] is None


@pytest.mark.parametrize(
    ("transmitter", "problem", "line", "key"),
    [
        ("transmitter: {driver: telemetry, port: b}\n", "missing_key", 2, "deadman_s"),
        (
            TELEMETRY_KEY + "  deadman_s: 2.0\n",
            "missing_key",
            3,
            "falls_alone",
        ),
        (
            TELEMETRY_KEY + "  deadman_s: 2.0\n  falls_alone: false\n",
            "wrong_value",
            6,
            "falls_alone",
        ),
        (
            TELEMETRY_KEY + "  deadman_s: 5\n  falls_alone: true\n",
            "wrong_value",
            5,
            "deadman_s",
        ),
        (KEYED_LINE.replace("  deadman_s: 2.0\n", ""), "missing_key", 3, "deadman_s"),
        (KEYED_LINE.replace("  falls_alone: true\n", ""), "missing_key", 3, "falls_alone"),
        (composite().replace("  key: " + RELAY + "\n", ""), "missing_key", 3, "key"),
        (composite(key="{driver: telemetry, port: a}"), "missing_key", 4, "deadman_s"),
        (composite(key="{driver: modbus, port: a}"), "missing_key", 4, "retrigger"),
    ],
)
def test_without_a_dead_man_nothing_keys(
    tmp_path: Path, transmitter: str, problem: str, line: int, key: str
) -> None:
    error = refusal(tmp_path, transmitter)
    assert (error.problem, error.line, error.key) == (problem, line, key)
    assert error.file.endswith("thu.yaml")


@pytest.mark.parametrize(
    ("meter", "problem", "key", "nearest"),
    [
        ("{driver: telemetrie, port: b}", "unknown_name", "driver", "telemetry"),
        ("{driver: composite}", "unknown_name", "driver", None),
        ("{driver: telemetry, port: b, swiched: true}", "unknown_key", "swiched", "switched"),
        ("{driver: telemetry, port: b, deadman_s: 2}", "unknown_key", "deadman_s", None),
        ("{driver: telemetry}", "missing_key", "port", None),
        ("{driver: telemetry, port: a}", "wrong_value", "meter", None),
        (
            "{driver: telemetry, port: b, limits: {vswr: {low: 2, high: 1}}}",
            "wrong_value",
            "low",
            None,
        ),
        (
            "{driver: telemetry, port: b, limits: {power_w: {low: 2}}}",
            "unknown_key",
            "power_w",
            None,
        ),
        ("{driver: modbus, unit: 2}", "missing_key", "registers", None),
        ("{driver: modbus, unit: 2, registers: {}}", "wrong_value", "forward_w", None),
        ("{driver: line, port: b, measurements: {}}", "wrong_value", "forward_w", None),
        ("{driver: line, port: b}", "missing_key", "measurements", None),
        (
            "{driver: line, port: b, measurements: {vswr: {send: a, expect: S}}}",
            "wrong_value",
            "expect",
            None,
        ),
        (
            "{driver: line, port: b, measurements: {vswr: {send: a, expect: '{(a+)+$}'}}}",
            "wrong_value",
            "expect",
            None,
        ),
        (
            SWITCHED_ON_ONLY,
            "wrong_value",
            "off",
            None,
        ),
    ],
)
def test_meters_that_are_none(
    tmp_path: Path, meter: str, problem: str, key: str, nearest: str | None
) -> None:
    error = refusal(tmp_path, composite(meter=meter))
    assert (error.problem, error.key, error.nearest) == (problem, key, nearest)
    assert error.line == 5


def test_a_modbus_meter_is_on_the_relay_s_line_or_on_its_own(tmp_path: Path) -> None:
    registers = "registers: {forward_w: {address: 0}}"
    shared = load(tmp_path, composite(meter=f"{{driver: modbus, unit: 2, {registers}}}"))
    assert shared.transmitter.settings["meter"]["port"] is None
    assert shared.transmitter.ports(tmp_path) == (tmp_path / "a",)
    own = load(tmp_path, composite(meter=f"{{driver: modbus, port: c, {registers}}}"))
    assert own.transmitter.ports(tmp_path) == (tmp_path / "a", tmp_path / "c")
    key = "{driver: telemetry, port: a, deadman_s: 2.0, falls_alone: true}"
    error = refusal(tmp_path, composite(key=key, meter=f"{{driver: modbus, {registers}}}"))
    assert (error.problem, error.key) == ("wrong_value", "meter")


def test_two_devices_on_one_port_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "thu.yaml"
    points = "points:\n  driver: uecp\n  port: b\n  pi: 7001"
    text = "name: x\n" + composite() + REST.replace("points:\n  driver: wired", points)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationRefused) as caught:
        load_hardware(path)
    assert (caught.value.problem, caught.value.key, caught.value.found) == (
        "duplicate_name",
        "port",
        "b",
    )
    assert caught.value.line == 9


# --- what is sent and expected --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("FP?\\r", b"FP?\r"),
        ("FP?\r", b"FP?\r"),
        ("a\\n\\t\\\\\\x00\\xfF", b"a\n\t\\\x00\xff"),
        ("hex: 02 50 0D", b"\x02P\r"),
        ("hex:02500d", b"\x02P\r"),
    ],
)
def test_bytes_to_send(text: str, data: bytes) -> None:
    assert line_bytes().convert(text) == data


@pytest.mark.parametrize(
    "text", ["", "hex:", "hex: 0", "hex: xx", "\\q", "\\x0", "nhiệt", "x" * 101, "a\\"]
)
def test_what_cannot_be_sent(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the reader says where and what is expected
        line_bytes().convert(text)


@given(data=st.binary(min_size=1, max_size=100))
def test_any_bytes_can_be_written_as_hexadecimal(data: bytes) -> None:
    assert line_bytes().convert(f"hex: {data.hex(' ')}") == data


@given(text=st.text(max_size=200))
def test_any_text_is_taken_or_refused(text: str) -> None:
    kinds: tuple[Any, ...] = (line_bytes(), template(), template(with_number=True))
    for kind in kinds:
        try:
            kind.convert(text)
        except ValueError:
            continue
