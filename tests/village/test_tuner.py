"""The receivers' front end: what it gives, with its time, of blocks as a line delivers them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from loudspeaker.radio.multiplex import Multiplexer, MultiplexSettings, to_int16
from loudspeaker.radio.rds import Group, groups_ns
from loudspeaker.village.line_server import Block
from loudspeaker.village.timeline import Timeline
from loudspeaker.village.tuner import Tuned, Tuner
from tests.radio.composite import STATION, in_turn, tone

RATE_HZ = 192_000
MS = 1_000_000
SAMPLE_NS = 1e9 / RATE_HZ
BEGIN_NS = 5_000 * MS


def on_air(*changes: tuple[int, bool]) -> Timeline[bool]:
    carrier = Timeline(value=False)
    for at_ns, value in changes:
        carrier.set(at_ns, value)
    return carrier


@dataclass
class Line:
    """A signal in blocks of 20 ms, and what a tuner made of them."""

    tuner: Tuner
    session: str = "one"
    start_ns: int = BEGIN_NS
    samples: int = 0
    groups: list[tuple[Group, int]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.multiplexer = Multiplexer(MultiplexSettings(), in_turn())

    def send(self, milliseconds: int, level: float = 0.3) -> None:
        """Send a tone."""
        sound = tone(1_000, seconds=milliseconds / 1000, level=level)
        for at in range(0, len(sound), 960):
            pcm = to_int16(self.multiplexer.feed(sound[at : at + 960]))
            block = Block(
                session=self.session,
                first_frame=self.samples,
                start_ns=self.start_ns,
                frame_ns=SAMPLE_NS,
                pcm=pcm,
            )
            self.samples += block.frames
            self.start_ns = block.end_ns
            self.keep(self.tuner.take(block))

    def keep(self, tuned: Tuned) -> None:
        """Note what came out."""
        self.groups += tuned.groups
        self.blocks += tuned.blocks
        self.settled.append(tuned.settled_ns)

    def idle(self, milliseconds: int) -> None:
        """Let time pass without a signal, as the village does."""
        for passed in range(0, milliseconds, 50):
            self.keep(self.tuner.idle(self.start_ns + passed * MS))


def test_groups_come_with_the_time_of_their_end() -> None:
    line = Line(Tuner(RATE_HZ, on_air((0, True))))
    line.send(2_000)
    line.idle(800)
    whole = [(group, at) for group, at in line.groups if all(group.ok)]
    assert [group.blocks for group, _ in whole[:8]] == [group.blocks for group in STATION]
    for number, (_, ended_ns) in enumerate(whole[:20], start=1):
        assert ended_ns == pytest.approx(BEGIN_NS + groups_ns(number), abs=MS)


def test_what_is_settled_never_runs_back_and_groups_never_come_behind_it() -> None:
    line = Line(Tuner(RATE_HZ, on_air((0, True))))
    for _ in range(20):
        known_ns = line.settled[-1] if line.settled else 0
        before = len(line.groups)
        line.send(100)
        late = [at for _, at in line.groups[before:] if at < known_ns]
        assert not late
    line.idle(1_000)
    assert line.settled == sorted(line.settled)
    assert line.settled[-1] >= line.start_ns


def test_a_carrier_that_is_off_makes_silence() -> None:
    off_ns, on_ns = BEGIN_NS + 500 * MS, BEGIN_NS + 1_000 * MS
    line = Line(Tuner(RATE_HZ, on_air((0, True), (off_ns, False), (on_ns, True))))
    line.send(2_000)
    line.idle(800)
    for group, ended_ns in line.groups:
        if all(group.ok):
            begun_ns = ended_ns - groups_ns(1)
            assert ended_ns <= off_ns + MS or begun_ns >= on_ns - MS
    for block in line.blocks:
        sound = np.frombuffer(block.pcm, dtype="<i2")
        if off_ns + 5 * MS < block.start_ns and block.end_ns < on_ns - 5 * MS:
            assert abs(sound).max() < 10
        elif block.end_ns < off_ns - 5 * MS and block.start_ns > BEGIN_NS + 5 * MS:
            assert abs(sound).max() > 3_000


@pytest.mark.parametrize("gap_ms", [100, 200, 300, 450])
def test_sound_after_a_gap_lies_where_the_line_counts_it(gap_ms: int) -> None:
    line = Line(Tuner(RATE_HZ, on_air((0, True))))
    line.send(500)
    line.idle(gap_ms)
    line.start_ns += gap_ms * MS
    line.send(500)
    counted = [block for block in line.blocks if block.session]
    ends = [0, *(block.first_frame + block.frames for block in counted)]
    jumps = [block.first_frame - end for block, end in zip(counted, ends, strict=False)]
    assert all(-5 * 48 < jump <= 0 for jump in jumps)  # no more than what rings at both edges
    assert len([jump for jump in jumps if jump]) == (gap_ms > 150)
    assert 0 <= 500 * 48 * 2 - ends[-1] < 50 * 48  # the rest is still held back
    for block in (each for each in counted[4:-4] if each.frames > 480):
        assert abs(np.frombuffer(block.pcm, dtype="<i2")).max() > 3_000
    uncounted = [np.frombuffer(b.pcm, dtype="<i2") for b in line.blocks if not b.session]
    assert all(abs(sound).max() < 10 for sound in uncounted)
    assert bool(uncounted) == (gap_ms > 150)


def test_sound_lies_in_frames_of_the_session_one_right_behind_the_other() -> None:
    line = Line(Tuner(RATE_HZ, on_air((0, True))), samples=19_200)
    line.send(1_000)
    line.idle(500)
    next_frame = 4_800
    for block in (each for each in line.blocks if each.session):
        assert block.session == "one"
        assert block.first_frame == next_frame
        assert block.start_ns == pytest.approx(
            BEGIN_NS + (next_frame - 4_800) * 1e9 / 48_000, abs=50_000
        )
        next_frame += block.frames
    assert 0 <= next_frame - (4_800 + 48_000) < 5 * 48  # and what rings
    assert all(block.start_ns >= line.start_ns for block in line.blocks if not block.session)


def test_another_session_is_another_signal() -> None:
    tuner = Tuner(RATE_HZ, on_air((0, True)))
    first = Line(tuner)
    first.send(500)
    second = Line(tuner, session="two", start_ns=first.start_ns + 50 * MS)
    second.send(500)
    second.idle(800)
    assert {block.session for block in second.blocks if block.session} == {"two"}
    whole = [at for group, at in second.groups if all(group.ok)]
    assert whole[0] == pytest.approx(first.start_ns + 50 * MS + groups_ns(1), abs=MS)


def test_without_a_signal_everything_is_known_but_for_what_may_still_arrive() -> None:
    tuner = Tuner(RATE_HZ, on_air())
    assert tuner.idle(BEGIN_NS).settled_ns == BEGIN_NS - 150 * MS
    assert tuner.idle(BEGIN_NS + 10 * MS) == Tuned(
        groups=(), blocks=(), settled_ns=BEGIN_NS - 140 * MS
    )


def test_a_line_that_pauses_and_goes_on_is_followed_in_its_time() -> None:
    line = Line(Tuner(RATE_HZ, on_air((0, True))))
    line.send(500)
    line.start_ns += 100 * MS  # the source was late
    mark_ns = line.start_ns
    line.send(1_000)
    line.idle(800)
    later = [at for group, at in line.groups if all(group.ok) and at > mark_ns + 200 * MS]
    ends = [BEGIN_NS + 100 * MS + groups_ns(number) for number in range(30)]
    for ended_ns in later:
        assert min(abs(ended_ns - end) for end in ends) < MS
