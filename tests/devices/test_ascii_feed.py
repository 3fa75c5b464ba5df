"""One command, its answer, the next; judged by a model with every phase of the air's rhythm."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.devices.points.ascii import AsciiLine
from loudspeaker.devices.points.ascii_feed import ANSWER_NS, SILENT_NS, AsciiFeed, ReplyEar
from loudspeaker.devices.points.line import Encoder
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.errors import DeviceFailure
from loudspeaker.radio.ascii_encoder import Command, Reply, setting
from loudspeaker.radio.fragments import IN_HOUSE
from loudspeaker.radio.pacing import FILL
from loudspeaker.radio.rds import groups_ns
from loudspeaker.system.time import SystemTime
from tests.devices.ascii_model import AsciiModel
from tests.devices.moments import NOON
from tests.devices.rhythm import command, sent_at

TA = setting("TA", "1")


def feed_for(model: AsciiModel) -> AsciiFeed:
    return AsciiFeed(model, model, model.clock, baud=model.baud)


def line_for(model: AsciiModel) -> AsciiLine:
    encoder = Encoder(pi=0x7001, form=IN_HOUSE, baud=model.baud)
    return AsciiLine(model, model, encoder, model.clock, trusted=lambda: None)


def silent(_: Command) -> Reply | None:
    return None


class GivenUp(Exception):
    pass


def give_up(_seconds: float) -> None:
    raise GivenUp


# --- point commands ------------------------------------------------------------------------------


@pytest.mark.parametrize("baud", [1200, 2400, 9600, 19_200])
@given(
    phase_ns=st.integers(0, groups_ns(1)),
    pauses_s=st.lists(st.sampled_from([0.0, 0.0, 0.05, 0.4, 2.0]), min_size=1, max_size=8),
    works_s=st.lists(st.floats(0.0, 0.045), min_size=1, max_size=8),
    answering=st.booleans(),
)
def test_nothing_is_dropped_and_no_time_is_too_early(
    baud: int, phase_ns: int, pauses_s: list[float], works_s: list[float], answering: bool
) -> None:
    clock, turns = StandingClock(NOON), iter(works_s * 100)
    reply = (lambda _: Reply.DONE) if answering else silent
    model = AsciiModel(clock, baud=baud, work_s=lambda: next(turns), reply=reply)
    line = line_for(model)
    line.greet()
    told = []
    for number, pause_s in enumerate(pauses_s):
        clock.advance_s(pause_s)
        told.append(line.hand_over(command(number), clock.advance_s))
    assert model.lost == []
    gone = sent_at(model.groups(), phase_ns=phase_ns, places=FILL)
    assert len(gone) == 4 * len(pauses_s)
    assert None not in gone
    late_ns = [told_ns - (true_ns or 0) for told_ns, true_ns in zip(told, gone[3::4], strict=True)]
    assert min(late_ns) >= 0
    assert max(late_ns) <= groups_ns(2) + SILENT_NS + 20_000_000  # careful, not wasteful


@pytest.mark.parametrize(
    ("baud", "work_s", "limit_s"), [(9600, 0.02, 1.2), (2400, 0.01, 1.25), (1200, 0.01, 2.0)]
)
def test_three_copies_of_a_command(baud: int, work_s: float, limit_s: float) -> None:
    clock = StandingClock(NOON)
    model = AsciiModel(clock, baud=baud, work_s=lambda: work_s)
    line = line_for(model)
    line.greet()
    begin_ns = clock.mono_ns()
    for _ in range(3):
        left_ns = line.hand_over(command(1), clock.advance_s)
    assert (left_ns - begin_ns) / 1e9 <= limit_s


def test_giving_up_sends_no_further_group() -> None:
    clock = StandingClock(NOON)
    model = AsciiModel(clock)
    line = line_for(model)

    def stop_after_two(seconds: float) -> None:
        clock.advance_s(seconds)
        if len(model.groups()) == 2:
            raise GivenUp

    with pytest.raises(GivenUp):
        line.hand_over(command(0), stop_after_two)
    with pytest.raises(GivenUp):
        line.hand_over(command(1), give_up)
    assert len(model.groups()) == 2


# --- answers -------------------------------------------------------------------------------------


def test_an_answer_is_waited_for_and_no_longer() -> None:
    model = AsciiModel(StandingClock(NOON), work_s=lambda: 0.2)
    feed = feed_for(model)
    begin_ns = model.clock.mono_ns()
    assert feed.say(TA) is Reply.DONE
    assert 0.2 < (model.clock.mono_ns() - begin_ns) / 1e9 < 0.21
    assert feed.done_ns == model.clock.mono_ns()


def test_who_does_not_answer_twice_is_only_given_time_to_work() -> None:
    model = AsciiModel(StandingClock(NOON), reply=silent)
    feed = feed_for(model)
    waits = []
    for _ in range(4):
        begin_ns = model.clock.mono_ns()
        assert feed.say(TA) is None
        waits.append(model.clock.mono_ns() - begin_ns - feed.line_ns(TA))
    assert waits == pytest.approx([ANSWER_NS, ANSWER_NS, SILENT_NS, SILENT_NS], abs=1000)
    assert feed.silent
    assert not feed.fell_silent, "it never said anything"


def test_the_next_answer_brings_it_back() -> None:
    model = AsciiModel(StandingClock(NOON), reply=silent)
    feed = feed_for(model)
    for _ in range(3):
        feed.say(TA)
    model.reply = lambda _: Reply.DONE
    assert feed.say(TA) is Reply.DONE
    assert not feed.silent
    model.reply = silent
    for _ in range(2):
        feed.say(TA)
    assert feed.fell_silent


def test_a_greeting_ends_half_a_command_and_its_answer_counts_not() -> None:
    model = AsciiModel(StandingClock(NOON), reply=lambda c: Reply.DONE if c.value else None)
    feed = feed_for(model)
    for _ in range(3):
        feed.say(b"HELP\r")
    model.write(b"G=6")
    model.clock.advance_s(0.5)
    feed.begin()
    assert not feed.silent
    assert model.lines()[-1] == "G=6"
    model.reply = silent
    assert feed.say(TA) is None, "the answer to the half command is past"


def test_an_answer_from_before_the_line_was_free_is_none() -> None:
    """A mark out of nowhere: the command is still on the line, and the next must wait."""
    model = AsciiModel(StandingClock(NOON), baud=1200, work_s=lambda: 0.05)
    feed = feed_for(model)
    model.say(Reply.DONE, model.clock.mono_ns() + 1)
    feed.say(TA)
    feed.say(TA)
    feed.say(TA)
    assert len(model.lost) <= len(TA), "at most the one behind the false mark suffers"
    assert len(model.done) >= 2
    assert feed.done_ns >= model.done[-1][0]


def test_a_lost_port_is_told() -> None:
    class Gone:
        def write(self, _data: bytes) -> None:
            raise DeviceFailure(device="port", problem="gone")

    clock = StandingClock(NOON)
    feed = AsciiFeed(Gone(), AsciiModel(clock), clock, baud=2400)
    with pytest.raises(DeviceFailure):
        feed.say(TA)


# --- the ear between two threads -----------------------------------------------------------------


def test_an_ear_wakes_who_waits() -> None:
    clock = SystemTime()
    ear = ReplyEar(clock)
    ear.expect(TA)
    timer = threading.Timer(0.05, lambda: ear.hear(TA + b"+\r\n\r\n"))
    timer.start()
    begin = time.monotonic()
    assert ear.next(clock.mono_ns() + 2_000_000_000) is Reply.DONE
    assert time.monotonic() - begin < 1.0
    timer.join()
    assert ear.next(clock.mono_ns()) is None


def test_what_nobody_waits_for_is_bounded_and_forgotten() -> None:
    ear = ReplyEar(SystemTime())
    ear.hear(b"+\r\n" * 10_000)
    heard: Sequence[Reply | None] = [ear.next(0) for _ in range(20)]
    assert 0 < sum(reply is not None for reply in heard) < 20
    ear.hear(b"+\r\n")
    ear.expect(TA)
    assert ear.next(0) is None
