"""The ASCII encoder: one command at a time, four places, and what it says of each."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.ascii_encoder import setting, switch, whole_group
from loudspeaker.radio.commands import Operation
from loudspeaker.radio.rds import groups_ns
from loudspeaker.village.ascii_encoder import FORGET_NS, WORK_NS, AsciiEncoder
from loudspeaker.village.config import EncoderKind
from loudspeaker.village.encoder import QUEUE_PLACES, Answers
from loudspeaker.village.world import ENCODER

from .fakes import RE_ARM, SECOND, MemoryLog, ascii_commands, open_points, world_of

PI = 0x7001
DONE = b"+\r\n\r\n"


class Talk:
    """An encoder and its clock; each command is given time."""

    def __init__(self, answers: Answers = Answers.FULL) -> None:
        self.encoder = AsciiEncoder(pi=PI, answers=answers)
        self.now_ns = 0
        self.said = b""
        self.problems: list[str | None] = []

    def send(self, data: bytes, *, then_ns: int = WORK_NS) -> bytes:
        """Send bytes, let time pass; return what was said to them."""
        before = len(self.said)
        found = list(self.encoder.receive(data, self.now_ns))
        self.now_ns += then_ns
        found += self.encoder.advance(self.now_ns)
        for received in found:
            self.said += received.answer
            self.problems += [received.problem] if received.raw else []
        return self.said[before:]


@pytest.fixture
def talk() -> Talk:
    made = Talk()
    made.send(switch("ECHO", on=False))
    made.problems.clear()
    return made


def group(number: int) -> bytes:
    return whole_group(0x6060, 0xBEEF, number)


def names(encoder: AsciiEncoder, count: int) -> list[str]:
    return [encoder.next_group().name for _ in range(count)]


# --- one command at a time -----------------------------------------------------------------------


def test_it_echoes_until_it_is_told_not_to() -> None:
    talk = Talk()
    assert talk.send(switch("TP", on=True)) == b"TP=1\r" + DONE
    assert talk.send(switch("ECHO", on=False)) == b"ECHO=0\r" + DONE
    assert talk.send(switch("TP", on=True)) == DONE


def test_the_answer_takes_its_time(talk: Talk) -> None:
    assert talk.send(group(1), then_ns=WORK_NS - 1) == b""
    assert talk.encoder.deadline_ns == talk.now_ns + 1
    assert talk.encoder.waiting == 0
    assert talk.send(b"", then_ns=1) == DONE
    assert talk.encoder.waiting == 1
    assert talk.encoder.deadline_ns is None


def test_what_comes_while_it_works_is_lost(talk: Talk) -> None:
    talk.send(group(1) + group(2))
    assert talk.encoder.waiting == 1
    assert talk.problems == ["busy", None]


def test_pieces_make_one_command(talk: Talk) -> None:
    talk.send(b"g=6060be")
    assert talk.send(b"ef0001\r") == DONE
    assert talk.encoder.next_group().blocks == (PI, 0x6060, 0xBEEF, 1)


def test_a_half_line_is_forgotten_after_two_minutes(talk: Talk) -> None:
    talk.send(b"G=60", then_ns=FORGET_NS + 1)
    assert talk.send(switch("TA", on=True)) == DONE


def test_an_encoder_that_never_answers() -> None:
    talk = Talk(Answers.NONE)
    assert talk.send(switch("TP", on=True)) + talk.send(b"HELP\r") == b""
    assert talk.problems == [None, "unknown"]


def test_a_deaf_encoder_takes_nothing(talk: Talk) -> None:
    talk.encoder.deaf = True
    assert talk.send(group(1)) == b""
    assert talk.problems == ["ignored"]
    assert talk.encoder.waiting == 0


# --- groups --------------------------------------------------------------------------------------


def test_groups_leave_in_order_as_they_came_and_fillers_follow(talk: Talk) -> None:
    for number in range(3):
        assert talk.send(group(number)) == DONE
    groups = [talk.encoder.next_group() for _ in range(4)]
    assert [g.name for g in groups] == ["6A", "6A", "6A", "0A"]
    assert [g.blocks for g in groups[:3]] == [(PI, 0x6060, 0xBEEF, n) for n in range(3)]


def test_what_does_not_fit_is_dropped_and_nobody_is_told(talk: Talk) -> None:
    assert {talk.send(group(number)) for number in range(6)} == {DONE}
    assert talk.encoder.waiting == QUEUE_PLACES
    assert talk.problems == [None] * 4 + ["buffer_full"] * 2


@pytest.mark.parametrize(
    ("sent", "mark", "problem"),
    [
        (b"G=606\r", b"-", "bad_argument"),
        (b"G=60G0BEEF0001\r", b"-", "bad_argument"),
        (b"H=6060BEEF0001\r", b"!", "unknown"),
        (b"PTY=32\r", b"-", "bad_argument"),
        (b"PTY=news\r", b"-", "bad_argument"),
        (b"TA=2\r", b"-", "bad_argument"),
        (b"PI=701\r", b"-", "bad_argument"),
        (b"PI=70G1\r", b"-", "bad_argument"),
        (b"PS=123456789\r", b"-", "bad_argument"),
        (setting("RT1", "x" * 65), b"-", "bad_argument"),
        (b"UDG1=606014C00000\r", b"-", "bad_argument"),
        (b"HELP\r", b"!", "unknown"),
        (b"*ALL\r", b"+", None),
        (b"LEVEL=100\r", b"+", None),
    ],
)
def test_each_refusal_has_its_mark(
    talk: Talk, sent: bytes, mark: bytes, problem: str | None
) -> None:
    assert talk.send(sent) == mark + b"\r\n\r\n"
    assert talk.problems == [problem]


def test_a_value_can_be_asked_for(talk: Talk) -> None:
    talk.send(b"ps=XA TEST\r")
    assert talk.send(b"PS\r") == b"XA TEST\r\n+\r\n\r\n"
    assert talk.send(b"VER\r") == b"village\r\n+\r\n\r\n"


def test_fillers_carry_the_stations_data(talk: Talk) -> None:
    for line in (b"PI=7F2B\r", b"*PS=XA TEST\r", b"PTY=31\r", b"TP=1\r", b"TA=1\r"):
        assert talk.send(line) == DONE
    groups = [talk.encoder.next_group() for _ in range(4)]
    assert b"".join(g.blocks[3].to_bytes(2, "big") for g in groups) == b"XA TEST "
    shown = {(g.pi, g.programme_type, g.traffic_programme, g.tail >> 4) for g in groups}
    assert shown == {(0x7F2B, 31, True, 1)}


def test_radio_text_comes_and_goes(talk: Talk) -> None:
    talk.send(setting("RT1", "HOP THON"))
    assert names(talk.encoder, 4) == ["0A", "2A", "0A", "2A"]
    talk.send(setting("TEXT"))
    assert names(talk.encoder, 4) == ["0A"] * 4


def test_an_open_data_application_is_announced(talk: Talk) -> None:
    assert talk.send(b"UDG1=30760005FF01\r") == DONE
    groups = [talk.encoder.next_group() for _ in range(32)]
    announced = [(g.blocks[2], g.blocks[3]) for g in groups if g.name == "3A"]
    assert announced == [(5, 0xFF01)] * 2


# --- in the village ------------------------------------------------------------------------------


def test_a_command_in_ascii_opens_points(tmp_path: Path) -> None:
    log = MemoryLog()
    world = world_of(log, tmp_path, encoder=EncoderKind.ASCII)
    world.transmitter_bytes(RE_ARM, 0)
    world.encoder_bytes(switch("ECHO", on=False), 0)
    now_ns = SECOND // 4
    for command in ascii_commands(Operation.OPEN, argument=30):
        world.encoder_bytes(command, now_ns)
        now_ns += WORK_NS + 1
        world.advance(now_ns)
        assert world.encoder_says() == DONE
    world.advance(now_ns + groups_ns(6))
    assert open_points(log) == [1, 2, 3]
    received = [event for event in log.of("rx") if event["port"] == ENCODER]
    assert [event["ok"] for event in received] == [True] * 5
    assert bytes.fromhex(received[0]["hex"]) == b"ECHO=0\r"


@given(st.lists(st.binary(max_size=300), max_size=6))
def test_rubbish_never_raises_and_leaves_it_working(chunks: list[bytes]) -> None:
    talk = Talk()
    for chunk in chunks:
        talk.send(chunk)
    talk.send(b"\r")
    talk.send(b"PI=7001\r")
    assert talk.encoder.next_group().pi == PI
