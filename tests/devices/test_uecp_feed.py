"""Feeding an encoder that queues two groups, judged by a model of it with every phase of its
rhythm."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.devices.points.line import Encoder
from loudspeaker.devices.points.uecp_feed import EncoderFeed
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.radio.fragments import IN_HOUSE, GroupForm
from loudspeaker.radio.pacing import FILL, GUARD_NS
from loudspeaker.radio.rds import groups_ns
from loudspeaker.radio.uecp_elements import (
    FreeFormatGroup,
    InHouseGroup,
    OpenDataConfiguration,
    ProgrammeIdentification,
    parse_elements,
)
from loudspeaker.radio.uecp_frame import Decoder, Frame
from tests.devices.moments import NOON
from tests.devices.rhythm import command, sent_at

OPEN_DATA = GroupForm(kind=11, aid=0xFF01)


@dataclass
class Line:
    """Takes bytes at the time of a standing clock and carries them at the line's speed."""

    clock: StandingClock
    baud: int = 9600
    delay_s: float = 0.0
    """How long a write is kept waiting before its first byte goes."""
    arrived: list[tuple[int, Frame]] = field(default_factory=list)
    _free_ns: int = 0

    def write(self, data: bytes) -> None:
        self.clock.advance_s(self.delay_s)
        begin_ns = max(self._free_ns, self.clock.mono_ns())
        decoder = Decoder()
        for number, byte in enumerate(data, 1):
            at_ns = begin_ns + number * 10 * 1_000_000_000 // self.baud
            for frame in decoder.feed(bytes([byte])):
                assert isinstance(frame, Frame)
                self.arrived.append((at_ns, frame))
        self._free_ns = begin_ns + len(data) * 10 * 1_000_000_000 // self.baud

    def groups(self) -> list[int]:
        """Return when each whole group reached the encoder."""
        kinds = (InHouseGroup, FreeFormatGroup)
        return [
            at for at, frame in self.arrived if isinstance(parse_elements(frame.message)[0], kinds)
        ]


def feed_for(line: Line, form: GroupForm = IN_HOUSE, *, address: int = 0) -> EncoderFeed:
    encoder = Encoder(pi=0x7001, form=form, address=address, baud=line.baud)
    return EncoderFeed(line, encoder, line.clock)


class GivenUp(Exception):
    pass


def give_up(_seconds: float) -> None:
    raise GivenUp


@pytest.mark.parametrize("baud", [1200, 2400, 9600, 115_200])
@given(
    phase_ns=st.integers(0, groups_ns(1)),
    pauses_s=st.lists(st.sampled_from([0.0, 0.0, 0.05, 0.4, 2.0]), min_size=1, max_size=12),
    introduced=st.booleans(),
    delay_s=st.sampled_from([0.0, 0.004, 0.08]),
)
def test_nothing_is_dropped_and_no_time_is_too_early(
    baud: int, phase_ns: int, pauses_s: list[float], introduced: bool, delay_s: float
) -> None:
    clock = StandingClock(NOON)
    line = Line(clock, baud=baud, delay_s=delay_s)
    feed = feed_for(line)
    if introduced:
        feed.tell(ProgrammeIdentification(pi=0x7001))
    told = []
    for number, pause_s in enumerate(pauses_s):
        clock.advance_s(pause_s)
        told.append(feed.hand_over(command(number), clock.advance_s))
    gone = sent_at(line.groups(), phase_ns=phase_ns, places=FILL)
    assert len(gone) == 4 * len(pauses_s)
    truth = [last for last in gone[3::4] if last is not None]
    assert len(truth) == len(pauses_s)
    assert None not in gone
    late_ns = [told_ns - true_ns for told_ns, true_ns in zip(told, truth, strict=True)]
    assert min(late_ns) >= 0
    careful_ns = groups_ns(2) + GUARD_NS + round(delay_s * 1e9)
    assert max(late_ns) <= careful_ns, "careful, not wasteful"


@pytest.mark.parametrize("phase_ns", range(0, groups_ns(1), groups_ns(1) // 7))
def test_copies_leave_no_slot_empty(phase_ns: int) -> None:
    clock = StandingClock(NOON)
    line = Line(clock)
    feed = feed_for(line)
    for number in range(10):
        feed.hand_over(command(number), clock.advance_s)
    gone = [left_ns or 0 for left_ns in sent_at(line.groups(), phase_ns=phase_ns)]
    assert gone[-1] - gone[0] == pytest.approx(groups_ns(39), abs=40)


@pytest.mark.parametrize(("baud", "limit_s"), [(115_200, 1.17), (9600, 1.18), (2400, 1.24)])
def test_three_copies_of_a_command(baud: int, limit_s: float) -> None:
    clock = StandingClock(NOON)
    feed = feed_for(Line(clock, baud=baud))
    begin_ns = clock.mono_ns()
    for _ in range(3):
        left_ns = feed.hand_over(command(1), clock.advance_s)
    assert (left_ns - begin_ns) / 1e9 <= limit_s


@pytest.mark.parametrize("given", [1, 2, 3, 4])
def test_what_comes_next_stands_behind_two_groups_at_the_most(given: int) -> None:
    """An all-stop that is ordered when the last of them has just been given over."""
    clock = StandingClock(NOON)
    feed = feed_for(Line(clock))
    for part in command(0)[:given]:
        clock.advance_s(max(0, feed.room_ns - clock.mono_ns()) / 1e9)
        feed.give(part)
    asked_ns = clock.mono_ns()
    assert feed.hand_over(command(1), clock.advance_s) - asked_ns <= 660_000_000


def test_giving_up_sends_no_further_group() -> None:
    clock = StandingClock(NOON)
    line = Line(clock)
    feed = feed_for(line)
    with pytest.raises(GivenUp):
        feed.hand_over(command(0), give_up)
    assert len(line.groups()) == FILL, "for these there was nothing to wait for"
    with pytest.raises(GivenUp):
        feed.hand_over(command(1), give_up)
    assert len(line.groups()) == FILL


def test_one_element_a_frame_under_the_encoder_s_address() -> None:
    clock = StandingClock(NOON)
    line = Line(clock)
    feed = feed_for(line, OPEN_DATA, address=1023 << 6 | 63)
    feed.tell(ProgrammeIdentification(pi=0x7001))
    feed.tell(OpenDataConfiguration(group=0x16, aid=0xFF01))
    feed.hand_over(command(1), clock.advance_s)
    frames = [frame for _, frame in line.arrived]
    assert {frame.address for frame in frames} == {0xFFFF}
    assert [frame.sequence for frame in frames] == [1, 2, 3, 4, 5, 6]
    elements = [parse_elements(frame.message) for frame in frames]
    assert all(len(found) == 1 for found in elements)
    assert elements[0] == [ProgrammeIdentification(pi=0x7001)]
    assert elements[1] == [OpenDataConfiguration(group=0x16, aid=0xFF01)]
    assert [type(found[0]) for found in elements[2:]] == [FreeFormatGroup] * 4


def test_sequence_numbers_are_1_to_255() -> None:
    clock = StandingClock(NOON)
    line = Line(clock)
    feed = feed_for(line)
    for number in range(70):
        feed.hand_over(command(number), clock.advance_s)
    numbers = [frame.sequence for _, frame in line.arrived]
    assert numbers == [number % 255 + 1 for number in range(280)]


def test_what_is_told_counts_on_the_line_like_everything_else() -> None:
    clock = StandingClock(NOON)
    line = Line(clock, baud=1200)
    feed = feed_for(line)
    element = ProgrammeIdentification(pi=0x7001)
    assert feed.line_ns(element) == 13 * 10 * 1_000_000_000 // 1200 + 1
    feed.tell(element)
    begin_ns = clock.mono_ns()
    feed.give(command(0)[0])
    at_least_ns = begin_ns + feed.line_ns(element) + GUARD_NS + groups_ns(2)
    assert feed.left_ns >= at_least_ns
