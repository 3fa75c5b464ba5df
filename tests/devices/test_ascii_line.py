"""What an ASCII encoder is told of the station, its clock, and what it may refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from loudspeaker.devices.points.ascii import AsciiLine
from loudspeaker.devices.points.line import HOUR_NS, IDLE_S, SHORT_NS, Encoder
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.model import STATION_ZONE
from loudspeaker.radio.ascii_encoder import Command, Reply, blocks_of
from loudspeaker.radio.fragments import IN_HOUSE, GroupForm
from loudspeaker.radio.on_air import OnAir, OnAirKind, StationLabel
from loudspeaker.radio.pacing import serial_ns
from loudspeaker.radio.rds import Group
from tests.devices.ascii_model import AsciiModel
from tests.devices.moments import NOON
from tests.devices.rhythm import command
from tests.devices.telling import ALARM, NEWS, NOTHING

LABEL = StationLabel(name="DAI XA", pty=3, text="Dai truyen thanh xa")


class Rig:
    """A line with an encoder and a clock."""

    def __init__(
        self,
        *,
        baud: int = 9600,
        form: GroupForm = IN_HOUSE,
        label: StationLabel = LABEL,
        start: datetime = NOON,
    ) -> None:
        self.clock = StandingClock(start)
        self.trusted = True
        self.model = AsciiModel(self.clock, baud=baud)
        encoder = Encoder(pi=0x7001, form=form, baud=baud, label=label)
        self.line = AsciiLine(self.model, self.model, encoder, self.clock, trusted=self._now)
        self._seen = 0

    def _now(self) -> datetime | None:
        return self.clock.wall() if self.trusted else None

    def take(self) -> list[str]:
        """Return the commands since the last call."""
        lines = self.model.lines()[self._seen :]
        self._seen += len(lines)
        return lines

    def greeted(self) -> list[str]:
        """Greet the encoder; return what it was told."""
        self.line.greet()
        return self.take()

    def tell_all(self, on_air: OnAir = NOTHING) -> list[str]:
        """Tell everything that is owed, at the line's own pace."""
        while (rest_s := self.line.rest_s(on_air)) < IDLE_S:
            if rest_s:
                self.clock.advance_s(rest_s)
                continue
            self.line.tell(on_air)
        return self.take()

    def hold(self) -> list[Group]:
        """Send a command; return its groups as the encoder got them."""
        self.line.hand_over(command(1), self.clock.advance_s)
        sent = self.take()
        assert all(line.startswith("G=") for line in sent)
        blocks = [blocks_of(line[2:].encode()) for line in sent]
        return [Group(blocks=(0x7001, *rest)) for rest in blocks]


@pytest.fixture
def rig() -> Rig:
    made = Rig()
    made.greeted()
    return made


def refusing(*names: str, reply: Reply = Reply.UNKNOWN) -> Callable[[Command], Reply | None]:
    def answer(heard: Command) -> Reply:
        return reply if heard.name in names else Reply.DONE

    return answer


def test_a_fresh_encoder_stops_its_echo_is_told_the_pi_and_then_all_the_rest() -> None:
    rig = Rig()
    assert rig.greeted() == ["ECHO=0", "PI=7001"]
    assert rig.tell_all() == [
        "TP=1",
        "TA=0",
        "PTY=3",
        "PTYN=",
        "PS=DAI XA",
        "RT1=Dai truyen thanh xa",
        "TIME=12:00:01",
        "DATE=01.12.26",
        "CT=1",
    ]
    assert rig.tell_all() == []
    assert rig.line.complaint is None


def test_only_what_changes_is_told_and_what_counts_first(rig: Rig) -> None:
    rig.tell_all()
    assert rig.tell_all(NEWS) == ["TA=1", "RT1=Hop thon"]
    assert rig.tell_all(ALARM) == ["PTY=31", "PTYN=CANH BAO", "RT1=Dai truyen thanh xa"]
    assert rig.tell_all() == ["TA=0", "PTY=3", "PTYN="]
    rig.clock.advance_s(HOUR_NS / 1e9)
    again = rig.tell_all()
    assert again[0] == "PI=7001"
    assert len(again) == 10


def test_groups_carry_the_programme_type_that_the_encoder_was_told(rig: Rig) -> None:
    rig.tell_all()
    assert {(g.name, g.programme_type, g.traffic_programme) for g in rig.hold()} == {
        ("6A", 3, True)
    }
    rig.line.rest_s(ALARM)
    assert {group.programme_type for group in rig.hold()} == {3}, "not told yet"
    rig.tell_all(ALARM)
    assert {group.programme_type for group in rig.hold()} == {31}
    assert [group.tail & 3 for group in rig.hold()] == [0, 1, 2, 3]


def test_an_open_data_application_is_announced_in_turn() -> None:
    rig = Rig(form=GroupForm(kind=11, aid=0xFF01), label=StationLabel(traffic_programme=False))
    assert rig.greeted() == ["ECHO=0", "PI=7001", "UDG1=30760000FF01"]
    assert {group.name for group in rig.hold()} == {"11A"}
    rig.tell_all()
    assert rig.tell_all(ALARM) == [
        "PTY=31",
        "UDG1=33F60000FF01",
        "PTYN=CANH BAO",
    ]


@pytest.mark.parametrize("baud", [1200, 2400, 9600])
def test_while_busy_nothing_takes_the_line_for_long(baud: int) -> None:
    rig = Rig(baud=baud)
    rig.greeted()
    rig.tell_all()
    emergency = OnAir(kind=OnAirKind.EMERGENCY, text="Lũ quét " * 8)
    told = rig.tell_all(emergency)
    assert told[:2] == ["TA=1", "PTY=31"], "what counts is told at any speed"
    lengths = [len(line) + 1 for line in told]
    assert all(serial_ns(length, baud=baud) <= SHORT_NS for length in lengths)
    assert any(line.startswith("RT1=") for line in told) is (baud == 9600)


# --- the clock -----------------------------------------------------------------------------------


@pytest.mark.parametrize("fraction_s", [0.0, 0.004, 0.31, 0.5, 0.97, 0.999])
@pytest.mark.parametrize("baud", [1200, 9600])
def test_the_time_arrives_with_its_second(fraction_s: float, baud: int) -> None:
    rig = Rig(start=NOON + timedelta(seconds=fraction_s), baud=baud)
    rig.greeted()
    rig.tell_all()
    ((done_ns, sent),) = [item for item in rig.model.done if item[1].name == "TIME"]
    arrived_ns = done_ns - 10_000_000
    arrived = rig.clock.wall() - timedelta(microseconds=(rig.clock.mono_ns() - arrived_ns) // 1000)
    assert sent.value == arrived.replace(microsecond=0).strftime("%H:%M:%S").encode()
    assert arrived.microsecond < 5_000


def test_a_thread_that_wakes_late_does_not_wait_for_ever(rig: Rig) -> None:
    rig.tell_all()
    rig.clock.step(timedelta(hours=1))
    for _ in range(3):
        rest_s = rig.line.rest_s(NOTHING)
        if rest_s < IDLE_S:
            rig.clock.advance_s(rest_s + 0.02)
            rig.line.tell(NOTHING)
    assert rig.take()[0].startswith("TIME=13:00:")


def test_no_date_is_told_that_would_soon_be_wrong() -> None:
    rig = Rig(start=datetime(2026, 12, 31, 23, 59, 50, tzinfo=STATION_ZONE))
    rig.greeted()
    assert rig.tell_all()[-1].startswith("RT1=")
    rig.clock.advance_s(10.0)
    told = rig.tell_all()
    assert [line.split("=")[0] for line in told] == ["TIME", "DATE", "CT"]
    assert told[1] == "DATE=01.01.27"


def test_without_a_trusted_clock_no_clock_groups(rig: Rig) -> None:
    rig.trusted = False
    assert rig.tell_all()[-1] == "CT=0"
    rig.trusted = True
    assert [line.split("=")[0] for line in rig.tell_all()] == ["TIME", "DATE", "CT"]


def test_the_clock_waits_while_something_is_on_air(rig: Rig) -> None:
    assert "CT" not in "".join(rig.tell_all(NEWS))
    assert rig.tell_all()[-1] == "CT=1"


@pytest.mark.parametrize("name", ["TIME", "DATE"])
def test_an_encoder_that_refuses_the_time_sends_none(rig: Rig, name: str) -> None:
    rig.model.reply = refusing(name, reply=Reply.BAD_ARGUMENT)
    assert rig.tell_all()[-1] == "CT=0"
    assert rig.line.complaint in {None, f"refused: {name} BAD_ARGUMENT"}
    rig.model.reply = refusing()
    rig.greeted()
    assert rig.tell_all()[-1] == "CT=1"


# --- complaints ----------------------------------------------------------------------------------


@pytest.mark.parametrize("reply", [Reply.UNKNOWN, Reply.BAD_ARGUMENT, Reply.PARTLY])
def test_a_refusal_is_a_complaint_and_the_command_goes_on(rig: Rig, reply: Reply) -> None:
    rig.model.reply = refusing("G", reply=reply)
    assert len(rig.hold()) == 4
    assert rig.line.complaint == f"refused: G {reply.name}"


def test_what_the_encoder_does_not_know_is_not_told_again_and_again(rig: Rig) -> None:
    rig.model.reply = refusing("PTYN")
    assert rig.tell_all().count("PTYN=") == 1
    assert rig.line.complaint == "refused: PTYN UNKNOWN"
    assert rig.tell_all() == []


def test_an_encoder_that_falls_silent_is_a_complaint_one_that_never_spoke_is_not(rig: Rig) -> None:
    rig.tell_all()
    rig.model.reply = lambda _: None
    rig.hold()
    assert rig.line.complaint == "does not answer any more"
    rig.line.complaint = None
    rig.greeted()
    rig.hold()
    assert rig.line.complaint is None


def test_an_encoder_that_answers_again_is_told_everything(rig: Rig) -> None:
    first = rig.tell_all()
    rig.model.reply = lambda _: None
    rig.hold()
    rig.model.reply = lambda _: Reply.DONE
    rig.hold()
    names = [line.split("=")[0] for line in rig.tell_all()]
    assert names == ["PI", *(line.split("=")[0] for line in first)]


def test_a_broken_encoder_does_not_fill_the_log(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    marks = iter([Reply.UNKNOWN, Reply.PARTLY] * 20)
    rig.model.reply = lambda _: next(marks)
    rig.line.complaint = None
    for _ in range(5):
        rig.hold()
    assert len(caplog.records) == 1
