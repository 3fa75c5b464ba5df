"""What exciters say about themselves, in every disorder in which it may come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio import exciter
from loudspeaker.radio.exciter import LONGEST_LINE, LineCutter, Telemetry

REPORT = (
    b"TX.FREQ=98.50 MHz\r\nTX.PFWD=28.4 W\r\nTX.PREF=0.31 W\r\nTX.VSWR=1.23\r\n"
    b"TX.TEMP=41.5 C\r\nTX.FAULT=NONE\r\nTX.ON=1\r\nTX.WDOG=2.0 s\r\n"
)
VALUES = {
    "frequency_mhz": 98.5,
    "forward_w": 28.4,
    "reflected_w": 0.31,
    "vswr": 1.23,
    "temperature_c": 41.5,
    "watchdog_s": 2.0,
}


def told(*pieces: bytes) -> Telemetry:
    telemetry = Telemetry()
    for piece in pieces:
        telemetry.feed(piece)
    return telemetry


def value(text: str, name: str = "PFWD") -> float | None:
    return next(iter(told(f"TX.{name}={text}\r".encode("latin-1")).values.values()), None)


def test_what_is_asked_and_set() -> None:
    assert exciter.ASK_ALL == b"TX?\r"
    assert exciter.ask("PFWD") == b"TX.PFWD?\r"
    assert exciter.set_on(on=True) == b"TX.ON=1\r"
    assert exciter.set_on(on=False) == b"TX.ON=0\r"


def test_a_whole_report() -> None:
    telemetry = told(REPORT)
    assert telemetry.values == VALUES
    assert (telemetry.on, telemetry.fault, telemetry.watchdog_s) == (True, "", 2.0)
    assert telemetry.heard == {"FREQ", "PFWD", "PREF", "VSWR", "TEMP", "FAULT", "ON", "WDOG"}


@given(lines=st.permutations(REPORT.splitlines(keepends=True)), cuts=st.data())
def test_any_order_in_any_pieces(lines: list[bytes], cuts: st.DataObject) -> None:
    data, telemetry = b"".join(lines), Telemetry()
    while data:
        size = cuts.draw(st.integers(1, 30))
        telemetry.feed(data[:size])
        data = data[size:]
    assert (telemetry.values, telemetry.on) == (VALUES, True)


@given(
    junk=st.lists(
        st.binary(max_size=200).filter(lambda data: b"TX." not in data.upper()), max_size=8
    )
)
def test_junk_lines_between_do_not_matter(junk: list[bytes]) -> None:
    pieces = [b"\r" + data + b"\r\n" for data in junk]
    telemetry = told(*pieces, REPORT, *pieces)
    assert telemetry.values == VALUES


@given(data=st.binary(max_size=2000))
def test_whatever_comes_is_survived(data: bytes) -> None:
    telemetry = told(data, b"\rTX.PFWD=5\r")
    assert telemetry.values["forward_w"] == 5.0


@given(cut=st.integers(0, len(b"TX.PFWD=28.4 W") - 1))
def test_a_line_that_has_not_ended_does_not_count(cut: int) -> None:
    assert told(b"TX.PFWD=28.4 W"[:cut]).values == {}


@pytest.mark.parametrize(
    ("text", "watts"),
    [
        ("28.4", 28.4),
        ("28,4", 28.4),
        ("28.4W", 28.4),
        ("  28.4   W ", 28.4),
        ("0.0284 kW", 28.4),
        ("28400 mW", 28.4),
        ("+28.4 W", 28.4),
        ("0", 0.0),
        ("030 W", 30.0),
        ("40 dBm", 10.0),
        ("", None),
        ("W", None),
        ("-3 W", None),
        ("28.4 V", None),
        ("28.4 W 3", None),
        ("2 8.4", None),
        ("1e3", None),
        ("nan", None),
        ("inf", None),
        ("999999999", None),
        ("28.4.1", None),
        ("99999 dBm", None),
    ],
)
def test_power_with_its_units(text: str, watts: float | None) -> None:
    assert value(text) == (None if watts is None else pytest.approx(watts))


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("VSWR", "1.23", 1.23),
        ("VSWR", "1.23:1", 1.23),
        ("VSWR", "0.5", None),
        ("TEMP", "41.5 C", 41.5),
        ("TEMP", "41.5 \xb0C", 41.5),
        ("TEMP", "41.5 \xc2\xb0C", 41.5),
        ("TEMP", "-12", -12.0),
        ("TEMP", "500 C", None),
        ("FREQ", "98.5", 98.5),
        ("FREQ", "98500 kHz", 98.5),
        ("FREQ", "98500000 Hz", 98.5),
        ("FREQ", "98500", None),
        ("WDOG", "1500 ms", 1.5),
        ("WDOG", "0", 0.0),
    ],
)
def test_other_measurements(name: str, text: str, expected: float | None) -> None:
    assert value(text, name) == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("line", "on"),
    [
        (b"TX.ON=1", True),
        (b"TX.ON=0", False),
        (b"tx.on = ON", True),
        (b"TX.STATE=STBY", False),
        (b"TX.STATE=ON", True),
        (b"TX.STBY=1", False),
        (b"TX.STBY=0", True),
        (b"TX.ON=?", None),
        (b"TX.ON", None),
        (b"TX.STBY=maybe", None),
        (b"> TX.ON=1", True),
        (b"\x00\xffTX.ON=1", True),
        (b"TX.ON?TX.ON=0", False),
        (b"TX.ON=1TX.ON=0", False),
        (b"XTX.ONE=1", None),
    ],
)
def test_on_and_standby(line: bytes, on: bool | None) -> None:
    assert told(line + b"\r\n").on is on


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("NONE", ""),
        ("0", ""),
        ("", ""),
        ("ok", ""),
        ("OVERTEMP", "OVERTEMP"),
        ("PA\x1b[2J", "PA[2J"),
    ],
)
def test_faults(text: str, fault: str) -> None:
    assert told(f"TX.FAULT={text}\r".encode()).fault == fault
    assert told(REPORT, f"TX.FAULT={text}\r".encode()).fault == fault


def test_a_fault_is_kept_short() -> None:
    assert told(b"TX.FAULT=" + b"x" * 100 + b"\r").fault == "x" * 40


def test_of_several_values_the_last_counts_and_a_bad_one_changes_nothing() -> None:
    assert told(b"TX.PFWD=1\rTX.PFWD=2\rTX.PFWD=x\r").values == {"forward_w": 2.0}


def test_names_that_are_not_known_are_not_heard() -> None:
    assert told(b"TX.GAIN=3\rRX.PFWD=3\rPFWD=3\r").heard == set()


def test_lines_too_long_are_dropped_whole() -> None:
    cutter = LineCutter()
    assert cutter.feed(b"x" * LONGEST_LINE + b"\r") == ["x" * LONGEST_LINE]
    assert cutter.feed(b"x" * LONGEST_LINE) == []
    assert cutter.feed(b"TX.ON=1\rTX.ON=0\r") == ["TX.ON=0"]


def test_an_endless_line_takes_no_memory() -> None:
    cutter = LineCutter()
    for _ in range(1000):
        cutter.feed(b"x" * 1000)
    assert len(cutter._begun) <= LONGEST_LINE
