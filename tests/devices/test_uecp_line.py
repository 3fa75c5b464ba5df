"""What a UECP encoder is told of the station, in which order, and when again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from loudspeaker.devices.points.line import HOUR_NS, IDLE_S, PACE_NS, SHORT_NS, Encoder
from loudspeaker.devices.points.uecp import UecpLine
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.radio.fragments import IN_HOUSE, GroupForm
from loudspeaker.radio.on_air import OnAir, OnAirKind, StationLabel
from loudspeaker.radio.pacing import serial_ns
from loudspeaker.radio.uecp_elements import (
    Clock,
    ClockGroups,
    ElementError,
    OpenDataConfiguration,
    ProgrammeIdentification,
    ProgrammeService,
    ProgrammeType,
    ProgrammeTypeName,
    RadioText,
    TextBuffer,
    TrafficFlags,
    parse_elements,
)
from loudspeaker.radio.uecp_frame import Decoder, Frame
from tests.devices.moments import NOON
from tests.devices.telling import ALARM, NEWS, NOTHING

LABEL = StationLabel(name="DAI XA", pty=3, text="Dai truyen thanh xa")


class Rig:
    """A line with its own clock, and what went out on it."""

    def __init__(
        self, *, baud: int = 9600, form: GroupForm = IN_HOUSE, label: StationLabel = LABEL
    ) -> None:
        self.clock = StandingClock(NOON)
        self.trusted = True
        self.written: list[bytes] = []
        encoder = Encoder(pi=0x7001, form=form, baud=baud, label=label)
        self.line = UecpLine(self, encoder, self.clock, trusted=self._now)
        self.baud = baud

    def _now(self) -> datetime | None:
        return self.clock.wall() if self.trusted else None

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def greeted(self) -> list[object]:
        """Greet an encoder; return what it was told."""
        self.line.greet()
        return self.take()

    def take(self) -> list[object]:
        """Return the elements that went out since the last call, each from a frame of its own."""
        found: list[object] = []
        for written in self.written:
            (frame,) = Decoder().feed(written)
            assert isinstance(frame, Frame)
            (element,) = parse_elements(frame.message)
            assert not isinstance(element, ElementError)
            found.append(element)
        self.written.clear()
        return found

    def tell_all(self, on_air: OnAir = NOTHING) -> list[object]:
        """Tell everything that is owed, at the line's own pace."""
        while (rest_s := self.line.rest_s(on_air)) < IDLE_S:
            if rest_s:
                self.clock.advance_s(rest_s)
                continue
            before = len(self.written)
            self.line.tell(on_air)
            assert len(self.written) == before + 1, "one at a time"
        return self.take()


@pytest.fixture
def rig() -> Rig:
    made = Rig()
    made.greeted()
    return made


FLAGS = TrafficFlags(announcement=False, programme_carries=True)
FLAGS_ON = TrafficFlags(announcement=True, programme_carries=True)
NO_NAME = ProgrammeTypeName(name=b"        ")


def test_a_fresh_encoder_is_told_the_pi_at_once_and_then_all_the_rest() -> None:
    rig = Rig()
    assert rig.greeted() == [ProgrammeIdentification(pi=0x7001)]
    *told, clock, groups = rig.tell_all()
    assert told == [
        FLAGS,
        ProgrammeType(pty=3),
        NO_NAME,
        ProgrammeService(name=b"DAI XA  "),
        RadioText(text=b"Dai truyen thanh xa\r", flag=True),
    ]
    assert isinstance(clock, Clock)
    assert groups == ClockGroups(on=True)


def test_an_open_data_application_is_told_before_any_command() -> None:
    rig = Rig(form=GroupForm(kind=11, aid=0xFF01))
    assert rig.greeted() == [
        ProgrammeIdentification(pi=0x7001),
        OpenDataConfiguration(group=22, aid=0xFF01),
    ]


def test_each_thing_is_told_once_and_with_a_pause(rig: Rig) -> None:
    begin_ns = rig.clock.mono_ns()
    told = len(rig.tell_all())
    assert rig.clock.mono_ns() - begin_ns == told * PACE_NS
    assert rig.tell_all() == []
    assert rig.line.rest_s(NOTHING) == IDLE_S
    rig.line.tell(NOTHING)
    assert rig.take() == [], "nothing is owed"


def test_only_what_changes_is_told_and_ta_first(rig: Rig) -> None:
    rig.tell_all()
    assert rig.tell_all(NEWS) == [FLAGS_ON, RadioText(text=b"Hop thon\r", flag=False)]
    assert rig.tell_all(ALARM) == [
        ProgrammeType(pty=31),
        ProgrammeTypeName(name=b"CANH BAO"),
        RadioText(text=b"Dai truyen thanh xa\r", flag=True),
    ]
    assert rig.tell_all() == [FLAGS, ProgrammeType(pty=3), NO_NAME]


def test_a_station_without_text_clears_it() -> None:
    rig = Rig(label=StationLabel())
    rig.greeted()
    clear = [element for element in rig.tell_all() if isinstance(element, RadioText)]
    assert [element.buffer for element in clear] == [TextBuffer.CLEAR]


def test_a_text_of_full_length_has_no_end_mark(rig: Rig) -> None:
    rig.tell_all()
    long = OnAir(kind=OnAirKind.ANNOUNCEMENT, text="x" * 100)
    (text,) = [element for element in rig.tell_all(long) if isinstance(element, RadioText)]
    assert text.text == b"x" * 64


def test_after_an_hour_and_after_a_greeting_all_is_told_again(rig: Rig) -> None:
    first = rig.tell_all()
    rig.clock.advance_s(HOUR_NS / 1e9 - 10)
    assert rig.tell_all() == []
    rig.clock.advance_s(11)
    again = rig.tell_all()
    assert again[0] == ProgrammeIdentification(pi=0x7001)
    assert [type(element) for element in again[1:]] == [type(element) for element in first]
    assert again[5] == first[4], "the same text is not shown as a new one"
    rig.greeted()
    assert [type(element) for element in rig.tell_all()] == [type(element) for element in first]


# --- the clock -----------------------------------------------------------------------------------


def test_the_clock_is_the_time_at_which_it_arrives(rig: Rig) -> None:
    (clock,) = [fact.said for fact in rig.line._facts(NOTHING) if fact.name == "clock"]
    assert isinstance(clock, Clock)
    late = clock.utc - rig.clock.wall()
    line = timedelta(microseconds=serial_ns(17, baud=9600) // 1000)
    assert timedelta(0) <= late - line <= timedelta(milliseconds=3)
    assert clock.offset_half_hours == 14
    assert clock.utc.tzinfo is not None


def test_without_a_trusted_clock_no_clock_groups(rig: Rig) -> None:
    rig.trusted = False
    told = rig.tell_all()
    assert told[-1] == ClockGroups(on=False)
    assert not [element for element in told if isinstance(element, Clock)]
    rig.trusted = True
    clock, groups = rig.tell_all()
    assert isinstance(clock, Clock)
    assert groups == ClockGroups(on=True)


@pytest.mark.parametrize("step_s", [-3600, -0.6, 0.6, 86_400])
def test_a_clock_that_jumped_is_told_anew(rig: Rig, step_s: float) -> None:
    rig.tell_all()
    rig.clock.advance_s(100.0)
    assert rig.tell_all() == []
    rig.clock.step(timedelta(seconds=step_s))
    (clock,) = rig.tell_all()
    assert isinstance(clock, Clock)
    assert abs(clock.utc - rig.clock.wall().astimezone(UTC)) < timedelta(seconds=1)


# --- never in the way ----------------------------------------------------------------------------


@pytest.mark.parametrize("baud", [1200, 2400, 9600])
def test_while_busy_nothing_takes_the_line_for_long(baud: int) -> None:
    rig = Rig(baud=baud)
    rig.greeted()
    rig.tell_all()
    emergency = OnAir(kind=OnAirKind.EMERGENCY, text="Lũ quét " * 8)
    while (rest_s := rig.line.rest_s(emergency)) < IDLE_S:
        rig.clock.advance_s(rest_s)
        rig.line.tell(emergency)
    assert all(serial_ns(len(sent), baud=baud) <= SHORT_NS for sent in rig.written)
    told = rig.take()
    assert told[:2] == [FLAGS_ON, ProgrammeType(pty=31)], "what counts is told at any speed"
    assert any(isinstance(element, RadioText) for element in told) is (baud == 9600)
    assert rig.tell_all()[:2] == [FLAGS, ProgrammeType(pty=3)]
